"""Kermack and McKendrick 1927: susceptible, infectious, recovered, on random networks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from contention.individuals.classic import Classic, Description, Result, near
from contention.individuals.epidemic import EPIDEMIC, fixed_attack_share, fresh_attack_share
from contention.individuals.figure import Axis, Lines
from contention.individuals.running import run

PEOPLE = 300_000
INFECTED = 300
LAW = {"transmit_prob": 0.1, "recover_prob": 0.1}
DAYS = 400


@cache
def course(variant: str, seed: int) -> np.ndarray:
    """Return people by day and state, as shares: susceptible, infectious, recovered."""
    settings = {"people": PEOPLE, "infected": INFECTED, **LAW}
    found = run(EPIDEMIC, steps=DAYS, variant=variant, settings=settings, seed=seed)
    states = ("susceptible", "infectious", "recovered")
    return np.stack([found.data[state].to_numpy()[0] for state in states], axis=1) / PEOPLE


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    return {f"attack_{variant}": float(1.0 - course(variant, seed)[-1, 0])}


def draw(variant: str, seed: int) -> Lines:
    """Return the course of the epidemic on both kinds of network."""
    days = np.arange(1.0, DAYS + 1.0)
    kinds = {"fixed": "the same contacts", "fresh": "new contacts every day"}
    return Lines(
        title="Who meets the same people is safer",
        says="With fixed contacts the epidemic reaches 89 per cent, with new ones 98.",
        x=Axis("day"),
        y=Axis("share infectious"),
        lines={words: (days[:150], course(kind, seed)[:150, 1]) for kind, words in kinds.items()},
    )


CLASSIC = Classic(
    name="kermack-mckendrick-1927",
    title="An epidemic on a random network",
    says=(
        "The infectious infect their contacts and recover. How far it gets follows from one "
        "equation, which differs for contacts that stay and contacts that change."
    ),
    status="derived",
    published=(
        near(
            "attack_fixed",
            "share ever infected, four fixed contacts",
            fixed_attack_share(contacts=4, **LAW),
            within=0.004,
            where="u = 1 - T + T u^3, share 1 - u^4; computed",
            status="derived",
            certainty="computed",
            variants=("fixed",),
        ),
        near(
            "attack_fresh",
            "share ever infected, four new contacts a day",
            fresh_attack_share(contacts=4, people=PEOPLE, infected=INFECTED, **LAW),
            within=0.002,
            where="s(t+1) = s(t) (1 - b i(t))^4 to the end; computed",
            status="derived",
            certainty="computed",
            variants=("fresh",),
        ),
    ),
    variants=EPIDEMIC.variants,
    measure=measure,
    draw=draw,
    model=EPIDEMIC,
    cites=("kermack-mckendrick-1927", "newman-2002"),
    description=Description(
        purpose="To carry news or unrest from person to person, with a known end.",
        entities="A person is susceptible, infectious or recovered: one byte.",
        scheduling="A day: the infectious infect susceptible contacts, then recover or not; who is "
        "infected is infectious from the next day.",
        start="300 people drawn at random are infectious.",
        rules="A contact infects with probability 0.1 a day, a person recovers with 0.1 a day.",
        departures=(
            "The paper mixes everybody with everybody in continuous time. Here contacts are four, "
            "given by two random permutations that are computed, not stored.",
        ),
    ),
    theories=("sir",),
)
