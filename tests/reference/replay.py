"""Rows of a record as the acts of a theory."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from contention.scenario.model import Scenario
from contention.theory.model import Act, Selector, Theory


@dataclass(frozen=True)
class Row:
    """A recorded onset of one act.

    ``weights`` count on the days from ``first`` to ``last`` (indices). ``place`` is None where
    the record names no place that the scenario has. ``traits`` holds True, False, or None where
    the record is silent.
    """

    act: str
    country: int
    place: int | None
    first: int
    last: int
    weights: list[float]
    recorded: float | None
    bounds: tuple[float, float] | None
    heads: float
    traits: dict[str, bool | None] = field(default_factory=dict[str, "bool | None"])


def on(row: Row, day: int) -> float:
    """Return how much of a row counts on a day."""
    return row.weights[day - row.first]


def rows_of(theory: Theory, scenario: Scenario, record: pl.DataFrame) -> list[Row]:
    """Return every row of the record once for each act that selects it, in its order."""
    found: list[Row] = []
    for entry in record.iter_rows(named=True):
        if entry.get("role", "event") != "event" or entry["country"] not in scenario.countries:
            continue
        span = _days(scenario, entry)
        if span is None:
            continue
        for act in theory.acts:
            if selects(act.record, entry):
                found.append(_row(theory, scenario, act, entry, span))
    return leaned(found)


def leaned(rows: list[Row]) -> list[Row]:
    """Weigh the days of each row by 1 + 10 N + 50 A: onsets of its act, of any, dated to it."""
    certain = Counter((r.act, r.country, r.first) for r in rows if r.first == r.last)
    whatever = Counter((r.country, r.first) for r in rows if r.first == r.last)
    out: list[Row] = []
    for row in rows:
        raw = [
            1 + 10 * certain[(row.act, row.country, day)] + 50 * whatever[(row.country, day)]
            for day in range(row.first, row.last + 1)
        ]
        out.append(replace(row, weights=[x / sum(raw) for x in raw]))
    return out


def selects(selector: Selector, entry: dict[str, Any]) -> bool:
    """Say whether every stated condition holds."""
    actors = set(entry["actor"] or ())
    demands = set(entry["demands"] or ())
    return (
        entry["form"] in selector.form
        and (not selector.actor or bool(actors & set(selector.actor)))
        and not actors & set(selector.not_actor)
        and (not selector.demands or bool(demands & set(selector.demands)))
    )


def _days(scenario: Scenario, entry: dict[str, Any]) -> tuple[int, int] | None:
    low: date = entry.get("date_low") or entry["date"]
    high: date = entry.get("date_high") or entry["date"]
    first = max((low - scenario.start).days, 0)
    last = min((high - scenario.start).days, scenario.days - 1)
    return (first, last) if first <= last else None


def _row(
    theory: Theory, scenario: Scenario, act: Act, entry: dict[str, Any], span: tuple[int, int]
) -> Row:
    country = scenario.countries.index(entry["country"])
    recorded = recorded_size(entry["participants_low"], entry["participants_high"])
    missing = act.size.missing if act.size else 0.0
    traits: dict[str, bool | None] = {}
    for trait in theory.traits:
        if act.name in trait.of:
            noted = entry[trait.column]
            traits[trait.name] = None if noted is None else trait.value in noted
    return Row(
        act=act.name,
        country=country,
        place=_place(scenario, country, entry["town"]) if act.level == "place" else None,
        first=span[0],
        last=span[1],
        weights=[],
        recorded=recorded,
        bounds=size_bounds(entry["participants_low"], entry["participants_high"]),
        # Contract silent: an act without a size has no heads, whatever the record says.
        heads=0.0 if act.size is None else missing if recorded is None else recorded,
        traits=traits,
    )


def _place(scenario: Scenario, country: int, town: str | None) -> int | None:
    places = scenario.places
    for p, name in enumerate(places.name):
        if name == town and places.kind[p] == "town" and places.country[p] == country:
            return p
    return None


def size_bounds(low: int | None, high: int | None) -> tuple[float, float] | None:
    """Return the bounds of a stated size, each at least one."""
    known = [x for x in (low, high) if x is not None]
    if not known:
        return None
    return max(known[0], 1), max(known[-1], 1)


def recorded_size(low: int | None, high: int | None) -> float | None:
    """Return the geometric mean of the bounds."""
    bounds = size_bounds(low, high)
    return None if bounds is None else math.sqrt(bounds[0] * bounds[1])
