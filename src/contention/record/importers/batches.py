"""Read a table in batches of rows, so that memory does not grow with the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.record.importers.opening import OLD_BYTES, Opened

ROWS = 50_000
"""Rows of a batch of a CSV."""

BYTES = 32_000_000
"""Bytes of a batch of a table without quotes."""

_LARGEST_FIELD = 10_000_000
_SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Batch:
    """Some rows of a table.

    Parameters
    ----------
    frame
        ``row`` (number of the row below the header, from 1) and the columns, all text,
        stripped, null where blank.
    broken
        Number of the row, what is wrong, and the fields of rows of a wrong length.
    """

    frame: pl.DataFrame
    broken: tuple[tuple[int, str, str], ...] = ()


def read_header(opened: Opened) -> list[str]:
    """Return the fields of the first row, stripped and in lower case; nothing is consumed."""
    text = opened.head.decode(opened.encoding, errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    csv.field_size_limit(_LARGEST_FIELD)
    for fields in reader:
        if any(field.strip() for field in fields):
            return [field.strip().strip("\ufeff").lower() for field in fields]
    return []


def read_csv(opened: Opened) -> Iterator[Batch]:
    """Yield the batches of a table with a header and quotes.

    A row with another number of fields than the header is broken; where it is the last, the file
    is cut short, which a note says.

    Raises
    ------
    ContentionError
        R202: a column stands twice.
    """
    heads = read_header(opened)
    _refuse_doubles(heads, opened.name)
    separator = _separator(opened.head.decode(opened.encoding, errors="replace"))
    csv.field_size_limit(_LARGEST_FIELD)
    reader = csv.reader(opened.text(), delimiter=separator)
    next(fields for fields in reader if any(field.strip() for field in fields))
    rows: list[list[str]] = []
    numbers: list[int] = []
    broken: list[tuple[int, str, str]] = []
    number, last_is_broken = 0, False
    for fields in reader:
        if not any(field.strip() for field in fields):
            continue
        number += 1
        last_is_broken = len(fields) != len(heads)
        if last_is_broken:
            what = f"{len(fields)} fields instead of {len(heads)}"
            broken.append((number, what, separator.join(fields)))
        else:
            rows.append(fields)
            numbers.append(number)
        if len(rows) >= ROWS:
            yield Batch(_frame(heads, rows, numbers), tuple(broken))
            rows, numbers, broken = [], [], []
    if last_is_broken:
        opened.notes.append(f"{opened.name} seems cut short: its last row is not complete")
    yield Batch(_frame(heads, rows, numbers), tuple(broken))


def read_tabs(opened: Opened, names: Sequence[str], wanted: Sequence[str]) -> Iterator[Batch]:
    """Yield the batches of a tab-separated table without header and quotes.

    Parameters
    ----------
    opened
        The table.
    names
        Its columns, in order.
    wanted
        The columns to read; the last of the table is always read, since a row that lacks it is
        too short.
    """
    keep = [name for name in names if name in wanted or name == names[-1]]
    done, rest, cut = 0, b"", False
    while True:
        block = opened.stream.read(BYTES)
        whole, newline, tail = (rest + block).rpartition(b"\n")
        lines, rest = (rest + block, b"") if not block else (whole + newline, tail)
        if lines.strip():
            frame = _split_tabs(lines, keep, names, done)
            done += frame.height
            short = frame[keep[-1]].is_null()
            cut = bool(short[-1])
            broken = [
                (int(row[0]), f"fewer than {len(names)} fields", "\t".join(map(str, row[1:])))
                for row in frame.filter(short).rows()
            ]
            yield Batch(frame.filter(~short), tuple(broken))
        if not block:
            break
    if cut:
        opened.notes.append(f"{opened.name} seems cut short: its last row is not complete")


def _split_tabs(lines: bytes, keep: list[str], names: Sequence[str], done: int) -> pl.DataFrame:
    try:
        lines.decode("utf-8")
    except UnicodeDecodeError:
        lines = lines.decode("utf-8", errors=OLD_BYTES).encode()
    table = pl.scan_csv(
        io.BytesIO(lines),
        has_header=False,
        separator="\t",
        quote_char=None,
        schema=dict.fromkeys(names, pl.String),
        truncate_ragged_lines=True,
        missing_columns="insert",
        raise_if_empty=False,
    )
    frame = table.select(keep).collect()
    frame = frame.with_columns(pl.all().str.strip_chars()).with_columns(
        pl.when(pl.all() != "").then(pl.all())
    )
    return frame.with_row_index("row", offset=done + 1).cast({"row": pl.Int64})


def _frame(heads: list[str], rows: list[list[str]], numbers: list[int]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(heads)
    frame = pl.DataFrame(
        [
            pl.Series(head, column, pl.String)
            for head, column in zip(heads, columns, strict=True)
            if head
        ]
    )
    frame = frame.with_columns(pl.all().str.strip_chars()).with_columns(
        pl.when(pl.all() != "").then(pl.all())
    )
    if "row" in frame.columns:
        frame = frame.rename({"row": "row_"})
    return frame.insert_column(0, pl.Series("row", numbers, pl.Int64))


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=first.count)


def _refuse_doubles(heads: list[str], name: str) -> None:
    doubles = sorted({head for head in heads if head and heads.count(head) > 1})
    if doubles:
        raise ContentionError(
            Problem(
                "R202",
                f"column {head} twice",
                "each column once",
                name,
                "rename or remove one",
            )
            for head in doubles
        )
