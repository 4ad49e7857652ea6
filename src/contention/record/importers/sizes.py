"""Sizes of crowds in free text, turned into intervals by a fixed rule.

The rule is a table in `docs/guides/import.md`. It says what each wording stands for.
"""

from __future__ import annotations

import re

import polars as pl

Size = tuple[int | None, int | None]

UNSTATED: Size = (None, None)

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}

# Plurals without a number, as they stand for an interval.
_PLURALS: dict[str, tuple[int, int]] = {
    "hundreds of thousands": (200_000, 999_999),
    "tens of thousands": (20_000, 99_999),
    "thousands": (2_000, 9_999),
    "hundreds": (200, 999),
    "scores": (40, 99),
    "dozens": (24, 99),
    "tens": (20, 99),
    "millions": (2_000_000, 9_999_999),
    "handful": (3, 9),
}
_MANY = {"several": (3, 9), "a few": (2, 5), "few": (2, 5), "a couple": (2, 2), "couple": (2, 2)}

_NUMBER = r"(?:\d{1,3}(?:[ ,.']\d{3})+|\d+(?:\.\d+)?)\s*(?:k|thousand|million|mln|m|hundred)?\b"
_RANGE = re.compile(rf"(?:between\s+)?({_NUMBER})\s*(?:-|–|—|to|and|or|/)\s*({_NUMBER})")
_SINGLE = re.compile(_NUMBER)
_MORE = re.compile(r"more than|over|at least|upwards? of|exceed\w*|north of|minimum|no less than")
_LESS = re.compile(r"fewer than|less than|under|up to|at most|maximum|no more than|below")
_ABOUT = re.compile(r"about|around|approx\w*|roughly|some\b|circa|\bca\b\.?|estimated|~|≈|\bc\.")
_NEARLY = re.compile(r"nearly|almost|close to")
_CODED = re.compile(r"\b(10{1,6})s\b")
_TAG = re.compile(r"\[?\s*(?:crowd\s+)?size\s*=\s*([^\];\[]+)", re.IGNORECASE)


def read_size(text: str | None) -> Size:
    """Return the smallest and the largest size that a wording stands for.

    Parameters
    ----------
    text
        A number, a range, or words such as ``about 300``, ``>50``, ``tens of thousands``.

    Returns
    -------
    tuple of int or None
        Low and high, both None where the text gives no size.

    Examples
    --------
    >>> read_size("hundreds"), read_size("500-1,000"), read_size("no report")
    ((200, 999), (500, 1000), (None, None))
    """
    if not text:
        return UNSTATED
    words = " ".join(text.lower().replace("\u00a0", " ").split())
    words = _spell_out(words)
    found = _RANGE.search(words)
    if found:
        low, high = sorted((_number(found[1]), _number(found[2])))
        if _number(found[1]) > _number(found[2]) and found[1].isdigit() and found[2].isdigit():
            # "2000-30" is no range of sizes that anybody would write
            return (low, high) if low >= high / 10 else UNSTATED
        return _positive(low, high)
    coded = _CODED.search(words)
    if coded:
        unit = int(coded[1])
        return 2 * unit, 10 * unit - 1
    single = _SINGLE.search(words)
    if single:
        return _around(words, single)
    return _plural(words)


def read_sizes(texts: pl.Series) -> pl.DataFrame:
    """Return the columns ``low`` and ``high`` for a column of texts."""
    different = texts.unique().drop_nulls()
    sizes = [read_size(text) for text in different]
    known = pl.DataFrame(
        {
            "text": different,
            "low": [low for low, _ in sizes],
            "high": [high for _, high in sizes],
        },
        schema={"text": pl.String, "low": pl.Int64, "high": pl.Int64},
    )
    asked = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    return asked.join(known, on="text", how="left", maintain_order="left").select("low", "high")


def find_tag(text: str | None) -> str | None:
    """Return what stands after ``size=`` in notes or tags, as ``[size=about 300]``.

    Examples
    --------
    >>> find_tag("Farmers marched. [size=about 300]")
    'about 300'
    """
    found = _TAG.search(text or "")
    return found[1].strip() if found else None


def _around(words: str, single: re.Match[str]) -> Size:
    number = _number(single[0])
    before, after = words[: single.start()], words[single.end() :]
    if number < 1:
        return (0, 0) if not before.strip() and not after.strip() else UNSTATED
    if before.rstrip().endswith((">=", "≥", ">")) or after.lstrip().startswith(("+", "plus")):
        exact = ">=" in before or "≥" in before or "+" in after or "plus" in after
        return number + (0 if exact else 1), 10 * number
    if before.rstrip().endswith(("<=", "≤", "<")):
        return max(1, number // 10), number - (0 if "=" in before or "≤" in before else 1)
    if _MORE.search(before) or re.match(r"\s*or more", after):
        return number, 2 * number
    if _LESS.search(before) or re.match(r"\s*or (fewer|less)", after):
        return max(1, number // 2), number
    if _NEARLY.search(before):
        return max(1, number * 3 // 4), number
    if _ABOUT.search(before):
        return max(1, number * 3 // 4), number * 5 // 4
    return number, number


def _plural(words: str) -> Size:
    for many, (low, high) in _MANY.items():
        found = re.search(rf"\b{many}\s+(?:of\s+)?(dozen|hundred|thousand|million)s?\b", words)
        if found:
            unit = _SCALES[found[1]]
            return low * unit, high * unit
    for plural, bounds in _PLURALS.items():
        if re.search(rf"\b{plural}\b", words):
            return bounds
    return UNSTATED


def _spell_out(words: str) -> str:
    """Write number words as digits: "two hundred" -> "200", "half a million" -> "500000"."""
    words = re.sub(r"\bhalf a million\b", "500000", words)
    names = "|".join(_WORDS)
    scales = "|".join(_SCALES)
    words = re.sub(
        rf"\b({names}|an?|\d+(?:\.\d+)?)[ -]({scales})\b(?!s)",
        lambda found: str(int(_value(found[1]) * _SCALES[found[2]])),
        words,
    )
    return re.sub(rf"\b({names})\b(?!\s+of\b)", lambda found: str(_WORDS[found[1]]), words)


def _value(word: str) -> float:
    if word in ("a", "an"):
        return 1.0
    return float(_WORDS[word]) if word in _WORDS else float(word)


def _number(text: str) -> int:
    found = re.fullmatch(r"([\d ,.']+?)\s*(k|thousand|million|mln|m|hundred)?", text.strip())
    if found is None:
        return 0
    digits = found[1].strip()
    grouped = re.fullmatch(r"\d{1,3}([ ,.']\d{3})+", digits)
    value = float(re.sub(r"[ ,.']", "", digits)) if grouped else float(digits)
    scale = {"k": 1000, "thousand": 1000, "m": 10**6, "million": 10**6, "mln": 10**6}
    return int(value * ({**scale, "hundred": 100}.get(found[2], 1) if found[2] else 1))


def _positive(low: int, high: int) -> Size:
    return (max(low, 1), high) if high >= 1 else UNSTATED
