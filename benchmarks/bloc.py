"""The case most benchmarks run: the Eastern bloc 1953-57, and values to run it at."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import contention as ct

if TYPE_CHECKING:
    from contention import Model, Record, Scenario

CASE = "eastern-bloc-1953"
THEORY = "political-revolution"


@cache
def scenario() -> Scenario:
    """Return the scenario."""
    return ct.load_scenario(CASE)


@cache
def record() -> Record:
    """Return the record."""
    return ct.load_record(CASE)


@cache
def model() -> Model:
    """Return the theory of political revolution, bound to the scenario."""
    return ct.bind(ct.load_theory(THEORY), scenario())


@cache
def values(*, quick: bool) -> tuple[float, ...]:
    """Return the fitted mode, or the middle of the prior where ``quick``."""
    if quick:
        return tuple(model().start().tolist())
    return tuple(ct.fit(model(), record()).mode.tolist())


def where(*, quick: bool) -> str:
    """Return in words where in the parameters a benchmark ran."""
    return "at the middle of the prior" if quick else "at the fitted mode"
