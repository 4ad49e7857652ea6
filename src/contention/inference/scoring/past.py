"""What is known at an origin: nothing that was dated, or could fall, on it or after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from contention.inference.forecasting.calendars import events_before, scenario_until
from contention.scenario.model import Scenario

from .counting import count_cells
from .protocol import Past


def make_past(
    events: pl.DataFrame, scenario: Scenario, origin: date, *, forms: Sequence[str]
) -> Past:
    """Return what is known on the morning of a day.

    An event is known if every day it may fall on lies before the origin (`events_before`). One
    that may fall on either side is left out here, counts in the cell of its ``date`` if that is
    foretold, and is known from a later origin on. What cannot be taken away: a record is compiled
    afterwards, so that an event may stand in it that nobody had noted on the day, and columns of
    places are of one time.

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
    known = events_before(events, origin).events
    days = (origin - scenario.start).days
    return Past(
        record=known,
        scenario=known_scenario(scenario, origin),
        origin=origin,
        counts=count_cells(known, scenario, forms, first=scenario.start, days=days),
        forms=tuple(forms),
    )


def known_scenario(scenario: Scenario, origin: date) -> Scenario:
    """Return what a scenario says before an origin (`scenario_until`), with its whole calendar."""
    return scenario_until(scenario, origin, (scenario.end - origin).days + 1)
