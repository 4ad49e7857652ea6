"""Climbing where steps go too far: heights and slopes that are no numbers."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from contention.inference.climbing import climb

Floats = NDArray[np.float64]


class Cliff:
    """A hill round one, that beyond a distance has a height or a slope that is no number."""

    shapes: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def __init__(self, height: float, slope: float) -> None:
        self.height, self.slope, self.fallen = height, slope, 0

    def value_and_gradient(self, free: Floats) -> tuple[float, Floats]:
        away = free - 1.0
        if np.any(np.abs(away) > 3.0):
            self.fallen += 1
            return self.height, np.full(free.size, self.slope)
        return -float(np.cosh(away).sum()), -np.sinh(away)

    def hold(self, free: Floats) -> bool:
        return bool(np.all(np.isfinite(free)))

    def release(self) -> None: ...


@pytest.mark.parametrize(("height", "slope"), [(np.nan, 0.0), (-np.inf, 0.0), (-1e49, np.nan)])
def test_a_step_over_the_edge_is_taken_back(height: float, slope: float) -> None:
    hill = Cliff(height, slope)
    # so flat a guess that the first step is far too long
    found, top = climb(hill, np.array([-0.5, 2.5]), np.diag([0.005, 0.005]))
    assert hill.fallen > 0
    np.testing.assert_allclose(found, 1.0, atol=1e-4)
    assert top == pytest.approx(-2.0, abs=1e-8)
