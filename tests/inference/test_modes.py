"""Modes of sums of normal laws whose masses are known."""

from __future__ import annotations

import numpy as np
import pytest

from contention.foundation.errors import ContentionError
from contention.inference.modes import find_modes
from tests.inference.closed import Peaks, peaks

Floats = np.ndarray


def tops_near(hill: Peaks, *offs: float) -> list[tuple[float, Floats]]:
    """Return tops a little off each mode, as climbs leave them."""
    places = [mode.free + off for off in offs for mode in hill.modes]
    return [(hill.value(place), place) for place in places]


def test_modes_come_by_mass_and_not_by_height() -> None:
    hill = peaks(6, log_masses=(1.0, 0.0))
    assert hill.modes[1].height > hill.modes[0].height + 3  # higher, as it is narrower
    found = find_modes(hill, tops_near(hill, 0.02))
    assert [mode.free[0] for mode in found] == pytest.approx([0.0, 10.0], abs=1e-4)
    assert [mode.log_mass for mode in found] == pytest.approx([1.0, 0.0], abs=1e-5)


def test_tops_of_one_mode_are_one() -> None:
    hill = peaks(4)
    assert len(find_modes(hill, tops_near(hill, 0.0, 0.03, -0.02))) == 2


def test_a_light_mode_is_left_out() -> None:
    hill = peaks(4, log_masses=(0.0, -8.0))
    assert len(find_modes(hill, tops_near(hill, 0.01))) == 1
    assert len(find_modes(hill, tops_near(hill, 0.01)[1:])) == 1  # where it is all there is


def test_a_saddle_is_no_mode() -> None:
    hill = peaks(2, log_masses=(0.0, 0.0))
    line = np.linspace(1.0, 9.0, 4001)
    heights = [hill.value(np.full(2, x)) for x in line]
    saddle = np.full(2, line[int(np.argmin(heights))])
    far = (max(mode.height for mode in hill.modes) - 1.0, saddle)  # as if it were a high top
    assert len(find_modes(hill, [*tops_near(hill, 0.01), far])) == 2
    higher = (far[0] + 9.0, saddle)  # a top that is none does not take the others with it
    assert len(find_modes(hill, [*tops_near(hill, 0.01), higher])) == 2
    with pytest.raises(ContentionError) as caught:
        find_modes(hill, [far])
    assert caught.value.problems[0].code == "I002"
