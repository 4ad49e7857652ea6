"""What is known at an origin: nothing that was dated, or could fall, on it or after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from contention.scenario.model import HOLIDAY, Covariate, Scenario

from .counting import count_cells
from .protocol import Past


def make_past(
    events: pl.DataFrame, scenario: Scenario, origin: date, *, forms: Sequence[str]
) -> Past:
    """Return what is known on the morning of a day.

    An event is known if every day it may fall on lies before the origin: its ``date``, its
    ``date_high`` and, where the event lasted, its ``end_date``. One that may fall on either side
    is left out here, counts in the cell of its ``date`` if that is foretold, and is known from
    a later origin on. What cannot be taken away: a record is compiled afterwards, so that an
    event may stand in it that nobody had noted on the day, and columns of places are of one
    time.

    Parameters
    ----------
    events
        Events of a record.
    scenario
        Where and when.
    origin
        The first day that is not known; inside the calendar, not its first day.
    forms
        Forms that are counted.
    """
    known = events.filter(
        (pl.col("date") < origin)
        & (pl.col("date_high").fill_null(pl.col("date")) < origin)
        & (pl.col("end_date").fill_null(pl.col("date")) < origin)
    )
    days = (origin - scenario.start).days
    return Past(
        record=known,
        scenario=known_scenario(scenario, origin),
        origin=origin,
        counts=count_cells(known, scenario, forms, first=scenario.start, days=days),
        forms=tuple(forms),
    )


def known_scenario(scenario: Scenario, origin: date) -> Scenario:
    """Return the scenario without what its tables say of the origin and later.

    Covariates and shares recorded by country hold their last value before the origin; dated
    shocks of the origin and later are gone. Places, links and the calendar stay, and its holidays.
    """
    day = (origin - scenario.start).days
    recorded = scenario.recorded
    return replace(
        scenario,
        covariates=tuple(_held(item, day) for item in scenario.covariates),
        recorded=None if recorded is None else _held(recorded, day),
        shocks=tuple(
            replace(
                shock,
                day=shock.day[shock.day < day],
                country=shock.country[shock.day < day],
                value=shock.value[shock.day < day],
            )
            for shock in scenario.shocks
        ),
    )


def _held(covariate: Covariate, day: int) -> Covariate:
    if covariate.level != "country" or covariate.name == HOLIDAY:
        return covariate
    values = covariate.values.copy()
    values[:, day:] = values[:, day - 1 : day]
    return replace(covariate, values=values)


def cut_calendar(scenario: Scenario, end: date) -> Scenario:
    """Return the scenario with a calendar that ends on a day, for worlds that stop there."""
    days = (end - scenario.start).days + 1

    def cut(covariate: Covariate) -> Covariate:
        if covariate.level != "country":
            return covariate
        return replace(covariate, values=covariate.values[:, :days])

    recorded = scenario.recorded
    return replace(
        scenario,
        end=end,
        covariates=tuple(cut(item) for item in scenario.covariates),
        recorded=None if recorded is None else cut(recorded),
    )
