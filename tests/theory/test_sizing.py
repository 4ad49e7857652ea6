"""Sizes of levers: which have one, what another one changes."""

from __future__ import annotations

import math

import pytest

from contention.theory.model import Lever, LeverStep
from contention.theory.sizing import FACTORS, SHARES, is_size, resized, size_of, sizes_of


def lever(*steps: tuple[str, float]) -> Lever:
    return Lever("x", tuple(LeverStep(do, "y", value) for do, value in steps))  # pyright: ignore


@pytest.mark.parametrize(
    ("steps", "size", "sizes"),
    [
        ([("multiply", 3.0), ("multiply", 3.0), ("forbid", 0.0)], 3.0, FACTORS),
        ([("multiply", 2.0), ("multiply", 0.5), ("shock", 0.0)], 2.0, FACTORS),
        ([("multiply", 0.0)], 0.0, FACTORS),
        ([("shock", 0.0)], 0.0, SHARES),
        ([("multiply", 1.0), ("multiply", 2.0)], None, ()),
        ([("multiply", 2.0), ("multiply", 0.0)], None, ()),
        ([("forbid", 0.0), ("set", 3.0), ("add", 1.0)], None, ()),
    ],
)
def test_sizes(
    steps: list[tuple[str, float]], size: float | None, sizes: tuple[float, ...]
) -> None:
    assert size_of(lever(*steps)) == size
    assert sizes_of(lever(*steps)) == sizes


def values(changed: Lever) -> list[float]:
    return [step.value for step in changed.steps]


def test_one_factor_is_replaced() -> None:
    same = lever(("multiply", 3.0), ("forbid", 0.0), ("multiply", 3.0), ("add", 1.0))
    assert values(resized(same, 5.0)) == [5.0, 0.0, 5.0, 1.0]
    assert values(resized(same, 0.0)) == [0.0, 0.0, 0.0, 1.0]
    assert values(resized(lever(("shock", 0.0)), 0.5)) == [0.5]


def test_different_factors_keep_their_proportions_as_logarithms() -> None:
    mixed = lever(("multiply", 2.0), ("multiply", 4.0), ("multiply", 0.5), ("shock", 0.0))
    assert values(resized(mixed, 4.0)) == pytest.approx([4.0, 16.0, 0.25, 0.0])
    assert values(resized(mixed, 1.0)) == [1.0, 1.0, 1.0, 0.0]
    assert values(resized(mixed, 2.0)) == values(mixed)
    third = values(resized(mixed, 3.0))
    assert math.log(third[1]) == pytest.approx(2 * math.log(third[0]))


@pytest.mark.parametrize(
    ("steps", "size"),
    [
        ([("multiply", 2.0)], -1.0),
        ([("multiply", 2.0)], math.nan),
        ([("multiply", 2.0)], math.inf),
        ([("multiply", 2.0), ("multiply", 3.0)], 0.0),
        ([("forbid", 0.0)], 2.0),
    ],
)
def test_sizes_that_cannot_be(steps: list[tuple[str, float]], size: float) -> None:
    assert not is_size(lever(*steps), size)
    with pytest.raises(ValueError, match="cannot have the size"):
        resized(lever(*steps), size)
