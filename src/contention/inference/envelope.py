"""Several numbers of one history against those of worlds, taken together.

A history is as extreme as its most extreme number, and, where that is tied, as the next one:
the global envelope test by extreme rank lengths (Myllymäki, Mrkvička, Grabarnik, Seijo and Hahn,
"Global envelope tests for spatial processes", JRSS B 79, 2017).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata as _rankdata  # pyright: ignore[reportUnknownVariableType]

Floats = NDArray[np.float64]

LEVEL = 0.05
"""A record that is more extreme than all but this share of worlds lies outside."""


rankdata = cast("Callable[..., NDArray[np.float64]]", _rankdata)


def envelope_chance(record: Floats, worlds: Floats) -> float:
    """Return the share of histories that are at least as extreme as the record, itself included.

    Parameters
    ----------
    record
        Its numbers (k).
    worlds
        The same numbers of worlds (worlds x k).

    Returns
    -------
    float
        From 1 / (worlds + 1) to 1; uniform if the record is one more world.
    """
    pooled = np.vstack([record, worlds])
    # Ties share the mean of their ranks.
    upward = rankdata(pooled, axis=0)
    two_sided = np.minimum(upward, pooled.shape[0] + 1 - upward)
    lengths = np.sort(two_sided, axis=1)
    ours = tuple(lengths[0])
    return float(np.mean([tuple(row) <= ours for row in lengths]))
