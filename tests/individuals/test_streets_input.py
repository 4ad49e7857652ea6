"""What the models of civil violence refuse: each mistake has its code, and says all it can."""

from __future__ import annotations

import math

import pytest

from contention.individuals import Change, run
from contention.individuals.communal_violence import COMMUNAL_VIOLENCE
from contention.individuals.model import Model
from contention.individuals.rebellion import REBELLION
from contention.individuals.settings import live_values, resolve
from tests.individuals.refusals import codes

Settings = dict[str, float | str]


@pytest.mark.parametrize("model", [REBELLION, COMMUNAL_VIOLENCE])
@pytest.mark.parametrize(
    ("settings", "code"),
    [
        # densities above one
        ({"citizen_density": 1.1}, "P004"),
        ({"citizen_density": 0.8, "cop_density": 0.3}, "P009"),
        # a lattice too small for its vision
        ({"width": 14, "citizen_vision": 7}, "P006"),
        ({"height": 3, "cop_vision": 2.9, "citizen_vision": 1.0}, "P006"),
        ({"width": 0}, "P004"),
        ({"width": 40_000}, "P004"),
        ({"width": 20.5}, "P004"),
        # nobody
        ({"citizen_density": 0.0}, "P010"),
        ({"citizen_density": 0.0001}, "P010"),
        # out of range, or no number at all
        ({"legitimacy": 1.2}, "P004"),
        ({"legitimacy": -0.1}, "P004"),
        ({"deployed": 1.5}, "P004"),
        ({"threshold": math.nan}, "P004"),
        ({"longest_sentence": 0}, "P004"),
        ({"longest_sentence": 2.5}, "P004"),
        ({"longest_sentence": 2_000_000}, "P004"),
        ({"legitimacy": "high"}, "P005"),
        # no such choice, no such parameter
        ({"ratio": "ceiling"}, "P005"),
        ({"legitimaty": 0.5}, "P003"),
    ],
)
def test_settings(model: Model, settings: Settings, code: str) -> None:
    assert set(codes(lambda: resolve(model, settings=settings))) == {code}


def test_the_bounds_themselves_are_fine() -> None:
    assert resolve(REBELLION, settings={"width": 15, "citizen_vision": 7})["width"] == 15
    assert resolve(REBELLION, settings={"citizen_density": 0.96, "cop_density": 0.04})
    assert resolve(REBELLION, settings={"longest_sentence": math.inf})


@pytest.mark.parametrize("jail", ["passed", "leaves"])
def test_a_countdown_that_needs_a_place_in_jail(jail: str) -> None:
    assert codes(lambda: resolve(REBELLION, variant="mesa", settings={"jail": jail})) == ("P011",)


def test_a_variant_that_does_not_exist() -> None:
    assert codes(lambda: resolve(REBELLION, variant="netlogoo")) == ("P002",)


def test_a_chance_of_a_child_is_a_probability() -> None:
    assert codes(lambda: resolve(COMMUNAL_VIOLENCE, settings={"clone_prob": 1.5})) == ("P004",)


def test_everything_wrong_comes_at_once() -> None:
    wrong: Settings = {"legitimacy": 2.0, "ratio": "ceiling", "hope": 1.0}
    assert codes(lambda: resolve(REBELLION, settings=wrong)) == ("P003", "P004", "P005")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change("hope", 1.0, start=3), "P003"),
        (Change("legitimacy", 1.5, start=3), "P004"),
        (Change("threshold", 0.5, start=3), "P007"),
        (Change("legitimacy", 0.5, start=-1), "P007"),
        (Change("legitimacy", 0.5, start=5, until=4), "P007"),
    ],
)
def test_changes(change: Change, code: str) -> None:
    values = resolve(REBELLION)
    assert codes(lambda: live_values(REBELLION, values, changes=(change,), steps=9)) == (code,)


@pytest.mark.parametrize(
    "asked",
    [{"steps": 0}, {"worlds": 0}, {"seed": -1}, {"seed": 2**32}, {"threads": -1}],
)
def test_runs(asked: dict[str, int]) -> None:
    assert codes(lambda: run(REBELLION, **{"steps": 1, **asked})) == ("P008",)  # type: ignore[arg-type]
