"""Acts that need every country-day on its own: identity links, shocks, daily placing totals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, psi

from .cells import Cells, simple
from .kernels.layout import Values
from .model import Model
from .observation import shares_of
from .row_slope import RowSlope

Floats = NDArray[np.float64]


def log_one_minus_exp(r: Floats) -> Floats:
    """Return log(1 - exp(-r))."""
    small = np.log(-np.expm1(-np.maximum(r, 1e-300)))
    return np.where(r < 0.5, small, np.log1p(-np.exp(-np.maximum(r, 0.5))))


class Dense:
    """The acts that `Counts` leaves out, evaluated on the whole calendar."""

    def __init__(
        self,
        model: Model,
        cells: Cells,
        needs: NDArray[np.int64],
        watched: NDArray[np.bool_] | None = None,
    ) -> None:
        self.model = model
        # what counts of the expected onsets: the share recorded, on watched days
        self._watched = shares_of(model) * (1.0 if watched is None else watched)
        days, countries = model.scenario.days, len(model.scenario.countries)
        self.acts = [k for k in range(len(model.acts)) if not simple(model, k)]
        self._n: dict[int, Floats] = {}
        self._rates: dict[int, Floats] = {}
        self._outer: dict[int, Floats] = {}  # d rate / d eta
        for a in self.acts:
            n = np.zeros((countries, days))
            mine = cells.act == a
            n[cells.country[mine], cells.day[mine]] = cells.n[mine]
            self._n[a] = n
        # index of the daily placing total of (group, country, day)
        self._need = {
            int(g): needs[int(g)] for g in {int(model.tables.act_group[a]) for a in self.acts}
            if g >= 0 and np.all(needs[int(g)] >= 0)
        }  # fmt: skip

    def value(self, filled: Values, rows: Floats, need_log: Floats, tilt: Floats | None) -> float:
        """Return the log-likelihood of calm countries.

        Add to ``tilt`` (C x T) what the episode makes of each day more than calm.
        """
        if not self.acts:
            return 0.0
        self._rates, self._outer = {}, {}
        for a in self.acts:
            self._rate(a, filled, rows, need_log)
        ll = 0.0
        self._by_rate: dict[int, Floats] = {}
        self._by_shape = np.zeros(len(self.model.theory.shocks))
        tb = self.model.tables
        done: set[int] = set()
        for a in self.acts:
            g = int(tb.act_shock[a])
            if a in done:
                continue
            if g < 0:
                value, self._by_rate[a] = self._plain(a, self._rates[a])
            elif tb.act_cluster[a] == 1:
                value, self._by_rate[a], self._by_shape[g] = self._shaken(
                    a, self._rates[a], filled.shock_shape[g]
                )
            else:
                group = [b for b in self.acts if tb.act_shock[b] == g]
                value, slopes, self._by_shape[g] = self._shared(
                    group, self._rates, filled.shock_shape[g]
                )
                self._by_rate |= slopes
                done |= set(group)
            ll += value
        self._grown = np.exp(np.clip(filled.inside, -300.0, 300.0))
        if tilt is not None:
            for a in self._moved():
                lift = filled.inside[a][:, None]
                tilt += self._n[a] * lift - self._rates[a] * (self._grown[a][:, None] - 1.0)
        return ll

    def add_slope(
        self,
        filled: Values,
        rows: Floats,
        slope: Floats,
        total_slope: Floats,
        need_slope: Floats,
        inside: Floats | None,
        row_slope: RowSlope | None,
    ) -> None:
        """Add slopes after `value`; ``inside`` is the chance of the episode (C x T)."""
        if not self.acts:
            return
        tb = self.model.tables
        self.model.shock_shapes.add_slope(slope, self._by_shape)
        if inside is not None:
            by_inside = np.zeros((len(self.model.acts), rows.shape[0]))
            for a in self._moved():
                grown = self._grown[a][:, None]
                self._by_rate[a] = self._by_rate[a] - inside * (grown - 1.0)
                by_inside[a] = (inside * (self._n[a] - self._rates[a] * grown)).sum(axis=1)
            self.model.inside.add_slope(slope, by_inside)
        by_term = np.zeros((tb.term_signal.size, rows.shape[0]))
        for a in self.acts:
            by_eta = self._by_rate[a] * self._outer[a]
            for k in range(tb.term_ptr[a], tb.term_ptr[a + 1]):
                s = tb.term_signal[k]
                by_term[k] += (by_eta if s < 0 else by_eta * rows[:, s, :]).sum(axis=1)
                if s >= 0 and row_slope is not None:
                    row_slope.add(int(s), by_eta * filled.coef[k][:, None])
            group = int(tb.act_group[a])
            if group >= 0 and tb.act_cluster[a] == 0 and tb.act_per_country[a] == 0:
                by_log_total = self._by_rate[a] * self._rates[a]
                if group in self._need:
                    np.add.at(need_slope, self._need[group], by_log_total)
                else:
                    total_slope[group] += by_log_total.sum(axis=1)
        self.model.coefficients.add_slope(slope, by_term)

    def _moved(self) -> list[int]:
        """Return the acts that depend on the episode: plain ones with a logarithmic link."""
        inside = self.model.inside
        moved = set(inside.slot.tolist()) | set(
            np.flatnonzero(np.any(inside.constant != 0.0, axis=1)).tolist()
        )
        return [a for a in self.acts if a in moved]

    def _rate(self, a: int, filled: Values, rows: Floats, need_log: Floats) -> None:
        """Keep the expected onsets of an act (C x T) and their slopes in its link."""
        tb = self.model.tables
        eta = np.zeros((rows.shape[0], rows.shape[2]))
        for k in range(tb.term_ptr[a], tb.term_ptr[a + 1]):
            s = tb.term_signal[k]
            eta += filled.coef[k][:, None] * (1.0 if s < 0 else rows[:, s, :])
        if tb.act_identity[a] == 1:
            rate = np.maximum(eta, 1e-12)
            bend = (eta > 1e-12).astype(float)
        else:
            rate = np.exp(np.minimum(eta, 300.0))
            bend = rate
        whole = self._total(filled, need_log, a) * self._watched
        self._rates[a] = rate * whole
        self._outer[a] = bend * whole

    def _total(self, filled: Values, need_log: Floats, a: int) -> Floats | float:
        tb = self.model.tables
        group = int(tb.act_group[a])
        if group < 0 or tb.act_cluster[a] == 1 or tb.act_per_country[a] == 1:
            return 1.0
        if group in self._need:
            return np.exp(need_log[self._need[group]])
        return filled.total[group][:, None]

    def _plain(self, a: int, rate: Floats) -> tuple[float, Floats]:
        n = self._n[a]
        if self.model.tables.act_cluster[a] == 0:
            log_rate = np.where(n > 0, np.log(np.maximum(rate, 1e-300)), 0.0)
            return float(np.sum(n * log_rate - rate)), n / np.maximum(rate, 1e-300) - 1.0
        y = np.where(n >= 1 - 1e-9, 1.0, n)
        safe = np.maximum(rate, 1e-300)
        value = -(1 - y) * rate + np.where(y > 0, y * log_one_minus_exp(safe), 0.0)
        slope = -(1 - y) + np.where(y > 0, y / np.expm1(np.minimum(safe, 600.0)), 0.0)
        return float(np.sum(value)), slope

    def _shaken(self, a: int, rate: Floats, k: float) -> tuple[float, Floats, float]:
        n = self._n[a]
        y = np.where(n >= 1 - 1e-9, 1.0, n)
        log_quiet = -k * np.log1p(rate / k)
        log_some = np.log(-np.expm1(np.minimum(log_quiet, -1e-300)))
        value = (1 - y) * log_quiet + np.where(y > 0, y * log_some, 0.0)
        # d log(1 - e^q) = -e^q / (1 - e^q) dq
        by_q = (1 - y) - np.where(y > 0, y / np.expm1(np.maximum(-log_quiet, 1e-300)), 0.0)
        q_rate = -1.0 / (1.0 + rate / k)
        q_shape = -np.log1p(rate / k) + rate / (k + rate)
        return float(np.sum(value)), by_q * q_rate, float(np.sum(by_q * q_shape))

    def _shared(
        self, group: list[int], rates: dict[int, Floats], k: float
    ) -> tuple[float, dict[int, Floats], float]:
        n = np.sum([self._n[b] for b in group], axis=0)
        whole = np.sum([rates[b] for b in group], axis=0)
        ll = gammaln(n + k) - gammaln(k) + k * np.log(k) - (n + k) * np.log(whole + k)
        by_whole = -(n + k) / (whole + k)
        slopes: dict[int, Floats] = {}
        for b in group:
            safe = np.maximum(rates[b], 1e-300)
            ll = ll + np.where(self._n[b] > 0, self._n[b] * np.log(safe), 0.0)
            slopes[b] = by_whole + self._n[b] / safe
        by_shape = psi(n + k) - psi(k) + np.log(k) + 1 - np.log(whole + k)
        by_shape = by_shape - (n + k) / (whole + k)
        return float(np.sum(ll)), slopes, float(np.sum(by_shape))
