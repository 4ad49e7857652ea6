"""Several towns in one cell: "Kyiv, Lviv and Odessa", "national level"."""

from __future__ import annotations

import re

import polars as pl

_SPLIT = re.compile(r"\s*(?:[;,/&]|\band\b|\n)\s*")
_WIDE = re.compile(
    r"\b(national|nation-?wide|countrywide|country-wide|across|throughout|multiple|several|"
    r"various|many|other|all over|every|unknown|unspecified|cities|towns|provinces?|regions?|"
    r"districts?|countryside|border)\b",
    re.IGNORECASE,
)
_LONGEST = 60


def find_towns(text: str | None) -> list[str]:
    """Return the towns that a cell names; none where it speaks of a wider area.

    Examples
    --------
    >>> find_towns("Kyiv, Lviv and Odessa"), find_towns("national level")
    (['Kyiv', 'Lviv', 'Odessa'], [])
    """
    if not text or text.strip() in (".", "-"):
        return []
    without_notes = re.sub(r"\([^)]*\)", "", text)
    parts = [part.strip(" .") for part in _SPLIT.split(without_notes)]
    towns = [part for part in parts if part and not _WIDE.search(part) and len(part) <= _LONGEST]
    return list(dict.fromkeys(towns))


def split_towns(texts: pl.Series) -> pl.Series:
    """Return `find_towns` of every text of a column."""
    found = [find_towns(text) for text in texts]
    return pl.Series("towns", found, pl.List(pl.String))
