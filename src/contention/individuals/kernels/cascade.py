"""One step of thresholds on a network: cost follows those who joined in the last step."""

from __future__ import annotations

from typing import Any

from contention.individuals.compiling import kernel


@kernel
def cascade_walk(state: Any, live: Any, seed: Any, world: Any, first: Any, seen: Any) -> None:
    """Let those join whose joined neighbours are enough; all at once in a step."""
    for step in range(seen.shape[0]):
        last = state.counts[0]
        new = 0
        for k in range(state.counts[1], last):
            person = state.order[k]
            for c in range(state.offsets[person], state.offsets[person + 1]):
                other = state.contacts[c]
                state.heard[other] += 1
                if state.joined[other] == 0 and state.heard[other] >= state.needed[other]:
                    state.joined[other] = 1
                    state.order[last + new] = other
                    new += 1
        state.counts[1] = last
        state.counts[0] = last + new
        seen[step, 0] = last + new
        seen[step, 1] = new
