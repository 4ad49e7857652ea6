"""The last count again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.inference.scoring.baselines.dispersion import draw_ahead
from contention.inference.scoring.cells import Series


@dataclass(frozen=True)
class LastValue:
    """Each cell ahead has a negative binomial law around the last count of its area.

    The size is that under which the past is likeliest, one for all areas, for each lead.
    """

    name: str = "last-value"

    def cell_draws(self, series: Series, ahead: int, *, draws: int, seed: int) -> NDArray[np.int64]:
        """Return draws x areas x cells."""
        cells = series.cells
        means = cells[:, :-1].astype(float)
        rng = np.random.default_rng(seed)
        return draw_ahead(rng, means, cells[:, -1].astype(float), cells[:, 1:], ahead, draws)
