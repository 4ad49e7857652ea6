"""Seconds that calls take."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median_seconds(call: Callable[[int], object], *, repeats: int, warm_up: int = 1) -> float:
    """Return the median wall time of a call.

    Parameters
    ----------
    call
        What is timed; it gets the number of the repeat, so that no two calls need be equal.
    repeats
        Calls that are timed.
    warm_up
        Calls before these.
    """
    for k in range(warm_up):
        call(k)
    seconds: list[float] = []
    for k in range(warm_up, warm_up + repeats):
        begun = time.perf_counter()
        call(k)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def in_turn(calls: list[Callable[[int], object]], *, repeats: int, warm_up: int = 1) -> list[float]:
    """Return the median wall times of several calls, timed in turn.

    What slows the machine for a while then slows all of them, so that ratios keep.
    """
    for k in range(warm_up):
        for call in calls:
            call(k)
    seconds: list[list[float]] = [[] for _ in calls]
    for k in range(warm_up, warm_up + repeats):
        for call, mine in zip(calls, seconds, strict=True):
            begun = time.perf_counter()
            call(k)
            mine.append(time.perf_counter() - begun)
    return [statistics.median(mine) for mine in seconds]
