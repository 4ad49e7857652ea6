"""What is written is what is read."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contention import ContentionError
from contention.record import SCHEMA, VOCABULARY, from_frame, load, write_events, write_record
from tests.record.conftest import Maker

DAYS = st.dates(date(1, 1, 1), date(9990, 12, 31))
GAPS = st.integers(0, 400).map(timedelta)
WORDS = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)
COUNTS = st.integers(0, 2**60)


def lists(kind: str) -> st.SearchStrategy[list[str] | None]:
    return st.none() | st.lists(st.sampled_from(VOCABULARY.names(kind)), unique=True, max_size=4)


@st.composite
def bounds(draw: st.DrawFn) -> tuple[int | None, int | None]:
    low, high = draw(st.none() | COUNTS), draw(st.none() | COUNTS)
    return (high, low) if low is not None and high is not None and low > high else (low, high)


@st.composite
def events(draw: st.DrawFn, role: str) -> dict[str, Any]:
    low = draw(DAYS)
    best = low + draw(GAPS)
    participants, deaths = draw(bounds()), draw(bounds())
    somewhere = draw(st.booleans())
    return {
        "date": best,
        "date_precision": draw(st.sampled_from(["hour", "day", "week", "month", "year"])),
        "date_low": low,
        "date_high": best + draw(GAPS),
        "hour": draw(st.none() | st.integers(0, 23)),
        "end_date": draw(st.none() | GAPS.map(best.__add__)),
        "country": draw(WORDS),
        "place": draw(st.none() | WORDS),
        "town": draw(st.none() | WORDS),
        "lat": draw(st.floats(-90, 90)) if somewhere else None,
        "lon": draw(st.floats(-180, 180)) if somewhere else None,
        "actor": draw(lists("actor")),
        "form": draw(st.sampled_from(VOCABULARY.names("form"))),
        "participants_low": participants[0],
        "participants_high": participants[1],
        "deaths_low": deaths[0],
        "deaths_high": deaths[1],
        "demands": draw(lists("demand")),
        "role": role,
        "description": draw(st.none() | WORDS),
        "source": draw(st.none() | WORDS),
        "confidence": draw(st.sampled_from(["high", "medium", "low", None])),
    }


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    rows = draw(st.lists(events("event"), min_size=1, max_size=4))
    ids = draw(st.lists(WORDS, min_size=len(rows), max_size=len(rows), unique=True))
    numbered = [{"id": name, **row} for name, row in zip(ids, rows, strict=True)]
    return pl.DataFrame(numbered, schema=SCHEMA)


@settings(max_examples=60, deadline=None)
@given(frames())
def test_reading_what_was_written_is_the_identity(frame: pl.DataFrame) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        write_events(frame, path)
        record = load(path, strict=True)
    assert record.events.schema == pl.Schema(SCHEMA)
    assert record.events.equals(frame)


def test_rows_without_problems_are_written_whatever_their_role(
    make_csv: Maker, tmp_path: Path
) -> None:
    record = load(make_csv({"role": "part"}, {}, {"hour": "x"}, {"role": "aggregate"}))
    write_record(record, tmp_path / "out.parquet")
    again = load(tmp_path / "out.parquet", strict=True)
    assert again.events.equals(record.events)
    assert again.set_aside["id"].to_list() == ["A1", "A4"]


def test_a_table_with_problems_is_not_written(tmp_path: Path) -> None:
    frame = pl.DataFrame({"date": ["1953"], "country": ["Poland"], "form": ["x"]})
    with pytest.raises(ContentionError) as caught:
        write_events(frame, tmp_path / "out.parquet")
    assert caught.value.codes == ("R312",)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_keeps_the_old_file(make_csv: Maker, tmp_path: Path) -> None:
    record = load(make_csv({}))
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(ContentionError):
        write_record(record, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.csv", "out"]


def test_a_frame_and_its_file_say_the_same(make_csv: Maker) -> None:
    record = load(make_csv({}, {"demands": "none"}))
    assert from_frame(record.events, strict=True).events.equals(record.events)
