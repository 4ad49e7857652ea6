"""Seconds from the start of Python to a first world and a first log-likelihood."""

from __future__ import annotations

import tempfile
import time

import contention as ct

from . import bloc
from .child import call_in_child
from .row import Row


def measure(*, quick: bool) -> list[Row]:
    """Start twice with a cache folder that is empty at first: kernels compile, then load.

    ``quick`` starts once and compiles nothing new, with the cache of the user.
    """
    if quick:
        return [Row("start with the user's cache", start({}), "s")]
    with tempfile.TemporaryDirectory() as folder:
        cold = start({"NUMBA_CACHE_DIR": folder})
        cached = min(start({"NUMBA_CACHE_DIR": folder}) for _ in range(3))
    return [
        Row("start with an empty cache, compiling", cold, "s", 45.0),
        Row("start with a cache", cached, "s", 3.0, note="best of 3"),
    ]


def start(variables: dict[str, str]) -> float:
    """Return the wall time of a process that simulates a world and evaluates a likelihood."""
    begun = time.perf_counter()
    call_in_child("benchmarks.start", "first_results", {}, variables=variables)
    return time.perf_counter() - begun


def first_results() -> dict[str, float]:
    """Simulate one world and evaluate the log-likelihood once."""
    from contention.engine import Likelihood

    model = bloc.model()
    values = model.start()
    made = ct.simulate(model, values, worlds=1)
    value, _ = Likelihood(model, bloc.record().events).value_and_gradient(values)
    return {"events": float(made.raw[0].act.size), "log_likelihood": value}
