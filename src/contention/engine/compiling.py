"""The first walk on a machine compiles for half a minute: two processes share that."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from numba import types

from contention.foundation.crew import beside

from .kernels.flows import flows  # pyright: ignore[reportUnknownVariableType]
from .kernels.handle import type_of
from .kernels.layout import Out, Recorded, State, Tables, Values
from .kernels.memories import take_in  # pyright: ignore[reportUnknownVariableType]
from .kernels.walk import draw_day, walk  # pyright: ignore[reportUnknownVariableType]

N, YES = types.int64, types.boolean


@cache
def compile_walk() -> None:
    """Compile the walk, if it is not in the cache on disk.

    Numba compiles what a function calls in the order of the calls. The walk resets and replays
    first; by the time it comes to drawing, another process has put that into the cache.
    """
    if any(Path(walk.stats.cache_path or "").glob("walk.walk-*")):
        return
    layouts = [type_of(kind) for kind in (Tables, Values, Recorded, State, Out)]
    with beside(compile_end_of_walk):
        walk.compile((*layouts, *[N] * 9, YES))


def compile_end_of_walk() -> None:
    """Compile what draws a day, and what ends one, as the walk calls them."""
    tb, va, st, out = (type_of(kind) for kind in (Tables, Values, State, Out))
    draw_day.compile((tb, va, st, out, *[N] * 5))
    flows.compile((tb, va, st, N, YES, YES, N, N, N))
    take_in.compile((tb, va, st, N, N))
