"""Epstein 2002: modeling civil violence, model I, rebellion against central authority."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from contention.individuals.classic import Classic, Description, Published, Result, between, near
from contention.individuals.figure import Axis, Lines
from contention.individuals.model import Value
from contention.individuals.outbursts import Outbursts, find_outbursts
from contention.individuals.rebellion import REBELLION
from contention.individuals.running import run
from contention.individuals.settings import Change

Floats = NDArray[np.float64]

RUN_2: dict[str, Value] = {"cop_density": 0.04, "legitimacy": 0.82, "longest_sentence": 30}
"""The paper's inputs of run 2, also those of NetLogo's model."""
FOR_LIFE: dict[str, Value] = {"cop_density": 0.074, "longest_sentence": math.inf}
"""The paper's inputs of runs 3 to 5, but for legitimacy."""

STEPS, WORLDS = 4_000, 6
EXPERIMENTS = 20
"""Worlds of each experiment with changes."""
EVENT = 77
"""The step at which legitimacy falls (figure 10)."""


def series(
    variant: str, seed: int, *, steps: int = STEPS, worlds: int = WORLDS
) -> Mapping[str, Floats]:
    """Return actives, jailed and tension of run 2, worlds by steps."""
    data = run(
        REBELLION, steps=steps, worlds=worlds, variant=variant, settings=RUN_2, seed=seed
    ).data
    return {name: data[name].to_numpy() for name in ("active", "jailed", "tension")}


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    seen = series(variant, seed)
    found = find_outbursts(seen["active"])
    slow = _peaks(variant, seed, Change("legitimacy", 0.2, start=EVENT, until=EVENT + 69))
    jump = _peaks(variant, seed, Change("legitimacy", 0.7, start=EVENT))
    return {
        "wait_mean": _rounded(found.waits, np.mean),
        "wait_sd": _rounded(found.waits, np.std),
        "size_mean": _rounded(found.size, np.mean),
        "size_sd": _rounded(found.size, np.std),
        "punctuated": "yes" if found.size.size > WORLDS and found.calm_share > 0.5 else "no",
        "tension": _tension(seen, found),
        "jump": "higher" if jump[0] > slow[0] else "not higher",
        "jump_jailed": "more" if jump[1] > slow[1] else "fewer",
        "tipping": _tipping(variant, seed),
        "highest": float(seen["active"].max()),
    }


def _rounded(values: Floats, of: np.ufunc | object) -> Result:
    """Return a statistic with four digits, or the word for no outbursts."""
    return float(f"{of(values):.4g}") if values.size > 1 else "no outburst"  # type: ignore[operator]


def _tension(seen: Mapping[str, Floats], found: Outbursts) -> Result:
    """Say whether tension before outbursts is above its mean over calm steps."""
    if found.size.size == 0:
        return "no outburst"
    before = seen["tension"][found.world, found.start - 1].mean()
    calm = seen["tension"][seen["active"] <= 50].mean()
    return "higher" if before > calm else "not higher"


def _peaks(variant: str, seed: int, change: Change) -> tuple[float, float]:
    """Return medians over worlds: the highest number of actives, and those in jail at the end."""
    data = run(
        REBELLION,
        steps=EVENT + 73,
        worlds=EXPERIMENTS,
        variant=variant,
        settings={**FOR_LIFE, "legitimacy": 0.9},
        changes=(change,),
        seed=seed,
    ).data
    highest = data["active"].to_numpy().max(axis=1)
    return float(np.median(highest)), float(np.median(data["jailed"].to_numpy()[:, -1]))


def _tipping(variant: str, seed: int) -> float:
    """Return the share of worlds that have an outburst while cops are withdrawn one by one."""
    data = run(
        REBELLION,
        steps=220,
        worlds=EXPERIMENTS,
        variant=variant,
        settings={**FOR_LIFE, "legitimacy": 0.8},
        changes=(Change("deployed", 0.0, start=50, until=167),),
        seed=seed,
    ).data
    return float((data["active"].to_numpy().max(axis=1) > 50).mean())


