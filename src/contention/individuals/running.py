"""Run a model: worlds on threads, results with labels."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.individuals.model import NOTHING, Address, Model, Settings, Value
from contention.individuals.settings import Change, live_values, resolve

Floats = NDArray[np.float64]

AT_ONCE = 20_000_000  # steps of a person between two looks at the keyboard
SEEDS = 2**32


@dataclass(frozen=True)
class Run:
    """Worlds of a model.

    Attributes
    ----------
    model, settings, seed
        What ran. Settings hold a value for every parameter.
    data
        One variable an observable, world by step; step 1 is after the first step.
    people
        People in a world.
    seconds, cpu_seconds
        Wall time, and the time of all processors, of making and walking the worlds.
    """

    model: Model
    settings: Settings
    seed: int
    data: xr.Dataset
    people: int
    seconds: float
    cpu_seconds: float


def run(
    model: Model,
    *,
    steps: int,
    worlds: int = 1,
    variant: str = "",
    settings: Settings = NOTHING,
    changes: Iterable[Change] = (),
    seed: int = 0,
    first_world: int = 0,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Run worlds of a model.

    Parameters
    ----------
    model
        A model.
    steps, worlds
        How many.
    variant
        Name of a variant; empty for the first.
    settings
        Values of parameters, over those of the variant.
    changes
        Dated changes of live parameters, in their order.
    seed
        0 to 2**32 - 1. The same seed gives the same worlds for any number of threads.
    first_world
        Number of the first world: worlds 0..n are the same whether run at once or in parts.
    threads
        0 takes the number of processors.
    progress
        Called with the number of worlds done since the last call.

    Raises
    ------
    ContentionError
        P002 to P008, and those of the model's own check.
    """
    check_run(steps=steps, worlds=worlds, seed=seed, first_world=first_world, threads=threads)
    values = resolve(model, variant=variant, settings=settings)
    live = live_values(model, values, changes=changes, steps=steps)
    begun, cpu = time.perf_counter(), time.process_time()
    seen = np.empty((worlds, steps, len(model.observables)))

    def one(k: int) -> None:
        walk_world(model, values, live, Address(seed, first_world + k), seen[k])
        if progress is not None:
            progress(1)

    in_parallel(one, worlds, threads=threads)
    return Run(
        model=model,
        settings=values,
        seed=seed,
        data=_labelled(model, seen, first_world),
        people=model.people(values),
        seconds=time.perf_counter() - begun,
        cpu_seconds=time.process_time() - cpu,
    )


def walk_world(
    model: Model, values: dict[str, Value], live: Floats, address: Address, seen: Floats
) -> None:
    """Walk one world from its beginning; ``seen`` is filled, steps by observables."""
    state = model.begin(values, address)
    block = max(1, AT_ONCE // max(1, model.people(values)))
    for first in range(0, len(seen), block):
        last = min(first + block, len(seen))
        model.walk(state, live[first:last], address.seed, address.world, first, seen[first:last])


def in_parallel(one: Callable[[int], None], count: int, *, threads: int) -> None:
    """Call a function with 0, 1 ... on threads; 0 threads means one a processor."""
    n = min(threads or os.cpu_count() or 1, count)
    if n == 1:
        for k in range(count):
            one(k)
        return
    with ThreadPoolExecutor(n) as pool:
        for _ in pool.map(one, range(count)):
            pass


def check_run(*, steps: int, worlds: int, seed: int, first_world: int, threads: int) -> None:
    """Refuse numbers that no run can use.

    Raises
    ------
    ContentionError
        P008, all at once.
    """
    wanted = {
        "steps": (steps, 1, 10**9),
        "worlds": (worlds, 1, SEEDS - first_world),
        "the seed": (seed, 0, SEEDS - 1),
        "the first world": (first_world, 0, SEEDS - 1),
        "threads": (threads, 0, 4096),
    }
    problems = [
        Problem(
            "P008",
            f"{value} for {name}",
            f"a whole number from {low} to {high}",
            hint="choose a number in this range",
        )
        for name, (value, low, high) in wanted.items()
        if not low <= value <= high
    ]
    if problems:
        raise ContentionError(problems)


def _labelled(model: Model, seen: Floats, first_world: int) -> xr.Dataset:
    worlds, steps, _ = seen.shape
    return xr.Dataset(
        {
            observable.name: (
                ("world", "step"),
                seen[:, :, k],
                {"unit": observable.unit, "long_name": observable.says},
            )
            for k, observable in enumerate(model.observables)
        },
        coords={
            "world": np.arange(first_world, first_world + worlds),
            "step": np.arange(1, steps + 1),
        },
    )
