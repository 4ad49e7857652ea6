"""Simulate worlds, or continue a record from a day."""

from __future__ import annotations

import os
import queue
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem

from .asked import cap_of, check_numbers, checked_values, days_until, history
from .assemble import (
    Shapes,
    empty_record,
    live_width,
    out_of,
    shapes,
    state_of,
    static_width,
    values_of,
)
from .compiling import compile_walk
from .kernels.handle import Handle
from .kernels.layout import Out, Recorded, State
from .kernels.walk import NOTHING, walk  # pyright: ignore[reportUnknownVariableType]
from .levers import Pulled, pull
from .likelihood import shape_parameters
from .model import Model
from .worlds import RawWorld, Worlds

Floats = NDArray[np.float64]

FIRST_ROOM = 20_000  # onsets of a world and of a day before the first growth
MOST_ROOM = 3_000_000

OF_A_DAY = frozenset(State._fields[State._fields.index("day_act") :]) | {"screen", "move_screen"}
"""What of a state says nothing of the days before."""


@dataclass(frozen=True)
class Morning:
    """The state on the morning of the first drawn day, for worlds that share their past."""

    day: int
    state: dict[str, NDArray[Any]]
    stock: Floats
    acts: Floats

    def put(self, state: State, out: Out) -> int:
        """Copy it into the scratch of a world; return the day."""
        for name, values in self.state.items():
            getattr(state, name)[...] = values
        out.stock[...] = self.stock
        out.acts[...] = self.acts
        return self.day


@dataclass(frozen=True)
class Run:
    """Everything worlds share."""

    model: Model
    tables: Handle
    pulled: Pulled
    cap: float
    shapes: Shapes | None  # where all worlds share them
    morning: Morning | None
    eves: Floats | None  # chance to be inside the episode on the eve, of each country
    filled: Handle | None  # None where every world has values of its own
    recorded: Handle
    seed: int
    switch: int
    days: int
    ends: bool
    first_world: int
    most: int

    def values_in(self, world: int) -> Handle:
        """Return what the parameters fix in a world."""
        if self.filled is not None:
            return self.filled
        k = world - self.first_world
        eve = None if self.eves is None else self.eves[k]
        row = self.pulled.values[k]
        return Handle(
            values_of(
                self.model, row, shaped=self.shapes, boost=self.pulled.boost, eve=eve, cap=self.cap
            )
        )


