"""Bonnasse-Gahot and others 2018: epidemiological modelling of the 2005 French riots."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from scipy.stats import spearmanr  # pyright: ignore[reportUnknownVariableType]

from contention.chance import name_hash
from contention.individuals.classic import Classic, Description, Published, Result, between
from contention.individuals.figure import Axis, Lines
from contention.individuals.model import Variant
from contention.individuals.riot_waves import (
    Contagion,
    Recovered,
    Sites,
    recover,
    simulated_counts,
    wave,
)

DAYS = 44
TRUTH = Contagion(
    calming_rate=0.4,
    contact_rate=0.03,
    susceptible_share=0.05,
    spark=4.0,
    reach_km=30.0,
    exponent=12.0,
)
GUESS = Contagion(
    calming_rate=0.3,
    contact_rate=0.05,
    susceptible_share=0.03,
    spark=2.0,
    reach_km=20.0,
    exponent=12.0,
)
ESTIMATED = ("calming_rate", "contact_rate", "susceptible_share", "spark", "reach_km")


@cache
def invented_sites() -> Sites:
    """Return 64 invented municipalities near the points of a grid of 10 km; riots start in one."""
    stream = np.random.Generator(np.random.Philox(key=[1, name_hash("riot waves:sites")]))
    x, y = np.meshgrid(10.0 * np.arange(8.0), 10.0 * np.arange(8.0))
    x, y = (axis.ravel() + stream.uniform(-3.0, 3.0, 64) for axis in (x, y))
    return Sites(x, y, np.exp(stream.normal(6.5, 0.3, 64)))


@cache
def recovered(seed: int) -> Recovered:
    """Return what is estimated from one simulated wave."""
    counts = simulated_counts(wave(invented_sites(), TRUTH, days=DAYS), seed=seed)
    return recover(invented_sites(), counts, start=GUESS)


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    expected = wave(invented_sites(), TRUTH, days=DAYS)
    total = expected.sum(axis=1)
    peak = int(total.argmax())
    rise = peak - int(np.flatnonzero(total[:peak] < 0.5 * total[peak])[-1])
    fall = int(np.flatnonzero(total[peak:] < 0.5 * total[peak])[0])
    tail = np.diff(np.log(total[peak + 10 : peak + 20]))
    found = recovered(seed)
    values: dict[str, Result] = {
        "wave": _rank_correlation(
            invented_sites().distances[0, 1:], expected[:, 1:].argmax(axis=0)
        ),
        "rise": "faster than the fall" if rise < fall else "not faster",
        "tail": "exponential" if np.ptp(tail) < 0.02 else "not exponential",
        "shape": _least_likeness(expected[:, 1:]),
    }
    for name, error in zip(ESTIMATED, found.log_errors, strict=True):
        off = np.log(getattr(found.contagion, name) / getattr(TRUTH, name))
        values[f"recovered_{name}"] = float(abs(off) / error)
    return values


def _rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(getattr(spearmanr(a, b), "statistic"))  # noqa: B009


def _least_likeness(expected: np.ndarray) -> float:
    """Return the median correlation of the sites' courses with their mean, peaks aligned."""
    peaks = expected.argmax(axis=0)
    kept = [
        expected[p - 5 : p + 12, k] / expected[p, k]
        for k, p in enumerate(peaks)
        if 5 <= p < DAYS - 12
    ]
    mean = np.mean(kept, axis=0)
    return float(np.median([np.corrcoef(one, mean)[0, 1] for one in kept]))


def draw(variant: str, seed: int) -> Lines:
    """Return one simulated wave and its expectation, near and far from the start."""
    sites = invented_sites()
    expected = wave(sites, TRUTH, days=DAYS)
    counts = simulated_counts(expected, seed=seed)
    near_first = np.argsort(sites.distances[0])
    days = np.arange(1.0, DAYS + 1.0)
    lines: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for words, chosen in {
        "nearest 16 sites": near_first[:16],
        "farthest 16": near_first[-16:],
    }.items():
        lines[f"{words}, expected"] = (days, expected[:, chosen].sum(axis=1))
        lines[f"{words}, simulated"] = (days, counts[:, chosen].sum(axis=1).astype(np.float64))
    return Lines(
        title="Riots pass over the map as a wave",
        says="Far sites rise and fall like near ones, four days later.",
        x=Axis("day"),
        y=Axis("events a day"),
        lines=lines,
    )


CLASSIC = Classic(
    name="bonnasse-gahot-2018",
    title="Epidemiological modelling of the 2005 French riots: a spreading wave",
    says=(
        "Riots spread like an epidemic from a place of origin; those at risk wear out. The wave "
        "has the same shape everywhere, later and of another size."
    ),
    status="pattern",
    published=(
        between(
            "wave",
            "rank correlation of the peak's day with distance",
            0.5,
            1,
            where="abstract: a wave from the place of origin",
            status="pattern",
        ),
        Published(
            "rise",
            "rise from half height, against the fall",
            "faster than the fall",
            "figure 3, its caption",
            "read",
            "pattern",
        ),
        Published(
            "tail", "end of the wave", "exponential", "figure 3, its caption", "read", "pattern"
        ),
        between(
            "shape",
            "likeness of the courses of sites, peaks aligned",
            0.95,
            1,
            where="abstract: the same shape, another amplitude",
            status="pattern",
        ),
        *(
            between(
                f"recovered_{name}",
                f"{name.replace('_', ' ')}: distance from the truth in errors",
                0,
                3.5,
                where="fit to a riot simulated by the same equations",
                status="derived",
                certainty="computed",
            )
            for name in ESTIMATED
        ),
    ),
    variants=(Variant("linear", "What is heard infects in proportion."),),
    measure=measure,
    draw=draw,
    cites=("bonnasse-gahot-2018",),
    description=Description(
        purpose="To follow riots from town to town as one wave.",
        entities="A municipality has people at risk, those still susceptible, and its rioting.",
        scheduling="Continuous time, Runge-Kutta of the fourth order, eight steps a day.",
        inputs="64 invented municipalities; the paper's police records are not public.",
        start="One municipality riots; everybody at risk is susceptible.",
        rules="d lambda = -omega lambda + sigma beta sum of W lambda; d sigma = -sigma beta sum of "
        "W lambda; W = (1 + distance / d0)^-delta.",
        departures=(
            "The equations are recalled and the paper's values were not read; all constants are "
            "ours, with a steep exponent that makes the wave visible on a small map.",
            "Psi is linear; the constant xi of W is left out. Parameters are recovered from "
            "simulated riots only, with the exponent held.",
        ),
    ),
)
