"""Hawkes 1971: events that excite further events, and their clusters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
from scipy.stats import chisquare, kstest  # pyright: ignore[reportUnknownVariableType]

from contention.individuals.classic import Classic, Description, Result, between, near
from contention.individuals.clusters import borel, cluster_sizes, events, rescaled_gaps
from contention.individuals.figure import Axis, Lines
from contention.individuals.model import Variant

BRANCHING = 0.6
CLUSTERS = 50_000
BACKGROUND, DECAY, DAYS = 0.5, 0.7, 20_000.0


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    sizes = cluster_sizes(BRANCHING, clusters=CLUSTERS, seed=seed)
    law = borel(BRANCHING, largest=12)
    seen = np.bincount(np.minimum(sizes, 13), minlength=14)[1:]
    expected = CLUSTERS * np.append(law, 1.0 - law.sum())
    times = events(
        background_rate=BACKGROUND,
        branching=BRANCHING,
        decay_rate=DECAY,
        days=DAYS,
        seed=seed,
    )
    gaps = rescaled_gaps(times, background_rate=BACKGROUND, branching=BRANCHING, decay_rate=DECAY)
    return {
        "size_mean": float(sizes.mean()),
        "size_one": float((sizes == 1).mean()),
        "borel": _chance(cast(object, chisquare(seen, expected))),
        "rate": times.size / DAYS,
        "residuals": _chance(cast(object, kstest(gaps, "expon"))),
    }


def draw(variant: str, seed: int) -> Lines:
    """Return cluster sizes against Borel's law."""
    sizes = cluster_sizes(BRANCHING, clusters=CLUSTERS, seed=seed)
    x = np.arange(1.0, 41.0)
    seen = np.bincount(sizes, minlength=41)[1:41] / CLUSTERS
    return Lines(
        title="One event brings others",
        says="Sizes of simulated clusters lie on Borel's law over four orders of magnitude.",
        x=Axis("events of a cluster", log=True),
        y=Axis("share of clusters", log=True),
        lines={
            "Borel's law": (x, borel(BRANCHING, largest=40)),
            "simulated": (x, np.where(seen > 0, seen, np.nan)),
        },
    )


def _chance(test: object) -> float:
    return float(getattr(test, "pvalue"))  # noqa: B009


_MEAN = 1.0 / (1.0 - BRANCHING)
_SIZE_ERROR = float(np.sqrt(BRANCHING / (1.0 - BRANCHING) ** 3 / CLUSTERS))
_RATE_ERROR = float(np.sqrt(BACKGROUND / (1.0 - BRANCHING) ** 3 / DAYS))

CLASSIC = Classic(
    name="hawkes-1971",
    title="Self-exciting point processes and their clusters",
    says=(
        "Each event makes others likelier for a while. With a branching ratio below one, clusters "
        "end, their sizes follow Borel's law, and the mean rate is mu / (1 - n)."
    ),
    status="derived",
    published=(
        near(
            "size_mean",
            "mean cluster size, n = 0.6",
            _MEAN,
            within=4 * _SIZE_ERROR,
            where="1 / (1 - n); four standard errors",
            status="derived",
            certainty="computed",
        ),
        near(
            "size_one",
            "share of clusters of one event",
            float(np.exp(-BRANCHING)),
            within=0.01,
            where="Borel's law",
            status="derived",
            certainty="computed",
        ),
        between(
            "borel",
            "chi-square chance of the cluster sizes",
            1e-4,
            1,
            where="Borel's law",
            status="derived",
            certainty="computed",
        ),
        near(
            "rate",
            "mean rate, events a day",
            BACKGROUND * _MEAN,
            within=4 * _RATE_ERROR,
            where="mu / (1 - n); four standard errors",
            status="derived",
            certainty="computed",
        ),
        between(
            "residuals",
            "Kolmogorov-Smirnov chance of the residuals",
            1e-4,
            1,
            where="rescaled times are exponential",
            status="derived",
            certainty="computed",
        ),
    ),
    variants=(Variant("exponential", "The memory of an event fades exponentially."),),
    measure=measure,
    draw=draw,
    cites=("hawkes-1971",),
    description=Description(
        purpose="To show what contagion alone does to the rhythm of events.",
        entities="An event has a time and a parent.",
        scheduling="Clusters are followed generation by generation; time is continuous.",
        concepts="No fitted branching ratio of protest is claimed: none was found in print.",
        start="Nothing happened before day 0.",
        rules="lambda(t) = mu + sum of n d exp(-d (t - t_i)) over earlier events.",
        departures=("mu = 0.5 a day, n = 0.6 and d = 0.7 a day are ours.",),
    ),
    theories=("hawkes", "borel"),
)
