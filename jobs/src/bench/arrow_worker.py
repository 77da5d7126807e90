"""The PySpark worker of the benchmark that scores."""

import time

import arrow_scoring
from pyspark.sql import functions
from serving import serve


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


if __name__ == "__main__":
    serve(answer)
