"""Slopes of a likelihood in the signals that depend on shapes, for every country-day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class RowSlope:
    """Accumulates slopes in some signals (C x T x those signals).

    Parameters
    ----------
    signals
        Signals that depend on shapes.
    countries, days
        Lengths of the other axes.
    """

    def __init__(self, signals: list[int], countries: int, days: int) -> None:
        self._column = {s: j for j, s in enumerate(signals)}
        self._table = np.zeros((countries, days, len(signals)))

    def add_matrix(self, by_class: Floats, beta: Floats) -> None:
        """Add slopes in the log-rates of classes (C x T x H), carried back by their terms."""
        if self._column:
            mine = beta[:, list(self._column), :]
            self._table += np.matmul(by_class, mine.transpose(0, 2, 1))

    def add(self, signal: int, slope: Floats) -> None:
        """Add a table of slopes (C x T) in one signal."""
        if signal in self._column:
            self._table[:, :, self._column[signal]] += slope

    def add_at(
        self, signal: int, country: NDArray[np.int64], day: NDArray[np.int64], slope: Floats
    ) -> None:
        """Add slopes in one signal at some country-days."""
        if signal in self._column:
            np.add.at(self._table[:, :, self._column[signal]], (country, day), slope)

    def carry(self, pairs: Floats, signals: NDArray[np.int64]) -> Floats:
        """Return the slopes in the shapes, given derivative rows ((C * T) x pairs)."""
        flat = self._table.reshape(-1, self._table.shape[2])
        return np.array(
            [
                float(np.dot(pairs[:, k], flat[:, self._column[int(s)]]))
                for k, s in enumerate(signals)
            ]
        )
