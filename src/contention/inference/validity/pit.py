"""Randomised probability integral transforms of the counts of every country-day.

Under the truth the transform of a count is uniform on 0 to 1. Counts are whole numbers and most
are 0, so each is spread over the probability it has by a random number (Czado, Gneiting and Held,
"Predictive model assessment for count data", Biometrics 65, 2009). Nearly all of what can go
wrong sits close to 1, where the days with onsets are, so bins are finer there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.likelihood import Likelihood
from contention.engine.model import Model
from contention.record.frames import events_of

from .uniformity import adjusted, chance_of_bins

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 1.0)
"""Edges of the bins."""

CHANCES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Edges of the classes of predicted chances of an onset."""

LEVEL = 0.01
"""An act is off if its bins have a chance below this under the truth, adjusted for all acts."""


@dataclass(frozen=True)
class Pit:
    """Randomised transforms of the counts of country-days, one day ahead.

    Attributes
    ----------
    bins
        Share of the transforms in each bin of `EDGES` by act (acts x bins).
    days
        Country-days.
    observed, expected
        Country-days with onsets of each act, and how many the values expect.
    p_value
        Of the bins of each act (chi-square), as they are and adjusted for all acts (Holm).
    reliability
        Country-days of all acts by their predicted chance of an onset: ``above``, ``up_to``,
        ``days``, ``expected`` and ``observed`` days with onsets, and ``error``, the standard
        deviation of their difference if the chances are right.
    """

    acts: tuple[str, ...]
    bins: Floats = field(repr=False)
    days: int
    observed: Ints = field(repr=False)
    expected: Floats = field(repr=False)
    p_value: Floats = field(repr=False)
    p_adjusted: Floats = field(repr=False)
    reliability: pl.DataFrame = field(repr=False)

    @property
    def off(self) -> tuple[str, ...]:
        """Acts whose counts the values do not predict."""
        return tuple(a for a, p in zip(self.acts, self.p_adjusted, strict=True) if p < LEVEL)

    def table(self) -> pl.DataFrame:
        """Return one row an act; ``above`` is the share of transforms above 0.99."""
        top = self.bins[:, EDGES.index(0.99) :].sum(axis=1)
        return pl.DataFrame(
            {
                "act": self.acts,
                "observed": self.observed,
                "expected": self.expected,
                "above": top,
                "p_value": self.p_value,
                "p_adjusted": self.p_adjusted,
                "verdict": ["off" if p < LEVEL else "agrees" for p in self.p_adjusted],
            }
        )

    def to_json(self) -> dict[str, Any]:
        """Return the transforms with documented keys."""
        return {
            "edges": list(EDGES),
            "country_days": self.days,
            "acts": [
                row | {"bins": bins}
                for row, bins in zip(self.table().to_dicts(), self.bins.tolist(), strict=True)
            ],
            "reliability": self.reliability.to_dicts(),
        }

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def pit(model: Model, values: Floats, record: object, *, seed: int = 0) -> Pit:
    """Transform the counts of a record by what values expect one day ahead.

    Parameters
    ----------
    model
        A bound model.
    values
        Parameters in natural units.
    record
        A record, or its events as polars. A row dated to an interval is put on one of its days,
        drawn by the weights of the days.
    seed
        Seed of the spreading and of those days.

    Returns
    -------
    Pit
        By act. Values that were fitted to the same record are a little too good for it.
    """
    events = events_of(record)
    likelihood = Likelihood(model, events)
    rng = np.random.default_rng(seed)
    counts = _counts(model, likelihood, rng)
    expected = likelihood.predictive(values)
    n_acts, days = counts.shape[0], counts[0].size
    bins = np.zeros((n_acts, len(EDGES) - 1))
    some = np.zeros(counts.shape)
    for a in range(n_acts):
        low, high = expected.at_most(a, counts[a] - 1), expected.at_most(a, counts[a])
        u = low + rng.random(low.shape) * (high - low)
        bins[a] = np.histogram(u, EDGES)[0]
        some[a] = expected.some(a)
    p_value = np.array([chance_of_bins(row, np.diff(EDGES)) for row in bins])
    return Pit(
        acts=tuple(act.name for act in model.acts),
        bins=bins / days,
        days=days,
        observed=(counts > 0).sum(axis=(1, 2)),
        expected=some.sum(axis=(1, 2)),
        p_value=p_value,
        p_adjusted=adjusted(p_value),
        reliability=_reliability(some.ravel(), counts.ravel() > 0),
    )


def _reliability(chance: Floats, happened: NDArray[np.bool_]) -> pl.DataFrame:
    """Set observed days with onsets beside expected ones, by class of chance."""
    kind = np.clip(np.searchsorted(CHANCES, chance, side="left") - 1, 0, len(CHANCES) - 2)

    def summed(x: Floats) -> Floats:
        return np.bincount(kind, x, len(CHANCES) - 1).astype(np.float64)

    return pl.DataFrame(
        {
            "above": CHANCES[:-1],
            "up_to": CHANCES[1:],
            "days": summed(np.ones(chance.size)).astype(np.int64),
            "expected": summed(chance),
            "observed": summed(happened.astype(float)).astype(np.int64),
            "error": np.sqrt(summed(chance * (1.0 - chance))),
        }
    )


def _counts(model: Model, likelihood: Likelihood, rng: np.random.Generator) -> Ints:
    """Return whole numbers of onsets (acts x countries x days)."""
    shape = (len(model.acts), len(model.scenario.countries), model.scenario.days)
    out = np.zeros(shape, dtype=np.int64)
    for row in likelihood.observed.rows:
        weights = np.array(row.weights)
        day = row.first + int(rng.choice(weights.size, p=weights / weights.sum()))
        out[row.act, row.country, day] += 1
    return out
