"""Turnout as news: the Monday demonstrations in Leipzig, after Lohmann 1994.

People differ in what it costs them to take part. Each has a private view of how many are
dissatisfied, and all share a public view of precision h. A person goes if the mixture of both
views, plus what can still be learnt, exceeds the cost:
``share(t) = Phi(w m + (1 - w) q + k / h)`` with the public view m, the truth q and
``w = h / (h + h_private)``. Those who always go (extremists) tell nobody anything: only what
exceeds them and what was expected moves the public view, with gain ``h_turnout / (h + h_turnout)``.
A cycle ends with a concession, which takes away a part of the dissatisfaction; the next issue
finds a public that knows more. The paper's equations and constants were not read: these are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from contention.chance import name_hash
from contention.individuals.inputs import check_people, check_seed, in_range, positive

Floats = NDArray[np.float64]

FIRST_MONDAY = date(1989, 9, 25)


@dataclass(frozen=True)
class Week:
    """Turnout that sources state for a Monday, as an interval."""

    monday: date
    low: int
    high: int
    certainty: str


LEIPZIG = (
    Week(date(1989, 9, 25), 1_000, 8_000, "notes"),
    Week(date(1989, 10, 2), 8_000, 20_000, "notes"),
    Week(date(1989, 10, 9), 50_000, 70_000, "notes"),
    Week(date(1989, 10, 16), 120_000, 120_000, "notes"),
    Week(date(1989, 10, 23), 200_000, 300_000, "notes"),
    Week(date(1989, 10, 30), 300_000, 300_000, "recalled"),
    Week(date(1989, 11, 6), 400_000, 500_000, "recalled"),
)
"""What sources say about the first cycle; they disagree, so each week is an interval."""

CYCLES = (7, 6, 6, 4, 19)
"""Demonstrations of the five cycles, 42 in all. The lengths are recalled."""


@dataclass(frozen=True)
class Public:
    """Constants of the model; views are on the scale of a standard normal cost.

    Attributes
    ----------
    people
        Who could come: Leipzig and around.
    dissatisfied
        q of the first cycle.
    believed
        m before the first Monday.
    precision
        h before the first Monday.
    private_precision, turnout_precision
        h_private, and how much a turnout adds to h.
    learning
        k: how much the chance to inform others draws people.
    conceded
        Fall of q with the concession after the first cycle; each next concession is half as large.
    forgotten
        Share of h that a new issue takes away.
    extremists
        Share of people who always go.
    noise
        Spread of turnout from week to week, on the scale of views.
    """

    people: int = 800_000
    dissatisfied: float = 1.5
    believed: float = -3.85
    precision: float = 6.0
    private_precision: float = 1.3
    turnout_precision: float = 1.9
    learning: float = 0.1
    conceded: float = 2.0
    forgotten: float = 0.3
    extremists: float = 0.0005
    noise: float = 0.03


@dataclass(frozen=True)
class Turnouts:
    """Turnout by demonstration, the cycle of each, and the Mondays of the first cycle."""

    people: Floats
    cycle: NDArray[np.int64]

    @property
    def mondays(self) -> tuple[date, ...]:
        """Dates of the first cycle, in which demonstrations were weekly."""
        return tuple(FIRST_MONDAY + timedelta(weeks=k) for k in range(CYCLES[0]))

    @property
    def peaks(self) -> Floats:
        """Largest turnout of each cycle."""
        return np.array([self.people[self.cycle == c].max() for c in range(len(CYCLES))])


def turnouts(public: Public, *, seed: int, world: int = 0) -> Turnouts:
    """Return the turnout of the 42 demonstrations in one world.

    Raises
    ------
    ContentionError
        P050: nobody. P051: a precision that is not above zero, a share outside of 0..1.
    """
    check_people(public.people)
    check_seed(seed)
    for name in ("precision", "private_precision", "turnout_precision"):
        positive(name, getattr(public, name))
    for name in ("forgotten", "extremists"):
        in_range(name, getattr(public, name), low=0.0, high=1.0)
    in_range("noise", public.noise, low=0.0)
    stream = np.random.Generator(
        np.random.Philox(key=[seed, world * 2**32 + name_hash("mondays:turnout")])
    )
    truth, believed, precision = public.dissatisfied, public.believed, public.precision
    found: list[float] = []
    cycles: list[int] = []
    for cycle, weeks in enumerate(CYCLES):
        for _ in range(weeks):
            weight = precision / (precision + public.private_precision)
            draw = public.learning / precision
            felt = weight * believed + (1.0 - weight) * truth + public.noise * stream.normal()
            share = public.extremists + (1.0 - public.extremists) * float(ndtr(felt + draw))
            came = int(stream.binomial(public.people, share))
            found.append(came)
            cycles.append(cycle)
            believed, precision = _learn(public, came, believed, precision, draw)
        truth -= public.conceded * 0.5**cycle
        believed = min(believed, truth)
        precision *= 1.0 - public.forgotten
    return Turnouts(np.array(found), np.array(cycles))


def _learn(
    public: Public, came: int, believed: float, precision: float, draw: float
) -> tuple[float, float]:
    """Return the public view and its precision after a turnout, with extremists discounted."""
    moderates = (came / public.people - public.extremists) / (1.0 - public.extremists)
    bounded = min(max(moderates, 1e-7), 1.0 - 1e-7)
    weight = precision / (precision + public.private_precision)
    read = (float(ndtri(bounded)) - draw - weight * believed) / (1.0 - weight)
    gain = public.turnout_precision / (precision + public.turnout_precision)
    return believed + gain * (read - believed), precision + public.turnout_precision
