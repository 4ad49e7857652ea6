"""Fits to parts of a record, to see whether a finding hangs on one wave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.record.frames import events_of
from contention.scenario import Scenario

from .fitting import Fit
from .local import cholesky, covariance, settle
from .popular import popular_events
from .posterior import LogPosterior

Floats = NDArray[np.float64]


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


def fit_parts(
    model: Model, fit: Fit, record: object, parts: Mapping[str, NDArray[np.bool_]]
) -> dict[str, tuple[Floats, Floats] | None]:
    """Fit again to parts of a record, starting from the whole record's mode.

    Parameters
    ----------
    model
        A bound model.
    fit
        Its fit to the whole record.
    record
        The record. Signals see all of it; the likelihood sees the part only.
    parts
        Country-days that count, by the name of the part.

    Returns
    -------
    dict
        Mode and Laplace covariance in unconstrained coordinates by part; None without a mode.
    """
    events = events_of(record)
    root = cholesky(fit.covariance)
    found: dict[str, tuple[Floats, Floats] | None] = {}
    for name, watched in parts.items():
        posterior = LogPosterior(model, events, watched=watched)
        free, _ = settle(posterior, fit.free, root)
        spread, _ = covariance(posterior, free)
        found[name] = None if spread is None else (free, spread)
    return found
