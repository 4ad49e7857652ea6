"""An epidemic on a random network that takes no memory: one byte of state a person.

On a day each infectious person infects each susceptible contact with probability ``transmit_prob``
and at the end of it recovers with probability ``recover_prob``. The network is a *fixed* random
regular one, or every day a *fresh* one. A day costs what its infectious people cost, so a quiet
day of a hundred million people is free.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.foundation.errors import Problem
from contention.individuals.inputs import check_ties, in_range, probability
from contention.individuals.kernels import epidemic as days
from contention.individuals.kernels import shuffle
from contention.individuals.model import Address, Model, Observable, Parameter, Settings, Variant
from contention.individuals.solving import root

NETWORK, FIRST, DAY = (name_hash(f"epidemic:{what}") for what in ("network", "first", "day"))

AT_ONCE = 65_536
"""Infectious people that one thread takes at a time."""


@dataclass
class Population:
    """People in an epidemic.

    Attributes
    ----------
    status
        One byte a person: 0 susceptible, 1 infectious, 2 recovered.
    order
        The first ``infectious`` entries list the infectious.
    keys
        Of the permutations whose images are the contacts.
    bits
        Low bits of a number that permutations work on.
    infectious, recovered
        How many.
    recover_prob, fresh, threads
        As set.
    """

    status: NDArray[np.uint8]
    order: NDArray[np.int32]
    keys: NDArray[np.uint64]
    bits: int
    infectious: int
    recovered: int
    recover_prob: float
    fresh: bool
    threads: int


def _begin(settings: Settings, address: Address) -> Population:
    people, infected = int(settings["people"]), int(settings["infected"])
    bits = (people - 1).bit_length() // 2
    keys = np.empty((int(settings["contacts"]) // 2, shuffle.ROUNDS), dtype=np.uint64)
    shuffle.fill_keys(keys, address.seed, 0, address.world, 0, NETWORK)
    # The first infectious are the images of 0, 1, ... under a permutation: all different.
    first = np.empty((1, shuffle.ROUNDS), dtype=np.uint64)
    shuffle.fill_keys(first, address.seed, 0, address.world, 0, FIRST)
    order = np.empty(people, dtype=np.int32)
    shuffle.fill_images(bits, first[0], people, order[:infected])
    status = np.zeros(people, dtype=np.uint8)
    status[order[:infected]] = days.INFECTIOUS
    return Population(
        status=status,
        order=order,
        keys=keys,
        bits=bits,
        infectious=infected,
        recovered=0,
        recover_prob=float(settings["recover_prob"]),
        fresh=settings["network"] == "fresh",
        threads=int(settings["threads"]) or os.cpu_count() or 1,
    )


def walk_days(
    state: object,
    live: NDArray[np.float64],
    seed: int,
    world: int,
    first: int,
    seen: NDArray[np.float64],
    /,
) -> None:
    """Walk some days; the infectious are shared out over threads, and order does not matter."""
    assert isinstance(state, Population)
    with ThreadPoolExecutor(state.threads) as pool:
        for step in range(len(seen)):
            new = _one_day(state, float(live[step, 0]), seed, world, first + step, pool)
            out = state.infectious + state.recovered
            seen[step] = (state.status.size - out, state.infectious, state.recovered, new)


def _one_day(
    state: Population, transmit: float, seed: int, world: int, day: int, pool: ThreadPoolExecutor
) -> int:
    """Walk one day and return the number of the newly infected."""
    if state.infectious == 0:
        return 0
    if state.fresh:
        shuffle.fill_keys(state.keys, seed, 1, world, day, NETWORK)
    firsts = range(0, state.infectious, AT_ONCE)

    def part(first: int) -> tuple[int, NDArray[np.int32]]:
        listed = state.order[first : min(first + AT_ONCE, state.infectious)]
        hits = np.empty(2 * len(state.keys) * listed.size, dtype=np.int32)
        staying, caught = days.infectious_day(
            state.status,
            listed,
            state.keys,
            state.bits,
            transmit,
            state.recover_prob,
            seed,
            world,
            day,
            DAY,
            np.empty((4, days.BLOCK), dtype=np.uint32),
            hits,
        )
        return int(staying), hits[:caught].copy()

    parts = [part(0)] if len(firsts) == 1 else list(pool.map(part, firsts))
    known = 0
    for first, (staying, _) in zip(firsts, parts, strict=True):
        state.order[known : known + staying] = state.order[first : first + staying]
        known += staying
    state.recovered += state.infectious - known
    before = known
    for _, hits in parts:
        known = int(days.infect(state.status, state.order, known, hits))
    state.infectious = known
    return known - before


def _faults(settings: Settings) -> Iterable[Problem]:
    people = int(settings["people"])
    if int(settings["contacts"]) % 2:
        yield Problem(
            "P055",
            f"{settings['contacts']} contacts",
            "an even number of contacts",
            "epidemic, contacts",
            "contacts come in pairs: use 2, 4, 6 ...",
        )
    if int(settings["contacts"]) == 0:
        yield Problem(
            "P053",
            "a network with no edges",
            "at least one tie between two people",
            "epidemic, contacts",
            "raise the number of contacts",
        )
    if int(settings["infected"]) > people:
        yield Problem(
            "P050",
            f"{settings['infected']} infected of {people} people",
            "no more infected than people",
            "epidemic, infected",
            "lower infected",
        )


EPIDEMIC = Model(
    name="epidemic",
    title="An epidemic on a random network",
    says="The infectious infect their contacts and recover; one byte of state a person.",
    states=("susceptible", "infectious", "recovered"),
    parameters=(
        Parameter("people", 100_000, "people", low=2, high=2**31 - 1, unit="people", whole=True),
        Parameter("contacts", 4, "contacts of a person, even", low=0, high=1_000, whole=True),
        Parameter(
            "network", "fixed", "one network, or a new one every day", words=("fixed", "fresh")
        ),
        Parameter(
            "transmit_prob",
            0.1,
            "chance that a contact infects, 1/day",
            low=0.0,
            high=1.0,
            live=True,
        ),
        Parameter("recover_prob", 0.1, "chance to recover, 1/day", low=0.0, high=1.0),
        Parameter(
            "infected", 100, "infectious people at the start", low=0, high=2**31 - 1, whole=True
        ),
        Parameter(
            "threads", 1, "threads within a world; 0: one a processor", low=0, high=4096, whole=True
        ),
    ),
    variants=(
        Variant("fixed", "Everybody keeps the same contacts.", {"network": "fixed"}),
        Variant("fresh", "Everybody meets new contacts every day.", {"network": "fresh"}),
    ),
    observables=(
        Observable("susceptible", "people who have not had it"),
        Observable("infectious", "people who have it"),
        Observable("recovered", "people who have had it"),
        Observable("infections", "people who catch it on the day"),
    ),
    begin=_begin,
    walk=walk_days,
    people=lambda settings: int(settings["people"]),
    check=_faults,
    cites=("kermack-mckendrick-1927",),
)
"""Susceptible, infectious, recovered."""


def transmissibility(*, transmit_prob: float, recover_prob: float) -> float:
    """Return the chance that a tie passes the infection on before its end recovers.

    Days are geometric from 1 on: ``T = 1 - g (1 - b) / (1 - (1 - g)(1 - b))``.
    """
    probability("transmit_prob", transmit_prob)
    in_range("recover_prob", recover_prob, low=0.0, high=1.0, open_low=True)
    kept = 1.0 - transmit_prob
    return 1.0 - recover_prob * kept / (1.0 - (1.0 - recover_prob) * kept)


def fixed_attack_share(*, contacts: int, transmit_prob: float, recover_prob: float) -> float:
    """Return the share that a large epidemic reaches on a fixed random regular network.

    With u the chance that a tie brings no infection, ``u = 1 - T + T u^(k-1)``; the share is
    ``1 - u^k`` (Newman 2002, doi:10.1103/PhysRevE.66.016128).

    Examples
    --------
    >>> round(fixed_attack_share(contacts=4, transmit_prob=0.1, recover_prob=0.1), 4)
    0.8927
    """
    check_ties(contacts)
    t = transmissibility(transmit_prob=transmit_prob, recover_prob=recover_prob)
    if t * (contacts - 1) <= 1.0:
        return 0.0

    def gap(u: float) -> float:
        return u - (1.0 - t + t * u ** (contacts - 1))

    u = root(gap, 0.0, 1.0 - 1e-9)
    return 1.0 - u**contacts


def fresh_attack_share(
    *, contacts: int, transmit_prob: float, recover_prob: float, people: int, infected: int
) -> float:
    """Return the share that an epidemic reaches when contacts are new every day.

    In a large population ``s(t+1) = s(t) (1 - b i(t))^k`` and ``i(t+1) = (1 - g) i(t) + s(t) -
    s(t+1)``, followed to its end.
    """
    check_ties(contacts)
    probability("transmit_prob", transmit_prob)
    in_range("recover_prob", recover_prob, low=0.0, high=1.0, open_low=True)
    i = infected / people
    s = 1.0 - i
    while i > 1e-3 / people:
        left = s * (1.0 - transmit_prob * i) ** contacts
        i = (1.0 - recover_prob) * i + s - left
        s = left
    return 1.0 - s
