#!/usr/bin/env bash
# Scores every year of the census under conf/quality/census.yaml, the next one each time with the history of those before; checks every year by
# rules drafted from 2015 and 2016; and shows what every rule observed. docs/census-years.md explains the figures. Takes some minutes.
#
#   test-data/census/years.sh [directory to write to, target/census-years unless given]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=${1:-target/census-years}
assay=${ASSAY:-./assay}
people=test-data/census/people
[[ ! -e $out ]] || { echo "years.sh: $out is there already; delete it first" >&2; exit 2; }
mkdir -p "$out"

for year in 2015 2016 2017 2018; do
  $assay score --config conf/demo.yaml --as-of "$year-12-31" --set "store=$out/store" --set quality=conf/quality/census.yaml \
    --set "input.filter=year = $year" --no-progress
done
$assay query --store "$out/store" --limit 100 "
  SELECT * FROM (
    SELECT rule_id AS rule, model, year(as_of) AS year,
      concat(if(status = 'PASS', '', concat(status, ' ')), coalesce(round(observed, 5), '')) AS observed FROM quality_results)
  PIVOT (max(observed) FOR year IN (2015, 2016, 2017, 2018)) ORDER BY ALL"

$assay profile --table "$people" --filter 'year <= 2016' --without year --as-of 2016-12-31 --rules "$out/draft.yaml"
for year in 2015 2016 2017 2018; do
  $assay check --table "$people" --key id --filter "year = $year" --as-of "$year-12-31" --rules "$out/draft.yaml" \
    --result "$out/draft-$year.json" | grep -vE '^PASS '
done
