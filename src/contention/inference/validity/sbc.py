"""Simulation-based calibration: truths from the prior, records from truths, their posteriors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.foundation.crew import share_out
from contention.foundation.errors import ContentionError
from contention.inference.fitting import Fit, fit
from contention.inference.masking import mask, noted_actors
from contention.inference.stability import MOST, Stability, outbreaks_of, stable_prior_draws

from .drawing import KEPT, WORTH, Drawing, by_laplace, by_nuts, by_weights
from .ranks import Ranks

Floats = NDArray[np.float64]

Fitting = Callable[[Model, pl.DataFrame], Fit]

CALM = 2_500
"""Onsets of a stable world here: two and a half times the events of the shipped record, so that
simulated records are not far larger than real ones."""


@dataclass(frozen=True)
class Placed:
    """A known truth among draws of the posterior of its record.

    Attributes
    ----------
    truth
        True values in natural units, one a parameter, as in the next five.
    rank
        Share of the posterior draws below the truth, spread between two draws by a random number.
    middle, low, high
        Posterior median and ends of the central 95 per cent interval.
    share
        Posterior sd as a share of the prior's, in unconstrained coordinates.
    stable, left_out
        Posterior draws that are stable, and that are not; those are in no rank.
    trusted
        Whether the draws can be trusted; those of the Laplace approximation always are.
    events
        Events of the record.
    """

    truth: Floats
    rank: Floats
    middle: Floats
    low: Floats
    high: Floats
    share: Floats
    stable: int
    left_out: int
    trusted: bool
    events: int


Outcome = Placed | str
"""What became of a record: the place of its truth, or why there is none."""


def calibrate(
    model: Model,
    *,
    records: int,
    record: object = None,
    masked: bool = True,
    weights: int = 500,
    nuts: int = 0,
    starts: int = 3,
    seed: int = 0,
    most: int = CALM,
    threads: int = 0,
    fitting: Fitting | None = None,
    progress: Callable[[str], None] | None = None,
    outcomes: MutableMapping[int, Outcome] | None = None,
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
        Importance draws around the modes, with Pareto-smoothed weights, and as many again until
        they are worth 500; 0 takes the Laplace approximation itself.
    nuts
        Draws by NUTS, in place of importance draws.
    starts
        Starting points of a fit: the middle of the prior, and draws around it. The truth is not
        among them.
    seed
        Seed of truths, worlds, gaps and draws.
    most
        Onsets of a world that is still stable. The rule is asked of other worlds than those that
        become records, and of posterior draws as well, so that the prior is truncated and no
        record is chosen.
    threads
        Processes; 0 takes one for each core. Results do not depend on it.
    fitting
        In place of the fit of this library, such as a wrong one that is to be found out; one
        process.
    progress
        Called with a line for every record.
    outcomes
        What became of records by number, from an earlier call with the same arguments; those are
        not done again. The others are put in as they are done.

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
    shared = _Shared(model, record, masked, rule, starts, weights, nuts, seed, fitting)
    outcomes = {} if outcomes is None else outcomes
    todo = [(k, truth) for k, truth in enumerate(truths.values) if k not in outcomes]

    def hear(told: tuple[int, Outcome]) -> None:
        k, became = told
        outcomes[k] = became
        line = became if isinstance(became, str) else f"{became.events:,} events"
        say(f"record {k + 1} of {records}: {line}")

    share_out(_outcome, shared, todo, workers=1 if fitting else threads, hear=hear)
    found = [outcomes[k] for k in range(records)]
    return _ranked(
        model,
        found,
        method=_method(weights, nuts),
        masked=masked and record is not None,
        tried=truths.tried,
    )


def _say_nothing(_line: str) -> None:
    return


@dataclass(frozen=True)
class _Shared:
    """What all records have in common."""

    model: Model
    record: object
    masked: bool
    rule: Stability
    starts: int
    weights: int
    nuts: int
    seed: int
    fitting: Fitting | None

    def fit(self, events: pl.DataFrame) -> Fit:
        """Fit a record."""
        if self.fitting is not None:
            return self.fitting(self.model, events)
        return fit(self.model, events, starts=self.starts, seed=self.seed)

    @property
    def drawing(self) -> Drawing:
        """How draws are made."""
        if self.nuts:
            return by_nuts(self.nuts)
        return by_weights(self.weights) if self.weights else by_laplace


def _outcome(
    shared: _Shared, one: tuple[int, Floats], tell: Callable[[tuple[int, Outcome]], None]
) -> None:
    """Simulate and fit a record; tell what became of it."""
    k, truth = one
    found: Outcome
    try:
        gaps = shared.record if shared.masked else None
        events = _record(shared.model, truth, gaps, k, seed=shared.seed)
        found = _placed(shared, truth, events, seed=shared.seed + k)
    except ContentionError as error:
        found = f"{error.problems[0].code}, expected {error.problems[0].expected}"
    tell((k, found))


def _method(weights: int, nuts: int) -> str:
    if nuts:
        return f"NUTS with {nuts} draws"
    return f"Laplace with {weights} weighted draws, worth {WORTH}" if weights else "Laplace"


def _record(model: Model, truth: Floats, record: object, k: int, *, seed: int) -> pl.DataFrame:
    # Seed 0 is that of the rule, which must know nothing of the record.
    worlds = simulate(
        model, truth, worlds=1, first_world=k, seed=1 + seed % (2**32 - 1), threads=1, most=MOST
    )
    events = worlds.events.with_columns(noted_actors(worlds))
    return events if record is None else mask(events, record, model, seed + k)


def _placed(shared: _Shared, truth: Floats, events: pl.DataFrame, *, seed: int) -> Outcome:
    """Return where a truth lies among stable draws of the posterior of its record."""
    model, fitted = shared.model, shared.fit(events)
    natural, trusted = shared.drawing(model, events, fitted, seed)
    draws, left_out = _first_stable(shared.rule, natural)
    if not draws.size:
        return "no stable posterior draw"
    ties = 1 + (draws == truth).sum(axis=0)
    between = np.random.default_rng([seed, 3]).random(truth.size) * ties
    low, middle, high = np.quantile(draws, (0.025, 0.5, 0.975), axis=0)
    return Placed(
        truth=truth,
        rank=((draws < truth).sum(axis=0) + between) / (draws.shape[0] + 1),
        middle=middle,
        low=low,
        high=high,
        share=np.sqrt(np.diag(fitted.covariance)) / model.coordinates.prior_sd(),
        stable=draws.shape[0],
        left_out=left_out,
        trusted=trusted,
        events=events.height,
    )


def _first_stable(rule: Stability, draws: Floats) -> tuple[Floats, int]:
    """Return the first `KEPT` draws that are stable, and how many before them are not."""
    known: dict[bytes, bool] = {}
    stable: list[bool] = []
    for row in draws:
        key = row.tobytes()
        if key not in known:
            known[key] = rule.holds(row)
        stable.append(known[key])
        if sum(stable) == KEPT:
            break
    return draws[: len(stable)][stable], len(stable) - sum(stable)


def _ranked(model: Model, found: list[Outcome], *, method: str, masked: bool, tried: int) -> Ranks:
    kept = [one for one in found if isinstance(one, Placed)]

    def table(name: str) -> Floats:
        rows = [getattr(one, name) for one in kept]
        return np.array(rows, dtype=float).reshape(-1, len(model.names))

    left_out = sum(one.left_out for one in kept)
    drawn = sum(one.stable for one in kept) + left_out
    return Ranks(
        model=model,
        truth=table("truth"),
        rank=table("rank"),
        middle=table("middle"),
        low=table("low"),
        high=table("high"),
        share=table("share"),
        method=method,
        masked=masked,
        tried=tried,
        skipped=dict(Counter(one for one in found if isinstance(one, str))),
        untrusted=sum(not one.trusted for one in kept),
        unstable=left_out / max(drawn, 1),
        events=tuple(one.events for one in kept),
    )
