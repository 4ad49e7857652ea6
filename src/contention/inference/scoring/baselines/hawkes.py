"""Each area excites itself, and no other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.inference.scoring.cells import Series

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HALF_LIVES = (0.5, 1.0, 2.0, 4.0, 7.0, 14.0, 28.0)
"""Days over which a past event fades by half: the best of these is taken for each area."""

ROUNDS = 100
"""Steps of expectation and maximisation for each half-life."""

MOST_BRANCHING = 0.99
"""Events that one event brings on average, at most: above one, counts run away."""

LEAST_BASE = 1e-3
"""Events a day that come of themselves, at least: an area without events may still have one."""

HISTORY = 730
"""Days of the past that are fitted, the last ones."""

HOLDS = 100_000
"""Events of an area on one day that no draw exceeds."""


@dataclass(frozen=True, eq=False)
class Excitation:
    """Rates of areas: base + branching * sum over past days s of (1 - d) d^(t-1-s) y(s).

    Attributes
    ----------
    base
        Events a day that come of themselves, by area.
    branching
        Events that one event brings, by area.
    fade
        d, what is left of an event's pull after a day, by area.
    log_likelihood
        Of the counts by day, without constants, by area.
    """

    base: Floats
    branching: Floats
    fade: Floats
    log_likelihood: Floats


@dataclass(frozen=True)
class Hawkes:
    """A self-exciting process for each area by itself, in days, fitted by maximum likelihood.

    Counts of a day are Poisson with the rate of `Excitation`; draws are simulated day by day.
    """

    name: str = "hawkes"

    def cell_draws(self, series: Series, ahead: int, *, draws: int, seed: int) -> Ints:
        """Return draws x areas x cells."""
        daily = series.daily[:, -HISTORY:]
        fitted = fit_excitation(daily)
        out = simulate(fitted, daily, ahead * series.days, draws=draws, seed=seed)
        return out.reshape(draws, daily.shape[0], ahead, series.days).sum(axis=3)


def fit_excitation(daily: Ints) -> Excitation:
    """Return the likeliest excitation of each area, given its counts by day (areas x days)."""
    y = daily.astype(float)
    best: Excitation | None = None
    for half_life in HALF_LIVES:
        fade = np.full(y.shape[0], 2.0 ** (-1.0 / half_life), dtype=np.float64)
        found = _climb(y, fade)
        best = found if best is None else _better(best, found)
    assert best is not None
    return best


def simulate(fitted: Excitation, daily: Ints, days: int, *, draws: int, seed: int) -> Ints:
    """Return draws x areas x days that continue counts by day."""
    rng = np.random.default_rng(seed)
    memory = _memory(daily.astype(float), fitted.fade)[:, -1]
    pull = np.repeat(memory[None], draws, axis=0)
    out = np.zeros((draws, daily.shape[0], days), dtype=np.int64)
    for day in range(days):
        rate = fitted.base + fitted.branching * pull
        out[:, :, day] = rng.poisson(np.minimum(rate, HOLDS))
        pull = fitted.fade * pull + (1.0 - fitted.fade) * out[:, :, day]
    return out


def _climb(y: Floats, fade: Floats) -> Excitation:
    """Return the likeliest base and branching under a fading, by expectation-maximisation."""
    pull = _memory(y, fade)[:, :-1]
    days = y.shape[1]
    base = np.maximum(0.5 * y.mean(axis=1), LEAST_BASE)
    branching = np.full(y.shape[0], 0.5)
    weight = np.maximum(pull.sum(axis=1), 1e-12)
    for _ in range(ROUNDS):
        # An event came of itself or of an earlier one, in proportion to the two rates.
        share = y / (base[:, None] + branching[:, None] * pull)
        base, branching = (
            np.maximum(base * share.sum(axis=1) / days, LEAST_BASE),
            np.minimum(branching * (share * pull).sum(axis=1) / weight, MOST_BRANCHING),
        )
    rate = base[:, None] + branching[:, None] * pull
    value = (y * np.log(rate) - rate).sum(axis=1)
    return Excitation(base, branching, fade, value)


def _memory(y: Floats, fade: Floats) -> Floats:
    """Return areas x (days + 1): the pull at the start of each day and of the next."""
    out = np.zeros((y.shape[0], y.shape[1] + 1))
    for day in range(y.shape[1]):
        out[:, day + 1] = fade * out[:, day] + (1.0 - fade) * y[:, day]
    return out


def _better(one: Excitation, other: Excitation) -> Excitation:
    """Return, for each area, the likelier of two."""
    take = other.log_likelihood > one.log_likelihood

    def taken(of_other: Floats, of_one: Floats) -> Floats:
        return np.where(take, of_other, of_one)

    return Excitation(
        base=taken(other.base, one.base),
        branching=taken(other.branching, one.branching),
        fade=taken(other.fade, one.fade),
        log_likelihood=taken(other.log_likelihood, one.log_likelihood),
    )
