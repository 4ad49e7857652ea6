"""Violence between two groups (Epstein 2002, model II), step by step.

doi:10.1073/pnas.092080199. To go active is to kill somebody of the other group. The rest of a turn
is that of model I.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contention.chance.philox import u32, words
from contention.compiled.handle import Handle
from contention.individuals.compiling import inlined, lean
from contention.individuals.kernels.layout import (
    ACTIVE,
    ACTIVE_PLANE,
    ACTIVES,
    AWAY,
    BLUE,
    CITIZENS,
    CITIZENS_MOVE,
    CLONE,
    CONSTANT,
    COP,
    COPS_MOVE,
    FOR_EVER,
    GREEN,
    GROUP_PLANE,
    JAILED,
    LEGITIMACY,
    ON_DUTY,
    ON_STREET,
    QUIET,
    RATIO,
    SPARE,
    THRESHOLD,
    TURN,
)
from contention.individuals.kernels.moving import move
from contention.individuals.kernels.policing import arrest, deploy, lock_up, release
from contention.individuals.kernels.rebellion import decide, fetch
from contention.individuals.kernels.settling import bearable, weigh
from contention.individuals.kernels.streets import (
    cell_of,
    free,
    hide,
    place_and_state,
    set_place_and_state,
    take,
)
from contention.individuals.kernels.torus import HEIGHT, WIDTH, chosen, look
from contention.individuals.kernels.turns import (
    BLOCKS,
    EACH,
    TURNS,
    below,
    draw_blocks,
    shuffle_next,
)

Numbers = NDArray[np.float64]

CLONE_PROB, LONGEST_LIFE, STOPS = 0, 1, 2
"""Places in ``s.births``."""


@lean
def found_groups(s: Handle, citizens: int, seed: int, world: int, purpose: int) -> None:
    """Give the first citizens a group and a life, and note the rows to spare."""
    for row in range(s.bearable.size - 1, citizens - 1, -1):
        s.spare[s.numbers[SPARE]] = row
        s.numbers[SPARE] += 1
    for row in range(citizens):
        w0, w1, _, _ = words(seed, 0, world, 0, purpose, row)
        s.group[row] = below(w0, 2)
        s.dies[row] = below(w1, np.int64(s.births[LONGEST_LIFE]))
        s.numbers[BLUE + np.int64(s.group[row])] += 1


@lean
def walk_groups(
    s: object, live: Numbers, seed: int, world: int, first: int, seen: Numbers, /
) -> None:
    """Do as many steps as ``seen`` has rows; see `contention.individuals.model.Walk`."""
    for k in range(seen.shape[0]):
        step = first + k
        kills = 0
        if not s.births[STOPS] or min(s.numbers[BLUE], s.numbers[GREEN]) > 0:
            if live[k, 0] != s.reals[LEGITIMACY]:
                weigh(s, live[k, 0])
            deploy(s, live[k, 1], seed, world, step)
            kills = take_turns(s, seed, world, step)
            lock_up(s)
            release(s, seed, world, step, step + 1)
            present = s.numbers[ON_STREET]
            for turn in range(present):
                clone(s, np.int64(s.order[turn]), seed, world, step)
            for turn in range(present):
                age(s, np.int64(s.order[turn]), step)
            bury_jailed(s, step)
            lock_up(s)
        seen[k, 0] = s.numbers[BLUE]
        seen[k, 1] = s.numbers[GREEN]
        seen[k, 2] = s.numbers[ACTIVES]
        seen[k, 3] = s.numbers[JAILED]
        seen[k, 4] = s.numbers[ON_DUTY]
        seen[k, 5] = kills


@lean
def take_turns(s, seed, world, step):
    """Give everyone on the street a turn; return how many are killed."""
    count, kills = s.numbers[ON_STREET], 0
    for first in range(0, count, TURNS):
        last = min(first + TURNS, count)
        draw_blocks(s.words, seed, world, step, s.purposes[TURN], BLOCKS * first, BLOCKS * last)
        shuffle_next(s.order, first, last, count, s.words, EACH)
        fetch(s, first, last)
        for turn in range(first, last):
            person, k = np.int64(s.order[turn]), turn - first
            state = np.int64(s.at[person]) >> 30
            if state == COP:
                if s.rules[COPS_MOVE]:
                    move(s, 1, person, seed, world, step, turn, k)
                arrest(s, person, step, s.words[EACH * k + 1], s.words[EACH * k + 2])
            elif state != AWAY:
                if s.rules[CITIZENS_MOVE]:
                    move(s, 0, person, seed, world, step, turn, k)
                decide(s, person, s.limits[k])
                kills += kill(s, person, s.words[EACH * k + 1])
    return kills


@inlined
def kill(s, person, word):
    """Kill a random citizen of the other group in sight, if active; return how many."""
    x, y, state = place_and_state(s.at, person)
    if state != ACTIVE:
        return 0
    plane = GROUP_PLANE + 1 - np.int64(s.group[person])
    others = look(s, plane, 0, x, y)
    if others == 0:
        return 0
    at_x, at_y = chosen(s, plane, 0, below(word, others), x, y)
    remove(s, np.int64(s.who[cell_of(s, at_x, at_y)]))
    return 1


@lean
def remove(s, person):
    """Take a citizen who is on the street out of the world; the row is to spare."""
    x, y, state = place_and_state(s.at, person)
    if state == ACTIVE:
        hide(s, ACTIVE_PLANE, person, x, y)
        s.numbers[ACTIVES] -= 1
    free(s, person, x, y)
    set_place_and_state(s.at, person, x, y, AWAY)
    s.until[person] = FOR_EVER
    forget(s, person)


@inlined
def forget(s, person):
    """Count a citizen out."""
    s.numbers[BLUE + np.int64(s.group[person])] -= 1
    s.numbers[CITIZENS] -= 1
    s.dies[person] = FOR_EVER
    s.spare[s.numbers[SPARE]] = person
    s.numbers[SPARE] += 1


@lean
def clone(s, parent, seed, world, step):
    """Let a citizen on the street have a child on a random free cell next to it, by chance."""
    if parent >= s.bearable.size or s.numbers[SPARE] == 0:
        return
    w0, w1, w2, w3 = words(seed, 0, world, step, s.purposes[CLONE], parent)
    if u32(w0) >= s.births[CLONE_PROB]:
        return
    x, y, _ = place_and_state(s.at, parent)
    width, height = np.int64(s.sides[WIDTH]), np.int64(s.sides[HEIGHT])
    vacant = 0
    for k in range(9):
        to_x, to_y = (x + k % 3 - 1) % width, (y + k // 3 - 1) % height
        vacant += s.crowd[cell_of(s, to_x, to_y)] == 0
    if vacant == 0:
        return
    rank = below(w1, vacant)
    for k in range(9):
        to_x, to_y = (x + k % 3 - 1) % width, (y + k // 3 - 1) % height
        if s.crowd[cell_of(s, to_x, to_y)] == 0:
            if rank == 0:
                bear(s, parent, to_x, to_y, u32(w2), step + 1 + below(w3, np.int64(s.births[1])))
                return
            rank -= 1


@lean
def bear(s, parent, x, y, aversion, dies):
    """Add a citizen: group and hardship of the parent, an aversion of its own."""
    s.numbers[SPARE] -= 1
    child = np.int64(s.spare[s.numbers[SPARE]])
    s.group[child] = s.group[parent]
    s.hardship[child] = s.hardship[parent]
    s.aversion[child] = aversion
    s.bearable[child] = bearable(
        s.hardship[child] * (1.0 - s.reals[LEGITIMACY]),
        aversion,
        s.reals[THRESHOLD],
        s.reals[CONSTANT],
        s.rules[RATIO],
    )
    s.dies[child] = dies
    set_place_and_state(s.at, child, x, y, QUIET)
    take(s, child, x, y)
    s.order[s.numbers[ON_STREET]] = child
    s.numbers[ON_STREET] += 1
    s.numbers[CITIZENS] += 1
    s.numbers[BLUE + np.int64(s.group[child])] += 1


@inlined
def age(s, person, step):
    """Let a citizen on the street die whose time has come."""
    if person < s.bearable.size and s.dies[person] <= step:
        remove(s, person)


@lean
def bury_jailed(s, step):
    """Let those in jail die whose time has come."""
    for day in range(s.due.size):
        kept = np.int64(-1)
        person = np.int64(s.due[day])
        s.due[day] = -1
        while person >= 0:
            following = np.int64(s.later[person])
            if s.dies[person] <= step:
                s.numbers[JAILED] -= 1
                forget(s, person)
            elif kept < 0:
                s.due[day] = person
                kept = person
                s.later[person] = -1
            else:
                s.later[kept] = person
                kept = person
                s.later[person] = -1
            person = following
