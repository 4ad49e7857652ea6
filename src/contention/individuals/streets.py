"""The streets that the models of civil violence share: people on a torus, and rules of turns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.compiled.handle import Handle
from contention.foundation.errors import Problem
from contention.individuals.kernels import settling
from contention.individuals.kernels.groups import found_groups
from contention.individuals.kernels.layout import FOR_EVER, SPARE
from contention.individuals.kernels.moving import TRIES
from contention.individuals.kernels.turns import EACH, TURNS, shuffle_cells
from contention.individuals.lattice import (
    SIGHT,
    SIZE,
    check_lattice,
    lay_out,
    number,
    sight_mask,
    sight_steps,
    whole,
)
from contention.individuals.model import Address, Parameter, Settings

PURPOSES = ("again", "person", "place", "turn", "return", "called", "withdrawn", "clone")
"""What random numbers are for; the order is that of the kernels."""

LONGEST = 1_000_000

RATIO = ("exact", "floor", "round")
ORDER = ("move-then-act", "act-then-move")
MOVEMENT = ("everybody", "cops", "nobody")
COUNTED = ("once", "twice")
JAIL = ("stays", "passed", "leaves")
SENTENCE = ("one-to-longest", "zero-to-below", "zero-to-longest")
COUNTDOWN = ("end-of-step", "own-turn")
ARREST = ("from-afar", "on-the-spot")
FILL = ("counts", "cells")


class Streets(NamedTuple):
    """The state; people are rows, those for citizens before cops. See the kernels for uses."""

    at: NDArray[np.uint32]
    bearable: NDArray[np.float64]
    hardship: NDArray[np.float64]
    aversion: NDArray[np.float64]
    order: NDArray[np.uint32]
    later: NDArray[np.int32]
    until: NDArray[np.int32]
    posts: NDArray[np.int32]
    who: NDArray[np.int32]
    crowd: NDArray[np.uint8]
    doubles: NDArray[np.int32]
    due: NDArray[np.int32]
    planes: NDArray[np.uint64]
    masks: NDArray[np.uint64]
    columns: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    tile_rows: NDArray[np.uint32]
    wrapped_columns: NDArray[np.uint32]
    wrapped_rows: NDArray[np.uint32]
    steps: NDArray[np.uint32]
    sight_size: NDArray[np.uint32]
    sides: NDArray[np.uint32]
    rules: NDArray[np.int64]
    longest: NDArray[np.int64]
    purposes: NDArray[np.int64]
    numbers: NDArray[np.int64]
    reals: NDArray[np.float64]
    words: NDArray[np.uint32]
    more: NDArray[np.uint32]
    limits: NDArray[np.float64]
    glance: NDArray[np.uint32]
    aims: NDArray[np.uint32]
    cells: NDArray[np.uint32]
    group: NDArray[np.uint8]
    dies: NDArray[np.int32]
    spare: NDArray[np.int32]
    births: NDArray[np.float64]


def fill_streets(
    settings: Settings, address: Address, *, family: str, births: NDArray[np.float64] | None = None
) -> Handle:
    """Put people on the torus.

    Parameters
    ----------
    family
        Prefix of the names that random numbers are addressed by.
    births
        For citizens of two groups: the chance of a child in a step, the longest life, and whether
        a world stops when a group is gone. There are then rows for two citizens a cell.
    """
    grouped = births is not None
    cells = whole(settings, "width") * whole(settings, "height")
    purposes = np.array([name_hash(f"{family}:{purpose}") for purpose in PURPOSES])
    citizens, cops = head_counts(settings, address, family=family)
    state = _empty(settings, 2 * cells if grouped else citizens, cops, purposes, births)
    seed, world, place = address.seed, address.world, int(purposes[PURPOSES.index("place")])
    shuffled = np.arange(cells, dtype=np.uint32)
    scratch = np.zeros(4 * TURNS, dtype=np.uint32)
    shuffle_cells(shuffled, citizens + cops, scratch, seed, world, place)
    if births is not None:  # before people are put where their group is seen
        found_groups(state, citizens, seed, world, name_hash(f"{family}:group"))
    settling.settle(state, shuffled, citizens, cops, seed, world)
    settling.weigh(state, number(settings, "legitimacy"))
    return state


def head_counts(
    settings: Settings, address: Address | None = None, *, family: str = ""
) -> tuple[int, int]:
    """Return how many citizens and cops there are; without an address what is expected."""
    cells = whole(settings, "width") * whole(settings, "height")
    citizens, cops = number(settings, "citizen_density"), number(settings, "cop_density")
    if settings["fill"] == "cells" and address is not None:
        purpose = name_hash(f"{family}:fill")
        return settling.fill_cells(cells, citizens, cops, address.seed, address.world, purpose)
    held = math.floor(cops * cells + 0.5)
    return min(math.floor(citizens * cells + 0.5), cells - held), held


def _empty(
    settings: Settings,
    rows: int,
    cops: int,
    purposes: NDArray[np.int64],
    births: NDArray[np.float64] | None,
) -> Handle:
    grouped = births is not None
    visions = number(settings, "citizen_vision"), number(settings, "cop_vision")
    width, height = whole(settings, "width"), whole(settings, "height")
    sight = math.floor(max(visions))
    layout = lay_out(width, height, sight, planes=4 if grouped else 2)
    shape = str(settings["sight"])
    sights = [sight_steps(sight, vision, shape) for vision in visions]
    masks = np.concatenate([
        sight_mask(sight, layout.reach, layout.pitch, far, shape) for far in visions
    ])  # fmt: skip
    shared = settings["jail"] == "passed" or settings["arrest"] == "on-the-spot"
    longest = _longest(settings)
    people, cells = rows + cops, width * height
    arrays = Streets(
        at=np.zeros(people, dtype=np.uint32),
        bearable=np.zeros(rows),
        hardship=np.zeros(rows),
        aversion=np.zeros(rows),
        order=np.zeros(people, dtype=np.uint32),
        later=np.full(people, -1, dtype=np.int32),
        until=np.zeros(people, dtype=np.int32),
        posts=np.zeros(cops, dtype=np.int32),
        who=np.full(cells, -1, dtype=np.int32),
        crowd=np.zeros(cells, dtype=np.uint8),
        doubles=np.zeros(people if shared else 1, dtype=np.int32),
        due=np.full(2 if longest[0] == FOR_EVER else longest[0] + 2, -1, dtype=np.int32),
        planes=np.zeros(layout.words, dtype=np.uint64),
        masks=masks,
        columns=layout.columns,
        rows=layout.rows,
        tile_rows=layout.tile_rows,
        wrapped_columns=layout.wrapped_columns,
        wrapped_rows=layout.wrapped_rows,
        steps=np.concatenate([steps for steps, _ in sights]),
        sight_size=np.array([size for _, size in sights], dtype=np.uint32),
        sides=layout.sides,
        rules=_rules(settings),
        longest=longest,
        purposes=purposes,
        numbers=np.zeros(SPARE + 1, dtype=np.int64),
        reals=np.array([0.0, number(settings, "threshold"), number(settings, "constant"), 0, 0]),
        words=np.zeros(EACH * TURNS, dtype=np.uint32),
        more=np.zeros(16, dtype=np.uint32),
        limits=np.zeros(TURNS),
        glance=np.zeros(TURNS, dtype=np.uint32),
        aims=np.zeros(TRIES * TURNS, dtype=np.uint32),
        cells=np.zeros(TRIES * TURNS, dtype=np.uint32),
        group=np.zeros(rows if grouped else 1, dtype=np.uint8),
        dies=np.zeros(rows if grouped else 1, dtype=np.int32),
        spare=np.zeros(rows if grouped else 1, dtype=np.int32),
        births=np.zeros(3) if births is None else births,
    )
    return Handle(
        arrays,
        reach=layout.reach,
        pitch=layout.pitch,
        planes_each=4 if grouped else 2,
        shared=int(shared),
        grouped=int(grouped),
    )


def _rules(settings: Settings) -> NDArray[np.int64]:
    movement = settings["movement"]
    rules = (
        RATIO.index(str(settings["ratio"])),
        settings["order"] == "act-then-move",
        movement == "everybody",
        movement != "nobody",
        settings["counted"] == "twice",
        JAIL.index(str(settings["jail"])),
        settings["sentence"] == "one-to-longest",
        settings["countdown"] == "own-turn",
        settings["arrest"] == "on-the-spot",
    )
    return np.array(rules, dtype=np.int64)


def _longest(settings: Settings) -> NDArray[np.int64]:
    """Return the longest sentence and how many lengths a sentence can have."""
    longest = number(settings, "longest_sentence")
    if math.isinf(longest):
        return np.array([FOR_EVER, 1])
    span = longest + 1 if settings["sentence"] == "zero-to-longest" else longest
    return np.array([int(longest), int(span)])


def check_streets(settings: Settings) -> Iterator[Problem]:
    """Return what does not go together."""
    yield from check_lattice(settings, visions=("citizen_vision", "cop_vision"))
    density = number(settings, "citizen_density") + number(settings, "cop_density")
    if density > 1.0:
        yield Problem(
            "P009",
            f"citizens and cops on {density:g} of the cells",
            "densities that sum to 1 or less",
            hint="lower citizen_density or cop_density",
        )
    elif head_counts(settings)[0] == 0:
        yield Problem(
            "P010",
            f"nobody on {whole(settings, 'width') * whole(settings, 'height')} cells",
            "at least one citizen",
            hint="raise citizen_density or enlarge the lattice",
        )
    longest = number(settings, "longest_sentence")
    if not math.isinf(longest) and (longest > LONGEST or longest != int(longest)):
        yield Problem(
            "P004",
            f"{longest:g}",
            f"a whole number from 1 to {LONGEST}, or inf for ever",
            "longest_sentence",
            "count sentences in steps",
        )
    if settings["countdown"] == "own-turn" and settings["jail"] != "stays":
        yield Problem(
            "P011",
            f"the countdown own-turn with the jail {settings['jail']}",
            "the jail stays, which alone keeps a place to return to in the middle of a step",
            hint="set countdown to end-of-step or jail to stays",
        )


SHARED = (
    *SIZE,
    Parameter("citizen_density", 0.7, "citizens a cell", 0.0, 1.0, "people a cell"),
    Parameter("cop_density", 0.04, "cops a cell", 0.0, 1.0, "people a cell"),
    Parameter("legitimacy", 0.82, "the legitimacy of the regime in all eyes", 0, 1, live=True),
    Parameter("deployed", 1.0, "the share of cops on duty", 0.0, 1.0, live=True),
    Parameter("threshold", 0.1, "net grievance above which a citizen rebels", -1.0, 1.0),
    Parameter("constant", 2.3, "how fast the risk of arrest rises with cops an active", 1e-6, 1e6),
    Parameter("citizen_vision", 7.0, "how far citizens see", 1.0, 1000.0, "cells"),
    Parameter("cop_vision", 7.0, "how far cops see", 1.0, 1000.0, "cells"),
    Parameter("longest_sentence", 30.0, "the longest time in jail; inf for ever", 1, unit="steps"),
    SIGHT,
    Parameter(
        "ratio", "exact", "what of cops an active enters the risk: all of it, its floor, or what "
        "it is rounded to (a half to the even number)", words=RATIO,
    ),
    Parameter("order", "move-then-act", "what a turn is", words=ORDER),
    Parameter("movement", "everybody", "who moves", words=MOVEMENT),
    Parameter("counted", "once", "how often an active citizen counts oneself", words=COUNTED),
    Parameter(
        "jail", "leaves", "where the jailed are: on their cell, which is taken; on their cell, "
        "which others may enter; off the torus, to return to any free cell", words=JAIL,
    ),
    Parameter(
        "sentence", "one-to-longest", "lengths of a sentence, all as likely; below means shorter "
        "than the longest", words=SENTENCE,
    ),
    Parameter("countdown", "end-of-step", "when sentences are counted down", words=COUNTDOWN),
    Parameter("arrest", "from-afar", "whether a cop steps to the arrested", words=ARREST),
    Parameter(
        "fill", "counts", "how many people there are: densities times cells, or each cell is "
        "drawn by itself", words=FILL,
    ),
)  # fmt: skip
"""Parameters of every model of civil violence."""
