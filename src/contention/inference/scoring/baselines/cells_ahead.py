"""What a baseline is: draws of cells ahead, from the cells of the past alone."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from contention.inference.scoring.cells import Series

Ints = NDArray[np.int64]


@runtime_checkable
class CellForecaster(Protocol):
    """Foretells cells from the cells of the past."""

    @property
    def name(self) -> str:
        """Word that stands for it in tables."""
        ...

    def cell_draws(self, series: Series, ahead: int, *, draws: int, seed: int) -> Ints:
        """Return counts, draws x areas x cells, of so many cells from the origin on."""
        ...
