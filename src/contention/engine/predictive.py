"""What a model expects of every country-day, given the record up to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, pdtr  # pyright: ignore[reportUnknownVariableType]

from .kernels.layout import Values
from .model import Model

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Predictive:
    """Laws of the number of onsets of an act in a country on a day, one day ahead.

    Signals of the same day hear of earlier phases, as the engine's do. Where theories have a
    hidden episode, a law is the mixture of calm and inside by the chance to be inside given the
    days before.

    Attributes
    ----------
    calm
        Rates in calm (acts x countries x days): expected onsets of plain acts, rates of ignition
        of cluster acts.
    grown
        What the rates are multiplied by inside the episode (acts x countries).
    chance
        Chance of a country-day to be inside, given the days before (countries x days).
    filled
        What the parameters fix.
    """

    model: Model
    calm: Floats
    grown: Floats
    chance: Floats
    filled: Values

    def at_most(self, act: int, n: Ints) -> Floats:
        """Return the probability of at most n onsets (countries x days); 0 below 0."""
        calm = self._at_most(act, n, inside=False)
        if not np.any(self.chance):
            return calm
        return (1.0 - self.chance) * calm + self.chance * self._at_most(act, n, inside=True)

    def some(self, act: int) -> Floats:
        """Return the probability of any onset (countries x days)."""
        return 1.0 - self.at_most(act, np.zeros(self.chance.shape, dtype=np.int64))

    def _at_most(self, act: int, n: Ints, *, inside: bool) -> Floats:
        tb = self.model.tables
        rate = self.calm[act] * (self.grown[act][:, None] if inside else 1.0)
        group = int(tb.act_shock[act])
        shape = None if group < 0 else float(self.filled.shock_shape[group])
        if tb.act_cluster[act] == 0:
            return _plain(rate, n, shape)
        quiet = np.exp(-rate) if shape is None else (1.0 + rate / shape) ** -shape
        law = (tb.act_law_inside if inside else tb.act_law)[act]
        sizes = np.array([self._size(int(k), row) for k, row in zip(law, n, strict=True)])
        return np.where(n < 0, 0.0, quiet + (1.0 - quiet) * sizes)

    def _size(self, law: int, n: Ints) -> Floats:
        """Return the probability that a cluster has at most n onsets."""
        first, last = self.filled.law_ptr[law], self.filled.law_ptr[law + 1]
        cdf = np.concatenate([[0.0], self.filled.law_cdf[first:last]])
        k = np.clip(n, 0, last - first)
        far = self.filled.law_far[law]
        return (1.0 - far) * cdf[k] + far * k / (last - first)


def _plain(rate: Floats, n: Ints, shape: float | None) -> Floats:
    k = np.maximum(n, 0)
    if shape is None:
        below = cast("Floats", pdtr(k, rate))
    else:
        below = cast("Floats", betainc(shape, k + 1.0, shape / (shape + rate)))
    return np.where(n < 0, 0.0, below)


def rates_of(model: Model, filled: Values, rows: Floats, need_log: Floats, needs: Ints) -> Floats:
    """Return the rates of all acts in calm (acts x countries x days).

    Parameters
    ----------
    model
        A bound model.
    filled
        What the parameters fix.
    rows
        Country signals (countries x signals x days).
    need_log, needs
        Logarithms of the daily placing totals, and where that of a group, country and day is.
    """
    tb = model.tables
    out = np.zeros((len(model.acts), rows.shape[0], rows.shape[2]))
    for a in range(len(model.acts)):
        eta = out[a]
        for k in range(tb.term_ptr[a], tb.term_ptr[a + 1]):
            s = tb.term_signal[k]
            eta += filled.coef[k][:, None] * (1.0 if s < 0 else rows[:, s, :])
        rate = np.maximum(eta, 0.0) if tb.act_identity[a] == 1 else np.exp(np.minimum(eta, 300.0))
        group = int(tb.act_group[a])
        if group >= 0 and tb.act_cluster[a] == 0 and tb.act_per_country[a] == 0:
            daily = np.all(needs[group] >= 0)
            rate = rate * (
                np.exp(need_log[needs[group]]) if daily else filled.total[group][:, None]
            )
        out[a] = rate
    return out
