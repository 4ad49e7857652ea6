"""A record of 200,000 events at 100,000 places over ten years: seconds and memory."""

from __future__ import annotations

import time

import contention as ct
from contention.engine import Likelihood

from .child import call_in_child, peak_memory_gb
from .row import Row
from .synthetic import Extent, made_events, made_scenario

LARGE = {"countries": 10, "side": 100, "days": 3650, "events": 200_000}
SMALL = {"countries": 2, "side": 10, "days": 365, "events": 400}


def measure(*, quick: bool) -> list[Row]:
    """Read and replay the record under contagion, in a process of its own."""
    extent = SMALL if quick else LARGE
    found = call_in_child("benchmarks.large_record", "replay", extent)
    size = f"{found['places']:,.0f} places x {extent['days']:,} days, {found['events']:,.0f} events"
    return [
        Row("large record: matched to acts and places", found["observe"], "s", note=size),
        Row("large record: log-likelihood and gradient", found["evaluate"], "s"),
        Row("large record: both", found["observe"] + found["evaluate"], "s", 20.0),
        Row("large record: peak memory", found["peak_gb"], "GB", 4.0),
    ]


def replay(**extent: int) -> dict[str, float]:
    """Return the seconds of the parts, and the peak memory; kernels are compiled before."""
    _evaluated(Extent(**SMALL))
    return _evaluated(Extent(**extent))


def _evaluated(extent: Extent) -> dict[str, float]:
    scenario = made_scenario(extent, seed=1)
    events = made_events(scenario, extent, seed=2)
    model = ct.bind(ct.load_theory("contagion"), scenario)
    values = model.values({"spread": 1.0, "news": 0.5, "local": 1.0, "neighbours": 0.5})
    begun = time.perf_counter()
    likelihood = Likelihood(model, events)
    read = time.perf_counter()
    value, slope = likelihood.value_and_gradient(values)
    ended = time.perf_counter()
    return {
        "places": float(len(scenario.places.name)),
        "events": float(events.height),
        "used": float(len(likelihood.observed.rows)),
        "observe": read - begun,
        "evaluate": ended - read,
        "log_likelihood": value,
        "slope_size": float(abs(slope).max()),
        "peak_gb": peak_memory_gb(),
    }
