"""A day of an epidemic: cost follows those who are infectious."""

from __future__ import annotations

from typing import Any

import numpy as np

from contention.chance.philox import u32, words
from contention.individuals.compiling import kernel
from contention.individuals.kernels.shuffle import contact

SUSCEPTIBLE, INFECTIOUS, RECOVERED = 0, 1, 2


@kernel
def infectious_day(
    status: Any,
    listed: Any,
    keys: Any,
    base: Any,
    transmit: Any,
    recover: Any,
    seed: Any,
    world: Any,
    day: Any,
    purpose: Any,
    hits: Any,
) -> Any:
    """Let some of the infectious meet their contacts and perhaps recover.

    ``listed`` are the infectious in question; survivors stay in it, in order. Susceptible people
    who catch it are written to ``hits``, perhaps more than once. Nobody else's status changes, so
    any number of these can run at once. Returns how many stay infectious, and how many hits.
    """
    people = status.size
    contacts = 2 * keys.shape[0]
    threshold = np.uint64(np.ceil(transmit * 4294967296.0 - 0.5))
    staying = 0
    caught = 0
    for place in range(listed.size):
        i = listed[place]
        for block in range((contacts + 3) // 4):
            drawn = words(seed, 1 + block, world, day, purpose, i)
            for word in range(4):
                k = 4 * block + word
                if k < contacts and drawn[word] < threshold:
                    j = contact(i, k, people, base, keys)
                    if status[j] == 0:
                        hits[caught] = j
                        caught += 1
        w0, _, _, _ = words(seed, 0, world, day, purpose, i)
        if u32(w0) < recover:
            status[i] = 2
        else:
            listed[staying] = i
            staying += 1
    return staying, caught


@kernel
def infect(status: Any, order: Any, known: Any, hits: Any) -> Any:
    """Infect those hit, once each, and list them behind the infectious; return the new number."""
    for k in range(hits.size):
        j = hits[k]
        if status[j] == 0:
            status[j] = 1
            order[known] = j
            known += 1
    return known
