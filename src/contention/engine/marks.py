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
        ptr = model.tables.term_ptr[first : first + len(model.theory.traits) + 1]
        # one entry a row and term of its trait; rows in order
        lengths = np.diff(ptr)[self._trait] if self._trait.size else np.zeros(0, dtype=np.int64)
        self._row = np.repeat(np.arange(self._trait.size), lengths)
        start = np.concatenate([[0], np.cumsum(lengths)])[:-1]
        self._slot = ptr[self._trait[self._row]] + np.arange(self._row.size) - start[self._row]
        self._signal = model.tables.term_signal[self._slot]
        self._felt = np.ones(self._row.size)
        countries = len(model.scenario.countries)
        self._flat = self._slot * countries + self._country[self._row]  # place in slots x C

    def keep(self, rows: Floats) -> None:
        """Take what the traits need from the signals of all country-days (C x S x T)."""
        varies = self._signal >= 0
        row = self._row[varies]
        self._felt[varies] = rows[self._country[row], self._signal[varies], self._day[row]]

    def value(self, filled: Values, slope: Floats, row_slope: RowSlope | None) -> float:
        """Return the log-likelihood; add its slopes in place (after `keep`)."""
        if self._row.size == 0:
            return 0.0
        coef = filled.coef.reshape(-1)[self._flat]
        eta = np.bincount(self._row, coef * self._felt, self._trait.size)
        w, yes = self._weight, self._yes
        ll = float(np.sum(w * (yes * eta - np.logaddexp(0.0, eta))))
        by_eta = (w * (yes - expit(eta)))[self._row]
        flat = np.bincount(self._flat, by_eta * self._felt, filled.coef.size).astype(float)
        self.model.coefficients.add_slope(slope, flat.reshape(filled.coef.shape))
        if row_slope is not None:
            for s in np.unique(self._signal[self._signal >= 0]):
                mine = self._signal == s
                at = self._row[mine]
                row_slope.add_at(
                    int(s), self._country[at], self._day[at], by_eta[mine] * coef[mine]
                )
        return ll