def simulate(
    model: Model,
    values: Floats,
    *,
    worlds: int,
    seed: int = 0,
    first_world: int = 0,
    threads: int = 0,
    record: object = None,
    start: date | None = None,
    levers: Sequence[str] = (),
    most: int = MOST_ROOM,
    cap: float | None = None,
    last: date | None = None,
    end_runaways: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Worlds:
    """Simulate worlds under a bound model.

    Parameters
    ----------
    model
        A bound model.
    values
        Parameters in natural units, in the order of ``model.parameters``; or one such row for
        each world (worlds x parameters), as draws of a posterior are.
    worlds
        How many worlds.
    seed
        Seed, 0 to 2**32 - 1. The same seed gives the same worlds for any number of threads.
    first_world
        Number of the first world: worlds 0..n are the same whether drawn at once or in parts.
    threads
        Threads; 0 takes the number of processors.
    record, start
        Replay this record (or its events, or a `Past`, which reads them once for many calls) up
        to the day before ``start``, then draw. Whether a country is inside a hidden episode on
        the eve is drawn too, from what the record says up to then.
    levers
        Names of levers of the theory to pull. They change nothing about the eve.
    most
        Onsets of a world that is still simulated to its end.
    cap
        Onsets of an act in a country on a day at which rates are capped. None takes 500, or four
        times the busiest country-day of an act in the past that is replayed, if that is more.
    last
        The last day that is drawn; None draws to the end of the calendar. The days up to it are
        the same.
    end_runaways
        End a world with the first day on which a rate reaches its cap. Its events up to that day
        are the same, and there are none after it (`Worlds.ended`).
    progress
        Called with the number of worlds done since the last call.

    Returns
    -------
    Worlds
        Events as polars, stocks by country and week as xarray.

    Raises
    ------
    ContentionError
        Codes E013 to E019, E021 and E022.
    """
    check_numbers(worlds, seed, first_world)
    compile_walk()
    given = checked_values(model, values, worlds)
    begun = time.perf_counter()
    past, switch = history(model, record, start)
    days = days_until(model, last, switch)
    recorded = empty_record(model.scenario.days) if past is None else past.observed.recorded
    cap = cap_of(recorded, switch) if cap is None else cap
    eves = None if past is None else past.eve(given, switch)
    pulled = pull(model, given, levers, switch=switch)
    shared = None
    if given.ndim == 1:
        shared = Handle(values_of(model, pulled.values, boost=pulled.boost, eve=eves, cap=cap))
    run = Run(
        model,
        model.handle if pulled.tables is model.tables else Handle(pulled.tables),
        pulled,
        cap,
        _shared_shapes(model, pulled.values),
        None,
        eves,
        shared,
        Handle(recorded),
        seed,
        switch,
        days,
        end_runaways,
        first_world,
        most,
    )
    if switch > 0 and worlds > 1 and (given.ndim == 1 or run.shapes is not None):
        run = replace(run, morning=_replayed(run))
    n_threads = threads or os.cpu_count() or 1
    scratch: queue.SimpleQueue[tuple[Handle, Handle]] = queue.SimpleQueue()
    for _ in range(min(n_threads, worlds)):
        scratch.put(_room(model, min(FIRST_ROOM, most), recorded))

    def one(world: int) -> RawWorld:
        state, out = scratch.get()
        try:
            raw, state, out = _world(run, world, state, out)
        finally:
            scratch.put((state, out))
        if progress is not None:
            progress(1)
        return raw

    numbers = range(first_world, first_world + worlds)
    if n_threads == 1 or worlds == 1:
        raws = [one(world) for world in numbers]
    else:
        with ThreadPoolExecutor(n_threads) as pool:
            raws = list(pool.map(one, numbers))
    return Worlds(
        model=model,
        raw=tuple(raws),
        numbers=tuple(numbers),
        start=date.fromordinal(model.scenario.start.toordinal() + switch),
        last=date.fromordinal(model.scenario.start.toordinal() + days - 1),
        seconds=time.perf_counter() - begun,
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _shared_shapes(model: Model, values: Floats) -> Shapes | None:
    """Return the shapes of worlds with values of their own, if these do not move them.

    Flows move heads in the replay too, by rates that differ from world to world.
    """
    if values.ndim == 1 or model.theory.flows:
        return None
    index = shape_parameters(model)
    if np.any(values[:, index] != values[:1, index]):
        return None
    return shapes(model, values[0])


def _replayed(run: Run) -> Morning:
    """Replay the past once, for all worlds."""
    tb = run.model.tables
    recorded = cast(Recorded, run.recorded.arrays)
    state, out_handle = _room(run.model, 1, recorded)
    walk(
        run.tables, run.values_in(run.first_world), run.recorded, state, out_handle,
        0, run.switch, run.switch,
        run.model.scenario.start.toordinal(), run.seed, 0,
        live_width(tb), static_width(tb), NOTHING, False,  # noqa: FBT003
    )  # fmt: skip
    kept, out = cast(State, state.arrays), cast(Out, out_handle.arrays)
    arrays = {name: getattr(kept, name).copy() for name in State._fields if name not in OF_A_DAY}
    return Morning(run.switch, arrays, out.stock.copy(), out.acts.copy())


def _room(model: Model, onsets: int, recorded: Recorded) -> tuple[Handle, Handle]:
    busiest = int(np.max(np.diff(recorded.ptr), initial=0))
    state = state_of(model.tables, onsets=max(onsets, busiest))
    out = out_of(model.tables, days=model.scenario.days, events=onsets, rows=False)
    return Handle(state), Handle(out)


def _world(
    run: Run, world: int, state: Handle, out_handle: Handle
) -> tuple[RawWorld, Handle, Handle]:
    tb = run.model.tables
    filled = run.values_in(world)
    while True:
        out = cast(Out, out_handle.arrays)
        out.acts[:] = 0.0
        out.stock[:] = 0.0
        out.inside[:] = 0.0
        begin = 0 if run.morning is None else run.morning.put(cast(State, state.arrays), out)
        walk(
            run.tables, filled, run.recorded, state, out_handle,
            begin, run.switch, run.days,
            run.model.scenario.start.toordinal(), run.seed, world,
            live_width(tb), static_width(tb), NOTHING, run.ends,
        )  # fmt: skip
        if out.counters[4] == 0:
            break
        room = min(out.act.shape[0] * 6, run.most)
        if room <= out.act.shape[0]:
            raise ContentionError(
                Problem(
                    "E019",
                    f"a world with more than {out.act.shape[0]} onsets",
                    "a theory whose worlds stay finite",
                    where=f"theory {run.model.theory.name}, world {world}",
                    hint="its contagion is above one: bound its signals or lower its parameters",
                )
            )
        state, out_handle = _room(run.model, room, cast(Recorded, run.recorded.arrays))
    n = int(out.counters[0])
    raw = RawWorld(
        act=out.act[:n].astype(np.int16),
        day=out.day[:n].astype(np.int32),
        country=out.country[:n].astype(np.int16),
        place=out.place[:n].astype(np.int32),
        commune=out.commune[:n].astype(np.int32),
        size=out.size[:n].copy(),
        traits=out.traits[:n].copy(),
        stock=out.stock.copy(),
        acts=out.acts.astype(np.float32),
        inside=out.inside.astype(np.float32),
        capped_days=int(out.counters[3]),
        ended=run.ends and out.counters[3] > 0,
    )
    return raw, state, out_handle
