"""Whether numbers that should be uniform are: bins, and many tests at once."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc  # pyright: ignore[reportUnknownVariableType]

Floats = NDArray[np.float64]

LEAST = 5.0
"""Expected number in a bin from which the chi-square law is near enough."""


def chance_of_bins(counts: Floats, widths: Floats) -> float:
    """Return the chance of bins at least as uneven as these, by Pearson's chi-square.

    Parameters
    ----------
    counts
        Numbers in the bins.
    widths
        Probabilities of the bins; they sum to one. Bins with an expected number below `LEAST`
        are joined with the bin before them.
    """
    expected = counts.sum() * widths
    seen: list[float] = []
    meant: list[float] = []
    for n, m in zip(counts.tolist(), expected.tolist(), strict=True):
        if meant and (m < LEAST or meant[-1] < LEAST):
            seen[-1] += n
            meant[-1] += m
        else:
            seen.append(n)
            meant.append(m)
    if len(meant) < 2:
        return 1.0
    distance = sum((n - m) ** 2 / m for n, m in zip(seen, meant, strict=True))
    return float(cast("float", chdtrc(len(meant) - 1, distance)))


def adjusted(p_values: Floats) -> Floats:
    """Return p-values adjusted for their number (Holm, Scandinavian Journal of Statistics 6)."""
    n = p_values.size
    order = np.argsort(p_values, kind="stable")
    out = np.empty(n)
    out[order] = np.minimum(np.maximum.accumulate((n - np.arange(n)) * p_values[order]), 1.0)
    return out
