"""CSV tables of a scenario, read as text and checked cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import isfinite
from pathlib import Path

import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.texts import read_text

_MISSING = "check the name; paths are relative to the folder of the document"
MAX_TABLE_BYTES = 200_000_000
MAX_SHOWN = 20
"""Problems of one kind shown for one column; the rest is counted."""

CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class Table:
    """A table of texts (``None`` for empty cells) that remembers where it came from.

    Rows are numbered as a spreadsheet does: the header is row 1.
    """

    path: Path
    frame: pl.DataFrame
    problems: list[Problem]

    def texts(self, column: str) -> list[str | None]:
        """Return a column as texts, all ``None`` if the table has no such column."""
        if column not in self.frame.columns:
            return [None] * self.frame.height
        return self.frame[column].to_list()

    def required(self, column: str) -> list[str]:
        """Return a column in which every cell must be filled."""
        values = self.texts(column)
        empty = [row for row, value in enumerate(values) if value is None]
        self.report("S013", column, empty, lambda _: "an empty cell", "a value", "fill the cell in")
        return [value or "" for value in values]

    def numbers(self, column: str, *, default: float | None = None) -> list[float]:
        """Return a column of finite numbers; empty cells become ``default`` if there is one."""
        numbers: list[float] = []
        wrong: list[int] = []
        values = self.texts(column)
        for row, value in enumerate(values):
            number = default if value is None else _number(value)
            if number is None:
                wrong.append(row)
                number = float("nan")
            numbers.append(number)
        self.report(
            "S013",
            column,
            wrong,
            lambda row: repr(values[row]) if values[row] is not None else "an empty cell",
            "a finite number",
            "write plain numbers such as 1739300 or 0.35, without spaces or commas",
        )
        return numbers

    def dates(self, column: str) -> list[date | None]:
        """Return a column of ISO dates."""
        values = self.required(column)
        dates = [_date(value) for value in values]
        wrong = [row for row, day in enumerate(dates) if day is None and values[row]]
        self.report(
            "S013",
            column,
            wrong,
            lambda row: repr(values[row]),
            "a date such as 1953-03-05",
            "write year, month and day with dashes",
        )
        return dates

    def choices(self, column: str, allowed: Sequence[str], code: str) -> list[str]:
        """Return a column whose cells are all among ``allowed``."""
        values = self.required(column)
        known = set(allowed)
        wrong = [row for row, value in enumerate(values) if value and value not in known]
        self.report(
            code,
            column,
            wrong,
            lambda row: repr(values[row]),
            f"one of {', '.join(allowed)}" if len(allowed) < 12 else "a name of the document",
            lambda row: _did_you_mean(values[row], allowed),
        )
        return values

    def report(
        self,
        code: str,
        column: str,
        rows: Sequence[int],
        found: Callable[[int], str],
        expected: str,
        hint: str | Callable[[int], str],
    ) -> None:
        """Add a problem for each row (counted from 0), at most `MAX_SHOWN` of them."""
        for row in rows[:MAX_SHOWN]:
            more = len(rows) - MAX_SHOWN
            last = row == rows[:MAX_SHOWN][-1] and more > 0
            said = hint if isinstance(hint, str) else hint(row)
            tail = f" (and {more} more rows like it)" if last else ""
            where = f"{self.path}, row {row + 2}, column {column}"
            self.problems.append(Problem(code, found(row) + tail, expected, where, said))


def read_table(
    path: Path,
    *,
    needed: Sequence[str],
    allowed: Sequence[str],
    where: str,
    problems: list[Problem],
) -> Table | None:
    """Read a CSV table and check its columns.

    Parameters
    ----------
    path
        The file.
    needed, allowed
        Columns that must, and that may, be there. A column ``note`` is always allowed.
    where
        Position in the document that names the table.
    problems
        Where problems are added.

    Returns
    -------
    Table or None
        ``None`` if the table cannot be used at all.
    """
    try:
        text = read_text(path, max_bytes=MAX_TABLE_BYTES)
    except ContentionError as error:
        for problem in error:
            hint = f"{problem.hint}; the document is at {where}"
            problems.append(
                Problem("S015", f"no table {path.name}", f"a file {path}", where, _MISSING)
                if problem.code == "F101"
                else Problem(problem.code, problem.found, problem.expected, problem.where, hint)
            )
        return None
    try:
        frame = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        said = str(error).splitlines()[0]
        problems.append(
            Problem(
                "S012",
                said,
                "a comma-separated table with the same number of cells in each row",
                str(path),
                "quote cells that contain commas",
            )
        )
        return None
    columns = [name for name in frame.columns if name not in {*needed, *allowed, "note"}]
    for name in columns:
        close = get_close_matches(name, [*needed, *allowed], n=1)
        hint = f"did you mean {close[0]}?" if close else "name it in the document or call it note"
        problems.append(
            Problem("S011", f"the column {name!r}", "a known column", f"{path}, row 1", hint)
        )
    missing = [name for name in needed if name not in frame.columns]
    problems.extend(
        Problem(
            "S010",
            f"no column {name!r}",
            f"the columns {', '.join(needed)}",
            f"{path}, row 1",
            f"add {name} to the first row and fill it in",
        )
        for name in missing
    )
    if missing:
        return None
    if frame.height == 0:
        problems.append(
            Problem("S014", "a table without rows", "at least one row", str(path), "add rows")
        )
        return None
    frame = frame.with_columns(pl.all().str.strip_chars().replace("", None))
    return Table(path, frame, problems)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    # float() reads 1_000 and nan; neither belongs in a table.
    return value if isfinite(value) and "_" not in text else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _did_you_mean(value: str, allowed: Sequence[str]) -> str:
    close = get_close_matches(value, allowed, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return "correct the cell, or add the name to the document"
