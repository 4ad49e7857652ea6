"""People who join and leave by chance while the crowd is large or small enough."""

from __future__ import annotations

from typing import Any

from contention.chance.philox import u32, words
from contention.individuals.compiling import kernel


@kernel
def rally_walk(state: Any, live: Any, seed: Any, world: Any, first: Any, seen: Any) -> None:
    """Join while the crowd shows, be dispersed while police reach it; all at once in a step.

    ``state.law``: visible from, reachable below, chance to join and to be dispersed in a step.
    """
    people = state.rallied.size
    for step in range(seen.shape[0]):
        share = state.counts[0] / people
        join = state.law[2] if share > state.law[0] else 0.0
        leave = state.law[3] if share < state.law[1] else 0.0
        if join > 0.0 or leave > 0.0:
            gained = 0
            for block in range((people + 3) // 4):
                drawn = words(seed, 0, world, first + step, state.purpose[0], block)
                for k in range(4):
                    person = 4 * block + k
                    if person >= people:
                        break
                    word = drawn[k]
                    if state.rallied[person]:
                        if u32(word) < leave:
                            state.rallied[person] = 0
                            gained -= 1
                    elif u32(word) < join:
                        state.rallied[person] = 1
                        gained += 1
            state.counts[0] += gained
        seen[step, 0] = state.counts[0]
