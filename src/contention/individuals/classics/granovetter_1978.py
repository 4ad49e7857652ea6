"""Granovetter 1978: threshold models of collective behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from contention.chance import name_hash
from contention.individuals.classic import (
    Classic,
    Description,
    Published,
    Result,
    between,
    near,
)
from contention.individuals.figure import Axis, Lines
from contention.individuals.friends import outcomes
from contention.individuals.model import Variant
from contention.individuals.thresholds import (
    counted_jump,
    critical_spread,
    equilibrium,
    lone_instigator,
    no_instigator,
    spread,
)

MEAN = 0.25
"""Mean threshold of figure 2."""

UNIFORM = np.arange(100.0)
PERTURBED = np.where(UNIFORM == 1.0, 2.0, UNIFORM)

TABLE = {
    10.0: 0.770,
    11.0: 1.713,
    12.0: 4.021,
    12.2: 5.479,
    12.22: 5.976,
    12.23: 100.0,
    20.0: 99.99,
    50.0: 90.49,
    100.0: 65.86,
    200.0: 56.20,
}
"""Equilibria by spread of thresholds, per cent, computed for our notes by root finding."""

WEIGHTS = (2.0, 3.0, 5.0, 10.0)
KNOWN = (0.05, 0.1, 0.25, 0.5, 0.75)
CROWDS = 60
SAMPLES = 20_000


def _name(sd: float) -> str:
    return f"equilibrium_{sd:g}".replace(".", "_")


PUBLISHED = (
    near(
        "uniform",
        "rioters, thresholds 0 to 99",
        100,
        within=0,
        where="p. 1424-25",
        status="exact",
    ),
    near(
        "perturbed",
        "rioters, the threshold 1 made 2",
        1,
        within=0,
        where="p. 1425",
        status="exact",
    ),
    near(
        "jump",
        "spread at the jump, N(25, sigma)",
        12.2,
        within=0.05,
        where="p. 1427-28, figure 2",
        status="exact",
    ),
    near(
        "below_jump",
        "rioters below the jump, 'about six'",
        6,
        within=0.5,
        where="p. 1427-28",
        status="exact",
    ),
    between(
        "above_jump",
        "rioters above the jump, 'nearly 100'",
        99,
        100,
        where="p. 1427-28",
        status="exact",
    ),
    near(
        "jump_computed",
        "spread at the jump, to four digits",
        12.22209,
        within=5e-5,
        where="tangency, computed for our notes",
        status="derived",
        certainty="computed",
    ),
    *(
        near(
            _name(sd),
            f"rioters per cent, sigma {sd:g}",
            value,
            within=0.006,
            where="root of F(r) = r, computed for our notes",
            status="derived",
            certainty="computed",
        )
        for sd, value in TABLE.items()
    ),
    near(
        "no_instigator",
        "chance of no threshold 0 in a sample",
        0.37,
        within=0.005,
        where="p. 1431",
        status="exact",
    ),
    near(
        "lone_instigator",
        "chance of one 0 and no 1",
        0.14,
        within=0.005,
        where="p. 1431",
        status="exact",
    ),
    near(
        "either",
        "chance of either",
        0.51,
        within=0.01,
        where="p. 1431, the sum of the rounded two",
        status="derived",
    ),
    near(
        "either_sampled",
        "share of samples with 0 or 1 rioters",
        0.5014,
        within=0.012,
        where="the same from samples, computed",
        status="derived",
        certainty="computed",
    ),
    Published(
        "friends_mode",
        "settings in which 1 rioter is the most frequent end",
        "1 rioter for most weights and densities",
        "p. 1430",
        "read",
        "pattern",
        0.5,
        1.0,
    ),
    between(
        "friends_perturbed",
        "rioters exceeded by 1 perturbed crowd in 20",
        None,
        10,
        where="p. 1430: rarely above 5 to 10",
        status="pattern",
    ),
    near(
        "friends_density",
        "share known at which friends matter most",
        0.25,
        within=0,
        where="p. 1430: about a quarter of the group",
        status="pattern",
    ),
)


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    if variant == "rounded":
        return {"jump": 100 * counted_jump(mean=MEAN, people=100, rounding="nearest")}
    if variant == "floored":
        return {"jump": 100 * counted_jump(mean=MEAN, people=100, rounding="down")}
    jump = 100 * critical_spread(MEAN)[0]
    values: dict[str, Result] = {
        "uniform": float(spread(UNIFORM)[-1]),
        "perturbed": float(spread(PERTURBED)[-1]),
        "jump": jump,
        "below_jump": 100 * critical_spread(MEAN)[1],
        "above_jump": 100 * equilibrium(mean=MEAN, sd=0.1223),
        "jump_computed": jump,
        "no_instigator": no_instigator(100),
        "lone_instigator": lone_instigator(100),
        "either": no_instigator(100) + lone_instigator(100),
        "either_sampled": _sampled(seed),
    }
    values |= {_name(sd): 100 * equilibrium(mean=MEAN, sd=sd / 100) for sd in TABLE}
    return values | _friends(seed)


def _sampled(seed: int) -> float:
    """Return the share of samples of 100 thresholds that end with nobody or one rioter."""
    stream = np.random.Generator(np.random.Philox(key=[seed, name_hash("granovetter:samples")]))
    drawn = stream.integers(0, 100, size=(SAMPLES, 100))
    none = (drawn > 0).all(axis=1)
    lone = ((drawn == 0).sum(axis=1) == 1) & (drawn != 1).all(axis=1)
    return float((none | lone).mean())


@cache
def _friends(seed: int) -> dict[str, Result]:
    """Return what friends change: over weights and densities, uniform and perturbed crowds."""
    modes: list[bool] = []
    tails: list[float] = []
    effect: dict[float, float] = {}
    for known in KNOWN:
        means: list[float] = []
        for weight in WEIGHTS:
            ends = outcomes(UNIFORM, friends_share=known, weight=weight, crowds=CROWDS, seed=seed)
            modes.append(int(np.bincount(ends).argmax()) == 1)
            ends = outcomes(PERTURBED, friends_share=known, weight=weight, crowds=CROWDS, seed=seed)
            tails.append(float(np.quantile(ends, 0.95)))
            means.append(float(ends.mean()))
        effect[known] = float(np.mean(means))
    return {
        "friends_mode": float(np.mean(modes)),
        "friends_perturbed": float(np.median(tails)),
        "friends_density": max(effect, key=lambda known: effect[known]),
    }


def draw(variant: str, seed: int) -> Lines:
    """Return figure 2 of the paper: the equilibrium against the spread of thresholds."""
    jump = 100 * critical_spread(MEAN)[0]
    sds = np.concatenate([np.linspace(1.0, jump, 60), np.linspace(jump + 1e-3, 100.0, 120)])
    rest = np.array([100 * equilibrium(mean=MEAN, sd=sd / 100) for sd in sds])
    return Lines(
        title="A little more variety, and everybody riots",
        says="The number of rioters creeps up to six, jumps to 100 at 12.2, and falls slowly.",
        x=Axis("spread of thresholds, people"),
        y=Axis("rioters at rest, of 100"),
        lines={"mean threshold 25": (sds, rest)},
        marks={"published jump, 12.2": 12.2},
    )


CLASSIC = Classic(
    name="granovetter-1978",
    title="Threshold models of collective behaviour",
    says=(
        "People join a riot once enough others have. Crowds that are almost alike can end very "
        "differently, so outcomes tell little about motives."
    ),
    status="exact",
    published=tuple(
        p if p.name == "jump" else replace(p, variants=("continuous",)) for p in PUBLISHED
    ),
    variants=(
        Variant("continuous", "The share of thresholds is the continuous normal law."),
        Variant("rounded", "Heads are rounded at each step: the jump moves to 12.55."),
        Variant("floored", "Heads are cut down at each step: the jump moves to 12.88."),
    ),
    measure=measure,
    draw=draw,
    cites=("granovetter-1978",),
    description=Description(
        purpose="To show that outcomes of a crowd do not follow from its average motive.",
        entities="A person has one number, a threshold; the crowd has one state, who has joined.",
        scheduling="All look at the crowd of the step before, and join at once; nobody leaves.",
        start="Nobody has joined. Thresholds are 0 to 99, or normal with mean 25, or drawn.",
        rules="r(t+1) = F(r(t)), F the share of thresholds up to r. It rests where F(r) = r first.",
        departures=(
            "The paper's simulations with friends print no table and no rule for thresholds "
            "between whole heads. Here friends are drawn at random, a friend counts w times, and a "
            "threshold is per cent of the weighted others.",
        ),
    ),
    theories=("granovetter-uniform", "granovetter-gap"),
)
