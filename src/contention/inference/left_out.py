"""Parts of a record, to see whether a finding hangs on one wave."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.scenario import Scenario

from .popular import popular_events


def month_days(scenario: Scenario, month: str) -> tuple[date, date]:
    """Return the first and last day of a month such as ``1956-10``, inside the calendar."""
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return max(first, scenario.start), min(last, scenario.end)


def without_month(scenario: Scenario, month: str) -> NDArray[np.bool_]:
    """Return the country-days that are left if a month is left out (countries x days)."""
    first, last = month_days(scenario, month)
    watched = np.ones((len(scenario.countries), scenario.days), dtype=bool)
    watched[:, (first - scenario.start).days : (last - scenario.start).days + 1] = False
    return watched


def busiest_months(events: pl.DataFrame, number: int = 2) -> tuple[str, ...]:
    """Return the months with most popular contention, the busiest first."""
    months = (
        popular_events(events)
        .group_by(month=pl.col("date").dt.strftime("%Y-%m"))
        .len()
        .sort("len", "month", descending=[True, False])
    )
    return tuple(months["month"].head(number).to_list())


def within_days(scenario: Scenario, start: date | None, stop: date | None) -> NDArray[np.bool_]:
    """Return the country-days from a day to another, both included (countries x days)."""
    first = 0 if start is None else max((start - scenario.start).days, 0)
    last = scenario.days - 1 if stop is None else (stop - scenario.start).days
    watched = np.zeros((len(scenario.countries), scenario.days), dtype=bool)
    watched[:, first : last + 1] = True
    return watched
