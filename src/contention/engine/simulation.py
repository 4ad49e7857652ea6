"""Simulate worlds, or continue a record from a day."""

from __future__ import annotations

import os
import queue
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem

from .assemble import empty_record, live_width, out_of, state_of, static_width, values_of
from .kernels.handle import Handle
from .kernels.layout import Out, Recorded
from .kernels.walk import walk  # pyright: ignore[reportUnknownVariableType]
from .levers import Pulled, pull
from .model import Model
from .observation import Observed, observe
from .worlds import RawWorld, Worlds

Floats = NDArray[np.float64]

FIRST_ROOM = 20_000  # onsets of a world and of a day before the first growth
MOST_ROOM = 3_000_000


@dataclass(frozen=True)
class Run:
    """Everything worlds share."""

    model: Model
    tables: Handle
    pulled: Pulled
    filled: Handle | None  # None where every world has values of its own
    recorded: Handle
    seed: int
    switch: int
    first_world: int
    most: int

    def values_in(self, world: int) -> Handle:
        """Return what the parameters fix in a world."""
        if self.filled is not None:
            return self.filled
        row = self.pulled.values[world - self.first_world]
        return Handle(values_of(self.model, row, boost=self.pulled.boost))


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
        Replay this record (or its events, or what `observe` made of them) up to the day before
        ``start``, then draw.
    levers
        Names of levers of the theory to pull.
    most
        Onsets of a world that is still simulated to its end.
    progress
        Called with the number of worlds done since the last call.

    Returns
    -------
    Worlds
        Events as polars, stocks by country and week as xarray.

    Raises
    ------
    ContentionError
        Codes E013 to E018 and E022; E019 for a world of more than ``most`` onsets.
    """
    _check(worlds, seed, first_world)
    values = _values(model, values, worlds)
    begun = time.perf_counter()
    recorded, switch = _history(model, record, start)
    pulled = pull(model, values, levers, switch=switch)
    shared = None
    if values.ndim == 1:
        shared = Handle(values_of(model, pulled.values, boost=pulled.boost))
    run = Run(
        model,
        model.handle if pulled.tables is model.tables else Handle(pulled.tables),
        pulled,
        shared,
        Handle(recorded),
        seed,
        switch,
        first_world,
        most,
    )
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
        seconds=time.perf_counter() - begun,
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _check(worlds: int, seed: int, first_world: int) -> None:
    if worlds < 1 or first_world < 0 or first_world + worlds > 2**32:
        raise ContentionError(
            Problem(
                "E015",
                f"{worlds} worlds from number {first_world}",
                "1 world or more, numbered from 0 to 2**32 - 1",
                hint="ask for fewer worlds, or for at least one",
            )
        )
    if not 0 <= seed < 2**32:
        raise ContentionError(
            Problem(
                "E016",
                f"seed {seed}",
                "a whole number from 0 to 2**32 - 1",
                hint="choose another seed",
            )
        )


def _values(model: Model, values: Floats, worlds: int) -> Floats:
    values = np.ascontiguousarray(values, dtype=float)
    width = len(model.parameters)
    if values.shape not in ((width,), (worlds, width)):
        raise ContentionError(
            Problem(
                "E022",
                f"values of shape {values.shape}",
                f"({width},), or ({worlds}, {width}) with one row a world",
                hint="give as many rows as worlds, in the order of model.parameters",
            )
        )
    return values


def _history(model: Model, record: object, start: date | None) -> tuple[Recorded, int]:
    scenario = model.scenario
    if start is None:
        return empty_record(scenario.days), 0
    switch = (start - scenario.start).days
    if not 0 <= switch < scenario.days:
        raise ContentionError(
            Problem(
                "E017",
                f"start on {start}",
                f"a day of the calendar, {scenario.start} to {scenario.end}",
                hint="start inside the calendar of the scenario",
            )
        )
    if record is None:
        raise ContentionError(
            Problem(
                "E018",
                "a start without a record",
                "the record to continue from",
                hint="give the record as well, or leave the start out",
            )
        )
    if isinstance(record, Observed):
        return record.recorded, switch
    events = record if isinstance(record, pl.DataFrame) else record.events  # type: ignore[attr-defined]
    observed: Observed = observe(model, events)  # pyright: ignore[reportUnknownArgumentType]
    return observed.recorded, switch


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
        walk(
            run.tables, filled, run.recorded, state, out_handle,
            run.switch, run.model.scenario.days,
            run.model.scenario.start.toordinal(), run.seed, world,
            live_width(tb), static_width(tb), False, False,  # noqa: FBT003
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
        capped_days=int(out.counters[3]),
    )
    return raw, state, out_handle
