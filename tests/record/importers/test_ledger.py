"""Every row of the input is kept or dropped for one reason, and can be found again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import contention as ct
from contention.record.importers import batches
from tests.record.importers.layouts import ACLED, acled, as_csv, gdelt, write


def many(tmp_path: Path) -> Path:
    rows = [acled(event_id_cnty=f"B{n}", notes=f"story {n}") for n in range(20)]
    rows[3]["event_date"] = "soon"
    rows[4]["country"] = ""
    rows[5]["event_type"] = "Strategic developments"
    rows[6]["event_id_cnty"] = "B7"
    rows[8]["notes"] = "story 7"
    rows[9]["event_date"] = "2999-01-01"
    return write(tmp_path / "acled.csv", ACLED, *rows)


def test_rows_add_up(tmp_path: Path) -> None:
    done = ct.import_events(many(tmp_path))
    assert done.rows_in == 20
    assert done.kept + sum(done.dropped.values()) == done.rows_in
    assert done.dropped == {
        "no readable date": 1,
        "no country": 1,
        "type left out": 1,
        "older version of the id": 1,
        "near-duplicate": 1,
        "date in the future": 1,
    }


def test_dropped_rows_are_recovered_from_the_ledger(tmp_path: Path) -> None:
    done = ct.import_events(many(tmp_path))
    _, ledger = done.write(tmp_path / "out.parquet")
    table = pl.read_parquet(ledger).filter(pl.col("outcome") == "dropped")
    assert table.height == sum(done.dropped.values())
    for row in table.iter_rows(named=True):
        raw = json.loads(row["raw"])
        assert raw["actor1"] == "Protesters (Barania)"
        number = int(raw["notes"].split()[1])
        assert number == row["row"] - 1 or row["reason"] == "near-duplicate"


def test_kept_rows_and_dropped_rows_are_all_rows(tmp_path: Path) -> None:
    done = ct.import_events(many(tmp_path))
    dropped = done.ledger.filter(pl.col("outcome") == "dropped")
    assert dropped["row"].n_unique() == dropped.height
    # every event is a row that was not dropped
    left = {f"B{n}" for n in range(20) if n + 1 not in set(dropped["row"])} - {"B6"}
    assert set(done.events["id"]) <= left | {"B7"}


def test_batches_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = many(tmp_path)
    whole = ct.import_events(path)
    monkeypatch.setattr(batches, "ROWS", 3)
    parts = ct.import_events(path)
    assert parts.events.equals(whole.events)
    assert parts.dropped == whole.dropped


def test_batches_of_tabs_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [gdelt(id=str(n), place=f"Town {n}, R, Barania", root="14" if n % 3 else "02")
            for n in range(30)]  # fmt: skip
    path = tmp_path / "g.tsv"
    path.write_text("\n".join(rows), encoding="utf-8")  # no newline at the end
    whole = ct.import_events(path)
    assert (whole.rows_in, whole.kept) == (30, 20)
    monkeypatch.setattr(batches, "BYTES", 700)
    parts = ct.import_events(path)
    assert parts.events.equals(whole.events)
    assert parts.ledger["row"].sort().to_list() == [n + 1 for n in range(30) if n % 3 == 0]


def test_two_exports_with_overlapping_ids(tmp_path: Path) -> None:
    old = write(tmp_path / "old.csv", ACLED, acled(), acled(event_id_cnty="BAR2", fatalities="1"))
    new = write(
        tmp_path / "new.csv",
        ACLED,
        acled(),
        acled(event_id_cnty="BAR2", fatalities="3", timestamp="1700000000", location="Betatown"),
        acled(event_id_cnty="BAR3", location="Gammaburg"),
    )
    for files in ([old, new], [new, old]):
        done = ct.import_events(files)
        assert done.dropped == {"duplicate id": 1, "older version of the id": 1}
        deaths = dict(zip(done.events["id"], done.events["deaths_high"], strict=True))
        assert deaths == {"BAR1": 0, "BAR2": 3, "BAR3": 0}


def test_near_duplicates_of_coded_sources_are_kept_and_noted(tmp_path: Path) -> None:
    path = write(
        tmp_path / "acled.csv", ACLED, acled(), acled(event_id_cnty="BAR2", notes="Another one.")
    )
    done = ct.import_events(path)
    assert (done.kept, done.changed) == (2, {"possible duplicate": 1})
    assert ct.import_events(path, near_duplicates="drop").dropped == {"near-duplicate": 1}
    same = write(tmp_path / "same.csv", ACLED, acled(), acled(event_id_cnty="BAR2"))
    assert ct.import_events(same).dropped == {"near-duplicate": 1}
    assert ct.import_events(same, near_duplicates="keep").kept == 2


def test_dates_after_the_last_day_are_mistakes(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", ACLED, acled(), acled(event_id_cnty="B2", event_date="2021-02-02")
    )
    done = ct.import_events(path, until=date(2021, 2, 1))
    assert done.dropped == {"date in the future": 1}


def test_a_record_that_was_written_reads_the_same(tmp_path: Path) -> None:
    done = ct.import_events(many(tmp_path))
    path, _ = done.write(tmp_path / "out.parquet")
    assert ct.load_record(path).events.equals(done.record().events)


def test_text_of_the_csv_is_the_same_for_any_separator(tmp_path: Path) -> None:
    text = as_csv(ACLED, [acled(notes="a; b")])
    plain = tmp_path / "a.csv"
    plain.write_text(text)
    tabs = tmp_path / "b.tsv"
    tabs.write_text(text.replace(",", "\t"))
    assert ct.import_events(plain).events.equals(ct.import_events(tabs).events)
