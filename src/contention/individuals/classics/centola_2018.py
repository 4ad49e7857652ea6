"""Centola and others 2018: experimental evidence for tipping points in social convention."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from contention.individuals.classic import Classic, Description, Published, Result, between
from contention.individuals.conventions import CONVENTIONS, critical_share, settled_share
from contention.individuals.figure import Axis, Lines
from contention.individuals.running import run

ROUNDS = 100
OURS = {
    (1000, 24): (0.0, 0.1),
    (1000, 26): (0.9, 1.0),
    (100, 22): (0.0, 0.08),
    (100, 24): (0.05, 0.4),
    (100, 26): (0.85, 1.0),
    (24, 20): (0.0, 0.2),
    (24, 24): (0.55, 0.9),
    (24, 28): (0.95, 1.0),
}
"""Success by people and committed per cent, as an earlier simulation of ours found it."""


@cache
def success(people: int, per_cent: int, variant: str, seed: int) -> float:
    """Return the share of worlds in which most of the uncommitted adopt within 100 rounds."""
    committed = round(per_cent * people / 100)
    found = run(
        CONVENTIONS,
        steps=ROUNDS,
        worlds=20 if people >= 1000 else 200,
        variant=variant,
        settings={"people": people, "committed_share": committed / people},
        seed=seed,
    )
    return float((found.data["adopted"].to_numpy()[:, -1] > 0.5 * (people - committed)).mean())


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    values: dict[str, Result] = {"critical": critical_share(12, ties_new=variant == "tie-new")}
    if variant == "tie-new":
        return values
    values |= {
        f"success_{people}_{per_cent}": success(people, per_cent, variant, seed)
        for people, per_cent in OURS
    }
    groups = [success(people, c, variant, seed) for people in (20, 30) for c in (15, 35)]
    low, high = max(groups[0::2]), min(groups[1::2])
    return values | {"experiment": "tips between" if low < 0.5 < high else "does not tip between"}


def draw(variant: str, seed: int) -> Lines:
    """Return the settled share in mean field, and how often groups of three sizes tip."""
    shares = np.linspace(0.0, 0.4, 161)
    rest = np.array([settled_share(float(share)) for share in shares])
    per_cent = np.arange(10, 38, 2)
    lines = {"large population, settled share": (shares, rest)}
    for people in (24, 100):
        often = np.array([success(people, int(c), variant, seed) for c in per_cent])
        lines[f"{people} people, share of groups that tip"] = (per_cent / 100.0, often)
    return Lines(
        title="A quarter is enough",
        says="Below a committed share of 0.242 the old convention holds, above it it falls.",
        x=Axis("committed share"),
        y=Axis("share"),
        lines=lines,
        marks={"experiment, 0.25": 0.25, "mean field, 0.242": critical_share(12)},
    )


CLASSIC = Classic(
    name="centola-2018",
    title="Experimental evidence for tipping points in social convention",
    says=(
        "A committed minority of about a quarter overturns a convention among people who answer to "
        "what they heard last. The critical share is computed; small groups tip by chance."
    ),
    status="derived",
    published=(
        Published(
            "critical",
            "critical committed share",
            0.2419,
            "mean field of the rule, computed; the paper says about 25 per cent",
            "computed",
            "derived",
            0.24185,
            0.24195,
        ),
        *(
            between(
                f"success_{people}_{per_cent}",
                f"groups of {people} that tip, {per_cent} per cent committed",
                low,
                high,
                where="an earlier simulation of ours, with its error",
                status="derived",
                certainty="computed",
                variants=("tie-coin",),
            )
            for (people, per_cent), (low, high) in OURS.items()
        ),
        Published(
            "experiment",
            "groups of 20 to 30, from 15 to 35 per cent committed",
            "tips between",
            "experiment: five groups below 25 per cent failed, five from it on succeeded",
            "read",
            "pattern",
            variants=("tie-coin",),
        ),
    ),
    variants=CONVENTIONS.variants,
    measure=measure,
    draw=draw,
    model=CONVENTIONS,
    cites=("centola-2018",),
    description=Description(
        purpose="To find the minority that overturns a convention.",
        entities="A person remembers the last 12 plays heard; some are committed to the new one.",
        scheduling="Turn by turn: a speaker and a hearer drawn at random. A step is a turn each.",
        start="Every memory is full of the old convention.",
        rules="The speaker plays what most of the memory is, a coin decides a tie; the hearer "
        "takes it in and forgets the oldest. The committed play the new one.",
        departures=(
            "Everybody can meet everybody. The paper's own script counts ties as new (variant "
            "tie-new), which lowers the critical share to 0.210.",
            "How many turns its round has was not read; here one each.",
        ),
    ),
)
