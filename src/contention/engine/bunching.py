"""Where onsets fall that come together: Polya's urn, integrated out in closed form.

Of N onsets of an act on a country-day, n(p) at place p, with shares pi(p) = w(p) / Z and bunching
b, the log probability of the places in any one order is

    sum over p of [lgamma(b pi(p) + n(p)) - lgamma(b pi(p))] - [lgamma(b + N) - lgamma(b)],

the Dirichlet-multinomial law. As b grows it becomes sum of n(p) log pi(p). Weights of rows dated
to intervals are shares of an onset, and stand in the same formula.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln as _gammaln  # pyright: ignore[reportUnknownVariableType]
from scipy.special import psi as _psi  # pyright: ignore[reportUnknownVariableType]

from .kernels.layout import Out, Recorded, Values
from .model import Model

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

gammaln = cast("Any", _gammaln)
psi = cast("Any", _psi)

LEAST = 1e-290  # of b pi, so that its logarithm is a number


class Bunching:
    """The places of acts with a bunching.

    Parameters
    ----------
    model
        A bound model.
    recorded
        The record as the walk replays it.
    """

    def __init__(self, model: Model, recorded: Recorded) -> None:
        self.model = model
        tb = model.tables
        group = tb.act_group[recorded.act]
        mine = (tb.act_bunched[recorded.act] == 1) & (group >= 0) & (recorded.place >= 0)
        row = np.flatnonzero(mine & (recorded.seen > 0.0))
        day = np.repeat(np.arange(model.scenario.days), np.diff(recorded.ptr))[row]
        keys = np.stack([recorded.act[row], recorded.country[row], day, recorded.place[row]])
        cells, first, cell = np.unique(keys, axis=1, return_index=True, return_inverse=True)
        self._n = np.bincount(cell.reshape(-1), recorded.seen[row], cells.shape[1])
        self._row = row[first]  # onsets of one cell see the same signals
        self._act, self._country, day, self._place = cells
        self._group = tb.act_group[self._act]
        days, of_day = np.unique(cells[:3], axis=1, return_inverse=True)
        self._of_day = of_day.reshape(-1)
        self._whole = np.bincount(self._of_day, self._n, days.shape[1])
        self._day_act = days[0]
        need = {
            (int(t), int(g), int(c)): z
            for z, (t, g, c) in enumerate(
                zip(_need_days(model, recorded), recorded.need_group, recorded.need_country,
                    strict=True)
            )
        }  # fmt: skip
        self._need = np.array(
            [
                need.get((int(t), int(g), int(c)), -1)
                for t, g, c in zip(day, self._group, self._country, strict=True)
            ],
            dtype=np.int64,
        )
        self._by_log_share = np.zeros(self._n.size)
        self._by_bunching = np.zeros(len(model.acts))

    def value(self, filled: Values, out: Out) -> float:
        """Return the log probability of the places; keep what its slopes need."""
        if self._n.size == 0:
            return 0.0
        n, group, place = self._n, self._group, self._place
        log_weight = np.log(filled.weight[group, place])
        for g in np.unique(group):
            here = group == g
            live = self._live(int(g))
            values = out.bunch_value[self._row[here], : live.stop - live.start]
            log_weight[here] += np.einsum("rj,j->r", values, filled.live_coef[live])
        daily = self._need >= 0
        log_total = filled.log_total[group, self._country]
        log_total[daily] = out.need_log[self._need[daily]]
        b = filled.bunching[self._act]
        a = np.maximum(b * np.exp(log_weight - log_total), LEAST)
        by_a = psi(a + n) - psi(a)
        self._by_log_share = a * by_a
        whole, day_b = self._whole, filled.bunching[self._day_act]
        by_b = np.zeros(len(self.model.acts))
        np.add.at(by_b, self._act, self._by_log_share / b)
        np.add.at(by_b, self._day_act, psi(day_b) - psi(day_b + whole))
        self._by_bunching = by_b
        placed = np.sum(gammaln(a + n) - gammaln(a))
        return float(placed - np.sum(gammaln(day_b + whole) - gammaln(day_b)))

    def add_slope(
        self,
        slope: Floats,
        by_static: Floats,
        by_live: Floats,
        by_pair: Floats,
        total_slope: Floats,
        need_slope: Floats,
        *,
        filled: Values,
        out: Out,
    ) -> None:
        """Add slopes after `value`: in parameters, place terms, shapes and placing totals."""
        if self._n.size == 0:
            return
        tb, model = self.model.tables, self.model
        model.bunchings.add_slope(slope, self._by_bunching)
        by_share = self._by_log_share
        daily = self._need >= 0
        np.add.at(need_slope, self._need[daily], -by_share[daily])
        np.add.at(total_slope, (self._group[~daily], self._country[~daily]), -by_share[~daily])
        for g in np.unique(self._group):
            here = self._group == g
            share, row = by_share[here], self._row[here]
            first, last = int(tb.group_static_ptr[g]), int(tb.group_static_ptr[g + 1])
            columns = tb.place_column[tb.group_static[first:last]][:, self._place[here]]
            by_static[first:last] += np.einsum("jr,r->j", columns, share)
            live = self._live(int(g))
            values = out.bunch_value[row, : live.stop - live.start]
            by_live[live] += np.einsum("rj,r->j", values, share)
            for q, signal in enumerate(tb.ppair_signal):
                felt = filled.live_coef[live][tb.group_live[live] == signal].sum()
                by_pair[q] += felt * float(np.sum(share * out.bunch_pair[row, q]))

    def _live(self, group: int) -> slice:
        ptr = self.model.tables.group_live_ptr
        return slice(int(ptr[group]), int(ptr[group + 1]))


def _need_days(model: Model, recorded: Recorded) -> Ints:
    return np.repeat(np.arange(model.scenario.days), np.diff(recorded.need_ptr))
