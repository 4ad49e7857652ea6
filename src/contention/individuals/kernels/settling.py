"""The people of a world at its beginning, and what risk each can bear."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from contention.chance.philox import u32, u53, words
from contention.compiled.handle import Handle
from contention.individuals.compiling import inlined, lean
from contention.individuals.kernels.layout import (
    AVERSION_FREE,
    CITIZENS,
    CONSTANT,
    COP,
    COP_PLANE,
    EXACT,
    FLOOR,
    HARDSHIP_FREE,
    LEGITIMACY,
    ON_DUTY,
    ON_STREET,
    PERSON,
    QUIET,
    RATIO,
    SETTLED,
    THRESHOLD,
)
from contention.individuals.kernels.streets import set_place_and_state, show, take
from contention.individuals.kernels.torus import WIDTH

Cells = NDArray[np.uint32]


@inlined
def bearable(grievance, aversion, threshold, constant, ratio):
    """Return the ratio of cops to actives below which a citizen rebels; 0 never, inf always.

    The citizen rebels if grievance - aversion (1 - exp(-constant q)) > threshold, with q the
    ratio, its floor or what it is rounded to (a half to the even number).
    """
    room = grievance - threshold
    if room <= 0.0:
        return 0.0
    if aversion <= room:
        return math.inf
    if ratio == EXACT:
        return -math.log(1.0 - room / aversion) / constant
    q = 0
    while grievance - aversion * (1.0 - math.exp(-constant * q)) > threshold:
        q += 1
        if constant * q > 40.0:
            return math.inf
    if ratio == FLOOR:
        return float(q)
    return q - 0.5 + (1e-6 if q % 2 == 1 else 0.0)


@lean
def weigh(s: Handle, legitimacy: float) -> None:
    """Write for every citizen what is bearable at a legitimacy."""
    s.reals[LEGITIMACY] = legitimacy
    s.numbers[SETTLED] = 0
    for a in range(s.bearable.size):
        s.bearable[a] = bearable(
            s.hardship[a] * (1.0 - legitimacy),
            s.aversion[a],
            s.reals[THRESHOLD],
            s.reals[CONSTANT],
            s.rules[RATIO],
        )


@lean
def settle(s: Handle, cells: Cells, citizens: int, cops: int, seed: int, world: int) -> None:
    """Put citizens and cops on cells in the order of ``cells``, a shuffle; draw what they are.

    All cops begin on duty. Rows of cops follow all rows for citizens.
    """
    width = np.int64(s.sides[WIDTH])
    for k in range(citizens + cops):
        x, y = np.int64(cells[k]) % width, np.int64(cells[k]) // width
        if k < citizens:
            set_place_and_state(s.at, k, x, y, QUIET)
            w0, w1, w2, w3 = words(seed, 0, world, 0, s.purposes[PERSON], k)
            s.hardship[k] = u53(w0, w1)
            s.aversion[k] = u53(w2, w3)
            s.reals[HARDSHIP_FREE] += s.hardship[k]
            s.reals[AVERSION_FREE] += s.aversion[k]
            row = k
        else:
            row = s.bearable.size + k - citizens
            set_place_and_state(s.at, row, x, y, COP)
            show(s, COP_PLANE, row, x, y)
            s.posts[k - citizens] = row
        take(s, row, x, y)
        s.order[k] = row
    s.numbers[ON_STREET] = citizens + cops
    s.numbers[ON_DUTY] = cops
    s.numbers[CITIZENS] = citizens


@lean
def fill_cells(
    cells: int, citizens: float, cops: float, seed: int, world: int, purpose: int
) -> tuple[int, int]:
    """Return how many citizens and cops there are when each cell is drawn by itself."""
    of_citizens, of_cops = 0, 0
    for cell in range(cells):
        w0, _, _, _ = words(seed, 0, world, 0, purpose, cell)
        u = u32(w0)
        if u < citizens:
            of_citizens += 1
        elif u < citizens + cops:
            of_cops += 1
    return of_citizens, of_cops
