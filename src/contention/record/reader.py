"""Read a record from a file or from a table in memory."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.provenance import hash_bytes, hash_file
from contention.record.canonical import Canonical, make_canonical
from contention.record.model import PROBLEM, Record
from contention.record.own_words import load_vocabulary, vocabulary_path
from contention.record.schema import COLUMNS, SCHEMA
from contention.record.tables import RawTable, as_text, read_table
from contention.record.vocabulary import VOCABULARY, Vocabulary


def load(path: str | Path, *, strict: bool = False, vocabulary: Vocabulary | None = None) -> Record:
    """Read a record from a CSV or Parquet file.

    A CSV is UTF-8, with or without a byte order mark, separated by commas, semicolons or tabs;
    several actors or demands are joined by ``;``. Only ``date``, ``country`` and ``form`` must
    be there; `contention.record.COLUMNS` says what the others mean and what a blank stands for.

    Parameters
    ----------
    path
        The file.
    strict
        Refuse a record with any problem. Otherwise rows with problems are set aside and
        listed.
    vocabulary
        The words that the record may use. By default the shared ones and those of a file
        ``NAME.vocabulary.csv`` beside the record, if there is one.

    Raises
    ------
    ContentionError
        F101 to F105, R101 to R204: the file cannot be read as a table of events. R104: it has
        no rows. R105: no row can be used. With ``strict``, any problem of a row (R203, R301 to
        R316).
    """
    file = Path(path)
    raw = read_table(file)
    if not raw.numbers and not raw.broken:
        raise ContentionError(_no_rows(raw.name))
    digest = hash_file(file)
    words = vocabulary_path(file)
    if vocabulary is None and words.is_file():
        vocabulary = load_vocabulary(words)
        digest = hash_bytes(f"{digest} {hash_file(words)}".encode())
    record = _make_record(file.stem, raw, digest, vocabulary or VOCABULARY)
    _refuse(record, strict=strict)
    if not record.events.height:
        raise ContentionError((_no_usable_row(raw.name, record), *record.problems))
    return record


def from_frame(
    frame: pl.DataFrame,
    *,
    name: str = "frame",
    strict: bool = False,
    vocabulary: Vocabulary = VOCABULARY,
) -> Record:
    """Read a record from a table in memory, such as the events of a simulated world.

    Parameters
    ----------
    frame
        At least ``date``, ``country`` and ``form``; dates and numbers typed or as text, actors
        and demands as lists or joined by ``;``. May be empty.
    name
        Name of the record.
    strict
        Refuse a record with any problem.
    vocabulary
        The words that the record may use.

    Raises
    ------
    ContentionError
        R201, R202, R204: not a table of events. With ``strict``, any problem of a row.
    """
    record = _make_record(name, as_text(frame, name=name), "", vocabulary)
    _refuse(record, strict=strict)
    return record


def _make_record(name: str, raw: RawTable, digest: str, vocabulary: Vocabulary) -> Record:
    canonical = make_canonical(raw, vocabulary)
    frame = canonical.frame
    used = pl.col("code").is_null() & (pl.col("role") == "event")
    reason = pl.coalesce(pl.lit(f"{PROBLEM} ") + pl.col("code"), pl.col("role"))
    events = frame.filter(used).select(*SCHEMA)
    aside = frame.filter(~used.fill_null(value=False)).with_columns(reason.alias("reason"))
    return Record(
        name=name,
        events=events,
        set_aside=aside.select("row", *SCHEMA, "reason"),
        problems=canonical.problems,
        rows=frame.height,
        digest=digest or _digest(canonical),
        sources=tuple(frame["source"].drop_nulls().unique().sort()),
        ignored=tuple(column for column in raw.frame.columns if column not in SCHEMA),
        vocabulary=vocabulary,
    )


def _digest(canonical: Canonical) -> str:
    lists = [column.name for column in COLUMNS if isinstance(column.dtype, pl.List)]
    # "none" keeps an empty list apart from a missing one, as in a CSV.
    joined = (
        pl.when(pl.col(name).list.len() == 0)
        .then(pl.lit("none"))
        .otherwise(pl.col(name).list.join(";"))
        .alias(name)
        for name in lists
    )
    return hash_bytes(canonical.frame.with_columns(joined).write_csv().encode())


def _refuse(record: Record, *, strict: bool) -> None:
    if strict and record.problems:
        raise ContentionError(record.problems)


def _no_rows(name: str) -> Problem:
    return Problem(
        "R104",
        "a header without rows",
        "at least one event",
        name,
        "check that the table was exported completely",
    )


def _no_usable_row(name: str, record: Record) -> Problem:
    return Problem(
        "R105",
        f"no row without a problem that is an event, among {record.rows:,}",
        "at least one",
        name,
        "mend the problems that follow; one cause is often behind them all",
    )
