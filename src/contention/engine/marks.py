"""What onsets are like: log-likelihood of stated sizes and of traits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .kernels.layout import Values
from .model import Model
from .observation import Observed
from .row_slope import RowSlope

Floats = NDArray[np.float64]


class Sizes:
    """Stated sizes: lognormal by act."""

    def __init__(self, model: Model, observed: Observed) -> None:
        self.model = model
        stated = [row for row in observed.rows if not np.isnan(row.size)]
        n_acts = len(model.acts)
        log_size = np.log([row.size for row in stated])
        act = np.array([row.act for row in stated], dtype=np.int64)
        self._n = np.bincount(act, minlength=n_acts).astype(float)
        self._sum = np.bincount(act, log_size, n_acts)
        self._square = np.bincount(act, log_size**2, n_acts)

    def value(self, values: Floats, slope: Floats) -> float:
        """Return the log-likelihood; add its slope in the parameters in place."""
        median = self.model.size_medians.fill(values)
        spread = self.model.size_spreads.fill(values)
        mean = np.log(median)
        miss = self._sum - self._n * mean
        squares = self._square - 2 * mean * self._sum + self._n * mean**2
        self.model.size_medians.add_slope(slope, miss / spread**2 / median)
        self.model.size_spreads.add_slope(slope, -self._n / spread + squares / spread**3)
        return float(np.sum(-self._n * np.log(spread) - 0.5 * squares / spread**2))


class Traits:
    """Traits: a share of onsets, with log-odds linear in the signals of the day."""

    def __init__(self, model: Model, observed: Observed) -> None:
        self.model = model
        rows: list[tuple[int, int, int, float, float]] = []
        for b, _ in enumerate(model.theory.traits):
            for row in observed.rows:
                if (row.trait_known >> b) & 1:
                    yes = float((row.traits >> b) & 1)
                    rows += [
                        (b, t, row.country, row.weight, yes) for t in range(row.first, row.last + 1)
                    ]
        table = np.array(rows, dtype=float).reshape(-1, 5)
        self._trait = table[:, 0].astype(np.int64)
        self._day = table[:, 1].astype(np.int64)
        self._country = table[:, 2].astype(np.int64)
        self._weight = table[:, 3]
        self._yes = table[:, 4]
        first = len(model.acts)
        tb = model.tables
        self._kept: list[Floats] = []
        self._parts: list[tuple[NDArray[np.int64], range]] = [
            (
                np.flatnonzero(self._trait == b),
                range(int(tb.term_ptr[first + b]), int(tb.term_ptr[first + b + 1])),
            )
            for b in range(len(model.theory.traits))
        ]

    def keep(self, rows: Floats) -> None:
        """Take what the traits need from the signals of all country-days (C x T x S)."""
        tb = self.model.tables
        self._kept = []
        for index, slots in self._parts:
            signals = tb.term_signal[list(slots)]
            where = self._country[index], self._day[index]
            self._kept.append(
                np.stack([rows[(*where, s)] if s >= 0 else np.ones(index.size) for s in signals])
                if len(slots)
                else np.zeros((0, index.size))
            )

    def value(self, filled: Values, slope: Floats, row_slope: RowSlope | None) -> float:
        """Return the log-likelihood; add its slopes in place (after `keep`)."""
        ll = 0.0
        tb = self.model.tables
        countries = filled.coef.shape[1]
        by_term = np.zeros_like(filled.coef)
        for (index, slots), felt in zip(self._parts, self._kept, strict=True):
            if index.size == 0:
                continue
            t, c = self._day[index], self._country[index]
            coef = filled.coef[slots.start : slots.stop][:, c]
            eta = np.sum(coef * felt, axis=0)
            w, yes = self._weight[index], self._yes[index]
            ll += float(np.sum(w * (yes * eta - np.logaddexp(0.0, eta))))
            by_eta = w * (yes - expit(eta))
            for j, k in enumerate(slots):
                by_term[k] += np.bincount(c, by_eta * felt[j], countries)
                s = int(tb.term_signal[k])
                if s >= 0 and row_slope is not None:
                    row_slope.add_at(s, c, t, by_eta * coef[j])
        self.model.coefficients.add_slope(slope, by_term)
        return ll
