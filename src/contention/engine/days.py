"""The calendar as theories perceive it: days of the week and the turn of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from contention.scenario.model import HOLIDAY, Covariate, Scenario
from contention.theory.model import Signal, Theory

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def covariate_of(signal: Signal) -> str:
    """Return the covariate that a signal of kind covariate or calendar reads.

    Covariates of the calendar have a space in their names, so that no scenario has them.
    """
    name = signal.sources[0]
    return f"calendar {name}" if signal.kind == "calendar" else name


def calendar_covariates(theory: Theory, scenario: Scenario) -> list[Covariate]:
    """Return a covariate for every calendar signal of a theory.

    All but `HOLIDAY` are the same in all countries. Holidays are those of the scenario; where it
    has none, no day is one.
    """
    words = {covariate_of(s): s.sources[0] for s in theory.signals if s.kind == "calendar"}
    days = [scenario.start + timedelta(days=k) for k in range(scenario.days)]
    found: list[Covariate] = []
    for name, word in words.items():
        if word == HOLIDAY:
            found.append(_holidays(name, scenario))
            continue
        values = np.array([value_on(day, word) for day in days])
        everywhere = np.tile(values, (len(scenario.countries), 1))
        found.append(Covariate(name, "country", everywhere, "1", "the calendar", "high"))
    return found


def _holidays(name: str, scenario: Scenario) -> Covariate:
    """Return the holidays of a scenario, under a name, over its calendar."""
    shape = (len(scenario.countries), scenario.days)
    for known in scenario.covariates:
        if known.name == HOLIDAY and known.level == "country":
            return replace(known, name=name, values=known.values[:, : scenario.days])
    return Covariate(name, "country", np.zeros(shape), "1", "no table of holidays", "low")


def value_on(day: date, word: str) -> float:
    """Return a calendar signal on a day.

    ``monday`` to ``sunday``: 1 on that day of the week, else 0. ``year_sine`` and
    ``year_cosine``: of 2 pi times the days since 1 January over the days of the year.
    """
    if word in WEEK:
        return float(day.weekday() == WEEK.index(word))
    first = date(day.year, 1, 1)
    length = (date(day.year, 12, 31) - first).days + 1
    turn = 2.0 * np.pi * (day - first).days / length
    return float(np.sin(turn) if word == "year_sine" else np.cos(turn))
