"""The log-likelihood of a record under a bound model, with its exact gradient.

The walk leaves the signals of every country-day, the placing totals, and the slopes of both in
the shapes; this module turns them into a likelihood.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .assemble import live_width, out_of, refill, state_of, static_width, values_of
from .bunching import Bunching
from .cells import cells_of, placed_of
from .cluster_sizes import ClusterSizes
from .compiling import compile_walk
from .counts import Counts
from .dense import Dense
from .episode import EpisodeFilter
from .kernels.handle import Handle
from .kernels.layout import Out, Values
from .kernels.placing import (
    entry_heights,  # pyright: ignore[reportUnknownVariableType]
    placing_rows,  # pyright: ignore[reportUnknownVariableType]
)
from .kernels.walk import ENTRIES, SLOPES, VALUES, walk  # pyright: ignore
from .marks import Sizes, Traits
from .model import Model
from .observation import Observed, check_clusters, observe, watch
from .predictive import Predictive, rates_of
from .row_slope import RowSlope

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STORED = 4_000_000  # live entries kept for calls that change coefficients only


class Kept(NamedTuple):
    """What calls with the same shapes share."""

    shapes: Floats
    filled: Values
    handle: Handle


class Likelihood:
    """Log-likelihood of a record, as a function of the parameters in natural units.

    Parameters
    ----------
    model
        A bound model.
    events
        Events in canonical columns.
    watched
        Country-days that count (countries x days); the others are seen by signals and stocks
        only. Default: all.

    Notes
    -----
    Constants free of parameters are left out. Every call walks through the record once, unless
    `prepare` has kept the rows of the same shapes.
    """

    def __init__(
        self, model: Model, events: pl.DataFrame, *, watched: NDArray[np.bool_] | None = None
    ) -> None:
        compile_walk()
        self.model = model
        self.observed: Observed = watch(model, observe(model, events), watched)
        check_clusters(model, self.observed.rows)
        busiest = int(np.max(np.diff(self.observed.recorded.ptr), initial=0))
        self._state = state_of(model.tables, onsets=busiest)
        self._state_handle = Handle(self._state)
        self._recorded = Handle(self.observed.recorded)
        self._take(self._room(0, 0))
        cells = cells_of(self.observed)
        self._placed = placed_of(model, self.observed)
        self._bunching = Bunching(model, self.observed.recorded)
        self._counts = Counts(model, cells, watched)
        self._clusters = ClusterSizes(model, cells)
        self._episode = EpisodeFilter(model) if model.episode else None
        self._dense = Dense(model, cells, self._need_index(), watched)
        if np.any(model.tables.act_sized):  # only sizes ask for the room of onsets
            self._walk(values_of(model, model.start(), laws=False), leave=VALUES)
        self._sizes = Sizes(model, self.observed, self._out.room)
        self._traits = Traits(model, self.observed)
        self.shape_index = shape_parameters(model)
        self._shaped_signals = sorted({int(s) for s in model.tables.pair_signal})
        group = self.observed.recorded.need_group
        groups = model.tables.group_static_ptr.shape[0] - 1
        statics = np.diff(model.tables.group_static_ptr)
        self._group_of_static: Ints = np.repeat(np.arange(groups, dtype=np.int64), statics)
        self._widths = live_width(model.tables), static_width(model.tables)
        self._needs_of_group = [np.flatnonzero(group == g) for g in range(groups)]
        self._kept: Kept | None = None

    def _room(self, entries: int, hits: int) -> Out:
        needs = self.observed.recorded.need_group.shape[0]
        days = self.model.scenario.days
        tb = self.model.tables
        bunched = self.observed.recorded.act.size if np.any(tb.act_bunched) else 0
        return out_of(
            tb, days=days, events=0, rows=True, needs=needs, entries=entries, hits=hits,
            bunched=bunched, onsets=self.observed.recorded.act.size,
        )  # fmt: skip

    def _take(self, out: Out) -> None:
        self._out = out
        self._out_handle = Handle(out)

    def _need_index(self) -> NDArray[np.int64]:
        recorded = self.observed.recorded
        days, countries = self.model.scenario.days, len(self.model.scenario.countries)
        groups = self.model.tables.group_live_ptr.shape[0] - 1
        if not np.any(self.model.tables.group_always):
            return np.full((groups, 1, 1), -1, dtype=np.int64)
        index = np.full((groups, countries, days), -1, dtype=np.int64)
        day = np.repeat(np.arange(days), np.diff(recorded.need_ptr))
        index[recorded.need_group, recorded.need_country, day] = np.arange(day.size)
        return index

    def _walk(self, filled: Values, *, leave: int) -> None:
        tb = self.model.tables
        days = self.model.scenario.days
        walk(
            self.model.handle, Handle(filled), self._recorded, self._state_handle,
            self._out_handle, 0, days, days,
            self.model.scenario.start.toordinal(), 0, 0,
            live_width(tb), static_width(tb), leave, False,  # noqa: FBT003
        )  # fmt: skip

    def prepare(self, values: Floats) -> bool:
        """Keep the rows of these shapes, so that later calls with them need no walk.

        Returns False, and keeps nothing, where that would take too much memory. The gradient of
        calls on kept rows is exact in all parameters but the shapes, where it is 0.
        """
        self.release()
        filled = values_of(self.model, values)
        self._walk(filled, leave=ENTRIES)
        entries, hits = int(self._out.counters[1]), int(self._out.counters[2])
        if entries > STORED:
            return False
        self._take(self._room(entries, hits))
        self._walk(filled, leave=ENTRIES)
        self._kept = Kept(values[self.shape_index].copy(), filled, Handle(filled))
        self._traits.keep(self.signals())
        return True

    def _redo(self, values: Floats, filled: Values, handle: Handle) -> None:
        """Redo the placing totals with the kept rows."""
        refill(self.model, values, filled)
        entries, hits = int(self._out.counters[1]), int(self._out.counters[2])
        entry_heights(self.model.handle, handle, self._recorded, self._out_handle, entries)
        np.exp(self._out.entry_growth, out=self._out.entry_growth)
        placing_rows(
            self.model.handle, handle, self._recorded, self._out_handle,
            entries, hits, live_width(self.model.tables),
        )  # fmt: skip

    def put(self, rows: Floats) -> None:
        """Put other country signals in the place of the kept ones, until `release`.

        Parameters
        ----------
        rows
            Countries x signals x days, as `signals` gives them. Placing keeps its own signals.
        """
        self._out.row[...] = rows
        self._traits.keep(self.signals())

    def release(self) -> None:
        """Let every call walk again."""
        self._kept = None

    def value_and_gradient(self, values: Floats) -> tuple[float, Floats]:
        """Return the log-likelihood and its gradient in the natural parameters."""
        values = np.ascontiguousarray(values, dtype=float)
        if self._kept is not None and np.array_equal(values[self.shape_index], self._kept.shapes):
            self._redo(values, self._kept.filled, self._kept.handle)
            return self._evaluate(values, self._kept.filled, with_shapes=False)
        filled = values_of(self.model, values, laws=False)
        self._walk(filled, leave=SLOPES)
        self._traits.keep(self.signals())
        return self._evaluate(values, filled, with_shapes=True)

    def value(self, values: Floats) -> float:
        """Return the log-likelihood alone, about a fifth sooner than with its gradient."""
        values = np.ascontiguousarray(values, dtype=float)
        if self._kept is not None and np.array_equal(values[self.shape_index], self._kept.shapes):
            filled = self._kept.filled
            self._redo(values, filled, self._kept.handle)
        else:
            filled = values_of(self.model, values, laws=False)
            self._walk(filled, leave=VALUES)
            self._traits.keep(self.signals())
        value = self._log_likelihood(values, filled) + self._placed_value(values, filled)
        return value + self._sizes.value(values, None) + self._traits.value(filled, None, None)

    def signals(self) -> Floats:
        """Return the country signals of the last walk (countries x signals x days)."""
        return self._out.row

    @property
    def signal_names(self) -> tuple[str, ...]:
        """Names of the country signals."""
        return self.model.signal_names

    def parts(self, values: Floats) -> dict[str, float]:
        """Return the log-likelihood in parts: counts, placing, sizes, traits."""
        self.value_and_gradient(values)
        return dict(self._last)

    def _log_likelihood(self, values: Floats, filled: Values) -> float:
        """Return the log-likelihood of counts; keep what its slopes need."""
        rows, out = self.signals(), self._out
        tilt = np.zeros((rows.shape[0], rows.shape[2])) if self._episode else None
        counts = self._counts.value(filled, values, rows, tilt)
        counts += self._clusters.value(values, tilt)
        counts += self._dense.value(filled, rows, out.need_log, tilt)
        self._tilt = tilt
        if self._episode is not None and tilt is not None:
            counts += self._episode.value(filled, rows, tilt)
        return counts

    def _evaluate(
        self, values: Floats, filled: Values, *, with_shapes: bool
    ) -> tuple[float, Floats]:
        model, out = self.model, self._out
        rows = self.signals()
        counts = self._log_likelihood(values, filled)
        slope = np.zeros(values.size)
        row_slope = (
            RowSlope(self._shaped_signals, rows.shape[0], rows.shape[2]) if with_shapes else None
        )
        total_slope = np.zeros(filled.total.shape)
        need_slope = np.zeros(out.need_log.size)
        inside = self._episode.add_slope(slope, rows, row_slope) if self._episode else None
        self._counts.add_slope(slope, rows, total_slope, inside, row_slope)
        self._clusters.add_slope(slope, inside)
        self._dense.add_slope(filled, rows, slope, total_slope, need_slope, inside, row_slope)
        placing = self._placed_value(values, filled)
        self._add_placing_slopes(filled, slope, total_slope, need_slope, with_shapes=with_shapes)
        sizes = self._sizes.value(values, slope)
        traits = self._traits.value(filled, slope, row_slope)
        if row_slope is not None and model.pair_parameter.size:
            by_pair = row_slope.carry(out.row_pair, model.tables.pair_signal)
            np.add.at(slope, model.pair_parameter, by_pair)
        self._inside = inside
        self._last = {"counts": counts, "placing": placing, "sizes": sizes, "traits": traits}
        return counts + placing + sizes + traits, slope

    def filtered(self, values: Floats, day: int) -> Floats:
        """Return the chance of each country to be inside the episode on the eve of a day.

        Parameters
        ----------
        values
            Parameters in natural units.
        day
            Day of the calendar, from 0; the record before it is taken in.

        Returns
        -------
        numpy.ndarray
            One number a country; zeros where the theory has no episode.
        """
        return self.eves(values)[:, day]

    def eves(self, values: Floats) -> Floats:
        """Return `filtered` of all days (countries x days) from one walk."""
        if self._episode is None:
            return np.zeros((len(self.model.scenario.countries), self.model.scenario.days))
        filled = self._walked(values)
        assert self._tilt is not None
        return self._episode.eves(filled, self.signals(), self._tilt)

    def predictive(self, values: Floats) -> Predictive:
        """Return the laws of the number of onsets on each country-day, one day ahead."""
        filled = self._walked(values)
        rows = self.signals()
        chance = np.zeros((rows.shape[0], rows.shape[2]))
        if self._episode is not None and self._tilt is not None:
            chance = self._episode.predicted(filled, rows, self._tilt)
        needs = self._need_index()
        calm = rates_of(self.model, filled, rows, self._out.need_log, needs)
        return Predictive(self.model, calm, np.exp(filled.inside), chance, filled)

    def _walked(self, values: Floats) -> Values:
        """Walk through the record and filter it; return what the values fix."""
        values = np.ascontiguousarray(values, dtype=float)
        filled = values_of(self.model, values)
        self._walk(filled, leave=VALUES)
        self._log_likelihood(values, filled)
        return filled

    def inside(self, values: Floats) -> Floats:
        """Return the chance of each country-day to be inside the episode, given all days.

        Countries x days; zeros where the theory has no episode.
        """
        self.value_and_gradient(values)
        if self._inside is None:
            return np.zeros((len(self.model.scenario.countries), self.model.scenario.days))
        return self._inside

    def _placed_value(self, values: Floats, filled: Values) -> float:
        """Return the log probability of where onsets fell."""
        out, daily, fixed = self._out, self._placed.daily, self._placed.fixed
        ll = float(out.placed[0])
        ll -= float(daily.n @ out.need_log[daily.need])
        ll -= float(fixed.n @ filled.log_total[fixed.group, fixed.country])
        ll += float(self.model.static_coefficients.fill(values) @ self._placed.static)
        return ll + self._bunching.value(filled, out)

    def _add_placing_slopes(
        self,
        filled: Values,
        slope: Floats,
        total_slope: Floats,
        need_slope: Floats,
        *,
        with_shapes: bool,
    ) -> None:
        """Add the slopes of `_placed_value`, and all slopes in placing totals."""
        model, out, placed = self.model, self._out, self._placed
        tb = model.tables
        daily, fixed = placed.daily, placed.fixed
        need_slope[daily.need] -= daily.n  # every total stands once
        total_slope[fixed.group, fixed.country] -= fixed.n
        by_static = placed.static.copy()
        by_live = np.zeros(tb.group_live.shape[0])
        by_pair = np.zeros(tb.ppair_signal.shape[0])
        self._bunching.add_slope(
            slope, by_static, by_live, by_pair, total_slope, need_slope, filled=filled, out=out
        )
        share = np.divide(
            total_slope, filled.total, out=np.zeros(total_slope.shape), where=filled.total > 0
        )
        by_static += np.einsum("kc,kc->k", filled.total_slope, share[self._group_of_static])
        n_live, n_static = self._widths
        for g, here in enumerate(self._needs_of_group):
            # einsum and not a product: BLAS threads would wait more than they work
            columns = out.placed_slope[g] + np.einsum(
                "z,zk->k", need_slope[here], out.need_slope[here]
            )
            first, last = tb.group_live_ptr[g], tb.group_live_ptr[g + 1]
            by_live[first:last] += columns[: last - first]
            first, last = tb.group_static_ptr[g], tb.group_static_ptr[g + 1]
            by_static[first:last] += columns[n_live : n_live + last - first]
            by_pair += columns[n_live + n_static :]
        model.static_coefficients.add_slope(slope, by_static)
        model.live_coefficients.add_slope(slope, by_live)
        if with_shapes:
            np.add.at(slope, model.place_pair_parameter, by_pair)


def shape_parameters(model: Model) -> NDArray[np.int64]:
    """Return the parameters that only a walk can take in: half-lives, scales, flows."""
    found = [
        model.half_lives.index,
        model.place_half_lives.index,
        model.scales.index,
        model.place_scales.index,
        model.stock_parameters,
    ]
    index = np.concatenate(found)
    return np.unique(index[index >= 0]).astype(np.int64)
