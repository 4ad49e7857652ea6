"""The problems of a table's rows, collected while its columns are read."""

from __future__ import annotations

import polars as pl

from contention.foundation.errors import Problem
from contention.record.schema import SCHEMA
from contention.record.tables import RawTable

_ORDER = {name: position for position, name in enumerate(SCHEMA)}


class Ledger:
    """The columns of a table as text, and what was found wrong with them.

    Parameters
    ----------
    raw
        The table.
    """

    def __init__(self, raw: RawTable) -> None:
        self.raw = raw
        self._notes: list[tuple[int, int, Problem]] = []

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.raw.numbers)

    def text(self, column: str) -> pl.Series:
        """Return a column as text; all null where the table has no such column."""
        if column not in self.raw.frame.columns:
            return pl.Series(column, [None] * self.height, pl.String)
        values = self.raw.frame[column]
        if isinstance(values.dtype, pl.List):
            return values.list.join(";")
        return values

    def note(
        self,
        bad: pl.Series,
        column: str,
        code: str,
        *,
        found: pl.Series,
        expected: pl.Series | str,
        hint: str = "",
    ) -> None:
        """Note one problem for every row where ``bad`` is true.

        Parameters
        ----------
        bad
            Booleans, one a row; null counts as false.
        column
            The column to name.
        code
            The code.
        found
            What each row says.
        expected
            What it should say.
        hint
            How to mend it.
        """
        for row in bad.fill_null(value=False).arg_true().to_list():
            self.note_row(
                row,
                column,
                code,
                found="a blank" if found[row] is None else str(found[row]),
                expected=expected if isinstance(expected, str) else str(expected[row]),
                hint=hint,
            )

    def note_row(
        self, row: int, column: str, code: str, *, found: str, expected: str, hint: str = ""
    ) -> None:
        """Note one problem of one row."""
        where = f"{self.raw.name}, row {self.raw.numbers[row]}, column {column}"
        problem = Problem(code, found, expected, where, hint)
        self._notes.append((row, _ORDER[column], problem))

    def problems(self) -> list[tuple[int, Problem]]:
        """Return row position and problem, by row and then by column."""
        return [(row, problem) for row, _, problem in sorted(self._notes, key=_by_row_and_column)]


def _by_row_and_column(note: tuple[int, int, Problem]) -> tuple[int, int]:
    return note[:2]
