"""How often acts happen: log-likelihood of ignitions and plain onsets, of all quiet days too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cells import ActClass, Cells, classes_of
from .kernels.classes import (
    class_back,  # pyright: ignore[reportUnknownVariableType]
    class_rates,  # pyright: ignore[reportUnknownVariableType]
    class_slopes,  # pyright: ignore[reportUnknownVariableType]
    class_sums,  # pyright: ignore[reportUnknownVariableType]
    class_tilt,  # pyright: ignore[reportUnknownVariableType]
    class_weigh,  # pyright: ignore[reportUnknownVariableType]
)
from .kernels.layout import Values
from .model import Model
from .row_slope import RowSlope
from .slots import integers, pointers
from .thinning import Thinning

Floats = NDArray[np.float64]


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
        self._members = (self._class_of == np.arange(len(self.classes))[:, None]).astype(float)
        mine = self._class_of[cells.act] >= 0
        self._cells = Cells(cells.act[mine], cells.country[mine], cells.day[mine], cells.n[mine])
        self._cell_class = self._class_of[self._cells.act]
        self._slot = integers([k for group in self.classes for k in group.slots])
        self._signal = integers([s for group in self.classes for s in group.signals])
        self._ptr = pointers([len(group.slots) for group in self.classes])
        self._placed_plain = np.array(
            [
                int(tb.act_group[k])
                if tb.act_cluster[k] == 0 and tb.act_place[k] == 1 and tb.act_per_country[k] == 0
                else -1
                for k in range(len(model.acts))
            ]
        )
        self._placed_acts = np.flatnonzero((self._placed_plain >= 0) & (self._class_of >= 0))
        self._cluster = tb.act_cluster[self._cells.act] == 1
        self._y = self._cells.y
        # what depends on the hidden episode
        moved = np.zeros(len(model.acts), dtype=bool)
        moved[model.inside.slot] = True
        moved |= np.any(model.inside.constant != 0.0, axis=1)
        self._moved = moved & (self._class_of >= 0)
        self._moved_cells = np.flatnonzero(moved[self._cells.act])
        # places in flattened arrays
        days, mine = model.scenario.days, self._cells
        self._moved_day = (mine.country * days + mine.day)[self._moved_cells]
        by_class = mine.country * len(self.classes) + self._cell_class
        self._class_day = by_class * days + mine.day
        self._act_country = mine.act * len(model.scenario.countries) + mine.country
        self._thinning = Thinning(model, self._cells, self._class_of, watched)

    def value(self, filled: Values, values: Floats, rows: Floats, tilt: Floats | None) -> float:
        """Return the log-likelihood of calm countries, from the signals (C x S x T).

        Add to ``tilt`` (C x T) what the episode makes of each day more than calm.
        """
        n_classes = len(self.classes)
        if n_classes == 0:
            return 0.0
        countries, _, days = rows.shape
        self._beta = filled.coef[self._slot]
        rates = np.empty((countries, n_classes, days))
        class_rates(rows, self._ptr, self._signal, self._beta, rates)
        np.exp(rates, out=rates)
        if self._watched is not None:
            rates *= self._watched[:, None, :]
        self._rates = rates
        self._lift = self._lifted(filled)
        self._mass = self._by_class(self._lift)
        self._sums: Floats = np.empty((countries, n_classes))
        class_sums(rates, self._sums)
        ll = -float(np.einsum("ch,ch->", self._sums, self._mass))
        lift = self._lift.reshape(-1)[self._act_country]
        r = np.maximum(rates.reshape(-1)[self._class_day] * lift, 1e-300)
        every = np.arange(r.size)
        value, self._calm_slope = self._cell_terms(r, every)
        if tilt is not None:
            self._tilt(filled, tilt, r, value)
        if self._thinning.active:
            ll += self._thinning.value(filled, values, rates, self._lift, tilt)
        return ll + float(value.sum())

    def _tilt(self, filled: Values, tilt: Floats, r: Floats, calm: Floats) -> None:
        """Add to ``tilt`` what the episode makes of each day more than calm."""
        grown = np.exp(np.minimum(np.maximum(filled.inside, -300.0), 300.0))
        self._more = np.where(self._class_of[:, None] >= 0, self._lift * (grown - 1.0), 0.0)
        self._more_mass = self._by_class(self._more)
        class_tilt(self._rates, self._more_mass, tilt)
        m = self._moved_cells
        raised = r[m] * grown.reshape(-1)[self._act_country[m]]
        value, self._inside_slope = self._cell_terms(np.minimum(raised, 1e300), m)
        np.add.at(tilt.reshape(-1), self._moved_day, value - calm[m])

    def add_slope(
        self,
        slope: Floats,
        rows: Floats,
        total_slope: Floats,
        inside: Floats | None,
        row_slope: RowSlope | None,
    ) -> None:
        """Add slopes after `value`.

        ``slope`` is in the parameters, ``total_slope`` (groups x C) in the log placing totals,
        ``row_slope`` in the signals that depend on shapes; ``inside`` is the chance of each
        country-day (C x T) to be inside the episode, given the whole record.
        """
        if not self.classes:
            return
        rates = self._rates
        by_act = -self._lift * self._sums[:, self._class_of].T  # A x C, d / d constant
        by_act[self._class_of < 0] = 0.0
        by_cell = self._calm_slope
        if inside is not None:
            by_cell = self._inside_slopes(slope, by_act, inside)
        else:
            rates *= -self._mass[:, :, None]  # from here on slopes in the log-rates
        by_act += self._by_act(by_cell, self._act_country)
        np.add.at(rates.reshape(-1), self._class_day, by_cell)
        if self._thinning.active:
            self._thinning.add_slope(slope, rates, by_act, inside)
        by_beta = np.empty_like(self._beta)
        class_slopes(rows, self._ptr, self._signal, rates, by_beta)
        by_term = np.zeros((self.model.tables.term_signal.size, by_beta.shape[1]))
        by_term[self._slot] = by_beta
        by_term[self.model.constant_slot] += by_act[self.model.constant_act]
        for a in self._placed_acts:
            total_slope[self._placed_plain[a]] += by_act[a]
        self.model.coefficients.add_slope(slope, by_term)
        if row_slope is not None:
            back, column = row_slope.arrays(rows.shape[1])
            class_back(self._ptr, self._signal, self._beta, rates, column, back)

    def _inside_slopes(self, slope: Floats, by_act: Floats, inside: Floats) -> Floats:
        """Weigh calm and the episode by their chances; return slopes of days with onsets."""
        m = self._moved_cells
        felt: Floats = np.empty(self._rates.shape[:2])
        class_weigh(self._rates, self._mass, self._more_mass, inside, felt)
        by_class = felt[:, self._class_of].T
        by_act -= self._more * by_class
        by_inside = np.where(self._moved[:, None], -(self._lift + self._more) * by_class, 0.0)
        chance = inside.reshape(-1)[self._moved_day]
        by_cell = self._calm_slope.copy()
        by_cell[m] = (1.0 - chance) * by_cell[m] + chance * self._inside_slope
        by_inside += self._by_act(chance * self._inside_slope, self._act_country[m])
        self.model.inside.add_slope(slope, by_inside)
        return by_cell

    def _by_act(self, by_cell: Floats, at: NDArray[np.int64]) -> Floats:
        """Add up over the cells of each act and country (A x C)."""
        return np.bincount(at, by_cell, self._lift.size).astype(float).reshape(self._lift.shape)

    def _by_class(self, by_act: Floats) -> Floats:
        """Add up over the acts of each class (C x H)."""
        return np.ascontiguousarray(np.einsum("ha,ac->ch", self._members, by_act))

    def _lifted(self, filled: Values) -> Floats:
        """Return exp(constant), times the placing total for plain acts at places (A x C)."""
        out = np.exp(filled.constant)
        out[self._class_of < 0] = 0.0
        for a in self._placed_acts:
            out[a] *= filled.total[self._placed_plain[a]]
        return out

    def _cell_terms(self, r: Floats, cell: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return what days with onsets add to -rate, and its slope in the log-rates."""
        cluster, y, n = self._cluster[cell], self._y[cell], self._cells.n[cell]
        chance = np.maximum(-np.expm1(-r), 1e-300)
        value = np.where(cluster, y * (r + np.log(chance)), n * np.log(r))
        return value, np.where(cluster, y * r / chance, n)
