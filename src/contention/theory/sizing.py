"""How large a lever is: one number that can be read, replaced and swept over."""

from __future__ import annotations

import math
from dataclasses import replace

from contention.theory.model import Lever, LeverStep

Sizes = tuple[float, ...]

FACTORS: Sizes = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Sizes of a sweep over factors of rates; 1 changes nothing."""

SHARES: Sizes = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Sizes of a sweep over factors of a dated shock; 1 changes nothing."""


def size_of(lever: Lever) -> float | None:
    """Return the size of a lever, or None if it has none.

    The size is the factor of the rate in the first ``multiply`` step. A lever without such a
    step has the factor of its first ``shock`` step. Steps that forbid, add or set have no size,
    and neither has a lever whose factors differ and begin with 0 or 1.
    """
    factors = _values(lever, "multiply")
    if not factors:
        return next(iter(_values(lever, "shock")), None)
    mixed = len(set(factors)) > 1
    return None if mixed and (factors[0] == 1 or 0 in factors) else factors[0]


def sizes_of(lever: Lever) -> Sizes:
    """Return the sizes that a sweep over a lever goes through; none if it has no size."""
    if size_of(lever) is None:
        return ()
    return FACTORS if _values(lever, "multiply") else SHARES


def is_size(lever: Lever, size: float) -> bool:
    """Whether a lever can have this size: not negative, and above 0 if its factors differ."""
    mixed = len(set(_values(lever, "multiply"))) > 1
    return (
        size_of(lever) is not None
        and math.isfinite(size)
        and (size > 0 or (size == 0 and not mixed))
    )


def resized(lever: Lever, size: float) -> Lever:
    """Return a lever with another size.

    All its factors of rates become the size if they are one number. If they differ, they keep
    their proportions as logarithms: a factor f becomes f to the power log(size) / log(first
    factor), so that at size 1 no rate changes. Without factors of rates, those of dated shocks
    become the size. Steps of other kinds stay.

    Raises
    ------
    ValueError
        If the lever cannot have this size (`is_size`).
    """
    if not is_size(lever, size):
        message = f"lever {lever.name} cannot have the size {size}"
        raise ValueError(message)
    factors = _values(lever, "multiply")
    mixed = len(set(factors)) > 1

    def changed(step: LeverStep) -> LeverStep:
        if step.do != ("multiply" if factors else "shock"):
            return step
        if not mixed:
            return replace(step, value=size)
        return replace(step, value=step.value ** (math.log(size) / math.log(factors[0])))

    return replace(lever, steps=tuple(changed(step) for step in lever.steps))


def _values(lever: Lever, do: str) -> list[float]:
    return [step.value for step in lever.steps if step.do == do]
