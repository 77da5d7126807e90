"""A Python worker of the benchmark: commands and answers as dev.assay.bench.Worker has them."""

import json
import os
import sys
import traceback


def build(threads, settings):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{threads}]").appName("assay-bench")
    for setting in settings:
        key, value = setting.split("=", 1)
        builder = builder.config(key, value)
    return builder.getOrCreate()


def serve(answer):
    """Serves with a Spark session, by the arguments of the command line."""
    way = redirected()
    spark = build(sys.argv[1], sys.argv[2:])
    loop(way, lambda command: answer(spark, command))


def answers(answer):
    """Serves without Spark."""
    loop(redirected(), answer)


def redirected():
    # Libraries and Spark's JVM write to standard output: keep the answers' own way out, and send the rest to the log.
    way = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return way


def loop(way, answer):
    print("{}", file=way)
    for line in sys.stdin:
        try:
            result = answer(json.loads(line))
        except Exception as error:  # answered, not raised: the driver decides
            traceback.print_exc()
            result = {"error": str(error)}
        print(json.dumps(result), file=way)
