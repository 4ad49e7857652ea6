"""Lang and De Sterck 2014: the Arab Spring, a simple compartmental model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from contention.individuals.classic import Classic, Description, Published, Result, near
from contention.individuals.figure import Axis, Lines
from contention.individuals.police_state import RALLY, path, regime
from contention.individuals.running import run

Floats = NDArray[np.float64]

PEOPLE = 20_000
STEP = 0.01
TIME = 6.0


class Case(NamedTuple):
    """Parameters of a regime."""

    alpha: float
    beta: float
    join_rate: float
    disperse_rate: float


CASES = {
    "failed state": Case(0.3, 0.5, 1.0, 1.0),
    "unstable police state": Case(0.8, 0.5, 3.0, 1.0),
    "meta-stable state": Case(0.8, 0.5, 1.0, 3.0),
    "stable police state": Case(0.2, 0.9, 1.0, 9.0),
}
"""One society of each regime; the constants are those of our notes."""

ATTRACTORS = {
    "failed state": "0, 0.5 to 0.7, 1",
    "unstable police state": "0, 1",
    "meta-stable state": "0, 0.25, 1",
    "stable police state": "0, 1",
}

STARTS = (0.1, 0.25, 0.45, 0.6, 0.75, 0.95)


def _slug(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_")


@cache
def simulated(name: str, start: float, seed: int, people: int = PEOPLE) -> np.ndarray:
    """Return the share who protest by step, person by person."""
    case = CASES[name]
    settings = {"people": people, "start": start, "step": STEP, **case._asdict()}
    found = run(RALLY, steps=round(TIME / STEP), settings=settings, seed=seed)
    return found.data["protesting"].to_numpy()[0] / people


def _times() -> Floats:
    return STEP * np.arange(1.0, round(TIME / STEP) + 1.0, dtype=np.float64)


def _attractors(name: str) -> str:
    case = CASES[name]
    state = regime(**case._asdict())
    parts = [(point, f"{point:g}") for point in state.attractors]
    if state.neutral:
        parts.append((state.neutral[0], f"{state.neutral[0]:g} to {state.neutral[1]:g}"))
    return ", ".join(words for _, words in sorted(parts))


def _gap(name: str, seed: int) -> float:
    """Return the largest distance of people from the closed form, over times and starts."""
    times = _times()
    gaps = [
        np.abs(simulated(name, start, seed) - path(times, start=start, **CASES[name]._asdict()))
        for start in STARTS
    ]
    return float(np.max(gaps))


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    values: dict[str, Result] = {}
    for name, case in CASES.items():
        values[f"regime_{_slug(name)}"] = regime(**case._asdict()).regime
        values[f"attractors_{_slug(name)}"] = _attractors(name)
        values[f"limit_{_slug(name)}"] = _gap(name, seed)
    return values


def draw(variant: str, seed: int) -> Lines:
    """Return paths in the meta-stable state, by the equation and by people."""
    times = _times()
    lines: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for start in (0.15, 0.3, 0.45, 0.55):
        case = CASES["meta-stable state"]._asdict()
        lines[f"people, from {start:g}"] = (
            times,
            simulated("meta-stable state", start, seed, 2_000),
        )
        lines[f"equation, from {start:g}"] = (times, path(times, start=start, **case))
    return Lines(
        title="Three fates of one society",
        says="From 0.15 the protest dies, from 0.3 and 0.45 it rests at 0.25, from 0.55 it wins.",
        x=Axis("time, in units of 1 / c1"),
        y=Axis("share who protest"),
        lines=lines,
    )


CLASSIC = Classic(
    name="lang-de-sterck-2014",
    title="The Arab Spring: a simple compartmental model for the dynamics of a revolution",
    says=(
        "People join where protest shows, police disperse what they can reach. Four regimes "
        "follow, in which revolutions are certain, possible, limited or impossible without help."
    ),
    status="derived",
    published=tuple(
        result
        for name in CASES
        for result in (
            Published(
                f"regime_{_slug(name)}",
                "regime: alpha {:g}, beta {:g}, c1:c2 {:g}:{:g}".format(*CASES[name]),
                name,
                "four regions in the abstract; which is which is recalled",
                "recalled",
                "derived",
            ),
            Published(
                f"attractors_{_slug(name)}",
                f"where protest rests, {name}",
                ATTRACTORS[name],
                "computed for our notes",
                "computed",
                "derived",
            ),
            near(
                f"limit_{_slug(name)}",
                f"{PEOPLE:,} people against the equation, {name}",
                0.0,
                within=0.03,
                where="largest distance over six starts, computed",
                status="derived",
                certainty="computed",
            ),
        )
    ),
    variants=RALLY.variants,
    measure=measure,
    draw=draw,
    model=RALLY,
    cites=("lang-de-sterck-2014",),
    description=Description(
        purpose="To tell apart societies by what becomes of a protest.",
        entities="A person is at home or protests; all share two switches and two rates.",
        scheduling="All look at the crowd of the step before; chances of a step of length h are "
        "1 - exp(-c h).",
        start="A given share protests.",
        rules="Join at rate c1 where r > 1 - alpha; go home at rate c2 where r < beta.",
        departures=(
            "The paper fits no country; constants are ours. The equation is the limit of many "
            "people and short steps, as in the authors' paper of 2016, of which only the abstract "
            "was read.",
        ),
    ),
    theories=("lang-de-sterck",),
)
