"""Outbursts in a series of actives: how large they are and how long one waits for the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

THRESHOLD = 50.0
"""Actives above which an outburst is under way (Epstein 2002)."""


@dataclass(frozen=True)
class Outbursts:
    """The outbursts of several worlds, in order.

    Attributes
    ----------
    world, start, last
        Row of the series, and the first and last step above the threshold, from 0.
    size
        Total activation: actives summed over the steps of the outburst.
    peak
        Most actives in one step.
    waits
        Steps between the last step of an outburst and the first of the next of the same world.
    calm_share
        Share of all steps that belong to no outburst.
    """

    world: Ints
    start: Ints
    last: Ints
    size: Floats
    peak: Floats
    waits: Floats
    calm_share: float


def find_outbursts(actives: Floats, *, threshold: float = THRESHOLD) -> Outbursts:
    """Find the outbursts: stretches of steps with more actives than the threshold.

    Stretches that touch the beginning or the end of a world are cut off and left out.

    Parameters
    ----------
    actives
        Worlds by steps.
    threshold
        See there.
    """
    above = actives > threshold
    edges = np.diff(above.astype(np.int8), axis=1)
    worlds: list[Ints] = []
    starts: list[Ints] = []
    lasts: list[Ints] = []
    waits: list[Ints] = []
    for world, edge in enumerate(edges):
        start = np.flatnonzero(edge == 1) + 1
        last = np.flatnonzero(edge == -1)
        if above[world, 0]:
            last = last[1:]
        start = start[: last.size]
        worlds.append(np.full(start.size, world, dtype=np.int64))
        starts.append(start)
        lasts.append(last)
        waits.append(start[1:] - last[:-1] - 1)
    world, start, last = (
        np.concatenate(parts).astype(np.int64) for parts in (worlds, starts, lasts)
    )
    size, peak = np.zeros(start.size), np.zeros(start.size)
    for k, (w, a, b) in enumerate(zip(world, start, last, strict=True)):
        size[k] = actives[w, a : b + 1].sum()
        peak[k] = actives[w, a : b + 1].max()
    return Outbursts(
        world=world,
        start=start,
        last=last,
        size=size,
        peak=peak,
        waits=np.concatenate(waits).astype(float),
        calm_share=float(1.0 - above.mean()),
    )
