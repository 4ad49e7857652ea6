"""A torus of cells as bits: eight by eight cells a word, several planes side by side.

A cell's surroundings lie in a window of ``reach`` by ``reach`` words, and what is there of a plane
is a mask and a count of bits. A window starts at the cell's own column and row, because planes are
shifted by the sight: the bit of column x is at column ``x + sight``. Where width and height are
multiples of eight, rows of words wrap round, and the first words of a row are repeated behind it.
Else a margin as wide as the sight repeats the other side, and a cell near the edge has up to four
bits. So the words of a window's row lie side by side and are read at once.

The functions take a handle ``s`` with the arrays that `contention.individuals.lattice` makes:
``planes``, ``columns``, ``rows``, ``tile_rows``, ``masks``, ``sides``, and the constants ``reach``
(words of a window's row), ``pitch`` (those of a mask's row, some of them empty) and
``planes_each`` (planes, side by side). Indices
are unsigned and arrays have one dimension, which saves numba's check for negative indices and the
products with strides.
"""

from __future__ import annotations

import numpy as np

from contention.individuals.compiling import inlined, lean
from contention.individuals.kernels.bits import lowest, ones, ones_of_two, place_of
from contention.individuals.kernels.turns import below

WIDTH, HEIGHT, ROW_WORDS, SIGHT, STEPS = range(5)
"""Places in ``sides``."""

BIT = np.uint64(1)
OVERLAP = 8
"""Words behind the planes, which `count_two` reads and masks."""

NOWHERE = 0xFFFFFFFF
"""A column or a row that is not repeated."""


@inlined
def word_of(s, plane, column, row):
    """Return the index of the word of a place in a plane."""
    return ((row >> 3) * np.int64(s.sides[ROW_WORDS]) + (column >> 3)) * s.planes_each + plane


@inlined
def bit_of(column, row):
    """Return the bit of a place in its word."""
    return BIT << np.uint64((row & 7) << 3 | column & 7)


@inlined
def put(s, plane, x, y):
    """Set the bits of a cell in a plane."""
    planes = s.planes
    column, again = np.int64(s.columns[2 * x]), np.int64(s.columns[2 * x + 1])
    row, below_it = np.int64(s.rows[2 * y]), np.int64(s.rows[2 * y + 1])
    planes[word_of(s, plane, column, row)] |= bit_of(column, row)
    if again != NOWHERE:  # where words wrap round there is one always, perhaps the same
        planes[word_of(s, plane, again, row)] |= bit_of(again, row)
    if below_it != NOWHERE:
        planes[word_of(s, plane, column, below_it)] |= bit_of(column, below_it)
        if again != NOWHERE:
            planes[word_of(s, plane, again, below_it)] |= bit_of(again, below_it)


@inlined
def clear(s, plane, x, y):
    """Clear the bits of a cell in a plane."""
    planes = s.planes
    column, again = np.int64(s.columns[2 * x]), np.int64(s.columns[2 * x + 1])
    row, below_it = np.int64(s.rows[2 * y]), np.int64(s.rows[2 * y + 1])
    planes[word_of(s, plane, column, row)] &= ~bit_of(column, row)
    if again != NOWHERE:  # where words wrap round there is one always, perhaps the same
        planes[word_of(s, plane, again, row)] &= ~bit_of(again, row)
    if below_it != NOWHERE:
        planes[word_of(s, plane, column, below_it)] &= ~bit_of(column, below_it)
        if again != NOWHERE:
            planes[word_of(s, plane, again, below_it)] &= ~bit_of(again, below_it)


@inlined
def holds(s, plane, x, y):
    """Return whether the bit of a cell is set in a plane."""
    column, row = np.int64(s.columns[2 * x]), np.int64(s.rows[2 * y])
    return s.planes[word_of(s, plane, column, row)] & bit_of(column, row) != 0


