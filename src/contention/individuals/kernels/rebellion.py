"""Generalised rebellion against central authority (Epstein 2002, model I), step by step.

doi:10.1073/pnas.092080199. What the paper leaves open is a rule in ``s.rules``; the model's file
says what each means.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contention.individuals.compiling import inlined, lean
from contention.individuals.kernels.layout import (
    ACTIVE,
    ACTIVE_PLANE,
    ACTIVES,
    ARRESTS,
    AVERSION_FREE,
    AWAY,
    CITIZENS,
    CITIZENS_MOVE,
    COP,
    COPS_MOVE,
    COUNTED_TWICE,
    DECIDES_FIRST,
    DOUBLES,
    HARDSHIP_FREE,
    JAILED,
    LEGITIMACY,
    ON_DUTY,
    ON_STREET,
    OWN_TURN,
    QUIET,
    SETTLED,
    TURN,
)
from contention.individuals.kernels.moving import aim, move
from contention.individuals.kernels.policing import arrest, deploy, lock_up, release, sit
from contention.individuals.kernels.settling import weigh
from contention.individuals.kernels.streets import (
    doubles_in_sight,
    hide,
    place_and_state,
    set_place_and_state,
    show,
)
from contention.individuals.kernels.torus import count_two
from contention.individuals.kernels.turns import BLOCKS, EACH, TURNS, draw_blocks, shuffle_next

Numbers = NDArray[np.float64]


@lean
def walk(s: object, live: Numbers, seed: int, world: int, first: int, seen: Numbers, /) -> None:
    """Do as many steps as ``seen`` has rows; see `contention.individuals.model.Walk`."""
    for k in range(seen.shape[0]):
        step = first + k
        if live[k, 0] != s.reals[LEGITIMACY]:
            weigh(s, live[k, 0])
        deploy(s, live[k, 1], seed, world, step)
        if s.rules[OWN_TURN]:
            release(s, seed, world, step, step)
        s.numbers[ARRESTS] = 0
        if not s.numbers[SETTLED]:
            s.numbers[SETTLED] = not (s.rules[CITIZENS_MOVE] or s.rules[COPS_MOVE])
            take_turns(s, seed, world, step)
            if s.numbers[ARRESTS] > 0:
                lock_up(s)
        if not s.rules[OWN_TURN]:
            release(s, seed, world, step, step + 1)
        observe(s, seen, k)


@lean
def take_turns(s, seed, world, step):
    """Give everyone on the street a turn, in a new random order."""
    count = s.numbers[ON_STREET]
    for first in range(0, count, TURNS):
        last = min(first + TURNS, count)
        draw_blocks(s.words, seed, world, step, s.purposes[TURN], BLOCKS * first, BLOCKS * last)
        shuffle_next(s.order, first, last, count, s.words, EACH)
        fetch(s, first, last)
        for turn in range(first, last):
            take_turn(s, turn, turn - first, seed, world, step)


@inlined
def take_turn(s, turn, k, seed, world, step):
    """Give one person a turn: ``k`` says where the words are.

    Words of a turn: the order, whom a cop arrests, the sentence, a free cell if there are few,
    and eight cells to try.
    """
    person = np.int64(s.order[np.uint64(turn)])
    state = np.int64(s.at[person]) >> 30
    if state == COP:
        _cop_turn(s, person, seed, world, step, turn, k)
    elif state != AWAY or (s.rules[OWN_TURN] != 0 and sit(s, person, step)):
        # Away is who was arrested in this step.
        if s.rules[DECIDES_FIRST]:
            decide(s, person, s.limits[k])
        if s.rules[CITIZENS_MOVE]:
            move(s, 0, person, seed, world, step, turn, k)
        if not s.rules[DECIDES_FIRST]:
            decide(s, person, s.limits[k])


@lean
def _cop_turn(s, cop, seed, world, step, turn, k):
    whom, term = s.words[EACH * k + 1], s.words[EACH * k + 2]
    if s.rules[DECIDES_FIRST]:
        arrest(s, cop, step, whom, term)
    if s.rules[COPS_MOVE]:
        move(s, 1, cop, seed, world, step, turn, k)
    if not s.rules[DECIDES_FIRST]:
        arrest(s, cop, step, whom, term)


@lean
def fetch(s, first, last):
    """Read what the next turns need of people, all at once: waits for memory then overlap."""
    citizens = s.bearable.size
    for turn in range(first, last):
        person = np.int64(s.order[turn])
        k = turn - first
        s.limits[k] = s.bearable[min(person, citizens - 1)]  # of a cop any: it is not used
        s.glance[k] = s.at[person]
    aim(s, last - first)


@inlined
def decide(s, person, most):
    """Rebel or be quiet (the paper's rule A)."""
    x, y, state = place_and_state(s.at, person)
    actives, cops = count_two(s, 0, x, y)
    if s.shared and s.numbers[DOUBLES] > 0:
        actives += doubles_in_sight(s, 0, x, y, ACTIVE)
        cops += doubles_in_sight(s, 0, x, y, COP)
    actives += 1 if s.rules[COUNTED_TWICE] else 1 - (state & 1)
    if (cops < most * actives) != (state == ACTIVE):
        _change(s, person, x, y, state)


@lean
def _change(s, citizen, x, y, state):
    """Let a quiet citizen rebel, or an active one be quiet."""
    s.numbers[SETTLED] = 0
    if state == QUIET:
        set_place_and_state(s.at, citizen, x, y, ACTIVE)
        show(s, ACTIVE_PLANE, citizen, x, y)
        s.numbers[ACTIVES] += 1
    else:
        hide(s, ACTIVE_PLANE, citizen, x, y)
        set_place_and_state(s.at, citizen, x, y, QUIET)
        s.numbers[ACTIVES] -= 1


@inlined
def observe(s, seen, k):
    """Write what is seen after a step."""
    citizens = s.numbers[CITIZENS]
    actives, jailed = s.numbers[ACTIVES], s.numbers[JAILED]
    at_large = citizens - jailed
    seen[k, 0] = actives
    seen[k, 1] = jailed
    seen[k, 2] = at_large - actives
    seen[k, 3] = s.numbers[ON_DUTY]
    seen[k, 4] = s.numbers[ARRESTS]
    grievance = (1.0 - s.reals[LEGITIMACY]) * s.reals[HARDSHIP_FREE]
    scale = at_large * s.reals[AVERSION_FREE]
    seen[k, 5] = grievance * (at_large - actives) / scale if at_large > 0 else 0.0
