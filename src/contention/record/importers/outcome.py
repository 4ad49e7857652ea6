"""What an import left: the events, and a ledger of every row that was dropped or changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from contention.record.importers.packing import unpack
from contention.store import write_with

if TYPE_CHECKING:
    from contention.record.model import Record

LEDGER: dict[str, pl.DataType] = {
    "file": pl.Categorical(),
    "row": pl.Int64(),
    "id": pl.String(),
    "outcome": pl.Categorical(),
    "reason": pl.Categorical(),
    "detail": pl.Categorical(),
    "raw": pl.String(),
}
"""Columns of the ledger: where the row stands (1 is the first below the header), what became of
it (dropped or changed) and why, and the row as it was read, as JSON."""


@dataclass(frozen=True, eq=False)
class Import:
    """An imported record.

    Parameters
    ----------
    source
        Name of the source.
    files
        The files.
    events
        The events in canonical columns, then ``region``, ``district``, ``place_precision``,
        ``type`` and ``actor_name``.
    rows_in
        Rows of the files. ``rows_in`` is ``kept`` and all of `dropped` together.
    kept
        Rows of which at least one event came.
    dropped
        Reason -> rows.
    changed
        Reason -> rows or events in which something is not as the source has it.
    unknown
        Types that no row of the mapping knows -> rows.
    notes
        What else a reader should know.
    guesses
        For a table: field -> the column that was guessed.
    parts
        The ledger, packed.
    """

    source: str
    files: tuple[str, ...]
    events: pl.DataFrame
    rows_in: int
    kept: int
    dropped: dict[str, int]
    changed: dict[str, int]
    unknown: dict[str, int] = field(default_factory=dict[str, int])
    notes: tuple[str, ...] = ()
    guesses: dict[str, str] = field(default_factory=dict[str, str])
    parts: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def ledger(self) -> pl.DataFrame:
        """Every row that was dropped or changed, in columns of `LEDGER`."""
        return self._scan().collect()

    def _scan(self) -> pl.LazyFrame:
        return unpack(self.parts) if self.parts else pl.LazyFrame(schema=LEDGER)

    def record(self) -> Record:
        """Return the events as a record."""
        from contention.record.reader import from_frame

        return from_frame(self.events.drop("^(region|district|place_precision|type|actor_name)$"))

    def write(self, path: str | Path) -> tuple[Path, Path]:
        """Write the record, and the ledger beside it.

        Parameters
        ----------
        path
            The Parquet file to write or replace.

        Returns
        -------
        tuple of Path
            The record and the ledger, ``NAME.ledger.parquet``.

        Raises
        ------
        ContentionError
            F010 to F013: a file cannot be written.
        """
        record = Path(path)
        ledger = record.with_name(f"{record.stem}.ledger.parquet")
        write_with(ledger, self._scan().sink_parquet)
        write_with(record, self.events.write_parquet)
        return record, ledger

    def as_dict(self) -> dict[str, Any]:
        """Return the counts for JSON."""
        return {
            "source": self.source,
            "files": list(self.files),
            "rows_in": self.rows_in,
            "kept": self.kept,
            "dropped": self.dropped,
            "changed": self.changed,
            "events": self.events.height,
            "first": self.events["date_low"].min(),
            "last": self.events["date_high"].max(),
            "countries": self.events["country"].n_unique(),
            "unknown": self.unknown,
            "notes": list(self.notes),
            "guesses": self.guesses,
        }

    def __repr__(self) -> str:
        """Return source and counts on one line."""
        return (
            f"Import({self.source!r}: {self.rows_in:,} rows, {self.kept:,} kept, "
            f"{self.events.height:,} events)"
        )
