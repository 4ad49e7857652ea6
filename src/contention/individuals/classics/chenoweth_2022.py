"""Chenoweth, Hocking and Marks 2022: a dynamic model of nonviolent resistance strategy."""

from __future__ import annotations

from contention.individuals.classic import Classic, Description, Published
from contention.individuals.model import Variant

CLASSIC = Classic(
    name="chenoweth-2022",
    title="A dynamic model of nonviolent resistance strategy",
    says=(
        "Left out: of the model only the abstract was read, and an account of its rules by others "
        "who built it again. Rules that are not the authors' would show nothing about theirs."
    ),
    status="not-reproduced",
    published=(
        Published(
            "pillars",
            "defections by strategy",
            "most where pillars are targeted",
            "abstract",
            "read",
            "not-reproduced",
        ),
        Published(
            "small_campaigns",
            "success of small campaigns",
            "likelier by targeting the least loyal pillars",
            "abstract",
            "read",
            "not-reproduced",
        ),
    ),
    variants=(Variant("unknown", "The rules are not known here."),),
    measure=None,
    draw=None,
    cites=("chenoweth-2022",),
    description=Description(purpose="To compare strategies of nonviolent campaigns."),
)
