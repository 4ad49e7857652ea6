"""Which share of what happened a record holds, from aggregate rows and from breaks in coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize as _minimize  # pyright: ignore[reportUnknownVariableType]
from scipy.stats import beta as _beta  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from contention.engine.model import Model
from contention.foundation.errors import ContentionError, Problem
from contention.inference.intervals import WIDE
from contention.record.frames import events_of
from contention.scenario.model import Covariate, Scenario

from .climbing import climb
from .posterior import LogPosterior

Floats = NDArray[np.float64]
minimize = cast("Any", _minimize)
beta = cast("Any", _beta)

COUNT_COLUMNS = ("country", "from", "until", "forms", "unit", "low", "high", "rows")
STEP = 0.1  # of the second differences of the profile, in log odds


@dataclass(frozen=True)
class Period:
    """A stretch of coverage: a country (or ``*``) between two days, both included.

    ``prior`` are the two numbers of a beta distribution of the share recorded.
    """

    country: str
    first: date
    last: date
    prior: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True)
class Detection:
    """Shares recorded, one a period.

    Attributes
    ----------
    periods
        Country and days.
    share, low, high
        Mode and 95 per cent interval (Laplace, in log odds) of the share recorded.
    mode
        Parameters of the theory at the joint mode, natural units.
    log_posterior
        At the joint mode.
    without
        Log posterior at the mode of the same theory when everything counts as recorded.
    """

    periods: tuple[Period, ...]
    share: Floats
    low: Floats
    high: Floats
    mode: Floats
    log_posterior: float
    without: float

    def table(self) -> pl.DataFrame:
        """Return one row a period."""
        return pl.DataFrame(
            {
                "country": [p.country for p in self.periods],
                "from": [p.first for p in self.periods],
                "until": [p.last for p in self.periods],
                "share": self.share,
                "low": self.low,
                "high": self.high,
            }
        )


def recorded_shares(record: object, counts: pl.DataFrame) -> pl.DataFrame:
    """Set totals that aggregate rows state against what the record holds one by one.

    Parameters
    ----------
    record
        A record, or its events as polars.
    counts
        Columns ``country``, ``from``, ``until``, ``forms`` (joined by ``;``), ``unit``
        (``events`` or ``places``), ``low``, ``high`` (bounds of the stated total), ``rows``.

    Returns
    -------
    polars.DataFrame
        For each count the number held by the record, the share, and its 95 per cent interval:
        Beta(1 + n, 1 + T - n), averaged over whole totals T from low to high. A total below n
        is taken as n.

    Raises
    ------
    ContentionError
        I050: a column is missing, or a total below one.
    """
    missing = [name for name in COUNT_COLUMNS if name not in counts.columns]
    if missing or counts.filter((pl.col("low") < 1) | (pl.col("high") < pl.col("low"))).height:
        raise ContentionError(
            Problem(
                "I050",
                f"no column {missing[0]!r}" if missing else "a total below one, or high below low",
                f"the columns {', '.join(COUNT_COLUMNS)}, with 1 <= low <= high",
                where="table of counts",
                hint="write one row for each total that an aggregate row of the record states",
            )
        )
    events = events_of(record)
    out: list[dict[str, Any]] = []
    for row in counts.iter_rows(named=True):
        mine = events.filter(
            (pl.col("country") == row["country"])
            & pl.col("date").is_between(as_day(row["from"]), as_day(row["until"]))
            & pl.col("form").is_in(str(row["forms"]).split(";"))
        )
        n = mine.height if row["unit"] == "events" else mine["place"].n_unique()
        stated = range(int(row["low"]), int(row["high"]) + 1)
        totals = np.maximum(np.array(stated, dtype=float), n)
        grid = np.linspace(0.0005, 0.9995, 1000)
        density = np.mean([beta.pdf(grid, 1 + n, 1 + t - n) for t in totals], axis=0)
        cdf = np.cumsum(density) / density.sum()
        low, high = np.interp([0.025, 0.975], cdf, grid)
        share = float(np.mean(np.minimum(n / totals, 1.0)))
        out.append({**row, "recorded": n, "share": share, "share_low": low, "share_high": high})
    return pl.DataFrame(out)


def with_shares(model: Model, shares: Floats | None) -> Model:
    """Return the model with other shares recorded (countries x days), or none."""
    return replace(model, scenario=recorded_as(model.scenario, shares))


def recorded_as(scenario: Scenario, shares: Floats | None) -> Scenario:
    """Return the scenario with other shares recorded (countries x days), or none."""
    covariate = None
    if shares is not None:
        covariate = Covariate("recorded", "country", shares, "share", "stated", "low")
    return replace(scenario, recorded=covariate)


def shares_over(model: Model, periods: Sequence[Period], share: Sequence[float] | Floats) -> Floats:
    """Return shares by country and day: those of the periods, elsewhere what the model has."""
    return shares_in(model.scenario, periods, share)


def shares_in(
    scenario: Scenario, periods: Sequence[Period], share: Sequence[float] | Floats
) -> Floats:
    """Return shares by country and day: those of the periods, elsewhere what the scenario has.

    Where periods overlap the last one holds.
    """
    known = scenario.recorded
    out = np.ones((len(scenario.countries), scenario.days)) if known is None else known.values
    out = out.copy()
    for period, q in zip(periods, share, strict=True):
        first = max((period.first - scenario.start).days, 0)
        stop = max((period.last - scenario.start).days + 1, 0)
        rows = slice(None) if period.country == "*" else scenario.countries.index(period.country)
        out[rows, first:stop] = q
    return out


def detect(
    model: Model, record: object, periods: Sequence[Period], *, start: Floats | None = None
) -> Detection:
    """Estimate the shares recorded in some periods together with the theory's parameters.

    The shares maximise the log posterior of the theory, profiled over its parameters, plus the
    beta priors of the shares. What is estimated is coverage against the periods that are left
    out, which count as the model has them: without those, or without an informative prior, a
    share and the base rates cannot be told apart.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    periods
        Periods whose coverage may differ.
    start
        Parameters to begin from, natural units.

    Raises
    ------
    ContentionError
        I051: no period, or one whose country the scenario does not have.
    """
    periods = tuple(periods)
    _check(model, periods)
    events = events_of(record)
    curvature = np.diag(model.coordinates.prior_sd() ** -2)
    free = model.coordinates.free(model.start() if start is None else start)
    whole = LogPosterior(model, events)
    free, without = climb(whole, free, curvature)
    warm = free.copy()

    def profile(odds: Floats) -> float:
        nonlocal warm
        share = 1.0 / (1.0 + np.exp(-odds))
        tried = with_shares(model, shares_over(model, periods, share))
        warm, value = climb(LogPosterior(tried, events), warm, curvature)
        return value + _log_prior(periods, share)

    def depth(odds: Floats) -> float:
        return -profile(np.asarray(odds))

    result = minimize(
        depth,
        np.zeros(len(periods)),
        method="Nelder-Mead",
        options={"xatol": 0.02, "fatol": 0.01, "initial_simplex": _simplex(len(periods))},
    )
    odds, best = np.asarray(result.x), -float(result.fun)
    sd = np.array([_spread(profile, odds, best, k) for k in range(odds.size)])
    profile(odds)
    return Detection(
        periods=periods,
        share=1.0 / (1.0 + np.exp(-odds)),
        low=1.0 / (1.0 + np.exp(-(odds - WIDE * sd))),
        high=1.0 / (1.0 + np.exp(-(odds + WIDE * sd))),
        mode=model.coordinates.natural(warm),
        log_posterior=best,
        without=without,
    )


def _simplex(n: int) -> Floats:
    return np.vstack([np.zeros(n), 1.5 * np.eye(n) * np.where(np.arange(n) % 2, -1.0, 1.0)])


def _spread(profile: Any, odds: Floats, best: float, k: int) -> float:
    step = np.zeros(odds.size)
    step[k] = 3.0 * STEP
    bend = (profile(odds + step) - 2.0 * best + profile(odds - step)) / step[k] ** 2
    return float(1.0 / np.sqrt(max(-bend, 1e-6)))


def _log_prior(periods: Sequence[Period], share: Floats) -> float:
    """Return the log density of the log odds of the shares."""
    a = np.array([p.prior[0] for p in periods])
    b = np.array([p.prior[1] for p in periods])
    return float(np.sum(a * np.log(share) + b * np.log1p(-share)))


def _check(model: Model, periods: tuple[Period, ...]) -> None:
    unknown = [p.country for p in periods if p.country not in (*model.scenario.countries, "*")]
    if not periods or unknown:
        raise ContentionError(
            Problem(
                "I051",
                f"a period of {unknown[0]!r}" if unknown else "no period",
                "periods of countries of the scenario, or of * for all",
                where=f"scenario {model.scenario.name}",
                hint="name at least one stretch of days whose coverage may differ",
            )
        )


def as_day(value: object) -> date:
    """Return a day that is a date or ISO text."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))
