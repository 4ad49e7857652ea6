"""Simulation-based calibration: truths from the prior, records from truths, their posteriors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.foundation.errors import ContentionError
from contention.inference.fitting import fit
from contention.inference.masking import mask, noted_actors
from contention.inference.posterior import LogPosterior
from contention.inference.stability import MOST, Stability, outbreaks_of, stable_prior_draws
from contention.inference.weighing import weigh

from .ranks import Ranks

Floats = NDArray[np.float64]


class Approximation(Protocol):
    """A normal approximation of a posterior in unconstrained coordinates."""

    @property
    def free(self) -> Floats:
        """Its mode."""
        ...

    @property
    def covariance(self) -> Floats:
        """Its covariance."""
        ...


Fitting = Callable[[Model, pl.DataFrame], Approximation]

CALM = 5_000
"""Onsets of a stable world here: five times the events of the shipped record, so that simulated
records are not far larger than real ones."""

KEPT = 49
"""Posterior draws among which a truth is ranked."""


@dataclass(frozen=True)
class Posterior:
    """Draws of one posterior in natural units, and what they cost.

    Attributes
    ----------
    draws
        Draws (at most `KEPT` x parameters), stable ones only.
    left_out
        How many draws were not stable.
    trusted
        Whether the importance weights can be trusted; True without weights.
    fit
        Its Laplace approximation.
    """

    draws: Floats
    left_out: int
    trusted: bool
    fit: Approximation


def calibrate(
    model: Model,
    *,
    records: int,
    record: object = None,
    masked: bool = True,
    weights: int = 500,
    starts: int = 1,
    seed: int = 0,
    most: int = CALM,
    fitting: Fitting | None = None,
    progress: Callable[[str], None] | None = None,
) -> Ranks:
    """Rank known truths among draws of the posteriors of their records.

    Parameters
    ----------
    model
        A bound model.
    records
        Number of truths, and of records drawn from them.
    record
        A record whose gaps (missing sizes, places, marks, unknown days) the simulated records
        take, and whose outbreaks must die out under the truths.
    masked
        Whether simulated records take those gaps. Without them calibration tests the likelihood
        as it is derived; with them also its approximations for rows of unknown day and place.
    weights
        Importance draws around the Laplace approximation, with Pareto-smoothed weights; 0 takes
        the Laplace approximation itself.
    starts
        Starting points of a fit: the middle of the prior, and draws around it. The truth is not
        among them.
    seed
        Seed of truths, worlds, gaps and draws.
    most
        Onsets of a world that is still stable. The rule is asked of other worlds than those that
        become records, and of posterior draws as well, so that the prior is truncated and no
        record is chosen.
    fitting
        In place of the fit of this library, such as a wrong one that is to be found out.
    progress
        Called with a line for every record.

    Returns
    -------
    Ranks
        Fewer than ``records`` where a record gave no posterior; those are counted by reason.

    Raises
    ------
    ContentionError
        I034: too few prior draws are stable.
    """
    say = progress or _say_nothing
    truths = stable_prior_draws(model, records, record=record, seed=seed, most=most)
    rule = Stability(model, None if record is None else outbreaks_of(model, record), most)
    make = fitting or _ordinary(starts, seed)
    skipped: Counter[str] = Counter()
    rng = np.random.default_rng([seed, 1])
    kept: list[tuple[Floats, Posterior, int]] = []
    for k, truth in enumerate(truths.values):
        try:
            events = _record(model, truth, record if masked else None, k, seed=seed)
            found = _posterior(model, events, make, rule, weights=weights, seed=seed + k)
        except ContentionError as error:
            skipped[f"{error.problems[0].code}, expected {error.problems[0].expected}"] += 1
            say(f"record {k + 1}: {error.problems[0].code}, skipped")
            continue
        if not found.draws.size:
            skipped["no stable posterior draw"] += 1
            continue
        kept.append((truth, found, events.height))
        say(f"record {k + 1} of {records}: {events.height:,} events")
    method = f"Laplace with {weights} weighted draws" if weights else "Laplace"
    return _ranked(
        model, kept, rng, method=method, masked=masked and record is not None,
        tried=truths.tried, skipped=dict(skipped),
    )  # fmt: skip


def _say_nothing(_line: str) -> None:
    return


def _ordinary(starts: int, seed: int) -> Fitting:
    def make(model: Model, events: pl.DataFrame) -> Approximation:
        return fit(model, events, starts=starts, seed=seed)

    return make


def _record(model: Model, truth: Floats, record: object, k: int, *, seed: int) -> pl.DataFrame:
    # Seed 0 is that of the rule, which must know nothing of the record.
    worlds = simulate(
        model, truth, worlds=1, first_world=k, seed=1 + seed % (2**32 - 1), threads=1, most=MOST
    )
    events = worlds.events.with_columns(noted_actors(worlds))
    return events if record is None else mask(events, record, model, seed + k)


def _posterior(
    model: Model,
    events: pl.DataFrame,
    make: Fitting,
    rule: Stability,
    *,
    weights: int,
    seed: int,
) -> Posterior:
    """Return stable draws of the posterior of a record."""
    fitted = make(model, events)
    rng = np.random.default_rng([seed, 2])
    if weights:
        found = weigh(
            lambda: LogPosterior(model, events),
            fitted.free,
            fitted.covariance,
            draws=weights,
            seed=seed,
        )
        chance = np.exp(found.log_weights)
        chosen = rng.choice(found.draws, size=KEPT, p=chance / chance.sum())
        free, trusted = found.points[chosen], found.trusted
    else:
        root = np.linalg.cholesky(fitted.covariance)
        free = fitted.free + rng.standard_normal((KEPT, fitted.free.size)) @ root.T
        trusted = True
    natural = np.array([model.coordinates.natural(row) for row in free])
    distinct, where = np.unique(natural, axis=0, return_inverse=True)
    stable = np.array([rule.holds(row) for row in distinct])[where.reshape(-1)]
    return Posterior(natural[stable], int(np.count_nonzero(~stable)), trusted, fitted)


def _ranked(
    model: Model,
    kept: list[tuple[Floats, Posterior, int]],
    rng: np.random.Generator,
    *,
    method: str,
    masked: bool,
    tried: int,
    skipped: dict[str, int],
) -> Ranks:
    width = len(model.names)
    spread = model.coordinates.prior_sd()

    def table(rows: list[Floats]) -> Floats:
        return np.array(rows, dtype=float).reshape(-1, width)

    def rank(truth: Floats, draws: Floats) -> Floats:
        below = (draws < truth).sum(axis=0) + rng.random(width) * (1 + (draws == truth).sum(axis=0))
        return below / (draws.shape[0] + 1)

    def quantile(level: float) -> Floats:
        return table([np.quantile(found.draws, level, axis=0) for _, found, _ in kept])

    drawn = sum(found.draws.shape[0] + found.left_out for _, found, _ in kept)
    left_out = sum(found.left_out for _, found, _ in kept)
    return Ranks(
        model=model,
        truth=table([truth for truth, _, _ in kept]),
        rank=table([rank(truth, found.draws) for truth, found, _ in kept]),
        middle=quantile(0.5),
        low=quantile(0.025),
        high=quantile(0.975),
        share=table([np.sqrt(np.diag(found.fit.covariance)) / spread for _, found, _ in kept]),
        method=method,
        masked=masked,
        tried=tried,
        skipped=skipped,
        untrusted=sum(not found.trusted for _, found, _ in kept),
        unstable=left_out / max(drawn, 1),
        events=tuple(n for _, _, n in kept),
    )
