"""The binary naming game with a committed minority (Xie and others 2011)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.foundation.errors import Problem
from contention.individuals.inputs import in_range, probability
from contention.individuals.kernels.conventions import naming_walk
from contention.individuals.model import Address, Model, Observable, Parameter, Settings, Variant
from contention.individuals.solving import path_end, top

Floats = NDArray[np.float64]

PURPOSE = name_hash("naming:turn")


class Speakers(NamedTuple):
    """The first ``committed`` people hold the new word for good; ``counts`` leaves them out."""

    known: NDArray[np.uint8]
    counts: NDArray[np.int64]
    committed: NDArray[np.int64]
    purpose: NDArray[np.int64]


def drift(new: float, old: float, *, committed_share: float) -> tuple[float, float]:
    """Return how fast the shares that hold only the new, only the old word change, a turn each.

    Shares are of all people; the committed are not in ``new``. With m = 1 - p - new - old, those
    who know both: d new = -new old + m^2 + m new + 3/2 p m; d old = -new old + m^2 + m old - p old.
    """
    both = 1.0 - committed_share - new - old
    rise = -new * old + both**2 + both * new + 1.5 * committed_share * both
    fall = -new * old + both**2 + both * old - committed_share * old
    return rise, fall


def resting_old(committed_share: float) -> float:
    """Return the share that still holds only the old word after very long, in mean field."""
    probability("committed_share", committed_share)

    def change(y: Floats) -> Floats:
        return np.array(drift(float(y[0]), float(y[1]), committed_share=committed_share))

    end = float(path_end(change, np.array([0.0, 1.0 - committed_share]), time=20_000.0)[1])
    return max(end, 0.0)


def holding(both: float) -> float:
    """Return the committed share at which a share of people who know both words is at rest.

    With m of them, d old = 0 gives old^2 - (1 - 2m) old + m^2 = 0, whose larger root is the state
    of the old convention; d new = d old then gives p = m (2 old + m - 1) / (old + m / 2).

    Parameters
    ----------
    both
        m, above 0 and at most 1/4.
    """
    in_range("both", both, low=0.0, high=0.25, open_low=True)
    old = 0.5 * (1.0 - 2.0 * both + np.sqrt(1.0 - 4.0 * both))
    return float(both * (2.0 * old + both - 1.0) / (old + 0.5 * both))


def critical_share() -> float:
    """Return the committed share above which the old word dies out, in mean field.

    Examples
    --------
    >>> round(critical_share(), 5)
    0.09789
    """
    return top(holding, 1e-9, 0.25)[1]


def _begin(settings: Settings, address: Address) -> Speakers:
    people = int(settings["people"])
    committed = round(float(settings["committed_share"]) * people)
    known = np.full(people, 2, dtype=np.uint8)
    known[:committed] = 1
    return Speakers(
        known=known,
        counts=np.array([0, 0, people - committed, 0], dtype=np.int64),
        committed=np.array([committed], dtype=np.int64),
        purpose=np.array([PURPOSE], dtype=np.int64),
    )


def _faults(settings: Settings) -> Iterable[Problem]:
    people = int(settings["people"])
    if round(float(settings["committed_share"]) * people) >= people:
        yield Problem(
            "P054",
            "a population of committed people only",
            "at least one person who can be won",
            "naming, committed_share",
            "lower committed_share",
        )


NAMING = Model(
    name="naming",
    title="The binary naming game with a committed minority",
    says="Speakers say a word they know; agreement on a word erases the other.",
    states=("committed", "new", "old", "both"),
    parameters=(
        Parameter("people", 1_000, "people", low=2, high=10_000_000, unit="people", whole=True),
        Parameter("committed_share", 0.1, "share of committed people", low=0.0, high=1.0),
    ),
    variants=(Variant("complete", "Everybody can speak to everybody."),),
    observables=(
        Observable("new", "uncommitted people who know the new word only"),
        Observable("old", "people who know the old word only"),
    ),
    begin=_begin,
    walk=naming_walk,
    people=lambda settings: int(settings["people"]),
    check=_faults,
    cites=("xie-2011",),
)
"""Listener and speaker update on agreement."""
