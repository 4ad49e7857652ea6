"""Claims about days to come: whether a mechanism helps to foretell what no fit has seen."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.inference.estimands import family
from contention.inference.fitting import Fit
from contention.inference.informing import informed
from contention.inference.intervals import WIDE
from contention.inference.local import cholesky, restricted_mode, settle
from contention.inference.posterior import LogPosterior
from contention.scenario import Scenario
from contention.theory.model import Claim

from .answers import Answer, Verdict
from .verdicts import ROWS

Floats = NDArray[np.float64]


def answer_forecast(
    claim: Claim, kind: str, model: Model, fit: Fit, events: pl.DataFrame
) -> Answer:
    """Answer a claim that a mechanism foretells days from a date on.

    The theory is fitted to the days before, with the mechanism and without it. The score is the
    log-likelihood of each later month given all before it; the verdict looks at the sum of the
    differences over months and at its standard error.
    """
    scenario = model.scenario
    first = date.fromisoformat(claim.text("from"))
    last = date.fromisoformat(claim.text("until")) if claim.text("until") else scenario.end
    before = LogPosterior(model, events, watched=_until(scenario, first - timedelta(days=1)))
    root = cholesky(fit.covariance)
    with_, _ = settle(before, fit.free, root)
    rows = family(model, claim.several("without")).rows
    without, _ = restricted_mode(before, fit, rows)
    points = [model.coordinates.natural(free) for free in (with_, without)]
    scores = _scores(model, events, points, first, last)
    gains = scores[:, 0] - scores[:, 1]
    felt = _felt(model, events, points[0], claim.several("without"), first, last)
    return _answer(claim, kind, gains, felt)


def _answer(claim: Claim, kind: str, gains: Floats, felt: int) -> Answer:
    total = float(np.sum(gains))
    half = WIDE * float(np.sqrt(gains.size * np.var(gains, ddof=1))) if gains.size > 1 else np.inf
    verdict, why = judge(total, half, felt)
    names = ", ".join(claim.several("without"))
    reason = (
        f"days from {claim.text('from')} on are foretold better by {total:.2f} in log score "
        f"({total - half:.2f} to {total + half:.2f}, from {gains.size} months) than without "
        f"{names}: {why}."
    )
    return Answer(
        id=claim.name,
        kind=kind,
        claim=claim.says,
        verdict=verdict,
        method=f"forecast score against the theory without {names}",
        reason=reason,
        value=total,
        low=total - half,
        high=total + half,
        rows=felt,
    )


def judge(total: float, half: float, rows: int) -> tuple[Verdict, str]:
    """Return the verdict on a forecast, and why."""
    if abs(total) <= half:
        return "undecided", "no difference beyond its error"
    if rows < ROWS:
        return "undecided", f"{rows} informative rows after the date, {ROWS} needed"
    return ("supported", "better with it") if total > 0 else ("contradicted", "worse with it")


def _until(scenario: Scenario, day: date) -> NDArray[np.bool_]:
    watched = np.zeros((len(scenario.countries), scenario.days), dtype=bool)
    watched[:, : (day - scenario.start).days + 1] = True
    return watched


def _months(first: date, last: date) -> list[date]:
    """Return the last day of each month from a day to another."""
    ends: list[date] = []
    day = first
    while day <= last:
        end = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        ends.append(min(end, last))
        day = end + timedelta(days=1)
    return ends


def _scores(
    model: Model, events: pl.DataFrame, points: list[Floats], first: date, last: date
) -> Floats:
    """Return the log-likelihood of each month given the days before it (months x points)."""
    totals: list[list[float]] = []
    for end in (first - timedelta(days=1), *_months(first, last)):
        posterior = LogPosterior(model, events, watched=_until(model.scenario, end))
        totals.append([posterior.likelihood.value_and_gradient(point)[0] for point in points])
    return np.diff(np.array(totals), axis=0)


def _felt(
    model: Model,
    events: pl.DataFrame,
    at: Floats,
    names: tuple[str, ...],
    first: date,
    last: date,
) -> int:
    """Count the rows after a date that inform some parameters."""
    wanted = {k for k, info in enumerate(model.parameters) if info.base in names}
    start, stop = ((day - model.scenario.start).days for day in (first, last))
    likelihood = LogPosterior(model, events).likelihood
    return sum(
        bool(wanted & found) and start <= row.first <= stop
        for row, found in informed(model, likelihood, at)
    )
