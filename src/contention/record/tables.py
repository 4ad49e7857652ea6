"""Event tables as they stand in a file or frame: text, row numbers, and rows of a wrong length.

A CSV is split by the standard library and not by polars, because polars says neither on which
line of the file a row stands nor that a row is too short. Everything after that is polars.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.texts import read_text

MAX_BYTES = 2_000_000_000
"""Largest CSV read."""

_PARQUET = b"PAR1"
_BINARY = {
    b"PK\x03\x04": "a spreadsheet or zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
}
_SEPARATORS = ",;\t"
_WORDS = (pl.String, pl.Categorical, pl.Enum, pl.Null)


@dataclass(frozen=True)
class RawTable:
    """A table before its values are looked at.

    Parameters
    ----------
    name
        File name, for messages.
    frame
        Columns of strings (stripped, null where blank) or lists of strings.
    numbers
        Row number of every row of the frame: the line of a CSV, the position in other tables.
    broken
        Row number and problem of the rows that have too few or too many fields.
    """

    name: str
    frame: pl.DataFrame
    numbers: tuple[int, ...]
    broken: tuple[tuple[int, Problem], ...] = ()


def read_table(path: str | Path) -> RawTable:
    """Read a CSV (comma, semicolon or tab) or Parquet file; the content decides which.

    Raises
    ------
    ContentionError
        F101 to F105 (missing, unreadable, too large, not UTF-8, empty), R101 not a table, R102
        cannot be split into fields, R103 not readable as Parquet, R202 a column twice, R204 a
        column of a type without meaning here.
    """
    file = Path(path)
    start = _first_bytes(file)
    if start.startswith(_PARQUET):
        return _read_parquet(file)
    for magic, what in _BINARY.items():
        if start.startswith(magic):
            raise ContentionError(_not_a_table(file, what))
    text = read_text(file, max_bytes=MAX_BYTES)
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
        raise ContentionError(_not_a_table(file, "a web page"))
    return _split_csv(text, str(file))


def as_text(frame: pl.DataFrame, *, name: str) -> RawTable:
    """Return a typed table as text, so that one set of checks serves every kind of input.

    Raises
    ------
    ContentionError
        R202 a column twice, R204 a column of a type without meaning here.
    """
    heads = [_head(column) for column in frame.columns]
    _refuse_doubles(heads, name)
    columns = [
        _column_text(frame[old], new, name) for old, new in zip(frame.columns, heads, strict=True)
    ]
    table = pl.DataFrame([_strip(column) for column in columns])
    return RawTable(name, table, tuple(range(1, frame.height + 1)))


def _first_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(8)
    except OSError:
        return b""  # read_text meets the same trouble and says what it is


def _not_a_table(file: Path, what: str) -> Problem:
    hint = "open it in the program it belongs to and export the table as CSV in UTF-8"
    return Problem("R101", what, "a CSV or Parquet table", str(file), hint)


def _read_parquet(file: Path) -> RawTable:
    try:
        frame = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        problem = Problem(
            "R103",
            str(error).partition("\n")[0],
            "a complete Parquet file",
            str(file),
            "write the file again; it may have been cut short",
        )
        raise ContentionError(problem) from None
    return as_text(frame, name=str(file))


def _split_csv(text: str, name: str) -> RawTable:
    first = next(line for line in text.splitlines() if line.strip())
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    heads: list[str] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    broken: list[tuple[int, Problem]] = []
    line = 1
    try:
        for fields in reader:
            start, line = line, reader.line_num + 1
            if not any(field.strip() for field in fields):
                continue  # blank lines, and rows of separators that spreadsheets leave behind
            if not heads:
                heads = [_head(field) for field in fields]
                _refuse_doubles(heads, name)
            elif len(fields) == len(heads):
                rows.append(fields)
                numbers.append(start)
            else:
                broken.append((start, _wrong_length(name, start, len(fields), len(heads))))
    except csv.Error as error:
        raise ContentionError(_unsplittable(name, line, str(error))) from None
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(heads)
    frame = pl.DataFrame(
        [
            _strip(pl.Series(head, column, pl.String))
            for head, column in zip(heads, columns, strict=True)
            if head
        ]
    )
    return RawTable(name, frame, tuple(numbers), tuple(broken))


def _head(field: str) -> str:
    return field.strip().lower()


def _refuse_doubles(heads: list[str], name: str) -> None:
    named = [head for head in heads if head]
    problems = [
        Problem("R202", f"column {head} twice", "each column once", name, "rename or remove one")
        for head in sorted({head for head in named if named.count(head) > 1})
    ]
    if problems:
        raise ContentionError(problems)


def _wrong_length(name: str, line: int, found: int, expected: int) -> Problem:
    return Problem(
        "R203",
        f"{found} fields",
        f"{expected} fields, as in the first row",
        f"{name}, row {line}",
        "put double quotes around texts that contain the separator",
    )


def _unsplittable(name: str, line: int, why: str) -> Problem:
    return Problem(
        "R102",
        f"a row that cannot be split into fields ({why})",
        "double quotes that open and close around a whole field",
        f"{name}, row {line}",
        "look for a stray double quote from this row on; inside a field write it twice",
    )


def _column_text(column: pl.Series, head: str, name: str) -> pl.Series:
    dtype = column.dtype
    column = column.alias(head)
    if isinstance(dtype, pl.Datetime):
        return column.dt.date().cast(pl.String)
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, _WORDS):
        return column.cast(pl.List(pl.String))
    plain = (*_WORDS, pl.Date, pl.Boolean)
    if dtype.is_numeric() or isinstance(dtype, plain):
        return column.cast(pl.String)
    raise ContentionError(
        Problem(
            "R204",
            f"column {head} of type {dtype}",
            "text, whole or decimal numbers, dates, or lists of text",
            name,
            "turn the column into text before writing the table",
        )
    )


def _strip(column: pl.Series) -> pl.Series:
    if column.dtype != pl.String:
        return column
    stripped = column.str.strip_chars()
    return stripped.set(stripped == "", None)
