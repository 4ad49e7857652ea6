"""Violence between two groups: Epstein 2002, model II.

To go active is to kill somebody of the other group; people have children and die of age; cops
arrest killers of either group. Where the paper does not say how, the text of a parameter does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from contention.compiled.handle import Handle
from contention.foundation.errors import Problem
from contention.individuals.kernels.groups import walk_groups
from contention.individuals.lattice import number
from contention.individuals.model import (
    Address,
    Model,
    Observable,
    Parameter,
    Settings,
    Value,
    Variant,
)
from contention.individuals.streets import SHARED, check_streets, fill_streets, head_counts

FAMILY = "communal-violence"
FIXED: dict[str, Value] = {
    "order": "move-then-act",
    "jail": "leaves",
    "countdown": "end-of-step",
    "arrest": "from-afar",
}
"""Rules of model I that model II does not let one choose."""

LONGEST_SENTENCE = 10_000


def begin(settings: Settings, address: Address) -> Handle:
    """Put people on the torus."""
    births = (
        number(settings, "clone_prob"),
        number(settings, "longest_life"),
        settings["afterwards"] == "stops",
    )
    return fill_streets(
        {**FIXED, **settings}, address, family=FAMILY, births=np.array(births, dtype=float)
    )


def check(settings: Settings) -> Iterator[Problem]:
    """Return what does not go together."""
    yield from check_streets({**FIXED, **settings})
    if number(settings, "longest_sentence") > LONGEST_SENTENCE:
        yield Problem(
            "P004",
            f"{number(settings, 'longest_sentence'):g}",
            f"a number of steps up to {LONGEST_SENTENCE}: the jailed grow old too",
            "longest_sentence",
            "choose a shorter sentence",
        )


_CHANGED = {"citizen_vision": 1.7, "cop_vision": 1.7, "longest_sentence": 15, "cop_density": 0.0}


def _parameters() -> tuple[Parameter, ...]:
    kept = [p for p in SHARED if p.name not in FIXED]
    kept = [replace(p, default=_CHANGED.get(p.name, p.default)) for p in kept]
    own = (
        Parameter("clone_prob", 0.05, "the chance of a child in a step, if a cell next to one is "
                  "free; it has its parent's group and hardship", 0.0, 1.0, "1/step"),
        Parameter("longest_life", 200, "the longest life; lives are 1 to so many steps, all as "
                  "likely", 1, 10**9, "steps", whole=True),
        Parameter("afterwards", "stops", "whether a world stops when a group is gone",
                  words=("stops", "goes-on")),
    )  # fmt: skip
    return (*kept, *own)


COMMUNAL_VIOLENCE = Model(
    name=FAMILY,
    title="Violence between two groups",
    says=(
        "Two groups share a torus. A citizen whose grievance outweighs the risk of arrest kills "
        "somebody of the other group in sight. People have children and die of age; cops arrest "
        "killers."
    ),
    states=("quiet", "active", "jailed", "cop"),
    parameters=_parameters(),
    variants=(
        Variant("literal", "the paper's rules as they are written"),
        Variant("floor", "the floor of cops an active in the risk", {"ratio": "floor"}),
    ),
    observables=(
        Observable("blue", "people of the first group, in jail or not"),
        Observable("green", "people of the second group, in jail or not"),
        Observable("active", "killers at large"),
        Observable("jailed", "people in jail"),
        Observable("cops", "cops on duty"),
        Observable("killed", "people killed during the step"),
    ),
    begin=begin,
    walk=walk_groups,
    people=lambda settings: sum(head_counts(settings)),
    check=check,
    cites=("epstein-2002",),
)
"""The model."""
