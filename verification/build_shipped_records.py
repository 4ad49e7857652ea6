"""Make the records germany-2014 and usa-2020 and their scenarios from the files of their compilers.

Run by hand; the results ship with the package::

    python verification/build_shipped_records.py FOLDER

The same importers do the work that read a user's export; nothing is edited here but the names of
columns, and for the United States the coordinates, which stand in a table of their own.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

import polars as pl

import contention as ct

HOME = Path(__file__).parents[1] / "src/contention/catalogue/data"

GERMAN_FORMS = """maps,type,subtype,to,says
event,demonstration,,demonstration,Kundgebung/Demo
event,arson,,arson,Brandanschlag
event,assault,,assault,Tätlicher Übergriff/Körperverletzung
event,miscellaneous attack,,attack,Sonstige Angriffe
event,suspicion,,attack,Verdachtsfall
event,other,,attack,Sonstiges
"""

DESTATIS = "Destatis, 31 December 2014, recalled; the Länder add up to the published 81,197,537"

LAENDER = {
    "Baden-Württemberg": 10_716_644,
    "Bayern": 12_691_568,
    "Berlin": 3_469_849,
    "Brandenburg": 2_457_872,
    "Bremen": 661_888,
    "Hamburg": 1_762_791,
    "Hessen": 6_093_888,
    "Mecklenburg-Vorpommern": 1_599_138,
    "Niedersachsen": 7_826_739,
    "Nordrhein-Westfalen": 17_638_098,
    "Rheinland-Pfalz": 4_011_582,
    "Saarland": 989_035,
    "Sachsen": 4_055_274,
    "Sachsen-Anhalt": 2_235_548,
    "Schleswig-Holstein": 2_830_864,
    "Thüringen": 2_156_759,
}
assert sum(LAENDER.values()) == 81_197_537

TITLES = {
    "germany-2014": "Germany by Land, 2014 to 2017",
    "usa-2020": "United States by state, 26 May to 30 June 2020",
}
"""What the scenarios are called, in place of the titles that are made for any record."""


def main(data: Path) -> None:
    """Make both."""
    with tempfile.TemporaryDirectory() as folder:
        build_germany(data / "arvig-germany-2014", Path(folder))
        build_usa(data / "blm-usa-2020", Path(folder))


def build_germany(source: Path, work: Path) -> None:
    """Anti-refugee violence and unrest, from ARVIG."""
    forms = work / "forms.csv"
    forms.write_text(GERMAN_FORMS, encoding="utf-8")
    done = ct.import_events(
        source / "arvig.csv",
        source="table",
        columns={"town": "location", "type": "category_en", "district": "community_id"},
        constants={"country": "Germany"},
        mapping=forms,
    )
    people = work / "laender.csv"
    rows = "".join(f'{name},{number},"{DESTATIS}"\n' for name, number in LAENDER.items())
    people.write_text(f"state,population,source\n{rows}", encoding="utf-8")
    save(done, "germany-2014", people, date(2014, 1, 1), date(2017, 11, 11), work)


def build_usa(source: Path, work: Path) -> None:
    """Black Lives Matter demonstrations, from the Crowd Counting Consortium."""
    events = pl.read_csv(source / "ccc_blm.csv", infer_schema=False)
    where = pl.read_csv(source / "derived_ccc_cityday.csv", infer_schema=False)
    where = where.select("date", "city_st", "county", "lat", "lon").unique(["date", "city_st"])
    joined = events.join(where, on=["date", "city_st"], how="left", maintain_order="left")
    table = work / "ccc_blm.csv"
    joined.write_csv(table)
    done = ct.import_events(table, source="ccc")
    people = work / "states.csv"
    states = pl.read_csv(source / "state_pop.csv").with_columns(
        source=pl.lit("state_pop.csv of BLM-GFAABT, commit 528bf7c (MIT)")
    )
    states.write_csv(people)
    save(done, "usa-2020", people, date(2020, 5, 26), date(2020, 6, 30), work)


def save(done: ct.Import, name: str, people: Path, start: date, end: date, work: Path) -> None:
    """Write the record and the scenario by region, and print the counts."""
    print(name, done.rows_in, done.kept, done.dropped, done.changed, *done.notes)
    record, _ = done.write(work / f"{name}.parquet")
    folder = HOME / "scenarios" / name
    made = ct.scenario_from_record(
        record, level="admin1", output=folder, name=name, population=people, start=start, end=end
    )
    print(made.counts, *made.notes)
    document = folder / "scenario.yaml"
    lines = document.read_text(encoding="utf-8").splitlines(keepends=True)
    titled = [f'title: "{TITLES[name]}"\n' if k.startswith("title:") else k for k in lines]
    document.write_text("".join(titled), encoding="utf-8")
    events = made.events.with_columns(source=pl.col("source").str.slice(0, 120))
    events = events.with_columns(pl.lit(None, dtype=pl.String).alias("description"))
    path = HOME / "records" / f"{name}.parquet"
    events.write_parquet(path, compression="zstd", compression_level=19)
    (folder / "record.parquet").unlink()
    print(path.stat().st_size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
