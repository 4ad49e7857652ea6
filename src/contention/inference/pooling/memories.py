"""What the last days say of the level of an area: means over memories, and the days of the week."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MEMORIES = (1, 7, 28, 112)
"""Days that means are taken over: a day, a week, four weeks, a season."""

COLUMNS = len(MEMORIES) + 1
"""Columns of `means_before`: the memories, and the mean of all areas."""

SHARED_DAYS = 28
"""Days of the mean of all areas."""

WEEKDAY_SD = 0.2
"""Prior standard deviation of the log of a weekday's share, as in the theory ``rhythm``."""


def means_before(counts: Floats) -> Floats:
    """Return areas x (days + 1) x columns: means over memories before each day and the next.

    Where fewer days lie before a day, the mean is over those; before the first it is 0.

    Parameters
    ----------
    counts
        Areas x days.
    """
    areas, days = counts.shape
    total = sums(counts)
    at = np.arange(days + 1, dtype=np.int64)
    out = np.zeros((areas, days + 1, COLUMNS))
    for k, memory in enumerate((*MEMORIES, SHARED_DAYS)):
        first = np.maximum(at - memory, 0)
        out[..., k] = (total - total[:, first]) / np.maximum(at - first, 1)
    out[..., -1] = out[..., -1].mean(axis=0)
    return out


def sums(counts: NDArray[Any]) -> Floats:
    """Return areas x (days + 1): the sum of all days before each."""
    return np.concatenate([np.zeros((counts.shape[0], 1)), counts.cumsum(axis=1)], axis=1)


def weekdays(total: Floats, weekday: NDArray[np.int64]) -> Floats:
    """Return the share of each weekday, Monday first, of mean 1.

    The ratio of a weekday's events to those of the weeks around its days, drawn towards 1 as if
    its log had the prior standard deviation `WEEKDAY_SD`. Three weeks or less say nothing.

    Parameters
    ----------
    total
        Events of all areas, by day.
    weekday
        Weekday of each day, 0 to 6.
    """
    found = np.ones(7)
    if total.size <= 21:
        return found
    around = np.convolve(total, np.ones(7) / 7.0, "same")
    for k in range(7):
        mine = weekday == k
        found[k] = total[mine].sum() / max(float(around[mine].sum()), 1e-9)
    ratio = total / np.maximum(around * found[weekday], 1e-9)
    heavy = np.maximum(around, 1e-9)
    noise = float(np.average((ratio - 1.0) ** 2, weights=heavy)) * 7.0 / total.size
    kept = WEEKDAY_SD**2 / (WEEKDAY_SD**2 + noise)
    found = np.maximum(found, 0.05) ** kept
    return found / found.mean()
