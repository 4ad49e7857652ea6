"""The sources that theories, scenarios and methods cite, by a short id."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from contention.foundation.errors import ContentionError, Problem

_TABLE = Path(__file__).with_name("citations.toml")


@dataclass(frozen=True)
class Citation:
    """A source.

    ``kind`` is the type of its BibTeX entry. Authors are written ``Surname, Given``; a body such
    as a committee stands in braces. ``more`` holds the other fields of the entry in order, such
    as ``journal``, ``pages`` and ``doi``.
    """

    id: str
    kind: str
    authors: tuple[str, ...]
    title: str
    year: int
    more: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The source as one line of plain text."""
        fields = dict(self.more)
        home = fields.get("journal") or fields.get("booktitle") or fields.get("howpublished", "")
        if home and "volume" in fields:
            home = f"{home} {fields['volume']}"
            if "pages" in fields:
                home = f"{home}: {fields['pages']}"
        names = "; ".join(author.strip("{}") for author in self.authors)
        parts = [f"{names} ({self.year}). {self.title}.", f"{home}." if home else ""]
        if "note" in fields:
            parts.append(f"{fields['note']}.")
        address = f"https://doi.org/{fields['doi']}" if "doi" in fields else fields.get("url", "")
        return " ".join(part for part in (*parts, address) if part)

    @property
    def bibtex(self) -> str:
        """The source as a BibTeX entry."""
        fields = [("author", " and ".join(self.authors)), ("title", self.title)]
        fields += [("year", str(self.year)), *self.more]
        lines = [f"  {name} = {{{value}}}," for name, value in fields]
        return "\n".join([f"@{self.kind}{{{self.id},", *lines, "}"])


@cache
def all_citations() -> dict[str, Citation]:
    """Return every source, by id."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    first = {"kind", "author", "title", "year"}
    return {
        name: Citation(
            id=name,
            kind=entry["kind"],
            authors=tuple(entry["author"]),
            title=entry["title"],
            year=entry["year"],
            more=tuple((key, str(value)) for key, value in entry.items() if key not in first),
        )
        for name, entry in sorted(table.items())
    }


def cite(name: str) -> Citation:
    """Return the source of an id.

    Parameters
    ----------
    name
        Such as ``swp-1957``.

    Raises
    ------
    ContentionError
        F003: no such source.

    Examples
    --------
    >>> cite("hawkes-1971").year
    1971
    """
    known = all_citations()
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "contention explain F003 says more"
        raise ContentionError(Problem("F003", f"{name!r}", "the id of a source", hint=hint))
    return known[name]
