"""Five patterns that a theory of uprisings has to reproduce, out of all that are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contention.inference.envelope import LEVEL


@dataclass(frozen=True)
class Five:
    """One of the five, set against the record.

    Attributes
    ----------
    name, label
        Which.
    rows
        The rows of `Comparison.patterns` that it takes together.
    inside
        Whether the record lies inside the worlds' central 95 per cent: of the one number, or of
        several taken together (`contention.inference.envelope`); None if not compared.
    joint
        Where there are several: the share of worlds at least as extreme.
    width
        Sharpness: the width of the central 95 per cent over the record's number, as the median
        of the rows; None where the record's numbers are 0.
    """

    name: str
    label: str
    rows: tuple[dict[str, Any], ...]
    inside: bool | None
    joint: float | None
    width: float | None

    @property
    def hits(self) -> int:
        """In how many of its rows the record lies inside."""
        return sum(bool(row["inside"]) for row in self.rows)


def _starts(*words: str) -> Callable[[str], bool]:
    return lambda name: name.startswith(words)


PATTERNS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("totals", "Town-days, in all and by country", _starts("town_days")),
    ("largest_day", "Largest day", _starts("largest_day")),
    ("places", "Places touched", _starts("towns_touched")),
    ("sizes", "Stated sizes, median and 90th percentile", _starts("size_")),
    ("waiting", "Days between great risings", _starts("waiting_median")),
)
"""Name, label and rows of the five."""


def five_patterns(comparison: dict[str, Any]) -> tuple[Five, ...]:
    """Return the five patterns of a comparison, as `Comparison.to_json` holds it."""
    rows: list[dict[str, Any]] = comparison["patterns"]
    joint: dict[str, float] = comparison.get("joint", {})
    return tuple(
        _one(name, label, [row for row in rows if has(str(row["pattern"]))], joint.get(name))
        for name, label, has in PATTERNS
    )


def _one(name: str, label: str, rows: Sequence[dict[str, Any]], joint: float | None) -> Five:
    known = tuple(row for row in rows if row["inside"] is not None)
    widths = sorted((row["high"] - row["low"]) / row["record"] for row in known if row["record"])
    return Five(
        name=name,
        label=label,
        rows=known,
        inside=_inside(known, joint),
        joint=joint if len(known) > 1 else None,
        width=widths[len(widths) // 2] if widths else None,
    )


def _inside(known: Sequence[dict[str, Any]], joint: float | None) -> bool | None:
    if not known:
        return None
    if len(known) > 1 and joint is not None:
        return joint > LEVEL
    return all(row["inside"] for row in known)
