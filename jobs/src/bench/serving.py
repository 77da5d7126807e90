"""A PySpark worker of the benchmark: commands and answers as dev.assay.bench.Worker has them."""

import json
import os
import sys
import traceback

from pyspark.sql import SparkSession


def build(threads, settings):
    builder = SparkSession.builder.master(f"local[{threads}]").appName("assay-bench")
    for setting in settings:
        key, value = setting.split("=", 1)
        builder = builder.config(key, value)
    return builder.getOrCreate()


def serve(answer):
    # Spark's JVM inherits standard output: keep the answers' own way out, and send the rest to the log.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    spark = build(sys.argv[1], sys.argv[2:])
    print("{}", file=answers)
    for line in sys.stdin:
        try:
            result = answer(spark, json.loads(line))
        except Exception as error:  # answered, not raised: the driver decides
            traceback.print_exc()
            result = {"error": str(error)}
        print(json.dumps(result), file=answers)
