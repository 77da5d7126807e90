"""The PySpark worker of the benchmark: commands and answers as dev.assay.bench.Worker has them."""

import json
import os
import sys
import time
import traceback

import arrow_scoring
from pyspark.sql import SparkSession, functions


def build(threads, settings):
    builder = SparkSession.builder.master(f"local[{threads}]").appName("assay-bench")
    for setting in settings:
        key, value = setting.split("=", 1)
        builder = builder.config(key, value)
    return builder.getOrCreate()


def scored(spark, command):
    table = spark.read.parquet(f"{command['data']}/rows-{command['rows']}")
    return table.mapInArrow(arrow_scoring.score(command["models"][0]), arrow_scoring.SCHEMA)


def answer(spark, command):
    outcome = {"rows": 0, "wallNanos": 0, "cpuNanos": 0, "allocatedBytes": 0, "facts": {}}
    action = command["action"]
    if action == "CLEAN":
        spark._jvm.System.gc()
    elif action == "SCORE":
        start = time.perf_counter_ns()
        scored(spark, command).write.format("noop").mode("overwrite").save()
        outcome |= {"rows": command["rows"], "wallNanos": time.perf_counter_ns() - start}
    elif action == "SUM":
        total, rows = scored(spark, command).agg(functions.sum("score"), functions.count("*")).head()
        outcome |= {"rows": rows, "facts": {"sum": total}}
    else:
        raise ValueError(f"unknown action {action}")
    return outcome


def main():
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


if __name__ == "__main__":
    main()
