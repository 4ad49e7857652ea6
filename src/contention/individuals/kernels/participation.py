"""Costs that follow what neighbours do (Siegel 2009)."""

from __future__ import annotations

from typing import Any

from contention.individuals.compiling import kernel


@kernel
def participation_walk(state: Any, live: Any, seed: Any, world: Any, first: Any, seen: Any) -> None:
    """Take part if the motive exceeds the cost; then costs follow the neighbours; all at once."""
    people = state.motive.size
    inertia = state.law[0]
    for step in range(seen.shape[0]):
        active = 0
        for i in range(people):
            state.active[i] = 1 if state.motive[i] > state.cost[i] else 0
            active += state.active[i]
        for i in range(people):
            near = 0
            begin = state.offsets[i]
            end = state.offsets[i + 1]
            for c in range(begin, end):
                near += state.active[state.contacts[c]]
            share = near / (end - begin) if end > begin else 0.0
            state.cost[i] = inertia * state.cost[i] + (1.0 - inertia) * (1.0 - share)
        seen[step, 0] = active
