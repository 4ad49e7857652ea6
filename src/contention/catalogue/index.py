"""The list of what ships, kept as a table beside the data."""

from __future__ import annotations

import csv
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, cast

from contention.foundation.errors import ContentionError, Problem

Kind = Literal["claims", "record", "scenario", "theory", "classic"]
"""What an item of the catalogue is."""

DATA = Path(__file__).parent / "data"
"""Folder of the shipped files."""


class Item(NamedTuple):
    """An item of the catalogue.

    ``status`` is ``draft`` until another person has made the item again from its sources without
    seeing the files, and ``checked`` after that. That of a classic says how its published results
    come out: ``exact``, ``derived``, ``pattern`` or ``not-reproduced``; its ``path`` is the file
    that holds the model.
    """

    kind: Kind
    name: str
    status: str
    title: str
    path: Path
    cites: tuple[str, ...]


@cache
def items() -> tuple[Item, ...]:
    """Return every item of the catalogue, by kind and name."""
    with (DATA / "index.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            Item(
                kind=cast("Kind", row["kind"]),
                name=row["name"],
                status=row["status"],
                title=row["title"],
                path=DATA / row["path"],
                cites=tuple(row["cites"].split()),
            )
            for row in csv.DictReader(stream)
        ]
    return tuple(sorted(rows))


def find(kind: Kind, name: str) -> Path:
    """Return the file of an item of the catalogue.

    Parameters
    ----------
    kind
        ``claims``, ``record``, ``scenario``, ``theory`` or ``classic``.
    name
        Its name, such as ``eastern-bloc-1953``.

    Raises
    ------
    ContentionError
        F002: the catalogue has no such item of this kind.
    """
    names = {item.name: item.path for item in items() if item.kind == kind}
    if name in names:
        return names[name]
    raise ContentionError(_missing(kind, name, sorted(names)))


def resolve(kind: Kind, source: str | Path) -> Path:
    """Return the file that a name of the catalogue or a path stands for.

    A path object, and text with a slash or an ending such as ``.yaml``, is a path; it need not
    exist. Other text is a name, or else a file of that name in the current directory.

    Parameters
    ----------
    kind
        ``claims``, ``record``, ``scenario`` or ``theory``.
    source
        A name or a path.

    Raises
    ------
    ContentionError
        F002: neither a file nor an item of the catalogue.
    """
    path = Path(source)
    if isinstance(source, Path) or len(path.parts) > 1 or path.suffix:
        return path
    try:
        return find(kind, str(source))
    except ContentionError:
        if path.exists():
            return path
        raise


def _missing(kind: Kind, name: str, names: list[str]) -> Problem:
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    other = [item.kind for item in items() if item.name == name]
    if near:
        hint = f"did you mean {' or '.join(near)}?"
    elif other:
        hint = f"{name} is a {other[0]}; contention list shows what ships"
    else:
        hint = "contention list shows what ships; a path needs a slash or an ending such as .yaml"
    path = "" if kind == "classic" else f"the path of a {kind} or "
    expected = f"{path}one of: {', '.join(names)}"
    return Problem("F002", f"the {kind} {name!r}", expected, hint=hint)
