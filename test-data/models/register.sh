#!/usr/bin/env bash
# Makes the registry of the example again from the files that the training scripts exported.
# A registered version never changes, so this starts from an empty directory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
registry=test-data/models/registry
rm -rf "$registry"
add() {
  ./assay model add "test-data/models/onnx/census/$1.onnx" --registry "$registry" --describe "test-data/models/describe/$1.yaml" \
    --sample "test-data/models/onnx/census/$1.sample.json" --alias "$2"
}
add logistic champion
add lightgbm candidate
add mlp candidate
./assay model verify employment-logistic@champion employment-lightgbm@candidate employment-mlp@candidate --registry "$registry"
