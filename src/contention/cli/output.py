"""What verbs print: one JSON object, or tables that fit 80 columns."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

WIDTH = 80


def print_object(verb: str, **values: Any) -> None:
    """Print the one JSON object of a verb, with its schema as the first key.

    Numbers that JSON cannot write (NaN, infinite) become null.
    """
    document = {"schema": f"contention/{verb}/1"} | plain(values)
    sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n")


def plain(value: Any) -> Any:
    """Return the value as JSON can write it."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}  # pyright: ignore
    if isinstance(value, bool | str | int) or value is None:
        return value
    if isinstance(value, date | PurePath):
        return str(value)
    if isinstance(value, Iterable):
        return [plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    number = float(value)
    return number if math.isfinite(number) else None


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Sequence[str] = (),
    title: str = "",
) -> None:
    """Print a table that fits the terminal, and 80 columns where there is none.

    Parameters
    ----------
    columns
        Headings.
    rows
        Cells as text, one row after the other.
    right
        Headings of the columns that are aligned to the right.
    title
        A line above the table.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        box=SIMPLE_HEAD,
        title=title or None,
        title_justify="left",
        pad_edge=False,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    for number, column in enumerate(columns):
        table.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold",
            no_wrap=number == 0,  # a name that is broken in two cannot be copied
        )
    for row in rows:
        table.add_row(*(_escaped(cell) for cell in row))
    console = _console()
    # Written by ourselves, so that a reader who left is met as everywhere else.
    with console.capture() as drawn:
        console.print(table)
    lines = "\n".join(line.rstrip() for line in drawn.get().splitlines())
    sys.stdout.write(lines.strip("\n") + "\n")


def measured(value: float | None, error: float | None) -> tuple[str, str]:
    """Return a number and its error, both to the second figure of the error."""
    if value is None:
        return "-", "-"
    if error is None or not 0 < error < math.inf:
        return f"{value:.4g}", "-"
    places = min(max(1 - math.floor(math.log10(error)), 0), 6)
    return f"{value:,.{places}f}", f"{error:,.{places}f}"


def wrap(text: str) -> str:
    """Return prose in lines of at most 80 columns; paragraphs stay."""
    import textwrap

    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(
        textwrap.fill(paragraph, WIDTH, break_on_hyphens=False, break_long_words=False)
        for paragraph in paragraphs
    )


def say(text: str = "") -> None:
    """Print text on stdout as it stands."""
    sys.stdout.write(text + "\n")


def _escaped(cell: str) -> str:
    from rich.markup import escape

    return escape(cell)


def _console() -> Any:
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal or console.width > WIDTH:
        console.width = WIDTH
    return console
