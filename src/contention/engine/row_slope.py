"""Slopes of a likelihood in the signals that depend on shapes, for every country-day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class RowSlope:
    """Accumulates slopes in some signals (C x those signals x T).

    Parameters
    ----------
    signals
        Signals that depend on shapes.
    countries, days
        Lengths of the other axes.
    """

    def __init__(self, signals: list[int], countries: int, days: int) -> None:
        self._column = {s: j for j, s in enumerate(signals)}
        self._table = np.zeros((countries, len(signals), days))

    def arrays(self, n_signals: int) -> tuple[Floats, NDArray[np.int64]]:
        """Return the table and, for every signal, its column in it (or -1)."""
        column = np.full(n_signals, -1, dtype=np.int64)
        for s, j in self._column.items():
            column[s] = j
        return self._table, column

    def add(self, signal: int, slope: Floats) -> None:
        """Add a table of slopes (C x T) in one signal."""
        if signal in self._column:
            self._table[:, self._column[signal], :] += slope

    def add_at(
        self, signal: int, country: NDArray[np.int64], day: NDArray[np.int64], slope: Floats
    ) -> None:
        """Add slopes in one signal at some country-days."""
        if signal in self._column:
            np.add.at(self._table[:, self._column[signal], :], (country, day), slope)

    def carry(self, pairs: Floats, signals: NDArray[np.int64]) -> Floats:
        """Return the slopes in the shapes, given derivative rows (C x pairs x T)."""
        return np.array(
            [
                float(np.sum(pairs[:, k, :] * self._table[:, self._column[int(s)], :]))
                for k, s in enumerate(signals)
            ]
        )
