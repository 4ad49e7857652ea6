"""Watts 2002, person by person: thresholds as shares of one's neighbours on a random network."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.foundation.errors import Problem
from contention.individuals.kernels.cascade import cascade_walk
from contention.individuals.model import Address, Model, Observable, Parameter, Settings, Variant
from contention.individuals.networks import Network, random_network

FIRST = name_hash("cascade:first")


class Crowd(NamedTuple):
    """People on a network; ``order`` lists those who joined, ``counts`` says how many have."""

    offsets: NDArray[np.int64]
    contacts: NDArray[np.int32]
    needed: NDArray[np.int32]
    heard: NDArray[np.int32]
    joined: NDArray[np.uint8]
    order: NDArray[np.int32]
    counts: NDArray[np.int64]


def begin_on(network: Network, *, threshold: float, first: int, address: Address) -> Crowd:
    """Return a crowd in which a few people, drawn at random, have joined."""
    people = network.people
    stream = np.random.Generator(
        np.random.Philox(key=[address.seed, address.world * 2**32 + FIRST])
    )
    joined = np.zeros(people, dtype=np.uint8)
    order = np.empty(people, dtype=np.int32)
    order[:first] = stream.choice(people, size=first, replace=False)
    joined[order[:first]] = 1
    # 1e-9: a share that equals the threshold in exact numbers reaches it. Who knows nobody
    # never joins.
    needed = np.ceil(threshold * network.ties - 1e-9).astype(np.int32)
    needed[network.ties == 0] = 1
    return Crowd(
        offsets=network.offsets,
        contacts=network.contacts,
        needed=needed,
        heard=np.zeros(people, dtype=np.int32),
        joined=joined,
        order=order,
        counts=np.array([first, 0], dtype=np.int64),
    )


def _begin(settings: Settings, address: Address) -> Crowd:
    network = random_network(
        int(settings["people"]), mean_ties=float(settings["mean_ties"]), address=address
    )
    return begin_on(
        network,
        threshold=float(settings["threshold"]),
        first=int(settings["first"]),
        address=address,
    )


def _faults(settings: Settings) -> list[Problem]:
    if int(settings["first"]) <= int(settings["people"]):
        return []
    return [
        Problem(
            "P050",
            f"{settings['first']} first people of {settings['people']}",
            "no more first people than people",
            "cascade, first",
            "lower first",
        )
    ]


CASCADE = Model(
    name="cascade",
    title="Thresholds on a random network",
    says="A person joins once a share of the neighbours has, and stays.",
    states=("out", "joined"),
    parameters=(
        Parameter("people", 10_000, "people", low=1, high=2**31 - 1, unit="people", whole=True),
        Parameter("mean_ties", 4.0, "mean number of ties of a person", low=0.0, high=1e4),
        Parameter("threshold", 0.18, "share of neighbours that is enough", low=0.0, high=1.0),
        Parameter(
            "first", 1, "people who have joined at the start", low=0, high=2**31 - 1, whole=True
        ),
    ),
    variants=(Variant("watts", "One first person, the threshold of the paper's figures."),),
    observables=(
        Observable("joined", "people who have joined"),
        Observable("joining", "people who join in the step"),
    ),
    begin=_begin,
    walk=cascade_walk,
    people=lambda settings: int(settings["people"]),
    check=_faults,
    cites=("watts-2002",),
)
"""Watts's model of global cascades."""
