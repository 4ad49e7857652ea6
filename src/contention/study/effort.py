"""How much a study does of everything: the short form, and the long one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contention.foundation.errors import ContentionError, Problem
from contention.study.settings import suggest

Length = Literal["short", "full"]

STEPS = ("worlds", "comparison", "claims", "what-ifs", "validity")
"""Steps of a study after its fit, in the order in which they are worked off."""

BUDGET = {
    "inputs": 3,
    "fits": 30,
    "worlds": 8,
    "comparison": 22,
    "claims": 30,
    "what-ifs": 8,
    "validity": 10,
}
"""Seconds that each step of the short form may take on 2 cores, compiling included."""


@dataclass(frozen=True)
class Effort:
    """Sizes of everything a study draws.

    They depend on what was asked for alone, never on the clock: a slow machine gets the same
    numbers, later.

    Parameters
    ----------
    length
        ``short`` or ``full``.
    replicates
        Planted worlds for the power of claims, and as many for false positives.
    claim_worlds
        Worlds for claims about patterns and levers.
    pairs
        Pairs of worlds of every what-if.
    draws
        Stable draws of the posterior, a world each.
    forecasts
        Worlds from each day on which the record is continued.
    sources
        Largest sources that are left out in turn.
    calibrated
        Records that are simulated from the prior and fitted; none in the short form.
    """

    length: Length
    replicates: int
    claim_worlds: int
    pairs: int
    draws: int
    forecasts: int
    sources: int = 2
    calibrated: int = 0

    def as_dict(self) -> dict[str, int | str]:
        """Return the sizes, for the files that were made with them."""
        return dict(vars(self))


def effort_of(worlds: int, *, length: Length = "short") -> Effort:
    """Return the effort of a study with so many worlds a theory: few worlds imply few of all."""
    if length == "full":
        most = max(worlds, 200)
        return Effort(length, 100, most, 2 * most, most, 200, sources=10, calibrated=50)
    return Effort(
        length,
        replicates=max(2, min(12, worlds // 16)),
        claim_worlds=max(10, min(20, worlds // 5)),
        pairs=max(10, min(40, worlds // 5)),
        draws=max(10, min(25, worlds // 8)),
        forecasts=max(10, min(25, worlds // 8)),
    )


def check_steps(wanted: tuple[str, ...]) -> None:
    """Refuse steps that a study does not have, all at once.

    Raises
    ------
    ContentionError
        U050: no such step.
    """
    problems = [
        Problem("U050", f"the step {step!r}", "a step of a study", "--steps", suggest(step, STEPS))
        for step in wanted
        if step not in STEPS
    ]
    if problems:
        raise ContentionError(problems)
