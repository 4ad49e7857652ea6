"""Worlds a second on two threads, and the memory they take."""

from __future__ import annotations

import statistics

import numpy as np

import contention as ct

from . import bloc
from .child import call_in_child, peak_memory_gb
from .row import Row

THREADS = 2


def measure(*, quick: bool) -> list[Row]:
    """Simulate the whole calendar many times, in a process of its own; nothing is written."""
    found = call_in_child(
        "benchmarks.worlds",
        "simulate",
        {
            "values": bloc.values(quick=quick),
            "worlds": 50 if quick else 500,
            "repeats": 3 if quick else 7,
        },
    )
    note = f"{bloc.where(quick=quick)}, {THREADS} threads, median {found['events']:.0f} events"
    return [
        Row("full worlds simulated", found["rate"], "1/s", 300.0, "least", note),
        Row("peak memory of simulating", found["peak_gb"], "GB", 1.0),
    ]


def simulate(values: list[float], worlds: int, repeats: int) -> dict[str, float]:
    """Return worlds a second (median of the repeats), their events and the peak memory."""
    model = bloc.model()
    at = np.array(values)
    ct.simulate(model, at, worlds=20, seed=0, threads=THREADS)
    rates: list[float] = []
    events: list[int] = []
    for k in range(repeats):
        made = ct.simulate(model, at, worlds=worlds, seed=1 + k, threads=THREADS)
        rates.append(made.worlds / made.seconds)
        events += [raw.act.size for raw in made.raw]
        del made  # one run's worlds at a time
    return {
        "rate": statistics.median(rates),
        "events": statistics.median(events),
        "peak_gb": peak_memory_gb(),
    }
