"""Writes a deliberately damaged copy of the census people table, and prints what it did as one line of JSON.

Every damage is one that real deliveries show. All of them are done to one year, so that the others stay as they are; the missing year is
another one. Rows are drawn at random with a fixed seed, each for one damage at most, so the printed numbers can be counted in the copy:

nulls       the age is null
codes       schooling has a code of 25 to 99, or marital status one of 6 to 9, in turns
units       the age is in months; those of small children still look like years, and are printed as "in_range"
duplicates  a row is delivered twice
keep        only the first rows of the year arrived; this is done first, and shares are of what is left
missing     no row of a year arrived

A share of 0 leaves a damage out. The copy has one Parquet file for each year, with the types of the original. Run with the Python of
test-data/python/requirements.txt, from the root of the repository:

    target/python-*/bin/python test-data/census/damage.py target/damaged
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

PEOPLE = Path(__file__).resolve().parent / "people"
OLDEST = 120
ODD_SCHOOLING = np.arange(25, 100)
ODD_MARITAL = np.arange(6, 10)


def share(text):
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no share from 0 to 1")
    return value


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path, help="folder to write; it must not be there yet")
    parser.add_argument("--table", type=Path, default=PEOPLE, help="what to copy (default: the table beside this script)")
    parser.add_argument("--year", type=int, default=2018, help="the damaged year (default: %(default)s)")
    parser.add_argument("--nulls", type=share, default=0.02, help="share of rows without an age (default: %(default)s)")
    parser.add_argument("--codes", type=share, default=0.03, help="share of rows with a wrong code (default: %(default)s)")
    parser.add_argument("--units", type=share, default=0.02, help="share of rows with months (default: %(default)s)")
    parser.add_argument("--duplicates", type=share, default=0.01, help="share of rows told twice (default: %(default)s)")
    parser.add_argument("--keep", type=share, default=0.6, help="share of the year that arrived (default: %(default)s)")
    parser.add_argument("--missing", type=int, default=2017, help="the missing year; 0 for none (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="leave out the years before this one (default: none)")
    parser.add_argument("--seed", type=int, default=20181231, help="of the random choice (default: %(default)s)")
    given = parser.parse_args()
    if given.nulls + given.codes + given.units + given.duplicates > 1:
        parser.error("the shares of nulls, codes, units and duplicates are more than 1 together")
    if given.year == given.missing:
        parser.error(f"year {given.year} cannot be both damaged and missing")
    if given.year < given.first:
        parser.error(f"year {given.year} is before the first one of the copy")
    if given.out.exists():
        parser.error(f"{given.out} is there already")
    return given


def replace(table, column, values, nulls=None):
    """The table with other values in a column of the same type."""
    field = table.schema.field(column)
    array = pa.array(values, type=field.type, mask=nulls)
    return table.set_column(table.schema.get_field_index(column), field.with_nullable(True), array)


def draw(rng, rows, shares):
    """For each share as many different rows, none of them in two groups."""
    sizes = [round(rows * one) for one in shares]
    order = rng.permutation(rows)[: sum(sizes)]
    return [np.sort(group) for group in np.split(order, np.cumsum(sizes)[:-1])]


def damage(people, given):
    """The rows of a year, damaged, and what was done to them."""
    rng = np.random.default_rng(given.seed)
    arrived = people.slice(0, round(people.num_rows * given.keep))
    shares = (given.nulls, given.codes, given.units, given.duplicates)
    nulls, codes, units, twice = draw(rng, arrived.num_rows, shares)
    ages = arrived["AGEP"].to_numpy().copy()
    schooling = arrived["SCHL"].to_numpy().copy()
    marital = arrived["MAR"].to_numpy().copy()
    ages[units] *= 12
    schooling[codes[0::2]] = rng.choice(ODD_SCHOOLING, len(codes[0::2]))
    marital[codes[1::2]] = rng.choice(ODD_MARITAL, len(codes[1::2]))
    ageless = np.zeros(arrived.num_rows, bool)
    ageless[nulls] = True
    whole = replace(arrived, "AGEP", ages, ageless)
    whole = replace(replace(whole, "SCHL", schooling), "MAR", marital)
    done = {
        "truncated": people.num_rows - arrived.num_rows,
        "null_ages": len(nulls),
        "wrong_schooling": len(codes[0::2]),
        "wrong_marital": len(codes[1::2]),
        "months": {"rows": len(units), "in_range": int((ages[units] <= OLDEST).sum())},
        "duplicates": len(twice),
    }
    return pa.concat_tables([whole, whole.take(twice)]), done


def main():
    given = arguments()
    people = pq.read_table(given.table).sort_by("id")
    years = sorted(set(people["year"].to_pylist()))
    for year in (given.year, given.missing):
        if year and year not in years:
            sys.exit(f"Cannot damage year {year}: the table has {years}.")
    given.out.mkdir(parents=True)
    summary = {"seed": given.seed, "year": given.year, "missing_year": given.missing or None, "rows": {}}
    for year in years:
        rows = people.filter(pc.equal(people["year"], year))
        if year == given.missing or year < given.first:
            continue
        if year == given.year:
            rows, done = damage(rows, given)
            summary |= done
        pq.write_table(rows, given.out / f"people-{year}.parquet", compression="zstd")
        summary["rows"][str(year)] = rows.num_rows
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