def draw(variant: str, seed: int) -> Lines:
    """Return actives and jailed over four hundred steps."""
    seen = series(variant, seed, steps=400, worlds=1)
    step = np.arange(1.0, 401.0)
    return Lines(
        title="Punctuated equilibrium, Epstein's run 2",
        says="Long calm, then sudden outbursts of several hundred actives, and full jails after.",
        x=Axis("step"),
        y=Axis("people of 1,120"),
        lines={"active": (step, seen["active"][0]), "jailed": (step, seen["jailed"][0])},
    )


def _word(name: str, says: str, value: str, where: str) -> Published:
    reproduced = name != "jump_jailed"
    status = "pattern" if reproduced else "not-reproduced"
    return Published(name, says, value, where, "notes", status)


CLASSIC = Classic(
    name="epstein-2002",
    title="Modeling civil violence: rebellion against central authority (model I)",
    says=(
        "The arrest rule as it is written gives no outburst at all. With the floor of the ratio "
        "of cops to actives the punctuated equilibrium and the mean size of outbursts come out; "
        "waits are a third of the published ones and far more regular. Mesa's rules give the "
        "waits, but outbursts of a quarter of the size. No version gives both."
    ),
    status="pattern",
    published=(
        near("wait_mean", "mean wait between outbursts, steps", 60, within=10,
             where="figure 5", status="not-reproduced", certainty="notes"),
        near("wait_sd", "standard deviation of waits, steps", 55, within=15,
             where="figure 5", status="not-reproduced", certainty="notes"),
        near("size_mean", "mean total activation of an outburst", 708, within=150,
             where="figure 7", status="pattern", certainty="notes"),
        near("size_sd", "standard deviation of total activation", 230, within=60,
             where="figure 7", status="not-reproduced", certainty="notes"),
        _word("punctuated", "outbursts, and calm most of the time", "yes", "figures 3 and 4"),
        _word("tension", "tension just before outbursts", "higher", "figure 8"),
        _word("jump", "actives at most: legitimacy falls at once or slowly", "higher",
              "figures 9 and 10"),
        _word("jump_jailed", "jailed in the end: legitimacy falls at once", "more",
              "figures 9 and 10"),
        between("tipping", "share of worlds that tip as cops go", 0.9, 1.0,
                where="figure 11", status="pattern", certainty="notes"),
    ),
    variants=REBELLION.variants,
    measure=measure,
    draw=draw,
    model=REBELLION,
    ranges={"legitimacy": (0.7, 0.95), "cop_density": (0.0, 0.1)},
    cites=("epstein-2002", "wilensky-2004"),
    description=Description(
        purpose="To show how decentralised rebellion comes in sudden outbursts, and what stirs it.",
        entities=(
            "Citizens with a hardship and an aversion to risk of their own (both uniform from 0 to "
            "1), quiet, active or jailed; cops; a torus of 40 by 40 cells, one person a cell."
        ),
        scheduling=(
            "In every step all people at large have one turn, in a new random order, and see what "
            "those before them did. Sentences are counted down at the end of the step."
        ),
        concepts=(
            "Actives shelter each other: the more there are in sight, the smaller the risk of "
            "arrest that each sees."
        ),
        start="People on random cells, all citizens quiet.",
        rules=(
            "A turn is a move to a random free cell in sight, then an act. A citizen is active if "
            "hardship × (1 − legitimacy) − aversion × (1 − exp(−2.3 C/A)) > 0.1, with C the cops "
            "and A the actives in sight, oneself included. A cop arrests a random active in sight, "
            "for 1 to 30 steps."
        ),
        departures=(
            "The paper was not read; its rules and results are from notes of others. Where these "
            "are silent: sight is a disc; the jailed leave the torus and return to any free cell; "
            "sentences are whole steps.",
            "The first variant takes the floor of C/A, which the paper does not say. The variants "
            "netlogo and mesa run here on the paper's inputs; Mesa's own are those of the model.",
            "An outburst is a stretch of steps with more than 50 actives at their end, a wait the "
            "steps between two. `verification/epstein_table.py` runs 10 worlds of 20,000 steps of "
            "each version.",
        ),
    ),
)  # fmt: skip
