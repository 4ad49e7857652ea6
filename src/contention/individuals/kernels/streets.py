"""People on the streets of a torus: who is where, and who may share a cell."""

from __future__ import annotations

import numpy as np

from contention.individuals.compiling import inlined
from contention.individuals.kernels.layout import ACTIVE, ACTIVE_PLANE, COP, COP_PLANE, GROUP_PLANE
from contention.individuals.kernels.torus import WIDTH, chosen, clear, count_two, holds, put, sees
from contention.individuals.kernels.turns import below

SIDE = 0x7FFF


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
def active_in_sight(s, kind, x, y, word):
    """Return a random active citizen in sight of a cell, or -1."""
    seen, _ = count_two(s, kind, x, y)
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
