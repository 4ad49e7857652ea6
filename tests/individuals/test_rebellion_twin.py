"""The kernels of rebellion against a slow engine of plain objects: the same people, exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from contention.individuals.kernels.layout import DOUBLES, ON_STREET, SETTLED
from contention.individuals.kernels.streets import place_and_state
from contention.individuals.model import Address
from contention.individuals.rebellion import REBELLION
from contention.individuals.settings import Change, live_values, resolve
from tests.individuals.slow_rebellion import ACTIVE, AWAY, COP, QUIET, SlowRebellion

Settings = Mapping[str, float | str]

SMALL: Settings = {"width": 16, "height": 16, "citizen_vision": 3, "cop_vision": 3}
ODD: Settings = {"width": 13, "height": 18, "citizen_vision": 4.3, "cop_vision": 2.9}
FEW_COPS: Settings = {"cop_density": 0.03, "legitimacy": 0.75, "longest_sentence": 5}
FULL: Settings = {"citizen_density": 0.93, "cop_density": 0.05, "legitimacy": 0.6}
CROWDED: Settings = {
    "width": 13, "height": 18, "citizen_vision": 2, "cop_vision": 2, "legitimacy": 0.1,
    "citizen_density": 0.97, "cop_density": 0.03,
}  # fmt: skip
STATES = (QUIET, ACTIVE, AWAY, COP)


CASES: dict[str, tuple[str, Settings, tuple[Change, ...]]] = {
    "floor": ("floor", {**SMALL, **FEW_COPS}, ()),
    "literal": ("literal", {**ODD, "cop_density": 0.02, "legitimacy": 0.5}, ()),
    "round": ("round", {**ODD, **FEW_COPS}, ()),
    "netlogo": ("netlogo", {**SMALL, **FEW_COPS}, ()),
    "netlogo, full": ("netlogo", {**ODD, **FULL, "longest_sentence": 3}, ()),
    "netlogo, two actives on a cell": ("netlogo", {**CROWDED, "longest_sentence": 4}, ()),
    "netlogo, two cops on a cell": (
        "netlogo",
        {**CROWDED, "citizen_density": 0.5, "cop_density": 0.5, "longest_sentence": 1,
         "movement": "cops"}, (),
    ),
    "mesa": ("mesa", {**SMALL, "cop_density": 0.04, "longest_sentence": 4}, ()),
    "mesa, full": ("mesa", {**ODD, **FULL, "longest_sentence": 3}, ()),
    "nobody moves": ("floor", {**SMALL, **FEW_COPS, "movement": "nobody"}, ()),
    "nobody moves, all settle": (
        "floor",
        {**SMALL, **FEW_COPS, "movement": "nobody", "longest_sentence": 3},
        (
            Change("legitimacy", 0.95, start=6, until=17),
            Change("deployed", 0.5, start=13, until=15),
        ),
    ),
    "cops move": ("round", {**ODD, **FEW_COPS, "movement": "cops", "sight": "square"}, ()),
    "for ever": ("floor", {**SMALL, "longest_sentence": float("inf")}, ()),
    "full": ("floor", {**ODD, **FULL, "longest_sentence": 3}, ()),
    "changes": (
        "floor",
        {**SMALL, "legitimacy": 0.9, "cop_density": 0.08},
        (
            Change("legitimacy", 0.6, start=5, until=9),
            Change("deployed", 0.2, start=8),
            Change("deployed", 1.0, start=14, until=16),
            Change("legitimacy", 0.95, start=18),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_equals_the_slow_engine(case: str) -> None:
    variant, chosen, changes = CASES[case]
    steps = 25
    settings = resolve(REBELLION, variant=variant, settings=chosen)
    live = live_values(REBELLION, settings, changes=changes, steps=steps)
    slow = SlowRebellion(settings, seed=11, world=3)
    slow.begin()
    state = REBELLION.begin(settings, Address(11, 3))
    seen = np.empty((1, 6))
    activity, doubles, settled = 0.0, 0, 0
    for step in range(steps):
        REBELLION.walk(state, live[step : step + 1], 11, 3, step, seen)
        expected = slow.step(step, *live[step])
        assert expected == dict(
            zip(("active", "jailed", "quiet", "cops", "arrests"), seen[0], strict=False)
        ), step
        activity += expected["active"] + expected["arrests"]
        arrays = state.arrays
        found = [place_and_state(arrays.at, k) for k in range(arrays.at.size)]
        assert [STATES[s] for *_, s in found] == [person.state for person in slow.people]
        assert [(x, y) for x, y, s in found if s != STATES.index(AWAY)] == [
            person.place for person in slow.people if person.state != AWAY
        ]
        assert arrays.order[: arrays.numbers[ON_STREET]].tolist() == [p.number for p in slow.order]
        assert arrays.doubles[: arrays.numbers[DOUBLES]].tolist() == [
            p.number for p in slow.doubles
        ]
        doubles += len(slow.doubles)
        settled += arrays.numbers[SETTLED]
        assert seen[0, 5] == pytest.approx(tension(slow, live[step, 0]), rel=1e-12)
    assert activity > 20, "a quiet world proves nothing"
    assert (doubles > 0) == ("two" in case)
    assert (settled > 0) == ("settle" in case)


def tension(slow: SlowRebellion, legitimacy: float) -> float:
    free = [p for p in slow.people if not p.cop and p.state != AWAY]
    grievance = np.mean([p.hardship * (1 - legitimacy) for p in free])
    quiet = np.mean([p.state == QUIET for p in free])
    return float(grievance * quiet / np.mean([p.aversion for p in free]))