@inlined
def tile_of(s, x, y, k):
    """Return the index of the first plane of the k-th tile of the window round a cell."""
    return np.int64(s.tile_rows[(y >> 3) + k // s.reach]) + ((x >> 3) + k % s.reach) * s.planes_each


@inlined
def mask_of(s, kind, x, y):
    """Return the index of the first mask of the window round a cell, for a kind of sight."""
    return (kind << 6 | (y & 7) << 3 | x & 7) * s.reach * s.pitch


@inlined
def count_two(s, kind, x, y):
    """Return how many cells in sight are set in the first plane, and in the second."""
    mask = mask_of(s, kind, x, y)
    if s.planes_each == 2 and s.reach <= 4:
        return ones_of_two(s.planes, (x >> 3) * 2, s.tile_rows, y >> 3, s.masks, mask, s.reach)
    of_one, of_other = np.int64(0), np.int64(0)
    for k in range(s.reach * s.reach):
        of_one += ones(seen_word(s, 0, mask, x, y, k))
        of_other += ones(seen_word(s, 1, mask, x, y, k))
    return of_one, of_other


@inlined
def seen_word(s, plane, mask, x, y, k):
    """Return the k-th word of the window of a plane round a cell, masked to what is in sight."""
    seen = s.masks[mask + k // s.reach * s.pitch + k % s.reach]
    return s.planes[tile_of(s, x, y, k) + plane] & seen


@inlined
def look(s, plane, kind, x, y):
    """Return how many cells in sight are set in a plane.

    ``kind`` says whose sight.
    """
    mask = mask_of(s, kind, x, y)
    total = 0
    for k in range(s.reach * s.reach):
        total += ones(seen_word(s, plane, mask, x, y, k))
    return total


@inlined
def chosen(s, plane, kind, rank, x, y):
    """Return the cell of this rank among those that `look` counted: its column and row.

    Words are counted again, which is faster than to keep them: without a branch and a store.
    """
    mask = mask_of(s, kind, x, y)
    k, total, before = 0, 0, 0
    for q in range(s.reach * s.reach - 1):
        total += ones(seen_word(s, plane, mask, x, y, q))
        passed = total <= rank
        k += passed
        before = total if passed else before
    place = place_of(seen_word(s, plane, mask, x, y, k), rank - before)
    sides = s.sides
    sight, width, height = np.int64(sides[SIGHT]), np.int64(sides[WIDTH]), np.int64(sides[HEIGHT])
    new_x = x + 8 * (k % s.reach) + (place & 7) - (x & 7) - sight
    new_y = y + 8 * (k // s.reach) + (place >> 3) - (y & 7) - sight
    new_x += (width if new_x < 0 else 0) - (width if new_x >= width else 0)
    new_y += (height if new_y < 0 else 0) - (height if new_y >= height else 0)
    return new_x & 0x7FFF, new_y & 0x7FFF


@lean
def sees(s, kind, x, y, other_x, other_y):
    """Return whether one cell is in sight of another."""
    sight = np.int64(s.sides[SIGHT])
    column = (other_x - x + sight) % np.int64(s.sides[WIDTH])
    row = (other_y - y + sight) % np.int64(s.sides[HEIGHT])
    if column > 2 * sight or row > 2 * sight:
        return False
    column += x & 7
    row += y & 7
    word = s.masks[mask_of(s, kind, x, y) + (row >> 3) * s.pitch + (column >> 3)]
    return (word >> np.uint64((row & 7) << 3 | column & 7)) & BIT != 0


@inlined
def neighbour(s, kind, rank, x, y):
    """Return one of the cells in sight by its rank: its column and row. The last is the own."""
    step = np.int64(s.steps[kind * np.int64(s.sides[STEPS]) + rank])
    x = np.int64(s.wrapped_columns[x + (step & 0xFFFF)])
    return x, np.int64(s.wrapped_rows[y + (step >> 16)])


@inlined
def free_cell(s, kind, x, y, first, words, count):
    """Return the first of random cells in sight that nobody takes, or x = -1.

    Four are looked at without a branch between: a processor guesses wrong which is the first.

    Parameters
    ----------
    first, count
        The random words: one a cell; a multiple of four.
    """
    others, width = np.int64(s.sight_size[kind]), np.int64(s.sides[WIDTH])
    for four in range(first, first + count, 4):
        found = np.uint64(0)
        for k in range(4):
            to_x, to_y = neighbour(s, kind, below(words[four + k], others), x, y)
            found |= np.uint64(s.crowd[to_y * width + to_x] == 0) << np.uint64(k)
        if found != 0:
            return neighbour(s, kind, below(words[four + lowest(found)], others), x, y)
    return np.int64(-1), np.int64(-1)


@lean
def any_free_cell(s, kind, x, y, word):
    """Return a random cell in sight that nobody takes, or x = -1 if all are taken."""
    others = np.int64(s.sight_size[kind])
    width = np.int64(s.sides[WIDTH])
    free = 0
    for rank in range(others):
        to_x, to_y = neighbour(s, kind, rank, x, y)
        free += s.crowd[to_y * width + to_x] == 0
    if free > 0:
        wanted = below(word, free)
        for rank in range(others):
            to_x, to_y = neighbour(s, kind, rank, x, y)
            if s.crowd[to_y * width + to_x] == 0:
                if wanted == 0:
                    return to_x, to_y
                wanted -= 1
    return np.int64(-1), np.int64(-1)


@lean
def empty_cell(s):
    """Return a random cell of all that nobody takes, or x = -1 if all are taken.

    Tries cells one after another; after 60 in vain it counts the empty ones. Uses the first 61 of
    ``s.words``.
    """
    width, cells = np.int64(s.sides[WIDTH]), s.crowd.size
    for trial in range(60):
        cell = below(s.words[trial], cells)
        if s.crowd[cell] == 0:
            return cell % width, cell // width
    free = 0
    for cell in range(cells):
        free += s.crowd[cell] == 0
    if free > 0:
        rank = below(s.words[60], free)
        for cell in range(cells):
            if s.crowd[cell] == 0:
                if rank == 0:
                    return cell % width, cell // width
                rank -= 1
    return np.int64(-1), np.int64(-1)
