"""A theory as a forecaster that can be scored beside others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.scenario.model import Scenario
from contention.theory.model import Theory

from .predict import counts_of_forms, predict

Ints = NDArray[np.int64]


class Known(Protocol):
    """What is known at an origin: the part of a past that a theory reads."""

    @property
    def record(self) -> pl.DataFrame:
        """Events before the origin."""
        ...

    @property
    def scenario(self) -> Scenario:
        """Where and when."""
        ...

    @property
    def origin(self) -> date:
        """The first day foretold."""
        ...

    @property
    def forms(self) -> tuple[str, ...]:
        """Forms that are counted."""
        ...


@dataclass(frozen=True)
class TheoryForecaster:
    """A theory, fitted anew at every origin.

    Parameters
    ----------
    theory
        The theory.
    threads
        Threads of the worlds; 0 takes one for each core.
    """

    theory: Theory
    threads: int = 0

    @property
    def name(self) -> str:
        """Name of the theory."""
        return self.theory.name

    def draws(self, past: Known, horizon: int, *, draws: int, seed: int) -> Ints:
        """Return counts, draws x places x days, of the days from the origin on.

        Parameters
        ----------
        past
            What is known.
        horizon
            Days ahead.
        draws
            Draws of all places and days.
        seed
            Seed of everything random.
        """
        made = predict(
            self.theory,
            past.scenario,
            past.record,
            origin=past.origin,
            horizon=horizon,
            draws=draws,
            seed=seed,
            threads=self.threads,
        )
        return counts_of_forms(made, past.forms, seed=seed)
