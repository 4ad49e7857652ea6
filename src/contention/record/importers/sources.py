"""The sources that can be imported, and which of them a file comes from."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from contention.foundation.errors import ContentionError, Problem
from contention.record.importers.acled import ACLED
from contention.record.importers.ccc import CCC
from contention.record.importers.gdelt import GDELT
from contention.record.importers.mass_mobilization import MASS_MOBILIZATION
from contention.record.importers.source import Source
from contention.record.importers.ucdp_ged import UCDP_GED

SOURCES = {item.name: item for item in (ACLED, GDELT, UCDP_GED, MASS_MOBILIZATION, CCC)}
"""Name -> importer of a source with a fixed layout."""

TABLE = "table"
"""The name under which any other table is read."""

NAMES = (*SOURCES, TABLE)
"""What ``--as`` takes."""


def recognise(heads: Sequence[str]) -> Source | None:
    """Return the source whose layout the first row of a table shows, or None.

    Parameters
    ----------
    heads
        The fields of the first row, in lower case: names of columns, or values where the table
        has no header.
    """
    known = set(heads)
    for source in SOURCES.values():
        if any(known.issuperset(columns) for columns in source.known_by):
            return source
        if source.headers and len(heads) in source.headers and _is_event(heads):
            return source
    return None


def _is_event(fields: Sequence[str]) -> bool:
    """Say whether a row begins as GDELT events do: a number, then a date of eight digits."""
    return fields[0].isdigit() and fields[1].isdigit() and len(fields[1]) == 8


def check_layout(name: str, heads: Sequence[str], *, where: str) -> None:
    """Refuse a table that lacks what a source needs, and say what it looks like.

    Raises
    ------
    ContentionError
        R404: columns are missing.
    """
    source = SOURCES[name]
    missing = [column for column in source.needed if column not in heads]
    headerless = source.headers and len(heads) in source.headers and _is_event(heads)
    if headerless or not missing:
        return
    other = recognise(heads)
    looks = f"a table that looks like {other.title}" if other else describe(heads)
    hint = f"write --as {other.name}, or leave --as out" if other else "write --as table"
    raise ContentionError(
        Problem(
            "R404",
            f"{looks}, without {', '.join(missing)}",
            f"the columns of {source.title}: {', '.join(source.needed)} and more",
            where,
            hint,
        )
    )


def describe(heads: Sequence[str]) -> str:
    """Say what an unknown table looks like."""
    shown = ", ".join(head[:20] or "(blank)" for head in heads[:8])
    more = f" and {len(heads) - 8} more" if len(heads) > 8 else ""
    if len(heads) == 1:
        return f"text without columns that begins with {heads[0][:40]!r}"
    return f"a table of {len(heads)} columns: {shown}{more}"


def unknown_name(name: str) -> ContentionError:
    """Return the error for a source that does not exist."""
    near = get_close_matches(name, NAMES, n=1)
    hint = f"did you mean {near[0]}?" if near else "write --as table for any other table"
    return ContentionError(Problem("R400", repr(name), f"one of {', '.join(NAMES)}", "--as", hint))


def unknown_layout(heads: Sequence[str], *, where: str) -> ContentionError:
    """Return the error for a table of no known source."""
    return ContentionError(
        Problem(
            "R401",
            describe(heads),
            f"an export of {', '.join(source.title for source in SOURCES.values())}",
            where,
            "write --as table to map its columns, or --as with the name of its source",
        )
    )
