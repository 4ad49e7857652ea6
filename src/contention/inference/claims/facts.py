"""Dated facts: comparisons of rows of a record, each with what it found.

A comparison answers yes, no, or nothing where the rows do not suffice: that a record holds no
row of something is no evidence that it did not happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import beta  # pyright: ignore[reportUnknownVariableType]

from contention.scenario import Scenario

from .document import (
    BetweenFact,
    CountFact,
    DistinctFact,
    FactPart,
    FirstFact,
    IncreasingFact,
    OrderFact,
    PeakFact,
    RateFact,
    ShareFact,
    SumFact,
)
from .rows import Rows, Selected

NO_ROW = "no row speaks of it"


@dataclass(frozen=True)
class Finding:
    """What one comparison, or several together, found.

    Attributes
    ----------
    holds
        Whether the rows bear it out; None where they do not suffice.
    value, low, high
        The number compared, and its 95 per cent interval where it is a share or a rate.
    rows
        Ids of the rows it rests on.
    says
        The finding in words.
    """

    holds: bool | None
    value: float | None
    rows: tuple[str, ...]
    says: str
    low: float | None = None
    high: float | None = None


def find(facts: Sequence[FactPart], rows: Rows, scenario: Scenario) -> Finding:
    """Return what several comparisons found together.

    All must hold. One that does not settles it; otherwise one without rows leaves it open.
    """
    found = [_one(fact, rows, scenario) for fact in facts]
    if len(found) == 1:
        return found[0]
    answers = [finding.holds for finding in found]
    holds = False if False in answers else None if None in answers else True
    words = {True: "yes", False: "no", None: "open"}
    says = "; ".join(f"{words[f.holds]}: {f.says}" for f in found)
    ids = tuple(dict.fromkeys(name for finding in found for name in finding.rows))
    return Finding(holds, None, ids, says)


def _one(fact: FactPart, rows: Rows, scenario: Scenario) -> Finding:
    if fact.unrecorded is not None:
        return Finding(None, None, (), f"not in the record: {fact.unrecorded}")
    if fact.share is not None:
        return _share(fact.share, rows, scenario)
    compare: dict[str, Any] = {
        "count": _count, "distinct": _distinct, "first": _first, "order": _order,
        "between": _between, "sum": _sum, "rate": _rate, "peak": _peak,
        "increasing": _increasing,
    }  # fmt: skip
    kind = next(kind for kind in compare if getattr(fact, kind) is not None)
    return compare[kind](getattr(fact, kind), rows)


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _bounds(low: float | None, high: float | None) -> str:
    asked = [f"{word} {_plain(bound)}" for word, bound in (("at least", low), ("at most", high))
             if bound is not None]  # fmt: skip
    return " and ".join(asked)


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == round(number) else f"{number:g}"


def _count(fact: CountFact, rows: Rows) -> Finding:
    found = rows.select(fact.of)
    if not found.number and fact.at_least is not None:
        return Finding(None, 0.0, (), NO_ROW)
    says = f"{found.number} rows, {_bounds(fact.at_least, fact.at_most)} asked"
    return Finding(
        _within(found.number, fact.at_least, fact.at_most), found.number, found.ids, says
    )


def _distinct(fact: DistinctFact, rows: Rows) -> Finding:
    found = rows.select(fact.of)
    values = sorted(found.table[fact.column].drop_nulls().unique().to_list())
    if not values:
        return Finding(None, 0.0, (), NO_ROW)
    plural = {"country": "countries", "town": "towns"}[fact.column]
    named = f" ({', '.join(values)})" if len(values) <= 6 else ""
    says = f"{len(values)} {plural}{named}, {_bounds(fact.at_least, None)} asked"
    return Finding(len(values) >= fact.at_least, len(values), found.ids, says)


def _first(fact: FirstFact, rows: Rows) -> Finding:
    assert fact.on is not None
    first = rows.select(fact.of).first()
    if first is None:
        return Finding(None, None, (), NO_ROW)
    give = f" give or take {fact.within_days:g} days" if fact.within_days else ""
    says = f"first on {_dated(first.low, first.high)}, asked for {fact.on}{give}"
    days = (first.date - fact.on).days
    return Finding(first.near(fact.on, fact.within_days), days, (first.id,), says)


def _dated(low: date, high: date) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


def _order(fact: OrderFact, rows: Rows) -> Finding:
    firsts = [rows.select(part).first() for part in fact.of]
    known = [first for first in firsts if first is not None]
    if len(known) < len(firsts):
        return Finding(None, None, tuple(first.id for first in known), "one of them has no row")
    late = [a.after(b) for a, b in pairwise(known)]
    says = "first on " + ", ".join(_dated(first.low, first.high) for first in known)
    steps = [(b.date - a.date).days for a, b in pairwise(known)]
    return Finding(not any(late), min(steps), tuple(f.id for f in known), says)


def _between(fact: BetweenFact, rows: Rows) -> Finding:
    first, then = rows.select(fact.first).first(), rows.select(fact.then).first()
    if first is None or then is None:
        return Finding(None, None, (), "one of them has no row")
    days = (then.date - first.date).days
    says = f"{days:,} days from {first.date} to {then.date}, "
    says += f"{_bounds(fact.at_least, fact.at_most)} asked"
    return Finding(_within(days, fact.at_least, fact.at_most), days, (first.id, then.id), says)


def _share(fact: ShareFact, rows: Rows, scenario: Scenario) -> Finding:
    found = rows.select(fact.of)
    if not found.number:
        return Finding(None, None, (), NO_ROW)
    inside = rows.select(fact.that)
    some = len(set(found.ids) & set(inside.ids))
    value, low, high = some / found.number, *_proportion(some, found.number)
    least = fact.at_least
    asked = _bounds(least, fact.at_most)
    if fact.above_stratum:
        heads = float(np.sum(scenario.strata[fact.above_stratum]))
        least = heads / float(np.sum(scenario.places.population))
        asked = f"more than the {100 * least:.0f} per cent {fact.above_stratum} are of the people"
    says = f"{some} of {found.number} rows, {asked} asked"
    sure = _sure(low, high, least, fact.at_most)
    return Finding(sure, value, found.ids, says, low, high)


def _sure(low: float, high: float, least: float | None, most: float | None) -> bool | None:
    """Return whether an interval lies inside bounds; None where it reaches over one."""
    if (least is None or low >= least) and (most is None or high <= most):
        return True
    if (least is not None and high < least) or (most is not None and low > most):
        return False
    return None


def _proportion(some: int, all_: int) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) 95 per cent interval of a share."""
    low = float(beta.ppf(0.025, some, all_ - some + 1)) if some else 0.0  # pyright: ignore
    high = float(beta.ppf(0.975, some + 1, all_ - some)) if some < all_ else 1.0  # pyright: ignore
    return low, high


