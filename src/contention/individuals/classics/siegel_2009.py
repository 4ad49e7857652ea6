"""Siegel 2009: social networks and collective action."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from contention.individuals.classic import Classic, Description, Published, Result
from contention.individuals.figure import Axis, Lines
from contention.individuals.participation import NETWORKS, PARTICIPATION
from contention.individuals.running import run

WORLDS = 30
STEPS = 150
CLASSES = {"weak": 0.5, "intermediate": 0.58, "strong": 0.65}
"""Mean motives of the classes. Ours: the paper's classes are named, their numbers not read."""

FEW_AND_MANY = {
    "small-world": (0.0, 0.5),
    "village": (0.0, 0.02),
    "opinion-leader": (2.0, 20.0),
    "hierarchy": (0.0, 0.05),
}
"""Few and many weak ties; for opinion leaders, ties of a newcomer."""


@cache
def share(network: str, motive: float, ties: float, seed: int) -> float:
    """Return the mean share that takes part in the end."""
    leaders = network == "opinion-leader"
    settings = {"ties_each": ties} if leaders else {"weak_ties": ties}
    found = run(
        PARTICIPATION,
        steps=STEPS,
        worlds=WORLDS,
        variant=network,
        settings={"motive_mean": motive, **settings},
        seed=seed,
    )
    return float(found.data["active"].to_numpy()[:, -1].mean() / found.people)


def effect(network: str, motive: float, seed: int) -> float:
    """Return how much many weak ties change participation against few."""
    few, many = FEW_AND_MANY[network]
    return share(network, motive, many, seed) - share(network, motive, few, seed)


def _slug(network: str, level: str) -> str:
    return f"{network}_{level}".replace("-", "_")


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values for the network of the variant."""
    return {
        _slug(variant, level): "falls" if effect(variant, CLASSES[level], seed) < 0 else "rises"
        for level in ("weak", "strong")
    }


def draw(variant: str, seed: int) -> Lines:
    """Return participation against the mean motive, with few and with many weak ties."""
    motives = np.array([0.4, 0.45, 0.5, 0.54, 0.58, 0.62, 0.66, 0.7, 0.75])
    few, many = FEW_AND_MANY[variant]
    lines = {
        words: (motives, np.array([share(variant, float(m), ties, seed) for m in motives]))
        for words, ties in (("few weak ties", few), ("many weak ties", many))
    }
    return Lines(
        title="Weak ties help the strong",
        says="More weak ties lower participation where motives are weak and raise it where strong.",
        x=Axis("mean motive"),
        y=Axis("share that takes part"),
        lines=lines,
    )


CLASSIC = Classic(
    name="siegel-2009",
    title="Social networks and collective action",
    says=(
        "Whether more ties bring more people depends on the network and on how motivated people "
        "are: in some contexts additional ties decrease participation."
    ),
    status="pattern",
    published=tuple(
        Published(
            _slug(network, level),
            f"participation as weak ties grow, {level} motives",
            sign,
            "abstract: in some contexts additional ties decrease participation",
            "read",
            "pattern",
            variants=(network,),
        )
        for network in NETWORKS
        for level, sign in (("weak", "falls"), ("strong", "rises"))
    ),
    variants=PARTICIPATION.variants,
    measure=measure,
    draw=draw,
    model=PARTICIPATION,
    cites=("siegel-2009",),
    description=Description(
        purpose="To show that the effect of a network depends on motives.",
        entities="A person has a motive that never changes and a cost that follows its contacts.",
        scheduling="All decide at once; then all costs move.",
        start="Everybody's cost is 1, so only those with a motive above 1 begin.",
        inputs="Networks of 1,000 people: small world, villages, attachment to opinion leaders, "
        "a tree with ties within levels.",
        rules="Take part iff b > c; c(t+1) = lambda c + (1 - lambda) (1 - share of contacts).",
        departures=(
            "Rule and names of the networks are recalled; sizes, the three classes of motives and "
            "what is few and many ties are ours. The signs are the test.",
        ),
    ),
)
