"""Levers: named changes, as factors of rates by day and country, or other parameter values."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem

from .model import Model

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Boost:
    """What levers add to log-rates (A x C x T), and which acts they touch."""

    table: Floats
    touched: NDArray[np.int64]


def pull(model: Model, values: Floats, levers: Sequence[str]) -> tuple[Floats, Boost | None]:
    """Return the parameter values and rate factors with some levers pulled.

    Raises
    ------
    ContentionError
        Code E013 for a lever the theory does not have, E014 for a country the scenario lacks.
    """
    if not levers:
        return values, None
    known = {lever.name: lever for lever in model.theory.levers}
    values = values.copy()
    scenario = model.scenario
    table = np.zeros((len(model.acts), len(scenario.countries), scenario.days))
    touched = np.zeros(len(model.acts), dtype=np.int64)
    act_index = {a.name: k for k, a in enumerate(model.acts)}
    for name in levers:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise ContentionError(
                Problem(
                    "E013",
                    f"lever {name!r}",
                    f"one of: {', '.join(sorted(known)) or 'none in this theory'}",
                    hint=f"did you mean {near[0]!r}?" if near else "see `contention describe`",
                )
            )
        for step in known[name].steps:
            if step.do == "set":
                if step.start or step.stop or step.country:
                    raise ContentionError(
                        Problem(
                            "E021",
                            f"lever {name!r}, which sets {step.target!r} for a time or a country",
                            "a parameter set for the whole run and all countries",
                            hint="multiply the rate of an act instead: that takes dates",
                        )
                    )
                for k, info in enumerate(model.parameters):
                    if info.base == step.target or info.name == step.target:
                        values[k] = step.value
                continue
            if step.country and step.country not in scenario.countries:
                raise ContentionError(
                    Problem(
                        "E014",
                        f"country {step.country!r} in lever {name!r}",
                        f"one of: {', '.join(scenario.countries)}",
                        hint="theory and scenario must use the same names",
                    )
                )
            a = act_index[step.target]
            first = _day(step.start, scenario.start, 0)
            last = _day(step.stop, scenario.start, scenario.days - 1)
            where = (
                slice(None)
                if not step.country
                else slice(
                    scenario.countries.index(step.country),
                    scenario.countries.index(step.country) + 1,
                )
            )
            forbidden = step.do == "forbid" or step.value == 0
            add = -np.inf if forbidden else float(np.log(step.value))
            table[a, where, max(first, 0) : max(last, -1) + 1] += add
            touched[a] = 1
    return values, Boost(table, touched)


def _day(text: str, start: date, default: int) -> int:
    return (date.fromisoformat(text) - start).days if text else default
