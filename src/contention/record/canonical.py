"""From a raw table to canonical columns, with every problem of every row."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.record.dates import read_dates
from contention.record.ledger import Ledger
from contention.record.numbers import read_numbers
from contention.record.schema import REQUIRED, SCHEMA
from contention.record.tables import RawTable
from contention.record.vocabulary import Vocabulary
from contention.record.words import read_words

_ROW = "row"


@dataclass(frozen=True)
class Canonical:
    """A table in canonical form.

    Parameters
    ----------
    frame
        ``row`` (its number in the file), the canonical columns, and ``code``: the code of the
        first problem of the row, null where there is none. Values with a problem may be null.
    problems
        Every problem, by row and then by column.
    """

    frame: pl.DataFrame
    problems: tuple[Problem, ...]


def make_canonical(raw: RawTable, vocabulary: Vocabulary) -> Canonical:
    """Read every column of a raw table.

    Raises
    ------
    ContentionError
        R201: a required column is missing. R204: a list in a column that holds one value.
    """
    _check_columns(raw)
    ledger = Ledger(raw)
    columns = {
        series.name: series
        for frame in (read_dates(ledger), read_numbers(ledger), read_words(ledger, vocabulary))
        for series in frame.get_columns()
    }
    columns["id"] = _read_ids(ledger)
    for name in ("place", "town", "description", "source"):
        columns[name] = ledger.text(name)
    notes = ledger.problems()
    frame = pl.DataFrame([columns[name].cast(dtype).alias(name) for name, dtype in SCHEMA.items()])
    frame = frame.insert_column(0, pl.Series(_ROW, raw.numbers, pl.Int64))
    frame = frame.with_columns(_first_codes(notes, ledger.height))
    broken = pl.DataFrame(
        {
            _ROW: [number for number, _ in raw.broken],
            "code": [problem.code for _, problem in raw.broken],
        },
        schema={_ROW: pl.Int64, "code": pl.String},
    )
    every = [(raw.numbers[row], problem) for row, problem in notes] + list(raw.broken)
    every.sort(key=_by_row)  # stable: columns keep their order within a row
    return Canonical(
        pl.concat([frame, broken], how="diagonal").sort(_ROW, maintain_order=True),
        tuple(problem for _, problem in every),
    )


def _by_row(note: tuple[int, Problem]) -> int:
    return note[0]


def _check_columns(raw: RawTable) -> None:
    have = raw.frame.columns
    problems = [
        Problem(
            "R201",
            f"no column {name} among {', '.join(have)}",
            f"the columns {', '.join(REQUIRED)}",
            raw.name,
            "name the columns in the first row; `docs/reference/record.md` lists them",
        )
        for name in REQUIRED
        if name not in have
    ]
    problems += [
        Problem(
            "R204",
            f"lists in column {name}",
            "one value a row",
            raw.name,
            "join or choose among the values before writing the table",
        )
        for name in have
        if name in SCHEMA
        and not isinstance(SCHEMA[name], pl.List)
        and isinstance(raw.frame[name].dtype, pl.List)
    ]
    if problems:
        raise ContentionError(problems)


def _read_ids(ledger: Ledger) -> pl.Series:
    made = pl.Series([f"row-{number}" for number in ledger.raw.numbers], dtype=pl.String)
    ids = pl.select(pl.coalesce(ledger.text("id"), made)).to_series().alias("id")
    again = ~ids.is_first_distinct()
    if again.any():
        first: dict[str, int] = {}
        for name, number in zip(ids, ledger.raw.numbers, strict=True):
            first.setdefault(name, number)
        for row in again.arg_true().to_list():
            ledger.note_row(
                row,
                "id",
                "R305",
                found=f"{ids[row]!r} again",
                expected=f"an id used once; row {first[ids[row]]} has it",
                hint="give the row another id, or remove it if it is a duplicate",
            )
    return ids


def _first_codes(notes: list[tuple[int, Problem]], height: int) -> pl.Series:
    codes: list[str | None] = [None] * height
    for row, problem in reversed(notes):
        codes[row] = problem.code
    return pl.Series("code", codes, pl.String)
