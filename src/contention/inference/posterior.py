"""The log posterior of a record in unconstrained coordinates, with gradient and Hessian."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.likelihood import Likelihood
from contention.engine.model import Model

Floats = NDArray[np.float64]

STEP = 1e-4  # of central differences of the gradient, in unconstrained coordinates


class LogPosterior:
    """Log-likelihood plus log prior, as a function of unconstrained coordinates.

    Parameters
    ----------
    model
        A bound model.
    events
        Events in canonical columns.
    watched
        Country-days that count (countries x days); default: all.
    """

    def __init__(
        self, model: Model, events: pl.DataFrame, *, watched: NDArray[np.bool_] | None = None
    ) -> None:
        self.model = model
        self.likelihood = Likelihood(model, events, watched=watched)
        self.coordinates = model.coordinates

    def value_and_gradient(self, free: Floats) -> tuple[float, Floats]:
        """Return the log posterior (up to a constant of the record) and its exact gradient."""
        natural = self.coordinates.natural(free)
        value, slope = self.likelihood.value_and_gradient(natural)
        prior, prior_slope = self.coordinates.log_prior(free)
        return value + prior, slope * self.coordinates.slope(natural) + prior_slope

    @property
    def shapes(self) -> NDArray[np.int64]:
        """Coordinates that only a walk can take in: half-lives, scales, flows."""
        return self.likelihood.shape_index

    def value(self, free: Floats) -> float:
        """Return the log posterior (up to a constant of the record)."""
        return (
            self.likelihood.value(self.coordinates.natural(free))
            + self.coordinates.log_prior(free)[0]
        )

    def hold(self, free: Floats) -> bool:
        """Keep what calls with these shapes share; False where that takes too much memory.

        Until `release` such calls need no walk, and their slopes in the shapes mean nothing.
        """
        return self.likelihood.prepare(self.coordinates.natural(free))

    def release(self) -> None:
        """Let every call walk again."""
        self.likelihood.release()

    def hessian(self, free: Floats) -> Floats:
        """Return the Hessian by central differences of the exact gradient.

        Columns of coefficients use prepared rows; columns of shapes walk.
        """
        n = free.size
        out = np.zeros((n, n))
        shape = np.zeros(n, dtype=bool)
        shape[self.shapes] = True
        self.release()
        for k in np.flatnonzero(shape):
            out[:, k] = self._column(free, int(k))
        prepared = self.hold(free)
        for k in np.flatnonzero(~shape):
            column = self._column(free, int(k))
            if prepared:
                column[shape] = out[k, shape]
            out[:, k] = column
        self.release()
        return 0.5 * (out + out.T)

    def _column(self, free: Floats, k: int) -> Floats:
        ahead, behind = free.copy(), free.copy()
        ahead[k] += STEP
        behind[k] -= STEP
        _, up = self.value_and_gradient(ahead)
        _, down = self.value_and_gradient(behind)
        return (up - down) / (2 * STEP)
