"""How often acts happen: log-likelihood of ignitions, cluster sizes and plain onsets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cells import ActClass, Cells, classes_of
from .kernels.classes import (
    class_back,  # pyright: ignore[reportUnknownVariableType]
    class_rates,  # pyright: ignore[reportUnknownVariableType]
    class_slopes,  # pyright: ignore[reportUnknownVariableType]
)
from .kernels.layout import Values
from .model import Model
from .row_slope import RowSlope
from .slots import integers, pointers

Floats = NDArray[np.float64]


def log_one_minus_exp(r: Floats) -> Floats:
    """Return log(1 - exp(-r))."""
    return np.where(r < 0.5, np.log(-np.expm1(-np.maximum(r, 1e-300))), np.log1p(-np.exp(-r)))


class Counts:
    """Simple acts: one log-rate a class, so that quiet country-days cost one exponential each.

    Parameters
    ----------
    model
        A bound model.
    cells
        Watched country-days with onsets, of all acts.
    watched
        Country-days that count (C x T); None for all.
    """

    def __init__(
        self, model: Model, cells: Cells, watched: NDArray[np.bool_] | None = None
    ) -> None:
        self.model = model
        self._watched = watched
        self.classes: list[ActClass] = classes_of(model)
        tb = model.tables
        self._class_of = np.full(len(model.acts), -1, dtype=np.int64)
        for h, group in enumerate(self.classes):
            self._class_of[list(group.acts)] = h
        mine = self._class_of[cells.act] >= 0
        self._cells = Cells(cells.act[mine], cells.country[mine], cells.day[mine], cells.n[mine])
        self._cell_class = self._class_of[self._cells.act]
        self._slot = integers([k for group in self.classes for k in group.slots])
        self._signal = integers([s for group in self.classes for s in group.signals])
        self._ptr = pointers([len(group.slots) for group in self.classes])
        self._placed_plain = np.array(
            [
                int(tb.act_group[k]) if tb.act_cluster[k] == 0 and tb.act_place[k] == 1 else -1
                for k in range(len(model.acts))
            ]
        )
        self._placed_acts = np.flatnonzero((self._placed_plain >= 0) & (self._class_of >= 0))
        self._cluster = tb.act_cluster[self._cells.act] == 1

    def value(
        self,
        filled: Values,
        rows: Floats,
        slope: Floats,
        total_slope: Floats,
        row_slope: RowSlope | None,
    ) -> float:
        """Return the log-likelihood; add its slopes in place.

        ``rows`` are the signals (C x S x T), ``slope`` is in the parameters, ``total_slope``
        (groups x C) in the log placing totals, ``row_slope`` in the signals that depend on
        shapes.
        """
        n_classes = len(self.classes)
        if n_classes == 0:
            return 0.0
        countries, n_signals, days = rows.shape
        lift = self._lift(filled)
        mass = np.zeros((countries, n_classes))
        for h, group in enumerate(self.classes):
            mass[:, h] = lift[list(group.acts)].sum(axis=0)
        beta = filled.coef[self._slot]
        rates = np.empty((countries, n_classes, days))
        class_rates(rows, self._ptr, self._signal, beta, rates)
        np.exp(rates, out=rates)
        if self._watched is not None:
            rates *= self._watched[:, None, :]
        sums = rates.sum(axis=2)
        ll = -float(np.sum(sums * mass))
        by_act = -lift * sums[:, self._class_of].T  # A x C, d / d constant
        by_act[self._class_of < 0] = 0.0
        extra, by_cell = self._cell_terms(rates, lift)
        ll += extra
        cells = self._cells
        np.add.at(by_act, (cells.act, cells.country), by_cell)
        rates *= -mass[:, :, None]  # from here on slopes in the log-rates
        np.add.at(rates, (cells.country, self._cell_class, cells.day), by_cell)
        by_beta = np.zeros_like(beta)
        class_slopes(rows, self._ptr, self._signal, rates, by_beta)
        by_term = np.zeros_like(filled.coef)
        by_term[self._slot] = by_beta
        by_term[self.model.constant_slot] += by_act[self.model.constant_act]
        for a in self._placed_acts:
            total_slope[self._placed_plain[a]] += by_act[a]
        self.model.coefficients.add_slope(slope, by_term)
        if row_slope is not None:
            back, column = row_slope.arrays(n_signals)
            class_back(self._ptr, self._signal, beta, rates, column, back)
        return ll

    def _lift(self, filled: Values) -> Floats:
        """Return exp(constant), times the placing total for plain acts at places (A x C)."""
        out = np.exp(filled.constant)
        out[self._class_of < 0] = 0.0
        for a in self._placed_acts:
            out[a] *= filled.total[self._placed_plain[a]]
        return out

    def _cell_terms(self, rates: Floats, lift: Floats) -> tuple[float, Floats]:
        """Return what days with onsets add to -rate, and its slope in the log-rates."""
        cells = self._cells
        r = rates[cells.country, self._cell_class, cells.day]
        r = np.maximum(r * lift[cells.act, cells.country], 1e-300)
        cluster = self._cluster
        y = cells.y
        value = np.where(cluster, y * (r + log_one_minus_exp(r)), cells.n * np.log(r))
        chance = -np.expm1(-r)
        by_cell = np.where(cluster, y * r / np.maximum(chance, 1e-300), cells.n)
        return float(np.sum(value)), by_cell


class ClusterSizes:
    """Log probability of the sizes of the record's clusters."""

    def __init__(self, model: Model, cells: Cells) -> None:
        self.model = model
        mine = model.tables.act_cluster[cells.act] == 1
        self._law = model.tables.act_law[cells.act[mine], cells.country[mine]]
        self._used = np.unique(self._law)
        sizes = model.law_sizes[self._used]
        k = np.arange(1, int(np.max(sizes, initial=1)) + 1)
        self._log_k = np.log(k)[None, :]
        self._inside = (k[None, :] <= sizes[:, None]).astype(float)
        # rows of unknown day may lean on a day that is already as large as can be
        n = np.clip(cells.n[mine], 1.0, model.law_sizes[self._law].astype(float))
        self._y = cells.y[mine]
        self._low = np.floor(n + 1e-9)
        self._high = np.maximum(np.ceil(n - 1e-9), self._low)
        self._mix = np.where(self._high > self._low, n - self._low, 0.0)

    def value(self, values: Floats, slope: Floats) -> float:
        """Return the log-likelihood; add its slope in the parameters in place."""
        if self._law.size == 0:
            return 0.0
        exponents = self.model.law_exponents.fill(values)
        fars = self.model.law_fars.fill(values)
        n_laws = exponents.shape[0]
        log_norm = np.zeros(n_laws)
        mean_log = np.zeros(n_laws)
        used = self._used
        mass = np.exp(-exponents[used, None] * self._log_k) * self._inside
        norm = mass.sum(axis=1)
        log_norm[used] = np.log(norm)
        mean_log[used] = (mass * self._log_k).sum(axis=1) / norm
        ll = 0.0
        by_exponent = np.zeros(n_laws)
        by_far = np.zeros(n_laws)
        far = fars[self._law]
        for size, weight in ((self._low, 1.0 - self._mix), (self._high, self._mix)):
            log_size = np.log(size)
            near = np.exp(-exponents[self._law] * log_size - log_norm[self._law])
            flat = 1.0 / self.model.law_sizes[self._law]
            q = (1.0 - far) * near + far * flat
            w = weight * self._y
            ll += float(np.sum(w * np.log(q)))
            tail = (1.0 - far) * near * (mean_log[self._law] - log_size)
            np.add.at(by_exponent, self._law, w * tail / q)
            np.add.at(by_far, self._law, w * (flat - near) / q)
        self.model.law_exponents.add_slope(slope, by_exponent)
        self.model.law_fars.add_slope(slope, by_far)
        return ll
