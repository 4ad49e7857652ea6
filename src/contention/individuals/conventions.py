"""A committed minority against a convention: Centola and others 2018, person by person.

Each turn a person speaks to another. Speakers play the option that most of their last ``memory``
plays heard were (a coin decides a tie); the committed always play the new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, bdtrc

from contention.chance import name_hash
from contention.foundation.errors import Problem
from contention.individuals.inputs import in_range, probability
from contention.individuals.kernels.conventions import best_response_walk
from contention.individuals.model import Address, Model, Observable, Parameter, Settings, Variant
from contention.individuals.solving import root

PURPOSE = name_hash("conventions:turn")


class Players(NamedTuple):
    """The first ``committed`` people are committed; ``heard`` is a ring of plays, 1 is new."""

    heard: NDArray[np.uint8]
    news: NDArray[np.int64]
    next: NDArray[np.int64]
    committed: NDArray[np.int64]
    ties_new: NDArray[np.int64]
    purpose: NDArray[np.int64]


def settled_share(committed_share: float, *, memory: int = 12) -> float:
    """Return the share of plays that are new where the population settles, in mean field.

    The least x with ``x = C + (1 - C) (P(Bin(M, x) > M/2) + P(Bin(M, x) = M/2) / 2)``.

    Examples
    --------
    >>> settled_share(0.24) < 0.35, settled_share(0.25) > 0.99
    (True, True)
    """
    probability("committed_share", committed_share)
    in_range("memory", memory, low=1)
    x = committed_share
    for _ in range(1_000_000):
        now = committed_share + (1.0 - committed_share) * _plays_new(x, memory)
        if now - x < 1e-13:
            break
        x = now
    return x


def critical_share(memory: int = 12, *, ties_new: bool = False) -> float:
    """Return the committed share at which the old convention falls, in mean field.

    ``C(x) = (x - g(x)) / (1 - g(x))`` is the committed share that holds x; its first maximum is
    the most that the old convention bears.

    Parameters
    ----------
    memory
        M, plays remembered.
    ties_new
        Whether a tie counts as new; else a coin decides.

    Examples
    --------
    >>> round(critical_share(12), 5), round(critical_share(12, ties_new=True), 5)
    (0.24191, 0.21005)
    """
    in_range("memory", memory, low=1)
    at_tie = 1.0 if ties_new else 0.5

    def slope(x: float) -> float:
        h = 1e-6
        return (_holding(x + h, memory, at_tie) - _holding(x - h, memory, at_tie)) / (2.0 * h)

    grid = np.linspace(1e-4, 0.5, 5_001)
    slopes = np.array([slope(float(x)) for x in grid])
    first = int(np.flatnonzero(slopes <= 0.0)[0])
    top = root(slope, float(grid[first - 1]), float(grid[first]))
    return _holding(top, memory, at_tie)


def _plays_new(x: float, memory: int, at_tie: float = 0.5) -> float:
    half = memory // 2
    above = float(bdtrc(half, memory, x))
    if memory % 2:
        return above
    return above + at_tie * (1.0 - above - float(bdtr(half - 1, memory, x)))


def _holding(x: float, memory: int, at_tie: float) -> float:
    plays = _plays_new(x, memory, at_tie)
    return (x - plays) / (1.0 - plays)


def _begin(settings: Settings, address: Address) -> Players:
    people, memory = int(settings["people"]), int(settings["memory"])
    return Players(
        heard=np.zeros((people, memory), dtype=np.uint8),
        news=np.zeros(people, dtype=np.int64),
        next=np.zeros(people, dtype=np.int64),
        committed=np.array([round(float(settings["committed_share"]) * people)], dtype=np.int64),
        ties_new=np.array([settings["tie"] == "new"], dtype=np.int64),
        purpose=np.array([PURPOSE], dtype=np.int64),
    )


def _faults(settings: Settings) -> Iterable[Problem]:
    if round(float(settings["committed_share"]) * int(settings["people"])) >= int(
        settings["people"]
    ):
        yield Problem(
            "P054",
            "a population of committed people only",
            "at least one person who can be won",
            "conventions, committed_share",
            "lower committed_share",
        )


CONVENTIONS = Model(
    name="conventions",
    title="A committed minority against a convention",
    says="People say what most of what they last heard was; a minority always says the new word.",
    states=("committed", "old", "new"),
    parameters=(
        Parameter("people", 1_000, "people", low=2, high=10_000_000, unit="people", whole=True),
        Parameter("committed_share", 0.25, "share of committed people", low=0.0, high=1.0),
        Parameter("memory", 12, "plays remembered", low=1, high=255, unit="plays", whole=True),
        Parameter("tie", "coin", "what is played at a tie", words=("coin", "new")),
    ),
    variants=(
        Variant("tie-coin", "A coin decides where both were heard equally often."),
        Variant("tie-new", "The new one is played where both were.", {"tie": "new"}),
    ),
    observables=(Observable("adopted", "uncommitted people whose memory is mostly new"),),
    begin=_begin,
    walk=best_response_walk,
    people=lambda settings: int(settings["people"]),
    check=_faults,
    cites=("centola-2018",),
)
"""Best response to the last plays heard."""
