"""Epstein 2002: modeling civil violence, model II, violence between two groups."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from contention.individuals.classic import Classic, Description, Published, Result, between
from contention.individuals.communal_violence import COMMUNAL_VIOLENCE
from contention.individuals.figure import Axis, Lines
from contention.individuals.model import Value
from contention.individuals.running import run
from contention.individuals.settings import Change

Floats = NDArray[np.float64]

LONGEST = 3_000
"""Steps; in none of our worlds two groups lived as long."""


def lives(
    variant: str,
    seed: int,
    *,
    worlds: int,
    settings: Mapping[str, Value],
    changes: tuple[Change, ...] = (),
) -> tuple[Floats, Floats]:
    """Return the steps until a group is gone, and for each world whether it is the second."""
    data = run(
        COMMUNAL_VIOLENCE,
        steps=LONGEST,
        worlds=worlds,
        variant=variant,
        settings=settings,
        changes=changes,
        seed=seed,
    ).data
    blue, green = data["blue"].to_numpy(), data["green"].to_numpy()
    gone = np.minimum(blue, green) == 0
    until = np.where(gone.any(axis=1), gone.argmax(axis=1) + 1.0, float(LONGEST))
    return until, (green[:, -1] == 0).astype(float)


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    peace = run(
        COMMUNAL_VIOLENCE, steps=500, worlds=10, variant=variant,
        settings={"legitimacy": 0.9}, seed=seed,
    ).data  # fmt: skip
    free, blue_wins = lives(variant, seed, worlds=200, settings={"legitimacy": 0.8})
    policed, _ = lives(variant, seed, worlds=200, settings={"legitimacy": 0.8, "cop_density": 0.1})
    some, _ = lives(variant, seed, worlds=50, settings={"legitimacy": 0.8, "cop_density": 0.04})
    late, _ = lives(
        variant,
        seed,
        worlds=50,
        settings={"legitimacy": 0.8, "cop_density": 0.04, "deployed": 0.0},
        changes=(Change("deployed", 1.0, start=50),),
    )
    return {
        "coexistence": float(peace["killed"].sum()),
        "genocide": float((free[:30] < LONGEST).mean()),
        "victor": float(f"{blue_wins.mean():.3f}"),
        "regime": float((some >= LONGEST).mean()),
        "havens": float(f"{late.mean() / free.mean():.3g}"),
        "delay": float(f"{policed.mean() / free.mean():.3g}"),
        "delay_sd": float(f"{policed.std() / free.std():.3g}"),
        "time_without_cops": float(f"{free.mean():.3g}"),
    }


def draw(variant: str, seed: int) -> Lines:
    """Return both groups in a world without cops."""
    data = run(
        COMMUNAL_VIOLENCE, steps=200, variant=variant,
        settings={"legitimacy": 0.8, "afterwards": "goes-on"}, seed=seed,
    ).data  # fmt: skip
    step = np.arange(1.0, 201.0)
    return Lines(
        title="Two groups without cops, Epstein's run 7",
        says="One group is wiped out within some tens of steps and the other fills the torus.",
        x=Axis("step"),
        y=Axis("people"),
        lines={name: (step, data[name].to_numpy()[0]) for name in ("blue", "green")},
    )


def _rises(name: str, says: str, least: float, where: str, *, reproduced: bool) -> Published:
    status = "pattern" if reproduced else "not-reproduced"
    return Published(name, says, "longer", where, "notes", status, low=least)


CLASSIC = Classic(
    name="epstein-2002-groups",
    title="Modeling civil violence: violence between two groups (model II)",
    says=(
        "At a legitimacy of 0.9 the groups live in peace; at 0.8 without cops one is always wiped "
        "out, either as often. Cops delay that by a third or so: neither the stable regime "
        "nor the safe havens of the paper come out of the rules as far as we know them."
    ),
    status="pattern",
    published=(
        between("coexistence", "people killed at a legitimacy of 0.9", 0, 0,
                where="figure 12", status="derived", certainty="notes"),
        between("genocide", "share of 30 worlds in which a group is wiped out", 1, 1,
                where="text to figure 13", status="pattern", certainty="notes"),
        between("victor", "share of worlds that the first group survives", 0.35, 0.65,
                where="text to figure 13: the victor is random", status="pattern",
                certainty="notes"),
        between("regime", "share of worlds with both groups, cops on 4 per cent", 0.5, 1,
                where="run 8: stable, but nasty", status="not-reproduced", certainty="notes"),
        _rises("havens", "time to genocide, cops from step 50, over that without", 1.5,
               "figure 14: safe havens", reproduced=False),
        _rises("delay", "mean time, cops on 10 per cent, over that without", 1.05, "figure 16",
               reproduced=True),
        _rises("delay_sd", "standard deviation of the time, likewise", 1.5, "figure 17",
               reproduced=False),
    ),
    variants=COMMUNAL_VIOLENCE.variants,
    measure=measure,
    draw=draw,
    model=COMMUNAL_VIOLENCE,
    cites=("epstein-2002",),
    description=Description(
        purpose="To show how violence between two groups ends, and what peacekeepers change.",
        entities=(
            "Citizens of two groups with a hardship, an aversion to risk and a length of life of "
            "their own; cops; a torus of 40 by 40 cells, one person a cell."
        ),
        scheduling=(
            "All at large have a turn in a new random order; then sentences are counted down, "
            "people have children, and those whose time has come die."
        ),
        start="People on random cells; either group with a chance of one half.",
        rules=(
            "A turn is as in model I, with a sight of 1.7 cells. Who is active kills a random "
            "person of the other group in sight. In every step a person has a child with a "
            "probability of 0.05 if one of the eight cells around is free. Lives last 1 to 200 "
            "steps, sentences 1 to 15."
        ),
        departures=(
            "The paper was not read; its rules and results are from notes of others. A child has "
            "its parent's group and hardship and an aversion to risk of its own; the jailed leave "
            "the torus and return to any free cell; nobody kills in jail, but people die there.",
        ),
    ),
)  # fmt: skip
