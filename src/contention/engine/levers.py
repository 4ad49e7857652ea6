"""Levers: named changes, as factors of rates by day and country, other values, other shocks."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.theory.model import Lever, LeverStep

from .bind_signals import Signals
from .kernels.layout import Tables
from .model import Model

Floats = NDArray[np.float64]

CERTAIN = np.inf
"""What stands in a table of boosts where an act is made to happen."""


@dataclass(frozen=True)
class Boost:
    """What levers add to log-rates (A x C x T), and which acts they touch."""

    table: Floats
    touched: NDArray[np.int64]


@dataclass(frozen=True)
class Pulled:
    """Parameter values, rate factors and tables with some levers pulled."""

    values: Floats  # parameters, or one row a world
    boost: Boost | None
    tables: Tables


def pull(model: Model, values: Floats, levers: Sequence[str], *, switch: int = 0) -> Pulled:
    """Return the parameter values, rate factors and tables with some levers pulled.

    Dated shocks before day ``switch`` stay as they were, since those days are replayed.

    Raises
    ------
    ContentionError
        Code E013 for a lever the theory does not have, E014 for a country the scenario lacks,
        E021 for a parameter set for a time or a country.
    """
    if not levers:
        return Pulled(values, None, model.tables)
    steps = [(name, step) for name in levers for step in find(model, name).steps]
    for name, step in steps:
        _check(model, name, step)
    return Pulled(
        _set(model, values, [step for _, step in steps if step.do == "set"]),
        _boost(model, [step for _, step in steps if step.do in ("multiply", "forbid", "add")]),
        _shocked(model, [step for _, step in steps if step.do == "shock"], switch),
    )


def find(model: Model, name: str) -> Lever:
    """Return a lever of the theory by its name.

    Raises
    ------
    ContentionError
        Code E013: the theory has no lever of this name.
    """
    known = {lever.name: lever for lever in model.theory.levers}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    raise ContentionError(
        Problem(
            "E013",
            f"lever {name!r}",
            f"one of: {', '.join(sorted(known)) or 'none in this theory'}",
            hint=f"did you mean {near[0]!r}?" if near else "see `contention describe`",
        )
    )


def _check(model: Model, name: str, step: LeverStep) -> None:
    if step.do == "set" and (step.start or step.stop or step.country):
        raise ContentionError(
            Problem(
                "E021",
                f"lever {name!r}, which sets {step.target!r} for a time or a country",
                "a parameter set for the whole run and all countries",
                hint="multiply the rate of an act instead: that takes dates",
            )
        )
    if step.country and step.country not in model.scenario.countries:
        raise ContentionError(
            Problem(
                "E014",
                f"country {step.country!r} in lever {name!r}",
                f"one of: {', '.join(model.scenario.countries)}",
                hint="theory and scenario must use the same names",
            )
        )


def _set(model: Model, values: Floats, steps: Sequence[LeverStep]) -> Floats:
    values = values.copy()
    for step in steps:
        for k, info in enumerate(model.parameters):
            if step.target in (info.base, info.name):
                values[..., k] = step.value
    return values


def _boost(model: Model, steps: Sequence[LeverStep]) -> Boost | None:
    if not steps:
        return None
    index = {act.name: k for k, act in enumerate(model.acts)}
    table = np.zeros((len(model.acts), len(model.scenario.countries), model.scenario.days))
    touched = np.zeros(len(model.acts), dtype=np.int64)
    # Acts that are made to happen come last: nothing else touches them on their day.
    for step in sorted(steps, key=lambda step: step.do == "add"):
        countries, days = _where(model, step)
        part = table[index[step.target], countries, days]
        if step.do == "add":
            part[:] = CERTAIN
        else:
            never = step.do == "forbid" or step.value == 0
            part += -np.inf if never else float(np.log(step.value))
        touched[index[step.target]] = 1
    return Boost(table, touched)


def _where(model: Model, step: LeverStep) -> tuple[slice, slice]:
    """Return the countries and days on which a step holds."""
    scenario = model.scenario
    first, last = span(step, scenario.start, scenario.days)
    if not step.country:
        return slice(None), slice(first, last + 1)
    c = scenario.countries.index(step.country)
    return slice(c, c + 1), slice(first, last + 1)


def span(step: LeverStep, start: date, days: int) -> tuple[int, int]:
    """Return the first and the last day of the calendar on which a step holds.

    The last lies before the first where the step holds outside the calendar only.
    """
    first = (date.fromisoformat(step.start) - start).days if step.start else 0
    last = (date.fromisoformat(step.stop) - start).days if step.stop else days - 1
    return min(max(first, 0), days), max(min(last, days - 1), -1)


def _shocked(model: Model, steps: Sequence[LeverStep], switch: int) -> Tables:
    """Return the tables with dated shocks multiplied from day ``switch`` on."""
    tables = model.tables
    if not steps:
        return tables
    memories = Signals(model.theory, model.scenario).country.memories
    name = np.array([memories[int(m)].shock for m in tables.impulse_mem])
    days = model.scenario.days
    day = np.repeat(np.arange(days), np.diff(tables.impulse_ptr))
    factor = np.ones(day.size)
    for step in steps:
        first, last = span(step, model.scenario.start, days)
        here = (name == step.target) & (day >= max(first, switch)) & (day <= last)
        if step.country:
            here &= tables.impulse_country == model.scenario.countries.index(step.country)
        factor[here] *= step.value
    return tables._replace(impulse_value=tables.impulse_value * factor)
