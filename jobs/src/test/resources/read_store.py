# Appended to the recipes of docs/reading-predictions.md and docs/formats.md by PythonReadersTest.
import struct, sys


def bits(value):
    return struct.unpack(">q", struct.pack(">d", value))[0]


def line(row):
    parts = [row["id"], row["model"], row["version"], row["run_id"], row["as_of"], bits(row["score"])]
    parts += [row["label"], [bits(v) for v in row["scores"]], row["features_hash"], row["year"]]
    return "|".join(str(part) for part in parts)


store, run_id = sys.argv[1], sys.argv[2]
readers = {
    "polars": current_polars(store).collect().to_dicts(),
    "delta-rs": pl.DataFrame(current_delta_rs(store)).to_dicts(),
    "duckdb": current_duckdb(store).pl().to_dicts(),
    "published": published_run(store, run_id).collect().to_dicts(),
}
for name, rows in readers.items():
    for row in sorted(map(line, rows)):
        print(name, row)

before = None
runs = pl.read_delta(f"{store}/runs").filter(pl.col("status") == "PUBLISHED").sort("sequence")
for row in runs.to_dicts():
    assert row["hash"] == content_hash(row), row["run_id"] + " was changed"
    assert row["previous_hash"] == before, row["run_id"] + " does not follow"
    before = row["hash"]
print("chain of", runs.height)
