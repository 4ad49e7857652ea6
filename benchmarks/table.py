"""The table that a run prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .row import Row

HEADS = ("", "value", "target", "met")


def table(rows: Sequence[Row], facts: Mapping[str, str]) -> str:
    """Return rows as text of at most 80 columns, with notes and the machine below."""
    noted = [row for row in rows if row.note]
    cells = [
        (
            f"{row.name} [{noted.index(row) + 1}]" if row.note else row.name,
            f"{row.value:.3g} {row.unit}",
            _target(row),
            {None: "", True: "yes", False: "NO"}[row.met],
        )
        for row in rows
    ]
    widths = [max(len(line[k]) for line in (HEADS, *cells)) for k in range(len(HEADS))]
    lines = [_line(HEADS, widths), _line(tuple("-" * width for width in widths), widths)]
    lines += [_line(cell, widths) for cell in cells]
    lines += ["", *(f"[{k}] {row.note}" for k, row in enumerate(noted, start=1)), ""]
    lines += [f"{name}: {value}" for name, value in facts.items()]
    return "\n".join(lines)


def _target(row: Row) -> str:
    if row.target is None:
        return ""
    return f"{'<' if row.bound == 'most' else '>='} {row.target:g} {row.unit}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cells[0].ljust(widths[0])]
    padded += [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return "  ".join(padded).rstrip()
