"""Xie and others 2011: social consensus through the influence of committed minorities."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from contention.individuals.classic import Classic, Description, Published, Result, near
from contention.individuals.figure import Axis, Lines
from contention.individuals.naming import NAMING, critical_share, resting_old
from contention.individuals.running import run

WORLDS = 20


@cache
def paths(people: int, committed_share: float, steps: int, seed: int) -> np.ndarray:
    """Return the share with only the old word: worlds by steps."""
    found = run(
        NAMING,
        steps=steps,
        worlds=WORLDS,
        settings={"people": people, "committed_share": committed_share},
        seed=seed,
    )
    return found.data["old"].to_numpy() / people


def _steps_to_consensus(people: int, seed: int) -> float:
    return float((paths(people, 0.2, 100, seed) > 0.0).sum(axis=1).mean())


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    above = np.array([_steps_to_consensus(people, seed) for people in (100, 1_000, 10_000)])
    # Tenfold the people add the same number of turns each, if time grows as the logarithm.
    first, second = np.diff(above)
    old = paths(1_000, 0.08, 200, seed)[:, -1]
    return {
        "critical": critical_share(),
        "critical_abstract": critical_share(),
        "below": float(old.mean()),
        "below_predicted": float(old.mean()),
        "above": float((paths(1_000, 0.12, 200, seed)[:, -1] == 0.0).mean()),
        "log_time": "grows as log N" if 0.5 < second / first < 2.0 else "does not",
    }


def draw(variant: str, seed: int) -> Lines:
    """Return the share that keeps the old word against the committed share."""
    shares = np.linspace(0.0, 0.16, 65)
    rest = np.array([resting_old(float(share)) for share in shares])
    tried = np.arange(0.0, 0.161, 0.02)
    ends = np.array([paths(1_000, float(p), 200, seed)[:, -1].mean() for p in tried])
    return Lines(
        title="One in ten",
        says="Up to a committed share of 0.098 most keep the old word; above it nobody does.",
        x=Axis("committed share"),
        y=Axis("share with only the old word"),
        lines={"mean field": (shares, rest), "1,000 people, after 200 turns each": (tried, ends)},
        marks={"computed, 0.0979": critical_share()},
    )


CLASSIC = Classic(
    name="xie-2011",
    title="Social consensus through the influence of committed minorities",
    says=(
        "In the naming game a committed minority above a tenth wins everybody quickly; below it "
        "the old word lasts for ever in practice."
    ),
    status="derived",
    published=(
        near(
            "critical",
            "critical committed share",
            0.09789,
            within=5e-6,
            where="mean field, computed for our notes",
            status="derived",
            certainty="computed",
        ),
        near(
            "critical_abstract",
            "critical committed share, 'p_c ~ 10%'",
            0.10,
            within=0.005,
            where="abstract",
            status="exact",
        ),
        near(
            "below_predicted",
            "share that keeps the old word, 8 per cent committed",
            0.7896,
            within=0.02,
            where="mean field, computed",
            status="derived",
            certainty="computed",
        ),
        near(
            "above",
            "worlds in consensus, 12 per cent committed",
            1,
            within=0,
            where="abstract: fast above p_c",
            status="pattern",
        ),
        Published(
            "log_time",
            "time to consensus above p_c, people tenfold",
            "grows as log N",
            "abstract: T_c ~ ln N",
            "read",
            "pattern",
        ),
    ),
    variants=NAMING.variants,
    measure=measure,
    draw=draw,
    model=NAMING,
    cites=("xie-2011",),
    description=Description(
        purpose="To find the minority that wins everybody over, and how long it takes.",
        entities="A person knows the new word, the old one or both; the committed never change.",
        scheduling="Turn by turn: a speaker and a hearer drawn at random. A step is a turn each.",
        start="Everybody but the committed knows the old word only.",
        rules="The speaker says a word it knows. If the hearer knows it both keep only that one; "
        "else the hearer learns it.",
        departures=("Everybody can speak to everybody; the paper has random networks besides.",),
    ),
)
