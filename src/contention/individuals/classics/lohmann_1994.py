"""Lohmann 1994: the dynamics of informational cascades, the Monday demonstrations in Leipzig."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from contention.individuals.classic import Classic, Description, Published, Result, between
from contention.individuals.figure import Axis, Lines
from contention.individuals.model import Variant
from contention.individuals.mondays import CYCLES, LEIPZIG, Public, turnouts

WORLDS = 50


@cache
def worlds(seed: int) -> np.ndarray:
    """Return turnouts: worlds by demonstrations."""
    return np.array([turnouts(Public(), seed=seed, world=k).people for k in range(WORLDS)])


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return medians over worlds."""
    found = worlds(seed)
    middle = np.median(found, axis=0)
    ends = np.cumsum(CYCLES)
    peaks = [middle[end - weeks : end].max() for end, weeks in zip(ends, CYCLES, strict=True)]
    growth = np.median(found[:, 2] / found[:, 0])
    late = np.median(found[:, 4] / found[:, 3])
    values: dict[str, Result] = {
        "growth": float(growth),
        "saturation": float(late),
        "later": "smaller" if max(peaks[1:]) < peaks[0] else "not smaller",
        "fading": "each smaller than the last" if (np.diff(peaks) < 0).all() else "not",
        "demonstrations": float(found.shape[1]),
    }
    return values | {
        f"monday_{week.monday:%m_%d}": float(middle[k]) for k, week in enumerate(LEIPZIG)
    }


def draw(variant: str, seed: int) -> Lines:
    """Return turnout by demonstration with the intervals of the sources."""
    found = worlds(seed)
    number = np.arange(1.0, found.shape[1] + 1.0)
    stated = np.arange(1.0, len(LEIPZIG) + 1.0)
    return Lines(
        title="Five cycles of Mondays",
        says="Turnout grows forty-fold in three Mondays, and later cycles are smaller.",
        x=Axis("demonstration"),
        y=Axis("people", log=True),
        lines={
            "median world": (number, np.median(found, axis=0)),
            "sources, lowest": (stated, np.array([float(week.low) for week in LEIPZIG])),
            "sources, highest": (stated, np.array([float(week.high) for week in LEIPZIG])),
        },
    )


CLASSIC = Classic(
    name="lohmann-1994",
    title="The dynamics of informational cascades: the Monday demonstrations in Leipzig",
    says=(
        "Turnout tells people how many think like them. More than expected brings more the next "
        "Monday; once everybody knows, the demonstrations die slowly."
    ),
    status="pattern",
    published=(
        between(
            "demonstrations",
            "Monday demonstrations, 1989-91",
            42,
            42,
            where="abstract",
            status="pattern",
        ),
        between(
            "growth",
            "turnout of 9 October over that of 25 September",
            9,
            70,
            where="secondary sources, which disagree",
            status="pattern",
            certainty="notes",
        ),
        between(
            "saturation",
            "turnout of 23 October over that of 16 October",
            1,
            2.5,
            where="secondary sources",
            status="pattern",
            certainty="notes",
        ),
        Published(
            "later",
            "peaks of later cycles against the first",
            "smaller",
            "recalled from the paper",
            "recalled",
            "pattern",
        ),
        Published(
            "fading",
            "peaks of the five cycles",
            "each smaller than the last",
            "abstract: died a slow death",
            "read",
            "pattern",
        ),
        *(
            between(
                f"monday_{week.monday:%m_%d}",
                f"people on {week.monday:%-d %B} 1989",
                round(week.low / 1.2) if week.low == week.high else week.low,
                round(week.high * 1.2) if week.low == week.high else week.high,
                where="secondary sources; 20 per cent around a single number",
                status="not-reproduced" if week.monday.month == 11 else "pattern",
                certainty="recalled" if week.certainty == "recalled" else "notes",
            )
            for week in LEIPZIG
        ),
    ),
    variants=(Variant("discounted", "Those who always come are discounted."),),
    measure=measure,
    draw=draw,
    cites=("lohmann-1994",),
    description=Description(
        purpose="To explain why demonstrations grow at once, stop growing and fade.",
        entities="People differ in the cost of taking part; the public has a view and a precision.",
        scheduling="Monday by Monday; 42 demonstrations in five cycles.",
        concepts="Turnout is a signal; what is learnt makes the next one less informative.",
        start="The public believes that few are dissatisfied.",
        rules="A share Phi(w m + (1 - w) q + k / h) goes; the surprise beyond those who always go "
        "moves the view m with a gain that falls as the precision h grows.",
        departures=(
            "The paper's equations were not read. Rule and constants are ours, and the constants "
            "were chosen so that the first cycle fits what sources state. That it does is no "
            "evidence, and cycles fade because concessions, which are ours too, take away reasons.",
            "Lengths of the five cycles and the last two Mondays of the first are recalled.",
        ),
    ),
)
