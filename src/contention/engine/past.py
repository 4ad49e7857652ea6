"""A record as worlds continue it: read once, for any number of days and values."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.record.frames import events_of

from .likelihood import Likelihood
from .model import Model
from .observation import Observed, observe

Floats = NDArray[np.float64]


class Past:
    """A record read for a model.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    """

    def __init__(self, model: Model, record: object) -> None:
        self.model = model
        self._events: pl.DataFrame = events_of(record)
        self._kept: tuple[Floats, Floats] | None = None

    @cached_property
    def observed(self) -> Observed:
        """Rows matched to acts, and what the walk replays."""
        if self.model.episode is None:
            return observe(self.model, self._events)
        return self._likelihood.observed

    @cached_property
    def _likelihood(self) -> Likelihood:
        return Likelihood(self.model, self._events)

    def eve(self, values: Floats, day: int) -> Floats | None:
        """Return each country's chance to be inside the episode on the eve of a day.

        That chance is a fact about the past, so levers have no say in it.

        Parameters
        ----------
        values
            Parameters in natural units, or one row a world.
        day
            Day of the calendar, from 0.

        Returns
        -------
        numpy.ndarray or None
            One number a country, for each row of values; None without an episode.
        """
        if self.model.episode is None or day == 0:
            return None
        if values.ndim == 1:
            return self._eves(values)[:, day]
        return np.array([self._eves(row)[:, day] for row in values])

    def _eves(self, values: Floats) -> Floats:
        """Return the chances on the eves of all days; those of the last values are kept."""
        if self._kept is None or not np.array_equal(self._kept[0], values):
            self._kept = values.copy(), self._likelihood.eves(values)
        return self._kept[1]
