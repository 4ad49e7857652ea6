"""Recent history drawn again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.inference.scoring.cells import Series


@dataclass(frozen=True)
class Conflictology:
    """Each cell ahead is one of the last cells of its area, drawn with equal chances.

    The benchmark of that name in ViEWS: history is the forecast. All areas take the same cell
    in one draw, so that their counts stay as they hang together.

    Parameters
    ----------
    cells
        How many cells back.
    """

    cells: int
    name: str = "conflictology"

    def cell_draws(self, series: Series, ahead: int, *, draws: int, seed: int) -> NDArray[np.int64]:
        """Return draws x areas x cells."""
        recent = series.cells[:, -self.cells :]
        rng = np.random.default_rng(seed)
        chosen = rng.integers(recent.shape[1], size=(draws, ahead))
        return np.moveaxis(recent[:, chosen], 0, 1)
