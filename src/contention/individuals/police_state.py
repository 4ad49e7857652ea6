"""Revolution and repression: Lang and De Sterck 2014, and its limit from people.

With r the share who protest: ``dr/dt = c1 v(r) (1 - r) - c2 p(r) r``. People join at rate c1 where
the protest is visible, v = 1 for r > 1 - alpha; protesters are dispersed at rate c2 where the
police can reach them all, p = 1 for r < beta.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.individuals.inputs import in_range, positive
from contention.individuals.kernels.crowd import rally_walk
from contention.individuals.model import Address, Model, Observable, Parameter, Settings, Variant

Floats = NDArray[np.float64]

Regime = Literal[
    "failed state", "unstable police state", "meta-stable state", "stable police state"
]

PURPOSE = name_hash("rally:step")


class State(NamedTuple):
    """Where a share of protesters stays, and the basins that part them.

    Attributes
    ----------
    regime
        Its name.
    attractors
        Shares that small pushes leave in place.
    separatrices
        Shares that part their basins.
    neutral
        A range in which nothing moves, or None.
    """

    regime: Regime
    attractors: tuple[float, ...]
    separatrices: tuple[float, ...]
    neutral: tuple[float, float] | None


def regime(*, alpha: float, beta: float, join_rate: float, disperse_rate: float) -> State:
    """Return the regime of a society.

    Parameters
    ----------
    alpha
        Visibility: protests show from a share 1 - alpha on. Above 0, below 1.
    beta
        Reach of the police: they disperse protests below this share. Above 0, below 1.
    join_rate, disperse_rate
        c1 and c2, a unit of time.

    Raises
    ------
    ContentionError
        P051.

    Examples
    --------
    >>> regime(alpha=0.8, beta=0.5, join_rate=1, disperse_rate=3).attractors
    (0.0, 0.25, 1.0)
    """
    _check(alpha, beta, join_rate, disperse_rate)
    visible = 1.0 - alpha
    balance = join_rate / (join_rate + disperse_rate)
    if beta < visible:
        return State("failed state", (0.0, 1.0), (), (beta, visible))
    if balance > beta:
        return State("unstable police state", (0.0, 1.0), (visible,), None)
    if balance > visible:
        return State("meta-stable state", (0.0, balance, 1.0), (visible, beta), None)
    return State("stable police state", (0.0, 1.0), (beta,), None)


def path(
    times: Floats,
    *,
    start: float,
    alpha: float,
    beta: float,
    join_rate: float,
    disperse_rate: float,
) -> Floats:
    """Return the share of protesters at times, in closed form, from a share at time 0.

    Between 1 - alpha and beta each stretch is an exponential: decay ``r0 exp(-c2 t)`` where only
    police act, growth ``1 - (1 - r0) exp(-c1 t)`` where only joining does, approach to
    c1 / (c1 + c2) at rate c1 + c2 where both do, rest where neither does.

    Raises
    ------
    ContentionError
        P051.
    """
    _check(alpha, beta, join_rate, disperse_rate)
    in_range("start", start, low=0.0, high=1.0)
    shares = np.empty(times.size)
    now, at = start, 0.0
    edges = sorted((1.0 - alpha, beta))
    done = 0
    while done < times.size:
        joining = join_rate if now > 1.0 - alpha else 0.0
        leaving = disperse_rate if now < beta else 0.0
        rate = joining + leaving
        if rate == 0.0:
            shares[done:] = now
            break
        goal = joining / rate
        ahead = [e for e in edges if (now < e < goal) or (goal < e < now)]
        edge = (min(ahead) if goal > now else max(ahead)) if ahead else None
        until = math.inf if edge is None else at + math.log((now - goal) / (edge - goal)) / rate
        count = int(np.searchsorted(times[done:], until, side="right"))
        here = times[done : done + count]
        shares[done : done + count] = goal + (now - goal) * np.exp(-rate * (here - at))
        done += count
        if edge is not None:
            # A hair past the edge, where the next law holds.
            now, at = float(np.nextafter(edge, goal)), until
        elif not count:
            break
    return shares


def _check(alpha: float, beta: float, join_rate: float, disperse_rate: float) -> None:
    in_range("alpha", alpha, low=0.0, high=1.0, open_low=True, open_high=True)
    in_range("beta", beta, low=0.0, high=1.0, open_low=True, open_high=True)
    positive("join_rate", join_rate)
    positive("disperse_rate", disperse_rate)


class Crowd(NamedTuple):
    """Who protests, how many do, and the law of a step."""

    rallied: NDArray[np.uint8]
    counts: NDArray[np.int64]
    law: Floats
    purpose: NDArray[np.int64]


def _begin(settings: Settings, address: Address) -> Crowd:
    people = int(settings["people"])
    first = round(float(settings["start"]) * people)
    rallied = np.zeros(people, dtype=np.uint8)
    rallied[:first] = 1
    step = float(settings["step"])
    join, disperse = float(settings["join_rate"]), float(settings["disperse_rate"])
    law = [
        1.0 - float(settings["alpha"]),
        float(settings["beta"]),
        -math.expm1(-join * step),
        -math.expm1(-disperse * step),
    ]
    return Crowd(
        rallied=rallied,
        counts=np.array([first], dtype=np.int64),
        law=np.array(law),
        purpose=np.array([PURPOSE], dtype=np.int64),
    )


RALLY = Model(
    name="rally",
    title="Protest that shows and police that reach",
    says="People join while the protest is visible and are dispersed while police can reach it.",
    states=("at home", "protesting"),
    parameters=(
        Parameter("people", 10_000, "people", low=1, high=2**31 - 1, unit="people", whole=True),
        Parameter("start", 0.1, "share who protest at the start", low=0.0, high=1.0),
        Parameter("alpha", 0.8, "visibility: protests show from 1 - alpha on", low=0.0, high=1.0),
        Parameter("beta", 0.5, "police disperse protests below this share", low=0.0, high=1.0),
        Parameter("join_rate", 1.0, "rate of joining, c1", low=0.0, high=1e6, unit="1/time"),
        Parameter("disperse_rate", 3.0, "rate of dispersal, c2", low=0.0, high=1e6, unit="1/time"),
        Parameter("step", 0.01, "time of a step", low=1e-9, high=1.0, unit="time"),
    ),
    variants=(Variant("rapid", "Visibility and reach switch at one share."),),
    observables=(Observable("protesting", "people who protest"),),
    begin=_begin,
    walk=rally_walk,
    people=lambda settings: int(settings["people"]),
    cites=("lang-de-sterck-2014",),
)
"""The individual model whose limit the equation is."""
