"""Random words for the turns of a step, and the order in which people take them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contention.chance.philox import rounds
from contention.individuals.compiling import inlined, lean

Words = NDArray[np.uint32]

HALF = np.uint64(32)

TURNS = 128
"""Turns whose words are drawn at once."""

BLOCKS = 3
"""Blocks of four words a turn."""

EACH = 4 * BLOCKS
"""Words a turn."""


@lean
def draw_blocks(words, seed, world, step, purpose, first, last):
    """Fill the four words of each of the blocks ``first`` to ``last`` - 1 of a step.

    The address of a block is key (seed, 0) and counter (world, step, purpose, block). The loop
    compiles to vectors.
    """
    for block in range(first, last):
        c0, c1, c2, c3 = rounds(
            np.uint64(seed),
            np.uint64(0),
            np.uint64(world),
            np.uint64(step),
            np.uint64(purpose),
            np.uint64(block),
        )
        k = 4 * (block - first)
        words[k] = np.uint32(c0)
        words[k + 1] = np.uint32(c1)
        words[k + 2] = np.uint32(c2)
        words[k + 3] = np.uint32(c3)


@inlined
def below(word, bound):
    """Return a random whole number from 0 to ``bound`` - 1 (at most 2**32) from a word."""
    return np.int64((np.uint64(word) * np.uint64(bound)) >> HALF)


@inlined
def shuffle_next(order, first, last, count, words, each):
    """Take the turns ``first`` to ``last`` - 1 of a shuffle of ``order[:count]`` (Fisher-Yates).

    The first of the words of each turn says who of those who have not had a turn takes it.
    """
    for turn in range(first, last):
        other = turn + below(words[each * (turn - first)], count - turn)
        chosen = order[other]
        order[other] = order[turn]
        order[turn] = chosen


@lean
def shuffle_cells(
    cells: Words, count: int, words: Words, seed: int, world: int, purpose: int
) -> None:
    """Shuffle until the first ``count`` cells are a random choice in random order."""
    for first in range(0, count, TURNS):
        last = min(first + TURNS, count)
        draw_blocks(words, seed, world, 0, purpose, first, last)
        shuffle_next(cells, first, last, cells.size, words, 4)
