"""A pool as a forecaster that can be scored beside its members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.inference.forecasting.forecaster import TheoryForecaster
from contention.inference.scoring.protocol import Past
from contention.theory.model import Theory

from .pool import learn_pool

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PoolForecaster:
    """A theory and levels, learnt anew at every origin, with weights from before it.

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
        """The word ``pool``."""
        return "pool"

    def draws(self, past: Past, horizon: int, *, draws: int, seed: int) -> Ints:
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
        pool = learn_pool(
            self.theory, past.scenario, past.record, past.counts, past.forms, horizon,
            seed=seed, threads=self.threads,
        )  # fmt: skip
        worlds = pool.worlds(draws)
        theory = TheoryForecaster(self.theory, self.threads)
        counts = theory.draws(past, horizon, draws=worlds, seed=seed)
        paths = pool.levels.draws(past.counts.shape[1], horizon, draws=draws - worlds, seed=seed)
        return np.concatenate([counts, paths])
