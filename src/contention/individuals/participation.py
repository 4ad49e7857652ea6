"""Who takes part, on four kinds of network: Siegel 2009.

A person with net motive b_i takes part iff ``b_i > c_i``. Costs start at 1 and follow the share of
contacts who take part: ``c(t+1) = lambda c(t) + (1 - lambda) (1 - share)``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.individuals.kernels.participation import participation_walk
from contention.individuals.model import Address, Model, Observable, Parameter, Settings, Variant
from contention.individuals.networks import (
    Network,
    hierarchy,
    scale_free,
    small_world,
    villages,
)

MOTIVE = name_hash("participation:motive")

NETWORKS = ("small-world", "village", "opinion-leader", "hierarchy")


class People(NamedTuple):
    """Motives, costs and contacts."""

    offsets: NDArray[np.int64]
    contacts: NDArray[np.int32]
    motive: NDArray[np.float64]
    cost: NDArray[np.float64]
    active: NDArray[np.uint8]
    law: NDArray[np.float64]


def network_of(settings: Settings, address: Address) -> Network:
    """Return the network that the settings ask for."""
    people, weak = int(settings["people"]), float(settings["weak_ties"])
    kind = str(settings["network"])
    if kind == "small-world":
        each = int(settings["ties_each"])
        return small_world(people, each_side=each, rewired_share=weak, address=address)
    if kind == "village":
        size = int(settings["village_size"])
        return villages(people, village_size=size, far_prob=weak, address=address)
    if kind == "opinion-leader":
        return scale_free(people, each=int(settings["ties_each"]), address=address)
    return hierarchy(people, branches=int(settings["branches"]), level_prob=weak, address=address)


def _begin(settings: Settings, address: Address) -> People:
    network = network_of(settings, address)
    stream = np.random.Generator(
        np.random.Philox(key=[address.seed, address.world * 2**32 + MOTIVE])
    )
    people = network.people
    spread = float(settings["motive_sd"])
    return People(
        offsets=network.offsets,
        contacts=network.contacts,
        motive=stream.normal(float(settings["motive_mean"]), spread, size=people),
        cost=np.ones(people),
        active=np.zeros(people, dtype=np.uint8),
        law=np.array([float(settings["inertia"])]),
    )


PARTICIPATION = Model(
    name="participation",
    title="Participation on four kinds of network",
    says="People take part where the motive exceeds a cost that falls as contacts take part.",
    states=("at home", "taking part"),
    parameters=(
        Parameter("people", 1_000, "people", low=2, high=10_000_000, unit="people", whole=True),
        Parameter("network", "small-world", "kind of network", words=NETWORKS),
        Parameter(
            "ties_each", 5, "ties to each side, or of a newcomer", low=0, high=1_000, whole=True
        ),
        Parameter("village_size", 25, "people of a village", low=1, high=10_000, whole=True),
        Parameter("branches", 5, "followers of a leader", low=0, high=10_000, whole=True),
        Parameter("weak_ties", 0.1, "share rewired, or probability of a tie", low=0.0, high=1.0),
        Parameter("motive_mean", 0.6, "mean net motive", low=-10.0, high=10.0),
        Parameter("motive_sd", 0.25, "spread of motives", low=0.0, high=10.0),
        Parameter("inertia", 0.5, "lambda: weight of the last cost", low=0.0, high=1.0),
    ),
    variants=tuple(
        Variant(kind, f"A {kind.replace('-', ' ')} network.", {"network": kind})
        for kind in NETWORKS
    ),
    observables=(Observable("active", "people who take part"),),
    begin=_begin,
    walk=participation_walk,
    people=lambda settings: int(settings["people"]),
    cites=("siegel-2009",),
)
"""Motives against costs that neighbours lower."""