def _sum(fact: SumFact, rows: Rows) -> Finding:
    found = rows.select(fact.of)
    stated = found.table.filter(pl.col(f"{fact.column}_low").is_not_null())
    if stated.is_empty():
        return Finding(None, None, (), NO_ROW if not found.number else "no row states a number")
    total = float(stated[f"{fact.column}_low"].sum())
    says = f"{total:,.0f} {fact.column} in {stated.height} rows, "
    says += f"{_bounds(fact.at_least, fact.at_most)} asked"
    holds = _within(total, fact.at_least, fact.at_most)
    return Finding(holds, total, tuple(stated["id"].to_list()), says)


def _rate(fact: RateFact, rows: Rows) -> Finding:
    found = rows.select(fact.of)
    counts: list[int] = []
    lengths: list[int] = []
    ids: list[str] = []
    for start, stop in (fact.during, fact.against):
        assert start is not None
        assert stop is not None
        mine = found.table.filter((pl.col("date") >= start) & (pl.col("date") <= stop))
        counts.append(mine.select("country", "date").unique().height)
        lengths.append((stop - start).days + 1)
        ids += mine["id"].to_list()
    if not sum(counts):
        return Finding(None, None, (), NO_ROW)
    value = (counts[0] / lengths[0]) / (counts[1] / lengths[1]) if counts[1] else float("inf")
    low, high = (
        p / (1 - p) * lengths[1] / lengths[0] if p < 1 else float("inf")
        for p in _proportion(counts[0], sum(counts))
    )
    says = f"{counts[0]} country-days in {lengths[0]:,} days against {counts[1]} in "
    says += f"{lengths[1]:,}, more than {fact.at_least:g} times as often asked"
    return Finding(_sure(low, high, fact.at_least, None), value, tuple(ids), says, low, high)


def _peak(fact: PeakFact, rows: Rows) -> Finding:
    assert fact.on is not None
    found = rows.select(fact.of)
    days = (
        found.table.filter(pl.col("low") == pl.col("high"))
        .group_by("date")
        .agg(towns=pl.col("town").n_unique())
        .sort("towns", "date", descending=[True, False])
    )
    if days.is_empty():
        return Finding(None, None, (), NO_ROW)
    day, towns = days.row(0)
    away = (day - fact.on).days
    says = f"most towns on {day} ({towns}), asked for {fact.on}"
    ids = tuple(found.table.filter(pl.col("date") == day)["id"].to_list())
    return Finding(abs(away) <= fact.within_days, away, ids, says)


def _increasing(fact: IncreasingFact, rows: Rows) -> Finding:
    found = [rows.select(part) for part in fact.of]
    if any(not one.number for one in found):
        return Finding(None, None, (), "one of them has no row")
    sizes = [_size(one, fact.by) for one in found]
    says = f"{fact.by}: " + ", then ".join(f"{size:,.0f}" for size in sizes)
    steps = [b / a if a else float("inf") for a, b in pairwise(sizes)]
    ids = tuple(name for one in found for name in one.ids)
    return Finding(min(steps) > 1, min(steps), ids, says)


def _size(found: Selected, by: str) -> float:
    if by == "towns":
        return found.table["town"].drop_nulls().n_unique()
    return found.number if by == "rows" else float(found.table["participants_low"].sum())
