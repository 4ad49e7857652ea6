"""A rumour: who knows it tells others, and stops on meeting somebody who knew (Maki, Thompson)."""

from typing import NamedTuple

import numpy as np

from contention.chance import name_hash
from contention.chance.philox import u32, words
from contention.individuals import Model, Observable, Parameter, Variant, kernel

TURN = name_hash("rumour:turn")


class Town(NamedTuple):
    """Who is where with the rumour."""

    stage: np.ndarray  # 0 has not heard, 1 tells others, 2 tells nobody any more
    counts: np.ndarray  # people by stage


def begin(settings, address):
    """Return a town in which a few know it."""
    stage = np.zeros(settings["people"], dtype=np.uint8)
    stage[: settings["tellers"]] = 1
    return Town(stage, np.bincount(stage, minlength=3))


@kernel
def walk(town, live, seed, world, first, seen):
    """Let as many pairs meet in a step as there are people."""
    people = town.stage.size
    for step in range(seen.shape[0]):
        for turn in range(people):
            w0, w1, _, _ = words(seed, 0, world, first + step, TURN, turn)
            teller, hearer = int(u32(w0) * people), int(u32(w1) * people)
            if town.stage[teller] == 1:
                changed = hearer if town.stage[hearer] == 0 else teller
                town.counts[town.stage[changed]] -= 1
                town.stage[changed] += 1
                town.counts[town.stage[changed]] += 1
        seen[step, 0] = town.counts[0]
        seen[step, 1] = town.counts[1]


RUMOUR = Model(
    name="rumour",
    title="A rumour",
    says="People tell others what they heard, until they meet somebody who knows.",
    states=("has not heard", "tells", "tells nobody"),
    parameters=(
        Parameter("people", 10_000, "people", low=1, high=10**8, unit="people", whole=True),
        Parameter("tellers", 10, "people who know it at the start", low=1, whole=True),
    ),
    variants=(Variant("complete", "Everybody meets everybody."),),
    observables=(
        Observable("unaware", "people who have not heard it"),
        Observable("tellers", "people who tell others"),
    ),
    begin=begin,
    walk=walk,
    people=lambda settings: settings["people"],
)
