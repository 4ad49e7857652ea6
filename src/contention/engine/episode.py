"""Hidden episodes in replay: an exact filter over calm and inside, with exact slopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray

from .kernels.classes import (
    class_back,  # pyright: ignore[reportUnknownVariableType]
    class_rates,  # pyright: ignore[reportUnknownVariableType]
    class_slopes,  # pyright: ignore[reportUnknownVariableType]
)
from .kernels.filtering import (
    backward,  # pyright: ignore[reportUnknownVariableType]
)
from .kernels.filtering import forward as _forward  # pyright: ignore[reportUnknownVariableType]
from .kernels.layout import Values
from .model import Model
from .row_slope import RowSlope
from .slots import integers, pointers

Floats = NDArray[np.float64]
forward = cast("Callable[..., float]", _forward)


class EpisodeFilter:
    """Sums the likelihood over all paths of calm and episode, country by country.

    Parameters
    ----------
    model
        A bound model whose theory has an episode.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        tb = model.tables
        slots = [
            [k for k in range(tb.term_ptr[i], tb.term_ptr[i + 1]) if tb.term_signal[k] >= 0]
            for i in tb.episode_item
        ]
        bases = [
            [k for k in range(tb.term_ptr[i], tb.term_ptr[i + 1]) if tb.term_signal[k] < 0]
            for i in tb.episode_item
        ]
        self._slot = integers([k for item in slots for k in item])
        self._signal = tb.term_signal[self._slot]
        self._ptr = pointers([len(item) for item in slots])
        self._base_slot = integers([k for item in bases for k in item])
        self._base_item = integers([j for j, item in enumerate(bases) for _ in item])

    def value(self, filled: Values, rows: Floats, tilt: Floats) -> float:
        """Return what the episode adds to the log-likelihood of calm countries.

        ``rows`` are the signals (C x S x T); ``tilt`` (C x T) is the log-likelihood of a
        country-day inside the episode less that of calm.
        """
        self._moves(filled, rows)
        self._tilt = tilt
        self._faded = np.exp(-np.abs(tilt))
        self._calm: Floats = np.empty_like(tilt)
        self._inside: Floats = np.empty_like(tilt)
        return self._forward(tilt.shape[1])

    def eves(self, filled: Values, rows: Floats, tilt: Floats) -> Floats:
        """Return the chance to be inside on the eve of each day, given the days before (C x T)."""
        self.value(filled, rows, tilt)
        out = np.zeros_like(tilt)
        out[:, 1:] = (self._inside / (self._calm + self._inside))[:, :-1]
        return out

    def predicted(self, filled: Values, rows: Floats, tilt: Floats) -> Floats:
        """Return the chance to be inside on each day, given the days before (C x T)."""
        eve = self.eves(filled, rows, tilt)
        return (1.0 - eve) * self._move[:, 0] + eve * (1.0 - self._move[:, 1])

    def add_slope(self, slope: Floats, rows: Floats, row_slope: RowSlope | None) -> Floats:
        """Add slopes in the rates of entering and leaving, after `value`.

        Returns the chance of each country-day to be inside given the whole record (C x T).
        """
        chance = np.empty_like(self._tilt)
        pull = np.empty_like(self._hazard)
        backward(
            self._tilt, self._faded, self._hazard, self._move,
            self._calm, self._inside, chance, pull,
        )  # fmt: skip
        by_beta = np.empty_like(self._beta)
        class_slopes(rows, self._ptr, self._signal, pull, by_beta)
        by_term = np.zeros((self.model.tables.term_signal.size, by_beta.shape[1]))
        by_term[self._slot] = by_beta
        by_term[self._base_slot] += pull.sum(axis=2).T[self._base_item]
        self.model.coefficients.add_slope(slope, by_term)
        if row_slope is not None:
            back, column = row_slope.arrays(rows.shape[1])
            class_back(self._ptr, self._signal, self._beta, pull, column, back)
        return chance

    def _moves(self, filled: Values, rows: Floats) -> None:
        """Fill the daily rates of entering and leaving (C x 2 x T) and their chances."""
        base = np.zeros((2, filled.coef.shape[1]))
        np.add.at(base, self._base_item, filled.coef[self._base_slot])
        self._beta = filled.coef[self._slot]
        eta = np.empty((rows.shape[0], 2, rows.shape[2]))
        class_rates(rows, self._ptr, self._signal, self._beta, eta)
        eta += base.T[:, :, None]
        self._hazard = np.exp(np.minimum(eta, 300.0, out=eta), out=eta)
        self._move = -np.expm1(-self._hazard)

    def _forward(self, until: int) -> float:
        return forward(self._tilt, self._faded, self._move, self._calm, self._inside, until)
