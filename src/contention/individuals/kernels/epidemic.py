"""A day of an epidemic: cost follows those who are infectious."""

from __future__ import annotations

from typing import Any

import numpy as np

from contention.chance.philox import rounds, u32
from contention.individuals.compiling import lean
from contention.individuals.kernels.shuffle import contact

SUSCEPTIBLE, INFECTIOUS, RECOVERED = 0, 1, 2

BLOCK = 256
"""People whose words are drawn at once."""


@lean
def draw_words(
    drawn: Any, people: Any, seed: Any, draw: Any, world: Any, day: Any, purpose: Any
) -> None:
    """Fill the four words of each person: words by people, uint32.

    The same addresses as those of `contention.chance.philox.words`; the loop compiles to vectors.
    """
    for k in range(people.size):
        c0, c1, c2, c3 = rounds(
            np.uint64(seed),
            np.uint64(draw),
            np.uint64(world),
            np.uint64(day),
            np.uint64(purpose),
            np.uint64(people[k]),
        )
        drawn[0, k] = np.uint32(c0)
        drawn[1, k] = np.uint32(c1)
        drawn[2, k] = np.uint32(c2)
        drawn[3, k] = np.uint32(c3)


@lean
def infectious_day(
    status: Any,
    listed: Any,
    keys: Any,
    bits: Any,
    transmit: Any,
    recover: Any,
    seed: Any,
    world: Any,
    day: Any,
    purpose: Any,
    drawn: Any,
    hits: Any,
) -> Any:
    """Let some of the infectious meet their contacts and perhaps recover.

    ``listed`` are the infectious in question; survivors stay in it, in order. Susceptible people
    who catch it are written to ``hits``, perhaps more than once. Nobody else's status changes, so
    any number of these can run at once. ``drawn`` is room for words. Returns how many stay
    infectious, and how many hits.
    """
    people = status.size
    contacts = 2 * keys.shape[0]
    staying = 0
    caught = 0
    for first in range(0, listed.size, BLOCK):
        some = listed[first : min(first + BLOCK, listed.size)]
        for block in range((contacts + 3) // 4):
            draw_words(drawn, some, seed, 1 + block, world, day, purpose)
            for word in range(min(4, contacts - 4 * block)):
                for place in range(some.size):
                    if u32(drawn[word, place]) < transmit:
                        j = contact(some[place], 4 * block + word, people, bits, keys)
                        if status[j] == 0:
                            hits[caught] = j
                            caught += 1
        draw_words(drawn, some, seed, 0, world, day, purpose)
        for place in range(some.size):
            i = some[place]
            if u32(drawn[0, place]) < recover:
                status[i] = 2
            else:
                listed[staying] = i
                staying += 1
    return staying, caught


@lean
def infect(status: Any, order: Any, known: Any, hits: Any) -> Any:
    """Infect those hit, once each, and list them behind the infectious; return the new number."""
    for k in range(hits.size):
        j = hits[k]
        if status[j] == 0:
            status[j] = 1
            order[known] = j
            known += 1
    return known
