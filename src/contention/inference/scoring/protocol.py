"""What a forecaster is: draws of counts by place and day, from what is known at an origin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.scenario.model import Scenario

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Past:
    """What is known on the morning of a day; `contention.inference.scoring.past` makes it.

    Attributes
    ----------
    record
        Events of all forms, in canonical columns, of which every day they may fall on lies
        before ``origin``.
    scenario
        The scenario as known: covariates, shares recorded and dated shocks of the origin and
        later are taken away (the last values before it hold on). Its calendar is whole.
    origin
        The first day that is not known, and the first to be foretold.
    counts
        Events of ``forms`` by place and day (places of the scenario x days from its start to
        the eve of the origin).
    forms
        Forms that are counted.
    """

    record: pl.DataFrame
    scenario: Scenario
    origin: date
    counts: Ints
    forms: tuple[str, ...]


class Forecaster(Protocol):
    """Foretells counts by place and day."""

    @property
    def name(self) -> str:
        """Word that stands for it in tables."""
        ...

    def draws(self, past: Past, horizon: int, *, draws: int, seed: int) -> Ints:
        """Return counts, draws x places x days, of the days from ``past.origin`` on.

        Parameters
        ----------
        past
            What is known. Nothing else of the record may be read.
        horizon
            Days ahead.
        draws
            Draws of the joint law of all places and days.
        seed
            Seed of everything random.
        """
        ...
