"""A theory as a forecaster: fitted to the past, then continued by worlds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from contention.engine import bind, recorded, simulate
from contention.inference.fitting import fit
from contention.inference.scoring.counting import count_worlds
from contention.inference.scoring.past import cut_calendar
from contention.inference.scoring.protocol import Past
from contention.theory import Theory


@dataclass(frozen=True, eq=False)
class FittedTheory:
    """Worlds of a theory at the mode of its posterior on the past.

    Parameters
    ----------
    theory
        A theory that binds to the scenario.
    starts
        Starting points of the fit.
    """

    theory: Theory
    starts: int = 2

    @property
    def name(self) -> str:
        """Name of the theory."""
        return self.theory.name

    def draws(self, past: Past, horizon: int, *, draws: int, seed: int) -> NDArray[np.int64]:
        """Return draws x places x days: recorded events of worlds that continue the past."""
        before = bind(self.theory, cut_calendar(past.scenario, past.origin - timedelta(1)))
        mode = fit(before, past.record, starts=self.starts, seed=seed).mode
        end = past.origin + timedelta(horizon - 1)
        model = bind(self.theory, cut_calendar(past.scenario, end))
        worlds = simulate(
            model, mode, worlds=draws, seed=seed, record=past.record, start=past.origin
        )
        events = recorded(model, worlds.events, seed=seed)
        return count_worlds(
            events, past.scenario, past.forms, first=past.origin, days=horizon, worlds=draws
        )
