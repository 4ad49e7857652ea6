"""Moves of people on the streets to random free cells in sight."""

from __future__ import annotations

import numpy as np

from contention.individuals.compiling import inlined, lean
from contention.individuals.kernels.bits import lowest
from contention.individuals.kernels.layout import ACTIVE, ACTIVE_PLANE, AGAIN, COP, COP_PLANE, QUIET
from contention.individuals.kernels.streets import (
    SIDE,
    free,
    hide,
    place_and_state,
    set_place_and_state,
    show,
    take,
)
from contention.individuals.kernels.torus import (
    BIT,
    HEIGHT,
    SIGHT,
    STEPS,
    WIDTH,
    any_free_cell,
    free_cell,
)
from contention.individuals.kernels.turns import EACH, HALF, draw_blocks

PLACE_BITS = np.uint32(0x3FFFFFFF)
TRIES = 8
"""Cells that a person tries before a longer look."""


@inlined
def relocate(s, person, x, y, state, new_x, new_y):
    """Move a person who is on the street to another cell."""
    free(s, person, x, y)
    take(s, person, new_x, new_y)
    if state != QUIET:
        _carry(s, person, x, y, state, new_x, new_y)
    set_place_and_state(s.at, person, new_x, new_y, state)


@lean
def _carry(s, person, x, y, state, new_x, new_y):
    """Show an active citizen or a cop elsewhere."""
    plane = ACTIVE_PLANE if state == ACTIVE else COP_PLANE
    hide(s, plane, person, x, y)
    show(s, plane, person, new_x, new_y)


@lean
def aim(s, turns):
    """Write the cells that those who have the next turns will try, from where they are now.

    Nobody is moved before one's turn but a cop who steps to whom he arrests.
    """
    kept = np.int64(s.sides[STEPS])
    for k in range(turns):
        x, y, state = place_and_state(s.glance, k)
        kind = np.int64(state == COP)
        others, base = np.uint64(s.sight_size[kind]), np.uint64(kind * kept)
        centre, words = np.uint32(x | y << 16), np.uint64(EACH * k + 4)
        for j in range(TRIES):
            word = np.uint64(s.words[words + np.uint64(j)])
            step = s.steps[base + (word * others >> HALF)]
            s.aims[np.uint64(TRIES * k + j)] = np.uint32(step + centre)
    _wrap(s.aims, s.cells, s.sides, TRIES * turns)


@lean
def _wrap(aims, cells, sides, count):
    """Turn sums of a place and a step into places on the torus and cells; a loop of vectors."""
    width, height, sight = sides[WIDTH], sides[HEIGHT], sides[SIGHT]
    for k in range(count):
        # Below zero a number without sign is great.
        x = np.uint32((aims[k] & np.uint32(0xFFFF)) - sight)
        y = np.uint32((aims[k] >> np.uint32(16)) - sight)
        x = min(x, np.uint32(x + width))
        y = min(y, np.uint32(y + height))
        x = min(x, np.uint32(x - width))
        y = min(y, np.uint32(y - height))
        cells[k] = np.uint32(y * width + x)
        aims[k] = np.uint32(x | y << np.uint32(15))


@inlined
def aimed(s, k):
    """Return the first of the places that `aim` wrote that nobody takes, or -1."""
    taken = np.uint64(0)
    for j in range(TRIES):
        people = np.uint64(s.crowd[s.cells[np.uint64(TRIES * k + j)]])
        taken |= (min(people, BIT) if s.shared else people) << np.uint64(j)
    if taken == 0xFF:
        return np.int64(-1)
    return np.int64(s.aims[np.uint64(TRIES * k + lowest(~taken))])


@inlined
def move(s, kind, person, seed, world, step, turn, k):
    """Move a person to a random free cell in sight; without one the person stays.

    Cells are tried at random, 8 and then 16, before the free ones are counted.
    """
    x, y, state = place_and_state(s.at, person)
    stayed = s.glance[k] & PLACE_BITS == s.at[person] & PLACE_BITS
    place = aimed(s, k) if stayed else np.int64(-1)
    if place < 0:
        place = _searched(s, kind, x, y, stayed, seed, world, step, turn, k)
    if place >= 0:
        relocate(s, person, x, y, state, place & SIDE, place >> 15)


@lean
def _searched(s, kind, x, y, stayed, seed, world, step, turn, k):
    """Return the place of a free cell in sight, or -1: of somebody for whom none is aimed at.

    Who was moved since `aim` has not ``stayed`` and tries the first cells here.
    """
    new_x, new_y = np.int64(-1), np.int64(-1)
    if not stayed:
        new_x, new_y = free_cell(s, kind, x, y, EACH * k + 4, s.words, TRIES)
    block = 4 * turn
    while new_x < 0 and block < 4 * turn + 4:
        draw_blocks(s.more, seed, world, step, s.purposes[AGAIN], block, block + 1)
        new_x, new_y = free_cell(s, kind, x, y, 0, s.more, 4)
        block += 1
    if new_x < 0:
        new_x, new_y = any_free_cell(s, kind, x, y, s.words[EACH * k + 3])
    return new_x | new_y << 15 if new_x >= 0 else np.int64(-1)
