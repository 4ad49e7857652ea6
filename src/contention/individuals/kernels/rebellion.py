"""Generalised rebellion against central authority (Epstein 2002, model I), step by step.

doi:10.1073/pnas.092080199. What the paper leaves open is a rule in ``s.rules``; the model's file
says what each means.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from contention.chance.philox import u32, u53, words
from contention.compiled.handle import Handle
from contention.individuals.compiling import inlined, lean
from contention.individuals.kernels.streets import (
    ACTIVE,
    ACTIVE_PLANE,
    AWAY,
    COP,
    COP_PLANE,
    FOR_EVER,
    QUIET,
    active_in_sight,
    doubles_in_sight,
    free,
    hide,
    move,
    place_and_state,
    relocate,
    set_place_and_state,
    show,
    take,
)
from contention.individuals.kernels.torus import WIDTH, count_two, empty_cell
from contention.individuals.kernels.turns import (
    BLOCKS,
    EACH,
    TURNS,
    below,
    draw_blocks,
    shuffle_next,
)

Cells = NDArray[np.uint32]
Numbers = NDArray[np.float64]

DOUBLES, ON_STREET, ACTIVES, JAILED, ON_DUTY, ARRESTS, CITIZENS = range(7)
"""Places in ``s.numbers``."""

LEGITIMACY, THRESHOLD, CONSTANT, HARDSHIP_FREE, AVERSION_FREE = range(5)
"""Places in ``s.reals``."""

RATIO, DECIDES_FIRST, CITIZENS_MOVE, COPS_MOVE, COUNTED_TWICE, JAIL, TERM, OWN_TURN, STEPS = range(
    9
)
"""Places in ``s.rules``."""

EXACT, FLOOR, ROUND = range(3)
STAYS, PASSED, LEAVES = range(3)

PERSON, PLACE, TURN, RETURN, CALLED, WITHDRAWN = range(1, 7)
"""Places in ``s.purposes``: what random numbers are for."""


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
        take_turns(s, seed, world, step)
        if s.numbers[ARRESTS] > 0:
            lock_up(s)
        if not s.rules[OWN_TURN]:
            release(s, seed, world, step, step + 1)
        observe(s, seen, k)


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
    person = np.int64(s.order[turn])
    state = np.int64(s.at[person]) >> 30
    moves = s.rules[COPS_MOVE] if state == COP else s.rules[CITIZENS_MOVE]
    acts = True
    if state == AWAY:  # arrested in this step
        acts = s.rules[OWN_TURN] != 0 and sit(s, person, step)
    for half in range(2):
        if half != s.rules[DECIDES_FIRST]:
            if acts and state == COP:
                arrest(s, person, step, s.words[EACH * k + 1], s.words[EACH * k + 2])
            elif acts:
                decide(s, person, s.limits[k])
        elif acts and moves:
            kind = 1 if state == COP else 0
            move(s, kind, person, seed, world, step, turn, EACH * k)


@lean
def fetch(s, first, last):
    """Read what the next turns need of people, all at once: waits for memory then overlap."""
    citizens = s.bearable.size
    for turn in range(first, last):
        person = np.int64(s.order[turn])
        k = turn - first
        s.limits[k] = s.bearable[person] if person < citizens else 0.0
        s.glance[k] = s.at[person]


@inlined
def decide(s, person, most):
    """Rebel or be quiet (the paper's rule A)."""
    x, y, state = place_and_state(s.at, person)
    if most > 0.0 or state == ACTIVE:
        actives, cops = count_two(s, ACTIVE_PLANE, COP_PLANE, 0, x, y)
        if s.shared and s.numbers[DOUBLES] > 0:
            actives += doubles_in_sight(s, 0, x, y, ACTIVE)
            cops += doubles_in_sight(s, 0, x, y, COP)
        if state == QUIET or s.rules[COUNTED_TWICE]:
            actives += 1
        if cops < most * actives:
            if state == QUIET:
                set_place_and_state(s.at, person, x, y, ACTIVE)
                show(s, ACTIVE_PLANE, person, x, y)
                s.numbers[ACTIVES] += 1
        elif state == ACTIVE:
            hide(s, ACTIVE_PLANE, person, x, y)
            set_place_and_state(s.at, person, x, y, QUIET)
            s.numbers[ACTIVES] -= 1


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
def arrest(s, cop, step, whom, term):
    """Arrest a random active citizen in sight."""
    x, y, _ = place_and_state(s.at, cop)
    suspect = active_in_sight(s, 1, x, y, whom)
    if suspect >= 0:
        at_x, at_y, _ = place_and_state(s.at, suspect)
        hide(s, ACTIVE_PLANE, suspect, at_x, at_y)
        s.numbers[ACTIVES] -= 1
        s.numbers[ARRESTS] += 1
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
