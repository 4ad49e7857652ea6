"""The cells of a record: what is fixed about its onsets before any parameter is known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.theory.model import Term

from .model import Model
from .observation import Observed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Country-days on which an act has onsets: act, country, day, number of onsets N."""

    act: Ints
    country: Ints
    day: Ints
    n: Floats

    @property
    def y(self) -> Floats:
        """Share of an ignition: 1 from one onset on."""
        return np.where(self.n >= 1 - 1e-9, 1.0, self.n)


def cells_of(observed: Observed) -> Cells:
    """Add up the onsets of each act, country and day."""
    n: dict[tuple[int, int, int], float] = defaultdict(float)
    for row in observed.rows:
        for t, weight in zip(row.days, row.seen, strict=True):
            if weight > 0.0:
                n[row.act, row.country, t] += weight
    keys = np.array(sorted(n), dtype=np.int64).reshape(-1, 3)
    counts = np.array([n[int(a), int(c), int(t)] for a, c, t in keys])
    return Cells(keys[:, 0].copy(), keys[:, 1].copy(), keys[:, 2].copy(), counts)


@dataclass(frozen=True)
class ActClass:
    """Acts whose rates differ by a constant only: they share one log-rate but for it."""

    acts: tuple[int, ...]
    slots: tuple[int, ...]  # terms with a signal, of the first act
    signals: tuple[int, ...]


def simple(model: Model, act: int) -> bool:
    """Return whether an act takes the fast way: log link, no shock, no daily placing total."""
    tb = model.tables
    if tb.act_identity[act] == 1 or tb.act_shock[act] >= 0:
        return False
    group = int(tb.act_group[act])
    lively = group >= 0 and tb.group_live_ptr[group + 1] > tb.group_live_ptr[group]
    return not (tb.act_cluster[act] == 0 and tb.act_per_country[act] == 0 and lively)


def classes_of(model: Model) -> list[ActClass]:
    """Group the simple acts by the terms of their rates."""
    tb = model.tables
    found: dict[tuple[tuple[str, tuple[float | str, ...]], ...], list[int]] = defaultdict(list)
    for k, act in enumerate(model.acts):
        if simple(model, k):
            found[_key(model, act.rate)].append(k)
    out: list[ActClass] = []
    for acts in found.values():
        first = acts[0]
        slots = [
            k
            for k in range(int(tb.term_ptr[first]), int(tb.term_ptr[first + 1]))
            if tb.term_signal[k] >= 0
        ]
        signals = tuple(int(tb.term_signal[k]) for k in slots)
        out.append(ActClass(tuple(acts), tuple(slots), signals))
    return out


def _key(model: Model, terms: tuple[Term, ...]) -> tuple[tuple[str, tuple[float | str, ...]], ...]:
    episode = model.episode.name if model.episode else ""
    return tuple(sorted((t.signal, t.coefficient) for t in terms if t.signal not in ("", episode)))


@dataclass(frozen=True)
class Onsets:
    """Numbers of onsets that one placing total divides, with where that total stands."""

    group: Ints
    country: Ints
    need: Ints  # index of the daily total; -1 where the total of the group never changes
    n: Floats


@dataclass(frozen=True)
class Placed:
    """Onsets at known places by their placing total, each total once."""

    daily: Onsets
    fixed: Onsets
    static: Floats  # along group_static: sum of w * column at the onsets' places


def placed_of(model: Model, observed: Observed) -> Placed:
    """Add up the placed onsets by the placing total they are divided by."""
    tb = model.tables
    recorded = observed.recorded
    days = np.repeat(np.arange(model.scenario.days), np.diff(recorded.need_ptr))
    need = {
        (int(t), int(g), int(c)): z
        for z, (t, g, c) in enumerate(
            zip(days, recorded.need_group, recorded.need_country, strict=True)
        )
    }
    n: dict[tuple[int, int, int], float] = defaultdict(float)
    static = np.zeros(tb.group_static.shape[0])
    for row in observed.rows:
        group = int(tb.act_group[row.act])
        if row.place < 0 or group < 0 or tb.act_bunched[row.act] == 1:
            continue
        first, last = tb.group_static_ptr[group], tb.group_static_ptr[group + 1]
        columns = tb.place_column[tb.group_static[first:last], row.place]
        static[first:last] += columns * sum(row.seen)
        for t, weight in zip(row.days, row.seen, strict=True):
            n[group, row.country, need.get((t, group, row.country), -1)] += weight
    keys = np.array(sorted(n), dtype=np.int64).reshape(-1, 3)
    counts = np.array([n[int(g), int(c), int(z)] for g, c, z in keys])

    def those(mine: NDArray[np.bool_]) -> Onsets:
        group, country, which = keys[mine].T.copy()
        return Onsets(group, country, which, counts[mine])

    daily = keys[:, 2] >= 0
    return Placed(those(daily), those(~daily), static)
