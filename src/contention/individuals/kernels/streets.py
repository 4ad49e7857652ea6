"""People on the streets of a torus: who is where, who can move, who may share a cell."""

from __future__ import annotations

import numpy as np

from contention.individuals.compiling import inlined, lean
from contention.individuals.kernels.torus import (
    WIDTH,
    any_free_cell,
    chosen,
    clear,
    free_cell,
    holds,
    look,
    put,
    sees,
)
from contention.individuals.kernels.turns import below, draw_blocks

ACTIVE_PLANE, COP_PLANE, GROUP_PLANE = 0, 1, 2
"""Planes: cells with an active citizen, with a cop, and with a citizen of either group."""

QUIET, ACTIVE, AWAY, COP = 0, 1, 2, 3
"""States; away is a citizen in jail or a cop off duty."""

SIDE = 0x7FFF
FOR_EVER = 2**31 - 1
"""A sentence without end."""

AGAIN = 0
"""Place in ``s.purposes`` of the words for a longer look."""


@inlined
def place_and_state(at, person):
    """Return column, row and state of a person: 15, 15 and 2 bits of one word."""
    packed = np.int64(at[person])
    return packed & SIDE, (packed >> 15) & SIDE, packed >> 30


@inlined
def set_place_and_state(at, person, x, y, state):
    """Write column, row and state of a person."""
    at[person] = np.uint32(x | y << 15 | state << 30)


@inlined
def cell_of(s, x, y):
    """Return the number of a cell."""
    return y * np.int64(s.sides[WIDTH]) + x


@inlined
def take(s, person, x, y):
    """Take a cell: nobody moves there any more. Groups are seen wherever their people are."""
    s.crowd[cell_of(s, x, y)] += 1
    if s.grouped and person < s.bearable.size:
        put(s, GROUP_PLANE + np.int64(s.group[person]), x, y)
        s.who[cell_of(s, x, y)] = person


@inlined
def free(s, person, x, y):
    """Leave a cell; it is free again if no other takes it."""
    s.crowd[cell_of(s, x, y)] -= 1
    if s.grouped and person < s.bearable.size:
        clear(s, GROUP_PLANE + np.int64(s.group[person]), x, y)


@inlined
def show(s, plane, person, x, y):
    """Show a person in a plane; a second one on the same cell goes to the list of doubles."""
    if s.shared and holds(s, plane, x, y):
        s.doubles[s.numbers[0]] = person
        s.numbers[0] += 1
    else:
        put(s, plane, x, y)
        if plane == ACTIVE_PLANE:
            s.who[cell_of(s, x, y)] = person


@inlined
def hide(s, plane, person, x, y):
    """Take a person out of a plane; a double on the same cell moves up."""
    kept = False
    if s.shared and s.numbers[0] > 0:
        kept = _drop_double(s, plane, person, x, y)
    if not kept:
        clear(s, plane, x, y)


@inlined
def _drop_double(s, plane, person, x, y):
    """Drop a double: the person, or one who takes over the cell's bit; return whether one was."""
    count = s.numbers[0]
    found = -1
    for k in range(count):
        if s.doubles[k] == person:
            found = k
    if found < 0:
        wanted = COP if plane == COP_PLANE else ACTIVE
        for k in range(count - 1, -1, -1):
            other_x, other_y, state = place_and_state(s.at, s.doubles[k])
            if other_x == x and other_y == y and state == wanted:
                found = k
        if found >= 0 and plane == ACTIVE_PLANE:
            s.who[cell_of(s, x, y)] = s.doubles[found]
    if found >= 0:
        for k in range(found, count - 1):
            s.doubles[k] = s.doubles[k + 1]
        s.numbers[0] = count - 1
    return found >= 0


@inlined
def doubles_in_sight(s, kind, x, y, wanted):
    """Return how many doubles of a state are in sight of a cell."""
    count = 0
    for k in range(s.numbers[0]):
        other_x, other_y, state = place_and_state(s.at, s.doubles[k])
        if state == wanted and sees(s, kind, x, y, other_x, other_y):
            count += 1
    return count


@inlined
def relocate(s, person, x, y, state, new_x, new_y):
    """Move a person who is on the street to another cell."""
    free(s, person, x, y)
    take(s, person, new_x, new_y)
    if state == ACTIVE:
        hide(s, ACTIVE_PLANE, person, x, y)
        show(s, ACTIVE_PLANE, person, new_x, new_y)
    elif state == COP:
        hide(s, COP_PLANE, person, x, y)
        show(s, COP_PLANE, person, new_x, new_y)
    set_place_and_state(s.at, person, new_x, new_y, state)


@inlined
def move(s, kind, person, seed, world, step, turn, words_of_turn):
    """Move a person to a random free cell in sight; without one the person stays.

    Cells are tried at random, 8 and then 16, before the free ones are counted.
    """
    x, y, state = place_and_state(s.at, person)
    new_x, new_y = free_cell(s, kind, x, y, words_of_turn + 4, s.words, 8)
    if new_x < 0:
        new_x, new_y = _look_longer(s, kind, x, y, seed, world, step, turn)
        if new_x < 0:
            new_x, new_y = any_free_cell(s, kind, x, y, s.words[words_of_turn + 3])
    if new_x >= 0:
        relocate(s, person, x, y, state, new_x, new_y)


@lean
def _look_longer(s, kind, x, y, seed, world, step, turn):
    draw_blocks(s.more, seed, world, step, s.purposes[AGAIN], 4 * turn, 4 * turn + 4)
    return free_cell(s, kind, x, y, 0, s.more, 16)


@inlined
def active_in_sight(s, kind, x, y, word):
    """Return a random active citizen in sight of a cell, or -1."""
    seen = look(s, ACTIVE_PLANE, kind, x, y)
    total = seen
    if s.shared and s.numbers[0] > 0:
        total += doubles_in_sight(s, kind, x, y, ACTIVE)
    suspect = np.int64(-1)
    if total > 0:
        rank = below(word, total)
        if rank < seen:
            at_x, at_y = chosen(s, ACTIVE_PLANE, kind, rank, x, y)
            suspect = np.int64(s.who[cell_of(s, at_x, at_y)])
        else:
            suspect = _double_of_rank(s, kind, x, y, rank - seen)
    return suspect


@inlined
def _double_of_rank(s, kind, x, y, rank):
    found = np.int64(-1)
    for k in range(s.numbers[0]):
        other_x, other_y, state = place_and_state(s.at, s.doubles[k])
        if state == ACTIVE and sees(s, kind, x, y, other_x, other_y):
            if rank == 0:
                found = np.int64(s.doubles[k])
            rank -= 1
    return found
