"""Generalised rebellion against central authority: Epstein 2002, model I, and its versions.

Citizens on a torus rebel where grievance outweighs the risk of arrest that they see; cops arrest.
What the paper leaves open is a choice between rules, and a version of the model is a variant.
"""

from __future__ import annotations

from contention.compiled.handle import Handle
from contention.individuals.kernels.rebellion import walk
from contention.individuals.model import Address, Model, Observable, Settings, Variant
from contention.individuals.streets import SHARED, check_streets, fill_streets, head_counts


def begin(settings: Settings, address: Address) -> Handle:
    """Put people on the torus."""
    return fill_streets(settings, address, family="rebellion")


VARIANTS = (
    Variant("floor", "the paper's rules, with the floor of the ratio", {"ratio": "floor"}),
    Variant("literal", "the paper's rules as they are written"),
    Variant("round", "the paper's rules, with a rounded ratio", {"ratio": "round"}),
    Variant(
        "netlogo",
        "the rules of the model Rebellion in the library of NetLogo (Wilensky 2004)",
        {
            "ratio": "floor",
            "counted": "twice",
            "jail": "passed",
            "sentence": "zero-to-below",
            "arrest": "on-the-spot",
        },
    ),
    Variant(
        "mesa",
        "the rules and parameters of the example in Mesa 3.3",
        {
            "ratio": "round",
            "order": "act-then-move",
            "jail": "stays",
            "sentence": "zero-to-longest",
            "countdown": "own-turn",
            "sight": "diamond",
            "fill": "cells",
            "cop_density": 0.074,
            "legitimacy": 0.8,
            "longest_sentence": 1000,
        },
    ),
)

REBELLION = Model(
    name="rebellion",
    title="Rebellion against central authority",
    says=(
        "Citizens with a hardship and an aversion to risk of their own rebel where grievance "
        "outweighs the risk of arrest that they see around them. Cops arrest who rebels."
    ),
    states=("quiet", "active", "jailed", "cop"),
    parameters=SHARED,
    variants=VARIANTS,
    observables=(
        Observable("active", "citizens in rebellion"),
        Observable("jailed", "citizens in jail"),
        Observable("quiet", "citizens at large who do not rebel"),
        Observable("cops", "cops on duty"),
        Observable("arrests", "arrests during the step"),
        Observable(
            "tension", "mean grievance, times the share of quiet, over mean aversion to risk", "1"
        ),
    ),
    begin=begin,
    walk=walk,
    people=lambda settings: sum(head_counts(settings)),
    check=check_streets,
    cites=("epstein-2002",),
)
"""The model."""
