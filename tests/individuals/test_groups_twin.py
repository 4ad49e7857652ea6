"""The kernels of violence between groups against a slow engine of plain objects, exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from contention.individuals.communal_violence import COMMUNAL_VIOLENCE
from contention.individuals.kernels.layout import ON_STREET, SPARE
from contention.individuals.kernels.streets import place_and_state
from contention.individuals.model import Address
from contention.individuals.settings import Change, live_values, resolve
from tests.individuals.slow_groups import SlowGroups
from tests.individuals.slow_rebellion import ACTIVE, AWAY, COP, QUIET

STATES = (QUIET, ACTIVE, AWAY, COP)
SMALL: Mapping[str, float | str] = {
    "width": 16, "height": 16, "legitimacy": 0.85, "afterwards": "goes-on", "longest_life": 30,
}  # fmt: skip

CASES: dict[str, tuple[str, Mapping[str, float | str], tuple[Change, ...]]] = {
    "without cops": ("literal", SMALL, ()),
    "with cops": ("floor", {**SMALL, "cop_density": 0.08, "longest_sentence": 12}, ()),
    "cops come": (
        "literal",
        {**SMALL, "cop_density": 0.05, "deployed": 0.0, "width": 13, "cop_vision": 3.2},
        (Change("deployed", 1.0, start=6),),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_equals_the_slow_engine(case: str) -> None:
    variant, chosen, changes = CASES[case]
    settings = resolve(COMMUNAL_VIOLENCE, variant=variant, settings=chosen)
    live = live_values(COMMUNAL_VIOLENCE, settings, changes=changes, steps=40)
    fixed = {
        "order": "move-then-act",
        "jail": "leaves",
        "countdown": "end-of-step",
        "arrest": "from-afar",
    }
    slow = SlowGroups({**fixed, **settings}, seed=5, world=1)
    slow.begin()
    state = COMMUNAL_VIOLENCE.begin(settings, Address(5, 1))
    seen = np.empty((1, 6))
    killed = died_in_jail = 0
    for step in range(40):
        COMMUNAL_VIOLENCE.walk(state, live[step : step + 1], 5, 1, step, seen)
        jailed = {person.number for person in slow.citizens if person.state == AWAY}
        expected = slow.group_step(step, *live[step])
        assert list(expected.values()) == seen[0].tolist(), step
        arrays = state.arrays
        assert arrays.order[: arrays.numbers[ON_STREET]].tolist() == [
            person.number for person in slow.order if person in slow.people
        ]
        for person in slow.people:
            x, y, found = place_and_state(arrays.at, person.number)
            assert STATES[found] == person.state
            if person.state != AWAY:
                assert (x, y) == person.place
            if not person.cop:
                assert arrays.group[person.number] == person.group
        assert arrays.spare[: arrays.numbers[SPARE]].tolist() == slow.spare
        killed += expected["killed"]
        died_in_jail += len(jailed - {person.number for person in slow.people})
    assert killed > 20
    assert (died_in_jail > 0) == (case != "without cops")
