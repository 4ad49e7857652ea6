"""Cops and the jail: arrests, sentences, releases, and who is on duty."""

from __future__ import annotations

import math

import numpy as np

from contention.chance.philox import words
from contention.individuals.compiling import inlined, lean
from contention.individuals.kernels.layout import (
    ACTIVE_PLANE,
    ACTIVES,
    ARRESTS,
    AVERSION_FREE,
    AWAY,
    CALLED,
    COP,
    COP_PLANE,
    FOR_EVER,
    HARDSHIP_FREE,
    JAIL,
    JAILED,
    LEAVES,
    ON_DUTY,
    ON_STREET,
    OWN_TURN,
    PASSED,
    QUIET,
    RETURN,
    SETTLED,
    STAYS,
    STEPS,
    TERM,
    WITHDRAWN,
)
from contention.individuals.kernels.moving import relocate
from contention.individuals.kernels.streets import (
    active_in_sight,
    free,
    hide,
    place_and_state,
    set_place_and_state,
    show,
    take,
)
from contention.individuals.kernels.torus import empty_cell
from contention.individuals.kernels.turns import below, draw_blocks


@inlined
def arrest(s, cop, step, whom, term):
    """Arrest a random active citizen in sight."""
    if s.numbers[ACTIVES] == 0:
        return
    x, y, _ = place_and_state(s.at, cop)
    suspect = active_in_sight(s, 1, x, y, whom)
    if suspect >= 0:
        at_x, at_y, _ = place_and_state(s.at, suspect)
        hide(s, ACTIVE_PLANE, suspect, at_x, at_y)
        s.numbers[ACTIVES] -= 1
        s.numbers[ARRESTS] += 1
        s.numbers[SETTLED] = 0
        _sentence(s, suspect, at_x, at_y, step, term)
        if s.rules[STEPS] and (at_x != x or at_y != y):
            relocate(s, cop, x, y, COP, at_x, at_y)


@inlined
def _sentence(s, suspect, x, y, step, term):
    """Give a citizen who was active a sentence: ``until`` is the first step of new turns."""
    least, most = s.rules[TERM], s.longest[0]
    length = FOR_EVER if most == FOR_EVER else least + below(term, s.longest[1])
    if length == 0 and not s.rules[OWN_TURN]:
        set_place_and_state(s.at, suspect, x, y, QUIET)
    else:
        set_place_and_state(s.at, suspect, x, y, AWAY)
        late = 1 if s.rules[OWN_TURN] else 0  # one more, if this step's turn was before
        s.until[suspect] = FOR_EVER if length == FOR_EVER else step + length + late
        s.numbers[JAILED] += 1
        s.reals[HARDSHIP_FREE] -= s.hardship[suspect]
        s.reals[AVERSION_FREE] -= s.aversion[suspect]
        if s.rules[JAIL] != STAYS:
            free(s, suspect, x, y)


@inlined
def sit(s, person, step):
    """Count down one's sentence at one's own turn; return whether one is free at once."""
    if s.until[person] == FOR_EVER:
        return False
    if s.until[person] != step + 1:
        s.until[person] -= 1
        return False
    x, y, _ = place_and_state(s.at, person)
    set_place_and_state(s.at, person, x, y, QUIET)
    count_free(s, person)
    return True


@inlined
def count_free(s, person):
    """Count a citizen as free again."""
    s.numbers[JAILED] -= 1
    s.reals[HARDSHIP_FREE] += s.hardship[person]
    s.reals[AVERSION_FREE] += s.aversion[person]


@lean
def lock_up(s):
    """Take those who are away out of the order, and enter their releases in the calendar."""
    kept = 0
    for k in range(s.numbers[ON_STREET]):
        person = np.int64(s.order[k])
        if np.int64(s.at[person]) >> 30 != AWAY:
            s.order[kept] = person
            kept += 1
        elif s.until[person] != FOR_EVER:
            _enlist(s, person, s.until[person])
    s.numbers[ON_STREET] = kept


@lean
def release(s, seed, world, step, until):
    """Set those free whose sentence ends."""
    day = until % s.due.size
    person = np.int64(s.due[day])
    s.due[day] = -1
    while person >= 0:
        following = np.int64(s.later[person])
        if s.rules[JAIL] == LEAVES:
            back = enter(s, person, QUIET, seed, world, step)
        else:
            x, y, _ = place_and_state(s.at, person)
            set_place_and_state(s.at, person, x, y, QUIET)
            if s.rules[JAIL] == PASSED:
                take(s, person, x, y)
            s.order[s.numbers[ON_STREET]] = person
            s.numbers[ON_STREET] += 1
            back = True
        s.numbers[SETTLED] = 0
        if back:
            count_free(s, person)
        else:  # no room: again in the next step
            _enlist(s, person, until + 1)
        person = following


@inlined
def _enlist(s, person, until):
    """Enter a release in the calendar."""
    day = until % s.due.size
    s.until[person] = until
    s.later[person] = s.due[day]
    s.due[day] = person


@lean
def deploy(s, share, seed, world, step):
    """Call cops to random free cells, or withdraw random ones, until a share is on duty."""
    target = math.floor(share * s.posts.size + 0.5)
    on_duty = s.numbers[ON_DUTY]
    while on_duty > target:
        w0, _, _, _ = words(seed, 0, world, step, s.purposes[WITHDRAWN], on_duty)
        k = below(w0, on_duty)
        on_duty -= 1
        cop = np.int64(s.posts[k])
        s.posts[k], s.posts[on_duty] = s.posts[on_duty], cop
        x, y, _ = place_and_state(s.at, cop)
        hide(s, COP_PLANE, cop, x, y)
        free(s, cop, x, y)
        set_place_and_state(s.at, cop, x, y, AWAY)
        s.until[cop] = FOR_EVER
    if on_duty < s.numbers[ON_DUTY]:
        lock_up(s)
    while on_duty < target:
        w0, _, _, _ = words(seed, 0, world, step, s.purposes[CALLED], on_duty)
        k = on_duty + below(w0, s.posts.size - on_duty)
        cop = np.int64(s.posts[k])
        if not enter(s, cop, COP, seed, world, step):
            break  # no room
        s.posts[k], s.posts[on_duty] = s.posts[on_duty], cop
        on_duty += 1
    if on_duty != s.numbers[ON_DUTY]:
        s.numbers[SETTLED] = 0
    s.numbers[ON_DUTY] = on_duty


@lean
def enter(s, person, state, seed, world, step):
    """Put a person on a random free cell; return whether there is one."""
    draw_blocks(s.words, seed, world, step, s.purposes[RETURN], 16 * person, 16 * person + 16)
    x, y = empty_cell(s)
    if x < 0:
        return False
    set_place_and_state(s.at, person, x, y, state)
    take(s, person, x, y)
    if state == COP:
        show(s, COP_PLANE, person, x, y)
    s.order[s.numbers[ON_STREET]] = person
    s.numbers[ON_STREET] += 1
    return True
