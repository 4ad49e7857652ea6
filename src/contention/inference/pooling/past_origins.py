"""Past origins: what the members of a pool would have foretold in the last weeks of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from contention.inference.scoring.law import log_probability

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEEKS = 12
"""Weeks before the origin that weights are learnt from, at most half of the record."""

ORIGINS = 12
"""Past origins at most, evenly spaced."""

FEWEST = 7
"""Days that a member is fitted to, at least."""

LONGEST = 28
"""Days ahead that are tried."""

DRAWS = 200
"""Draws of each member at each past origin."""


class Fitted(Protocol):
    """A member of a pool, fitted to days that end before the first past origin."""

    def draws(self, day: int, horizon: int, *, draws: int, seed: int) -> Ints:
        """Return draws x places x days, from a day of the calendar on; nothing of it is read."""
        ...


@dataclass(frozen=True)
class Trials:
    """Days from which the past is foretold.

    Attributes
    ----------
    split
        Members are fitted to the days before this one.
    days
        Past origins, from ``split`` on.
    weeks
        Weeks from ``split`` to the end of what is known.
    """

    split: int
    days: tuple[int, ...]
    weeks: float


def plan_trials(known: int) -> Trials | None:
    """Return the past origins of a record of so many days; None where it is too short."""
    span = min(known // 2, 7 * WEEKS, known - FEWEST)
    if span < 1:
        return None
    step = -(-span // ORIGINS)
    split = known - span
    return Trials(split, tuple(range(split, known, step)), span / 7.0)


def try_members(
    members: Sequence[Fitted], trials: Trials, counts: Ints, horizon: int, *, seed: int
) -> tuple[Floats, Floats]:
    """Return log probabilities of what happened (members x cells), and weights of the cells.

    Cells are the days of the first week ahead and whole weeks, up to the horizon; those of one
    place and origin weigh 1 together, half on days and half on weeks.

    Parameters
    ----------
    members
        Fitted members.
    trials
        Past origins.
    counts
        Places x days that are known.
    horizon
        Days ahead that the pool is for.
    seed
        Seed of all draws.
    """
    known = counts.shape[1]
    log_prob: list[Floats] = []
    weight: list[Floats] = []
    for day in trials.days:
        ahead = min(horizon, LONGEST, known - day)
        happened = counts[:, day : day + ahead]
        found = [
            member.draws(day, ahead, draws=DRAWS, seed=seed + 1000 * k + day)
            for k, member in enumerate(members)
        ]
        cells = [_cells(draws) for draws in found]
        actual = _cells(happened[None])
        for k, one in enumerate(actual):
            part = [log_probability(mine[k], one[0]).ravel() for mine in cells]
            log_prob.append(np.asarray(part, dtype=np.float64))
            weight.append(np.ones(one[0].size) / (one.shape[2] * len(actual)))
    return np.concatenate(log_prob, axis=1), np.concatenate(weight)


def _cells(draws: Ints) -> list[Ints]:
    """Return the days of the first week and, where there is one, whole weeks."""
    weeks = draws.shape[2] // 7
    found = [draws[:, :, :7]]
    if weeks:
        whole = draws[:, :, : 7 * weeks].reshape(*draws.shape[:2], weeks, 7)
        found.append(whole.sum(axis=3))
    return found
