"""How long each step of a study took, beside what it may take."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from contention.study.effort import BUDGET

IDLE = 0.5
"""Seconds below which a step found everything there, and made nothing."""


@dataclass
class Steps:
    """Seconds by step, over all sittings of a study.

    Parameters
    ----------
    before
        What the manifest of an earlier sitting holds.
    """

    before: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    _seconds: dict[str, float] = field(default_factory=dict[str, float], repr=False)

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Measure a step; time spent in one step several times adds up."""
        began = perf_counter()
        try:
            yield
        finally:
            self.add(name, perf_counter() - began)

    def add(self, name: str, seconds: float) -> None:
        """Add seconds to a step."""
        self._seconds[name] = self._seconds.get(name, 0.0) + seconds

    def as_list(self) -> list[dict[str, Any]]:
        """Return step, budget and seconds of every step, in the order of the budget."""
        old = {str(row["step"]): float(row["seconds"]) for row in self.before}
        now = {name: s for name, s in self._seconds.items() if s >= IDLE or name not in old}
        return [
            {
                "step": name,
                "budget": BUDGET[name],
                "seconds": round(old.get(name, 0.0) + now.get(name, 0.0), 1),
            }
            for name in BUDGET
            if name in old or name in now
        ]
