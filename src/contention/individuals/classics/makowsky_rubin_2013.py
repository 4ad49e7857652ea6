"""Makowsky and Rubin 2013: centralised institutions, network technology and revolution."""

from __future__ import annotations

from contention.individuals.classic import Classic, Description, Published
from contention.individuals.model import Variant

WHERE = "abstract"

CLASSIC = Classic(
    name="makowsky-rubin-2013",
    title="An agent-based model of centralized institutions, social network technology, revolution",
    says=(
        "Left out: the rules and constants of the model were not read, only what the abstract says "
        "came of it. Rules made to give these signs would show nothing."
    ),
    status="not-reproduced",
    published=(
        Published(
            "centralisation",
            "falsified preferences as power is more central",
            "rises",
            WHERE,
            "read",
            "not-reproduced",
        ),
        Published(
            "range",
            "falsified preferences as networks reach farther",
            "falls",
            WHERE,
            "read",
            "not-reproduced",
        ),
        Published(
            "cascades",
            "institutional change in centralised societies",
            "larger, more so with range",
            WHERE,
            "read",
            "not-reproduced",
        ),
        Published(
            "shock",
            "change against the size of a shock",
            "jumps",
            "abstract of the working paper",
            "read",
            "not-reproduced",
        ),
    ),
    variants=(Variant("unknown", "The rules are not known here."),),
    measure=None,
    draw=None,
    cites=("makowsky-rubin-2013",),
    description=Description(purpose="To link central power, reach of networks and revolution."),
)
