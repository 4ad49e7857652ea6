"""What a scenario and a record say before an origin, and the calendar of the days ahead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.scenario.model import HOLIDAY, Covariate, Scenario

LEAST = 7
"""Days of record before an origin, at least."""


@dataclass(frozen=True)
class Before:
    """The events of a record that are known at an origin.

    Attributes
    ----------
    events
        Events of which every day they may fall on lies before the origin.
    straddling
        Events that may fall on either side; none of them is read.
    later
        Events of the origin and later; none of them is read.
    """

    events: pl.DataFrame
    straddling: int
    later: int


def events_before(events: pl.DataFrame, origin: date) -> Before:
    """Part the events of a record at an origin.

    An event is known if its ``date``, its ``date_high`` and, where there is one, its
    ``end_date`` lie before the origin. One that may have begun before and ended after it is not.
    """
    last = pl.max_horizontal(
        [pl.col(name) for name in ("date", "date_high", "end_date") if name in events.columns]
    )
    first = pl.min_horizontal("date", "date_low")
    return Before(
        events=events.filter(last < origin),
        straddling=events.filter((last >= origin) & (first < origin)).height,
        later=events.filter(first >= origin).height,
    )


def scenario_until(scenario: Scenario, origin: date, ahead: int) -> Scenario:
    """Return what a scenario says before an origin, with so many days after it.

    Covariates and recorded shares by country hold their last value from the origin on, and dated
    shocks of the origin and later are gone: both were not known. Holidays were, and stay as they
    are. The calendar may reach beyond the scenario's own.

    Parameters
    ----------
    scenario
        Where and when.
    origin
        The first day that is not known.
    ahead
        Days from the origin on; 0 ends the calendar on its eve.
    """
    known = (origin - scenario.start).days
    days = known + ahead

    def held(whole: Covariate) -> Covariate:
        if whole.level != "country":
            return whole
        if whole.name == HOLIDAY:
            beyond = max(days - whole.values.shape[1], 0)
            return replace(whole, values=np.pad(whole.values[:, :days], ((0, 0), (0, beyond))))
        index = np.minimum(np.arange(days), known - 1)
        return replace(whole, values=np.ascontiguousarray(whole.values[:, index]))

    return replace(
        scenario,
        end=scenario.start + timedelta(days=days - 1),
        covariates=tuple(held(item) for item in scenario.covariates),
        recorded=None if scenario.recorded is None else held(scenario.recorded),
        shocks=tuple(
            replace(
                shock,
                day=shock.day[shock.day < known],
                country=shock.country[shock.day < known],
                value=shock.value[shock.day < known],
            )
            for shock in scenario.shocks
        ),
    )


def check_origin(scenario: Scenario, origin: date, horizon: int) -> None:
    """Refuse an origin that has no past, and a horizon of no day.

    Raises
    ------
    ContentionError
        I071: the origin; I072: the horizon.
    """
    first = scenario.start + timedelta(days=LEAST)
    last = scenario.end + timedelta(days=1)
    if not first <= origin <= last:
        raise ContentionError(
            Problem(
                "I071",
                f"a forecast from {origin}",
                f"a day from {first} to {last}",
                "--from",
                f"the calendar of the scenario runs from {scenario.start} to {scenario.end}, and "
                f"a fit takes {LEAST} days at least",
            )
        )
    if not 1 <= horizon <= 3660:
        raise ContentionError(
            Problem(
                "I072",
                f"a horizon of {horizon} days",
                "1 to 3,660 days",
                "--horizon",
                "write a number of days or weeks, such as 28d or 4w",
            )
        )
