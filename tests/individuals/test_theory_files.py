"""Where a classic is also a theory file, the engine and the people say the same."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chisquare

import contention as ct
from contention.individuals import run
from contention.individuals.classics import kuran_1991
from contention.individuals.clusters import borel, cluster_sizes
from contention.individuals.epidemic import EPIDEMIC
from contention.individuals.police_state import RALLY, path
from contention.individuals.registry import find, names
from contention.individuals.thresholds import spread

ROOT = Path(__file__).parents[2]
HOME = ROOT / "src" / "contention" / "catalogue" / "data" / "classics"


def last_heads(theory: str, scenario: str, stock: str) -> float:
    model = ct.bind(ct.load_theory(theory), ct.load_scenario(scenario))
    worlds = ct.simulate(model, [], worlds=1, seed=1)
    return float(worlds.stocks[stock].to_numpy()[0, -1, 0])


def test_the_files_of_crowds_are_those_of_the_script() -> None:
    script = ROOT / "verification" / "threshold_theories.py"
    spec = importlib.util.spec_from_file_location("threshold_theories", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.documents().items():
        assert (HOME / name).read_text(encoding="utf-8") == text


def test_every_theory_that_a_classic_names_ships() -> None:
    for name in names():
        for theory in find(name).theories:
            assert ct.load_theory(theory).name == theory


@pytest.mark.parametrize(
    ("theory", "thresholds"),
    [
        ("granovetter-uniform", np.arange(100.0)),
        ("granovetter-gap", np.array([0.0, 2.0, *range(2, 100)])),
    ],
)
def test_a_hundred_people(theory: str, thresholds: np.ndarray) -> None:
    assert last_heads(theory, "hundred-people", "rioting") == spread(thresholds)[-1]


@pytest.mark.parametrize(
    ("theory", "sequence"),
    [("kuran-a", "A"), ("kuran-a-shifted", "A'"), ("kuran-b", "B"), ("kuran-b-shifted", "B'")],
)
def test_ten_people(theory: str, sequence: str) -> None:
    people = kuran_1991.opposition(kuran_1991.SEQUENCES[sequence])[-1] / 10.0
    assert last_heads(theory, "ten-people", "rioting") == people


def test_protest_against_police() -> None:
    """The engine in steps of a day, people in the same steps, and the closed form."""
    model = ct.bind(ct.load_theory("lang-de-sterck"), ct.load_scenario("one-town"))
    weeks = ct.simulate(model, [], worlds=1, seed=1).stocks["protesting"].to_numpy()[0, :-1, 0]
    days = 7.0 * np.arange(1, weeks.size + 1)
    case = {"alpha": 0.8, "beta": 0.5, "join_rate": 0.01, "disperse_rate": 0.03}
    equation = path(days, start=0.3, **case)
    # A step of a day: flows of 1 - exp(-rate) of the heads differ from the limit by about 2 %.
    assert np.abs(weeks / 1e6 - equation).max() < 2e-3
    settings = {"people": 1_000_000, "start": 0.3, "step": 1.0, **case}
    people = run(RALLY, steps=int(days[-1]), settings=settings, seed=3).data["protesting"]
    counted = people.to_numpy()[0, 6::7] / 1e6
    # The standard error of a share of a million people is at most 0.0005.
    assert np.abs(counted - weeks / 1e6).max() < 2.5e-3
    # With another balance of rates they part: the test can fail.
    other = path(days, start=0.3, **(case | {"join_rate": 0.02}))
    assert np.abs(weeks / 1e6 - other).max() > 0.05


def test_an_epidemic_of_the_engine_is_that_of_people_with_new_contacts() -> None:
    """Per infectious person and day: 4 contacts of 0.06 against a contact rate of 0.24."""
    model = ct.bind(ct.load_theory("sir"), ct.load_scenario("one-town"))
    recovery = 0.1
    values = model.values({"contact": 0.24, "recovery": -np.log1p(-recovery)})
    worlds = ct.simulate(model, values, worlds=1, seed=1)
    left = float(worlds.stocks["susceptible"].to_numpy()[0, -1, 0]) / 999_000
    settings = {"people": 1_000_000, "infected": 1_000, "transmit_prob": 0.06}
    found = run(
        EPIDEMIC,
        steps=400,
        variant="fresh",
        settings={**settings, "recover_prob": recovery},
        seed=4,
    )
    people = float(found.data["susceptible"].to_numpy()[0, -1]) / 999_000
    assert people == pytest.approx(left, abs=4e-3)


def test_clusters_of_the_engine_have_the_sizes_of_clusters_of_people() -> None:
    model = ct.bind(ct.load_theory("borel"), ct.load_scenario("one-town"))
    branching, worlds = 0.5, 2_000
    found = ct.simulate(model, model.values({"branching": branching}), worlds=worlds, seed=2)
    counts = found.events.group_by("world").len()["len"].to_numpy()
    sizes = np.concatenate([counts + 1, np.ones(worlds - counts.size, dtype=np.int64)])
    law = borel(branching, largest=6)
    expected = worlds * np.append(law, 1.0 - law.sum())
    for many in (sizes, cluster_sizes(branching, clusters=worlds, seed=2)):
        seen = np.bincount(np.minimum(many, 7), minlength=8)[1:]
        assert chisquare(seen, expected).pvalue > 1e-4
