"""Write a record in canonical form, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from contention.record.model import PROBLEM, Record
from contention.record.reader import from_frame
from contention.record.schema import SCHEMA
from contention.record.vocabulary import VOCABULARY, Vocabulary
from contention.store import write_with


def write_record(record: Record, path: str | Path) -> None:
    """Write a record to Parquet: its events, then the other rows that have no problem.

    Reading it again gives the same events.

    Parameters
    ----------
    record
        The record.
    path
        The file to write or replace.

    Raises
    ------
    ContentionError
        F010 to F013: the file cannot be written.
    """
    sound = ~pl.col("reason").str.starts_with(PROBLEM)
    others = record.set_aside.filter(sound).select(*SCHEMA)
    write_with(path, pl.concat([record.events, others]).write_parquet)


def write_events(
    frame: pl.DataFrame, path: str | Path, *, vocabulary: Vocabulary = VOCABULARY
) -> None:
    """Write a table of events to Parquet in canonical form.

    Parameters
    ----------
    frame
        As for `contention.record.from_frame`; every row must be without problem.
    path
        The file to write or replace.
    vocabulary
        The words that the table may use.

    Raises
    ------
    ContentionError
        Every problem of the table, or F010 to F013: the file cannot be written.
    """
    write_record(from_frame(frame, strict=True, vocabulary=vocabulary), path)
