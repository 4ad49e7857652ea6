"""When a number about a mechanism becomes a verdict: every test, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contention.inference.placebo import Placebo

from .answers import Verdict

ROWS = 15
"""Rows below which a number rests on its prior, as in the table of mechanisms."""

WAVES = 2
"""Waves of rows, or dates of a shock, below which a number rests on one case."""

POWER = 0.8
"""Share of planted effects that must be found: the usual convention."""

LED = "Acts to come tell of it too, so part of it may mark a crisis and cause none"
"""What is said of an effect that passes, where the future alone would find it."""

FALSE = 0.1
"""Share of planted nulls that may be found: twice the nominal one."""


@dataclass(frozen=True)
class Evidence:
    """Everything a verdict on a mechanism looks at.

    Attributes
    ----------
    claimed
        The side the claim is on: 1 or -1.
    side
        The side of zero that the interval lies on; 0 if it holds zero.
    rows, waves
        Rows that inform the number and the waves they come in.
    on_prior
        Whether its error is hardly below the prior's.
    power, false_positive
        From planted worlds; None if none were drawn.
    placebo
        Past against future.
    rechecks
        The side found where something is otherwise: in parts of the record, with other choices
        behind it, with terms more in the theory.
    noises
        The side found under each other noise block.
    given
        Whether the facts that the claim presupposes hold; None where they are open, and also
        where it presupposes none (then ``presupposes`` is False).
    """

    claimed: int
    side: int
    rows: int
    waves: int
    on_prior: bool
    power: float | None
    false_positive: float | None
    placebo: Placebo
    rechecks: Mapping[str, int] = field(default_factory=dict[str, int])
    noises: Mapping[str, int] = field(default_factory=dict[str, int])
    presupposes: bool = False
    given: bool | None = None


def decide(evidence: Evidence) -> tuple[Verdict, tuple[str, ...]]:
    """Return the verdict on a mechanism, and every test that it failed.

    ``supported`` and ``contradicted`` need an interval that excludes zero on that side and every
    one of the tests; anything else is ``undecided``.
    """
    failed = tuple(_failed(evidence))
    if failed:
        return "undecided", failed
    return ("supported" if evidence.side == evidence.claimed else "contradicted"), ()


def _failed(e: Evidence) -> list[str]:
    found: list[str] = []
    if e.side == 0:
        found.append("its interval holds zero")
    if e.on_prior:
        found.append("its error is hardly below the prior's")
    if e.rows < ROWS:
        found.append(f"{ROWS} informative rows needed, there are {e.rows}")
    if e.waves < WAVES:
        found.append(f"{WAVES} waves needed, there are {e.waves}")
    if e.side != 0:
        found += _doubts(e)
    if e.presupposes and e.given is not True:
        found.append("what it presupposes " + ("fails" if e.given is False else "is open"))
    return found


def _doubts(e: Evidence) -> list[str]:
    """Return the tests failed by a number whose interval excludes zero."""
    found: list[str] = []
    if e.power is None or e.power < POWER:
        found.append("no planted worlds" if e.power is None else f"power {e.power:.2f}")
    if e.false_positive is not None and e.false_positive > FALSE:
        found.append(f"false positives {e.false_positive:.2f}")
    if e.placebo.failed:
        found.append(
            f"placebo: the future explains as much (z {e.placebo.future:.1f}) "
            f"as the past (z {e.placebo.past:.1f})"
        )
    found += [f"not {name}" for name, side in e.rechecks.items() if side != e.side]
    found += [f"not under {noise} noise" for noise, side in e.noises.items() if side != e.side]
    return found
