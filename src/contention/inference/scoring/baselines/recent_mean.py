"""The mean of the last cells again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.inference.scoring.baselines.dispersion import draw_ahead
from contention.inference.scoring.cells import Series


@dataclass(frozen=True)
class RecentMean:
    """Each cell ahead has a negative binomial law around the mean of the last cells.

    The size is that under which the past is likeliest, one for all areas, for each lead.

    Parameters
    ----------
    name
        Word that stands for it.
    cells
        How many cells; where the past is shorter, as many as there are.
    """

    name: str
    cells: int

    def cell_draws(self, series: Series, ahead: int, *, draws: int, seed: int) -> NDArray[np.int64]:
        """Return draws x areas x cells."""
        counts = series.cells
        means = running_mean(counts, self.cells)
        # A mean of fewer cells says more about the start of a record than about the rule.
        first = min(self.cells, counts.shape[1] // 2)
        rng = np.random.default_rng(seed)
        return draw_ahead(rng, means[:, first:-1], means[:, -1], counts[:, first:], ahead, draws)


def running_mean(counts: NDArray[np.int64], cells: int) -> NDArray[np.float64]:
    """Return areas x (cells + 1): the mean of up to so many cells before each, and before the next.

    Before the first cell nothing is known: 0.
    """
    total = np.concatenate([np.zeros((counts.shape[0], 1)), counts.cumsum(axis=1)], axis=1)
    index = np.arange(total.shape[1], dtype=np.int64)
    start = np.maximum(index - cells, 0)
    return (total - total[:, start]) / np.maximum(index - start, 1)
