"""The PySpark worker of the benchmark that checks data, with Great Expectations or with Soda.

Rules that a peer cannot express are left out, which favours it; `facts` says how many it ran.
"""

import json
import os
import pathlib
import tempfile
import time

from serving import serve


def answer(spark, command):
    outcome = {"rows": 0, "wallNanos": 0, "cpuNanos": 0, "allocatedBytes": 0, "facts": {}}
    action = command["action"]
    if action == "CLEAN":
        spark._jvm.System.gc()
    elif action == "CHECK":
        with open(f"{command['data']}/checked-rules.json", encoding="utf-8") as file:
            rules = json.load(file)
        table = spark.read.parquet(f"{command['data']}/checked-{command['rows']}")
        start = time.perf_counter_ns()
        checks = {"gx": with_great_expectations, "soda": with_soda}[command["contender"]](spark, table, rules)
        outcome |= {
            "rows": command["rows"],
            "wallNanos": time.perf_counter_ns() - start,
            "facts": {"checks": checks},
        }
    else:
        raise ValueError(f"unknown action {action}")
    return outcome


def with_great_expectations(spark, table, rules):
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_spark("spark", persist=False)
    all_rows = source.add_dataframe_asset("checked").add_batch_definition_whole_dataframe("all")
    batch = all_rows.get_batch(batch_parameters={"dataframe": table})
    expectations = [e for e in (expectation(gx.expectations, rule) for rule in rules) if e]
    # A validation definition would store its result, and NumPy's booleans in it are no JSON.
    suite = gx.ExpectationSuite(name="rules", expectations=expectations)
    result = batch.validate(suite, result_format="BOOLEAN_ONLY")
    if not result.success:
        failed = [r.expectation_config.type for r in result.results if not r.success]
        raise ValueError(f"expectations did not hold: {failed}")
    return len(expectations)


def expectation(known, rule):
    s = rule["settings"]
    column = s.get("column") or (s.get("columns") or [None])[0]
    between = {"column": column, "min_value": s.get("min"), "max_value": s.get("max")}
    match rule["kind"]:
        case "not-null":
            return known.ExpectColumnValuesToNotBeNull(column=column)
        case "range":
            return known.ExpectColumnValuesToBeBetween(
                column=column, min_value=float(s["min"]), max_value=float(s["max"])
            )
        case "in-set":
            return known.ExpectColumnValuesToBeInSet(column=column, value_set=s["values"])
        case "pattern":
            return known.ExpectColumnValuesToMatchRegex(column=column, regex=f"^{s['regex']}$")
        case "length":
            return known.ExpectColumnValueLengthsToBeBetween(**between)
        case "predicate":
            return known.UnexpectedRowsExpectation(unexpected_rows_query=f"SELECT * FROM {{batch}} WHERE NOT ({s['sql']})")
        case "row-count":
            return known.ExpectTableRowCountToBeBetween(min_value=s["min"])
        case "completeness":
            return known.ExpectColumnValuesToNotBeNull(column=column, mostly=s["min"])
        case "mean":
            return known.ExpectColumnMeanToBeBetween(**between)
        case "minimum":
            return known.ExpectColumnMinToBeBetween(**between)
        case "maximum":
            return known.ExpectColumnMaxToBeBetween(**between)
        case "sum":
            return known.ExpectColumnSumToBeBetween(**between)
        case "standard-deviation":
            return known.ExpectColumnStdevToBeBetween(**between)
        case "quantile":
            ranges = {"quantiles": [s["at"]], "value_ranges": [[s["min"], s["max"]]]}
            # Exact: 1.24.1 turns allow_relative_error=0.01 into a text that it then refuses on Spark.
            return known.ExpectColumnQuantileValuesToBeBetween(column=column, quantile_ranges=ranges)
        case "approx-count-distinct":
            return known.ExpectColumnUniqueValueCountToBeBetween(column=column, min_value=s["min"])
        case "uniqueness":
            return known.ExpectColumnValuesToBeUnique(column=column)
        case "distinctness":
            return known.ExpectColumnProportionOfUniqueValuesToBeBetween(column=column, max_value=s["max"])
        case "class-balance":
            return known.ExpectColumnDistinctValuesToBeInSet(column=column, value_set=list(s["shares"]))
    return None  # correlation, entropy, mutual-information, freshness


def with_soda(spark, table, rules):
    from soda.scan import Scan

    table.createOrReplaceTempView("checked")
    checks = [check for check in map(soda_check, rules) if check]
    scan = Scan()
    scan.disable_telemetry()
    scan.set_scan_definition_name("bench")
    scan.set_data_source_name("spark_df")
    scan.add_spark_session(spark, data_source_name="spark_df")
    scan.add_sodacl_yaml_str("checks for checked:\n" + "".join(checks))
    scan.execute()
    scan.assert_no_error_logs()
    if scan.has_check_fails():
        raise ValueError("checks did not hold: " + scan.get_checks_fail_text())
    return len(checks)


def soda_check(rule):
    s = rule["settings"]
    column = s.get("column") or (s.get("columns") or [None])[0]
    invalid = f"  - invalid_count({column}) = 0:\n"
    between = f"between {s.get('min')} and {s.get('max')}\n"
    aggregates = {"mean": "avg", "minimum": "min", "maximum": "max"}
    # Soda has no metric of its own for these on Spark: its user's way is an expression.
    expressions = {
        "standard-deviation": f"stddev_pop({column})",
        "quantile": f"percentile_approx({column}, {s.get('at')})",
        "correlation": f"corr({', '.join(s.get('columns', []))})",
    }
    match rule["kind"]:
        case "not-null":
            return f"  - missing_count({column}) = 0\n"
        case "range":
            return invalid + f"      valid min: {s['min']}\n      valid max: {s['max']}\n"
        case "in-set":
            return invalid + f"      valid values: {json.dumps(s['values'])}\n"
        case "pattern":
            return invalid + f"      valid regex: '{s['regex']}'\n"
        case "length":
            return invalid + f"      valid min length: {s['min']}\n      valid max length: {s['max']}\n"
        case "predicate":
            return (
                "  - failed rows:\n"
                f"      name: {rule['id']}\n"
                "      samples limit: 0\n"
                f"      fail condition: {json.dumps('NOT (' + s['sql'] + ')')}\n"
            )
        case "row-count":
            return f"  - row_count >= {s['min']}\n"
        case "completeness":
            return f"  - missing_percent({column}) <= {100 * (1 - s['min'])}\n"
        case "mean" | "minimum" | "maximum":
            return f"  - {aggregates[rule['kind']]}({column}) {between}"
        case "sum":
            return f"  - sum({column}) >= {s['min']}\n"
        case "standard-deviation" | "quantile" | "correlation":
            name = rule["id"].replace("-", "_")
            return f"  - {name} {between[:-1]}:\n      {name} expression: {expressions[rule['kind']]}\n"
        case "uniqueness":
            return f"  - duplicate_count({column}) = 0\n"
        case "distinctness" | "approx-count-distinct":
            return f"  - duplicate_count({column}) >= 0\n"
    return None  # entropy, mutual-information, class-balance, freshness


def without_telemetry(home):
    """Both peers report to their makers unless they are told not to, Soda by a file in the home folder."""
    settings = pathlib.Path(home, ".soda", "config.yml")
    settings.parent.mkdir()
    settings.write_text("send_anonymous_usage_stats: false\n", encoding="utf-8")
    os.environ["HOME"] = home
    os.environ["GX_ANALYTICS_ENABLED"] = "false"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        without_telemetry(folder)
        serve(answer)
