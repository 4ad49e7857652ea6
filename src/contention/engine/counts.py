"""How often acts happen: log-likelihood of ignitions, cluster sizes and plain onsets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cells import ActClass, Cells, classes_of, constant_slots
from .kernels.layout import Values
from .model import Model
from .row_slope import RowSlope

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
        Country-days with onsets, of all acts.
    """

    def __init__(self, model: Model, cells: Cells) -> None:
        self.model = model
        self.classes: list[ActClass] = classes_of(model)
        tb = model.tables
        self._class_of = np.full(len(model.acts), -1, dtype=np.int64)
        for h, group in enumerate(self.classes):
            self._class_of[list(group.acts)] = h
        mine = self._class_of[cells.act] >= 0
        self._cells = Cells(cells.act[mine], cells.country[mine], cells.day[mine], cells.n[mine])
        self._constants = [constant_slots(model, k) for k in range(len(model.acts))]
        self._used = sorted({s for group in self.classes for s in group.signals})
        self._column = {s: j for j, s in enumerate(self._used)}
        self._placed_plain = np.array(
            [
                int(tb.act_group[k]) if tb.act_cluster[k] == 0 and tb.act_place[k] == 1 else -1
                for k in range(len(model.acts))
            ]
        )
        self._rows: Floats = np.zeros((0, 0, 0))

    def keep(self, rows: Floats) -> None:
        """Take the signals of all country-days (C x T x S)."""
        self._rows = rows if len(self._used) == rows.shape[2] else rows[:, :, self._used].copy()

    def value(
        self, filled: Values, slope: Floats, total_slope: Floats, row_slope: RowSlope | None
    ) -> float:
        """Return the log-likelihood; add its slopes in place.

        ``slope`` is in the parameters, ``total_slope`` (groups x C) in the log placing totals,
        ``row_slope`` in the signals that depend on shapes.
        """
        n_classes = len(self.classes)
        if n_classes == 0:
            return 0.0
        rows = self._rows
        countries = rows.shape[0]
        beta = np.zeros((countries, len(self._used), n_classes))
        for h, group in enumerate(self.classes):
            for slot, signal in zip(group.slots, group.signals, strict=True):
                beta[:, self._column[signal], h] += filled.coef[slot]
        lift = self._lift(filled)
        rates = np.matmul(rows, beta)
        np.minimum(rates, 300.0, out=rates)
        np.exp(rates, out=rates)
        mass = np.zeros((countries, n_classes))
        for h, group in enumerate(self.classes):
            mass[:, h] = lift[list(group.acts)].sum(axis=0)
        sums = rates.sum(axis=1)
        ll = -float(np.sum(sums * mass))
        by_term = np.zeros_like(filled.coef)
        by_act = -lift * sums[:, self._class_of].T  # A x C, d / d constant
        by_act[self._class_of < 0] = 0.0
        extra, by_cell = self._cell_terms(filled, rates, lift)
        ll += extra
        cells = self._cells
        np.add.at(by_act, (cells.act, cells.country), by_cell)
        rates *= -mass[:, None, :]
        np.add.at(rates, (cells.country, cells.day, self._class_of[cells.act]), by_cell)
        by_beta = np.matmul(rows.transpose(0, 2, 1), rates)
        for h, group in enumerate(self.classes):
            for slot, signal in zip(group.slots, group.signals, strict=True):
                by_term[slot] += by_beta[:, self._column[signal], h]
        for a, slots in enumerate(self._constants):
            if self._class_of[a] >= 0:
                for slot in slots:
                    by_term[slot] += by_act[a]
                if self._placed_plain[a] >= 0:
                    total_slope[self._placed_plain[a]] += by_act[a]
        self.model.coefficients.add_slope(slope, by_term)
        if row_slope is not None:
            row_slope.add_matrix(rates, beta, self._column)
        return ll

    def _lift(self, filled: Values) -> Floats:
        """Return exp(constant), times the placing total for plain acts at places (A x C)."""
        out = np.zeros((len(self.model.acts), filled.coef.shape[1]))
        for a, slots in enumerate(self._constants):
            if self._class_of[a] >= 0:
                out[a] = np.exp(filled.coef[slots].sum(axis=0))
                if self._placed_plain[a] >= 0:
                    out[a] *= filled.total[self._placed_plain[a]]
        return out

    def _cell_terms(self, filled: Values, rates: Floats, lift: Floats) -> tuple[float, Floats]:
        """Return what days with onsets add to -rate, and its slope in the log-rates."""
        cells = self._cells
        r = rates[cells.country, cells.day, self._class_of[cells.act]]
        r = np.maximum(r * lift[cells.act, cells.country], 1e-300)
        cluster = self.model.tables.act_cluster[cells.act] == 1
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
        n = np.maximum(cells.n[mine], 1.0)
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
        for k in np.unique(self._law):
            log_k = np.log(np.arange(1, int(self.model.law_sizes[k]) + 1))
            mass = np.exp(-exponents[k] * log_k)
            norm = mass.sum()
            log_norm[k] = np.log(norm)
            mean_log[k] = float(mass @ log_k) / norm
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
