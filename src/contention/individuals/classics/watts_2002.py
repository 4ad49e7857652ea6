"""Watts 2002: a simple model of global cascades on random networks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from contention.individuals.cascade_model import CASCADE
from contention.individuals.cascades import cascade_share, window
from contention.individuals.classic import Classic, Description, Result, between, near
from contention.individuals.figure import Axis, Lines
from contention.individuals.running import run

THRESHOLD = 0.18
PEOPLE = 10_000
WORLDS = 100
GLOBAL = 0.05
"""A cascade is global if it reaches more than this share."""


@cache
def ends(mean_ties: float, seed: int, worlds: int = WORLDS) -> tuple[float, float]:
    """Return how often a cascade from one person is global, and how far global ones reach."""
    found = run(
        CASCADE,
        steps=400,
        worlds=worlds,
        settings={"people": PEOPLE, "mean_ties": mean_ties, "threshold": THRESHOLD},
        seed=seed,
    )
    share = found.data["joined"].to_numpy()[:, -1] / PEOPLE
    large = share > GLOBAL
    return float(large.mean()), float(share[large].mean()) if large.any() else 0.0


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    low, high = window(THRESHOLD)
    return {
        "window_low": low,
        "window_high": high,
        "upper_recalled": high,
        "below": ends(0.9, seed)[0],
        "inside": ends(3.0, seed)[0],
        "near_top": ends(5.5, seed)[0],
        "above": ends(6.6, seed)[0],
        "reach": ends(3.0, seed)[1],
    }


def draw(variant: str, seed: int) -> Lines:
    """Return how often cascades are global against the mean number of ties, and their reach."""
    ties = np.array([0.8, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 5.8, 6.2, 6.6])
    often = np.array([ends(float(z), seed, 40)[0] for z in ties])
    low, high = window(THRESHOLD)
    inside = np.linspace(low + 1e-3, high, 80)
    reach = np.array([cascade_share(float(z), threshold=THRESHOLD) for z in inside])
    return Lines(
        title="Cascades need ties, but not too many",
        says="Global cascades occur between 1.02 and 5.76 ties; there they reach nearly everybody.",
        x=Axis("mean number of ties"),
        y=Axis("share"),
        lines={"cascades that are global": (ties, often), "people they reach": (inside, reach)},
        marks={"computed edge, 1.02": low, "computed edge, 5.76": high},
    )


CLASSIC = Classic(
    name="watts-2002",
    title="A simple model of global cascades on random networks",
    says=(
        "One person can tip a whole network, but only where people have neither too few ties nor "
        "too many. The upper edge comes out of the blue: just below it cascades are rare and total."
    ),
    status="derived",
    published=(
        near(
            "window_low",
            "fewest mean ties with cascades",
            1.0207,
            within=5e-5,
            where="z P(Pois(z) <= 3) = 1, computed for our notes",
            status="derived",
            certainty="computed",
        ),
        near(
            "window_high",
            "most mean ties with cascades",
            5.7647,
            within=5e-5,
            where="z P(Pois(z) <= 3) = 1, computed for our notes",
            status="derived",
            certainty="computed",
        ),
        near(
            "upper_recalled",
            "most mean ties, to two digits",
            5.76,
            within=0.005,
            where="figure 2",
            status="derived",
            certainty="recalled",
        ),
        between(
            "below",
            "global cascades at 0.9 ties, share",
            0,
            0.01,
            where="outside of the window",
            status="derived",
            certainty="computed",
        ),
        between(
            "inside",
            "global cascades at 3 ties, share",
            0.5,
            1,
            where="inside of the window",
            status="derived",
            certainty="computed",
        ),
        between(
            "near_top",
            "global cascades at 5.5 ties, share",
            0.05,
            0.8,
            where="inside, near the upper edge",
            status="derived",
            certainty="computed",
        ),
        between(
            "above",
            "global cascades at 6.6 ties, share",
            0,
            0.02,
            where="outside of the window",
            status="derived",
            certainty="computed",
        ),
        near(
            "reach",
            "share reached by global ones, 3 ties",
            0.9405,
            within=0.003,
            where="tree recursion of Gleeson and Cahalane 2007, computed",
            status="derived",
            certainty="computed",
        ),
    ),
    variants=CASCADE.variants,
    measure=measure,
    draw=draw,
    model=CASCADE,
    cites=("watts-2002", "gleeson-cahalane-2007"),
    description=Description(
        purpose="To find on which networks one person can set off everybody.",
        entities="A person has a state, a list of neighbours and a threshold, here 0.18 for all.",
        scheduling="All look at their neighbours of the step before, and join at once.",
        start="One person, drawn at random, has joined. Ties fall on pairs at random.",
        rules="A person joins once the share of neighbours who have joined reaches the threshold.",
        departures=(
            "10,000 people and 100 networks a setting; near the upper edge of the window a finite "
            "network blurs the transition.",
            "In the paper people are updated one at a time in random order. The final crowd is the "
            "same, since nobody leaves.",
        ),
    ),
)
