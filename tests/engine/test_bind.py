"""What bind and simulate refuse: each code of the engine, brought about once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import contention.engine as engine
from contention.catalogue import find
from contention.engine.likelihood import Likelihood
from contention.engine.names import check_collisions, name_hash
from contention.foundation.codes import all_codes
from contention.foundation.errors import ContentionError, Problem
from contention.scenario.model import Scenario
from contention.theory import load
from contention.theory.model import Episode, Lever, LeverStep, Term, Theory, Trait
from tests.reference.toy import toy_scenario
from tests.theory.strategies import write

STRIKE = {"by": "workers", "record": {"form": ["strike"]}, "rate": {"base": -3}}
MARCH = {"by": "students", "record": {"form": ["march"]}, "rate": {"base": -3}}
BY_COUNTRY = {"calm": {"prior": {"normal": [0, 1]}, "by": "country"}}
TWO = {name: {"prior": {"normal": [0, 1]}} for name in ("one", "other")}
HERE = {"of": ["strike"], "reach": "here", "memory": "1 day"}
# Two names with one hash each, found by trying.
ONE_HASH = ("act_5890", "act_17071")
ONE_HASH_WITH_FLOW = ("act_218296", "flow_13205")
ONE_HASH_COUNTRIES = ("Country 81097", "Country 82012")
ONE_HASH_TRAITS = ("trait_59110", "trait_151131")
ONE_HASH_WITH_EPISODE = ("act_39533", "crisis_2090")
ONE_HASH_PLACES = ("Place 40507", "Place 75887")  # of Bera


def refusal(caught: pytest.ExceptionInfo[ContentionError]) -> Problem:
    """Return the first problem of a refusal."""
    problem = caught.value.problems[0]
    assert problem.found
    assert problem.expected
    assert problem.hint
    assert problem.code in all_codes()
    return problem


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return toy_scenario(2, 2, 20)


def made(folder: Path, **sections: Any) -> Theory:
    document = {"format": 1, "theory": "sample", "title": "A sample"}
    return load(write(document | {"acts": {"strike": STRIKE}} | sections, folder / "t.yaml"))


def with_term(section: str, term: dict[str, Any], **signals: Any) -> dict[str, Any]:
    """Return sections in which a strike has one more term."""
    place = {"population": 1} if section == "place" else STRIKE["rate"]
    strike = STRIKE | {section: place | term}
    return {"acts": {"strike": strike, "march": MARCH}, "signals": signals}


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a parameter by country in a flow": (
        "E002",
        {
            "parameters": BY_COUNTRY,
            "stocks": {"workers": {"stratum": "workers"}, "out": {"of": "workers"}},
            "flows": {"leave": {"from": "workers", "to": "out", "rate": {"base": "calm"}}},
        },
        "'calm'",
    ),
    "a parameter by country in a placing": (
        "E002",
        with_term("place", {"population": "calm"}) | {"parameters": BY_COUNTRY},
        "'calm'",
    ),
    "a stock over a place link": (
        "E004",
        with_term("place", {"out_near": 1}, out_near={"stock": "out", "reach": "near"})
        | {"stocks": {"out": {"of": "workers"}}},
        "'out_near'",
    ),
    "a gate of places that is open at zero": (
        "E005",
        with_term("place", {"ever": 1}, ever=HERE | {"form": {"gate": 0}}),
        "'ever'",
    ),
    "a product of two place covariates": (
        "E006",
        with_term(
            "place", {"both": 1}, works={"covariate": "industry"},
            more={"covariate": "industry", "form": {"gate": 0.5}},
            both={"product": ["works", "more"]},
        ),
        "'both'",
    ),
    "a product of a place covariate and a country signal": (
        "E006",
        with_term(
            "place", {"both": 1}, works={"covariate": "industry"}, pay={"covariate": "wages"},
            both={"product": ["works", "pay"]},
        ),
        "'both'",
    ),
    "an unknown covariate": (
        "E007",
        with_term("rate", {"bread": 1}, bread={"covariate": "price_of_bread"}),
        "covariate 'price_of_bread'",
    ),
    "an unknown dated shock": (
        "E007",
        with_term("rate", {"war": 1}, war={"shock": "war", "memory": "9 days"}),
        "dated shock 'war'",
    ),
    "an unknown link": (
        "E007",
        with_term(
            "rate", {"by_sea": 1}, by_sea={"of": ["march"], "memory": "1 day", "reach": "sea"}
        ),
        "reach 'sea'",
    ),
    "a share of an unknown stratum": (
        "E007",
        with_term(
            "rate", {"halt": 1}, halt={"stock": "out", "form": {"share": "sailors"}}
        )
        | {"stocks": {"out": {"of": "workers"}}},
        "stratum 'sailors'",
    ),
    "a stock of an unknown stratum": (
        "E008",
        {"stocks": {"crews": {"stratum": "sailors"}}},
        "stratum 'sailors'",
    ),
    "a signal over a place link in a rate": (
        "E011",
        with_term("rate", {"near": 1}, near=HERE | {"of": ["march"], "reach": "near"}),
        "'near'",
    ),
    "a place covariate in a rate": (
        "E011",
        with_term("rate", {"works": 1}, works={"covariate": "industry"}),
        "'works'",
    ),
    "a country covariate in a placing": (
        "E012",
        with_term("place", {"pay": 1}, pay={"covariate": "wages"}),
        "'pay'",
    ),
    "a place covariate with a fitted scale": (
        "E012",
        with_term(
            "place", {"works": 1}, works={"covariate": "industry", "form": {"log1p": "width"}}
        )
        | {"parameters": {"width": {"prior": {"lognormal": [0, 1]}}}},
        "'width'",
    ),
    "a sum of parameters in a placing": (
        "E012",
        with_term("place", {"population": ["one", "other"]}) | {"parameters": TWO},
        "'population'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bind_refuses(case: str, scenario: Scenario, tmp_path: Path) -> None:
    code, sections, named = REFUSED[case]
    theory = made(tmp_path, **sections)
    with pytest.raises(ContentionError) as caught:
        engine.bind(theory, scenario)
    problem = refusal(caught)
    assert problem.code == code
    assert named in problem.found


def test_all_unknown_strata_come_at_once(scenario: Scenario, tmp_path: Path) -> None:
    stocks = {name: {"stratum": name} for name in ("sailors", "miners")}
    theory = made(tmp_path, stocks=stocks)
    with pytest.raises(ContentionError) as caught:
        engine.bind(theory, scenario)
    found = [problem.found for problem in caught.value]
    assert found == ["stratum 'miners'", "stratum 'sailors'"]


def test_a_circle_of_products(scenario: Scenario, tmp_path: Path) -> None:
    # A document with a circle does not load, so it is closed afterwards.
    signals = {
        "pay": {"covariate": "wages"},
        "more": {"covariate": "wages", "form": {"log1p": 1}},
        "first": {"product": ["pay", "more"]},
        "second": {"product": ["first", "pay"]},
    }
    theory = made(tmp_path, **with_term("rate", {"second": 1}, **signals))
    *plain, first, second = theory.signals
    closed = replace(theory, signals=(*plain, replace(first, sources=("second", "pay")), second))
    engine.bind(theory, scenario)
    with pytest.raises(ContentionError) as caught:
        engine.bind(closed, scenario)
    assert refusal(caught).code == "E003"


def test_a_dated_shock_felt_place_by_place(scenario: Scenario, tmp_path: Path) -> None:
    # In documents a dated shock has no reach.
    grief = {"shock": "death", "memory": "9 days"}
    theory = made(tmp_path, **with_term("rate", {"grief": 1}, grief=grief))
    near = replace(theory, signals=(replace(theory.signals[0], reach="near"),))
    with pytest.raises(ContentionError) as caught:
        engine.bind(near, scenario)
    assert refusal(caught).code == "E004"


@pytest.mark.parametrize(
    "names", [ONE_HASH, ONE_HASH_COUNTRIES, ONE_HASH_TRAITS], ids=["acts", "countries", "traits"]
)
def test_names_with_one_hash(names: tuple[str, str]) -> None:
    one, other = names
    assert name_hash(one) == name_hash(other)
    check_collisions([one, "strike", one])
    with pytest.raises(ContentionError) as caught:
        check_collisions([one, "strike", other])
    problem = refusal(caught)
    assert problem.code == "E001"
    assert one in problem.found
    assert other in problem.found


def acts_with_one_hash(theory: Theory, scenario: Scenario) -> tuple[Theory, Scenario]:
    (act,) = theory.acts
    return replace(theory, acts=tuple(replace(act, name=name) for name in ONE_HASH)), scenario


def act_and_flow_with_one_hash(theory: Theory, scenario: Scenario) -> tuple[Theory, Scenario]:
    (act,), (flow,) = theory.acts, theory.flows
    name, flow_name = ONE_HASH_WITH_FLOW
    acts, flows = (replace(act, name=name),), (replace(flow, name=flow_name),)
    return replace(theory, acts=acts, flows=flows), scenario


def countries_with_one_hash(theory: Theory, scenario: Scenario) -> tuple[Theory, Scenario]:
    return theory, replace(scenario, countries=ONE_HASH_COUNTRIES)


def traits_with_one_hash(theory: Theory, scenario: Scenario) -> tuple[Theory, Scenario]:
    traits = tuple(Trait(name, ("strike",), "demands", "national", ()) for name in ONE_HASH_TRAITS)
    return replace(theory, traits=traits), scenario


def act_and_episode_with_one_hash(theory: Theory, scenario: Scenario) -> tuple[Theory, Scenario]:
    (act,), (name, episode) = theory.acts, ONE_HASH_WITH_EPISODE
    episodes = (Episode(episode, (Term((-3.0,)),), (Term((-3.0,)),)),)
    return replace(theory, acts=(replace(act, name=name),), episodes=episodes), scenario


def places_with_one_hash(theory: Theory, scenario: Scenario) -> tuple[Theory, Scenario]:
    """Only a random flow asks for a place's address."""
    places = scenario.places
    first = int(np.flatnonzero(places.country == scenario.countries.index("Bera"))[0])
    names = (*places.name[:first], *ONE_HASH_PLACES, *places.name[first + 2 :])
    changed = replace(scenario, places=replace(places, name=names))
    engine.bind(theory, changed)
    flows = tuple(replace(flow, random=True) for flow in theory.flows)
    engine.bind(replace(theory, flows=flows), scenario)
    return replace(theory, flows=flows), changed


@pytest.mark.parametrize(
    "change",
    [
        acts_with_one_hash,
        act_and_flow_with_one_hash,
        act_and_episode_with_one_hash,
        places_with_one_hash,
        countries_with_one_hash,
        traits_with_one_hash,
    ],
)
def test_bind_refuses_names_with_one_hash(change: Any, scenario: Scenario, tmp_path: Path) -> None:
    stocks = {"workers": {"stratum": "workers"}, "out": {"of": "workers"}}
    flows = {"leave": {"from": "workers", "to": "out", "rate": {"base": -3}}}
    theory = made(tmp_path, stocks=stocks, flows=flows)
    engine.bind(theory, scenario)
    with pytest.raises(ContentionError) as caught:
        engine.bind(*change(theory, scenario))
    assert refusal(caught).code == "E001"


def test_places_out_of_order(scenario: Scenario, tmp_path: Path) -> None:
    mixed = replace(scenario.places, country=scenario.places.country[::-1].copy())
    with pytest.raises(ContentionError) as caught:
        engine.bind(made(tmp_path), replace(scenario, places=mixed))
    assert refusal(caught).code == "E009"


@pytest.mark.parametrize("many", [1, 2])
def test_episodes_are_at_most_one(many: int, scenario: Scenario, tmp_path: Path) -> None:
    steady = (Term((-3.0,)),)
    episodes = tuple(Episode(f"e{k}", steady, steady) for k in range(many))
    theory = replace(made(tmp_path), episodes=episodes)
    if many == 1:
        assert engine.bind(theory, scenario).tables.episode_hash.shape == (1,)
        return
    with pytest.raises(ContentionError) as caught:
        engine.bind(theory, scenario)
    problem = refusal(caught)
    assert problem.code == "E023"
    assert "e0, e1" in problem.found


def test_an_episode_hears_no_single_place(scenario: Scenario, tmp_path: Path) -> None:
    # A document may not say so either: there it is an error of the theory.
    theory = made(tmp_path, **with_term("place", {"near": 1}, near=HERE))
    moves = (Term((-3.0,)), Term((1.0,), "near"))
    with pytest.raises(ContentionError) as caught:
        engine.bind(replace(theory, episodes=(Episode("e", moves[:1], moves),)), scenario)
    problem = refusal(caught)
    assert problem.code == "E011"
    assert "'near'" in problem.found


@pytest.mark.parametrize("many", [60, 61])
def test_traits_fit_into_one_number(many: int, scenario: Scenario, tmp_path: Path) -> None:
    traits = tuple(Trait(f"t{k}", ("strike",), "demands", f"v{k}", ()) for k in range(many))
    theory = replace(made(tmp_path), traits=traits)
    if many == 60:
        assert engine.bind(theory, scenario).tables.trait_hash.shape == (60,)
        return
    with pytest.raises(ContentionError) as caught:
        engine.bind(theory, scenario)
    assert refusal(caught).code == "E010"


# --- simulate ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> engine.Model:
    theory = made(tmp_path_factory.mktemp("theory"), parameters=TWO, acts={
        "strike": STRIKE | {"rate": {"base": ["one", "other"]}}
    })  # fmt: skip
    steps = {
        "appeal": LeverStep("multiply", "strike", 2.0),
        "far_away": LeverStep("multiply", "strike", 2.0, country="Atlantis"),
        "lull": LeverStep("set", "one", -9.0, start="1953-03-05"),
        "lull_abroad": LeverStep("set", "one", -9.0, country="Bera"),
    }
    levers = tuple(Lever(name, (step,)) for name, step in steps.items())
    return engine.bind(replace(theory, levers=levers), scenario)


NONE = pl.DataFrame(
    schema={
        "form": pl.String, "actor": pl.List(pl.String), "demands": pl.List(pl.String),
        "country": pl.String, "town": pl.String, "date": pl.Date, "date_low": pl.Date,
        "date_high": pl.Date, "participants_low": pl.Int64, "participants_high": pl.Int64,
    }
)  # fmt: skip

ASKED: dict[str, tuple[str, dict[str, Any], str]] = {
    "an unknown lever": ("E013", {"levers": ["apeal"]}, "did you mean 'appeal'?"),
    "a country the scenario lacks": ("E014", {"levers": ["far_away"]}, ""),
    "no world": ("E015", {"worlds": 0}, ""),
    "fewer worlds than none": ("E015", {"worlds": -3}, ""),
    "worlds before the first": ("E015", {"first_world": -1}, ""),
    "worlds beyond the last": ("E015", {"first_world": 2**32 - 1, "worlds": 2}, ""),
    "a negative seed": ("E016", {"seed": -1}, ""),
    "a seed too large": ("E016", {"seed": 2**32}, ""),
    "a start before the calendar": ("E017", {"start": date(1953, 2, 28), "record": NONE}, ""),
    "a start after the calendar": ("E017", {"start": date(1953, 3, 21), "record": NONE}, ""),
    "a start without a record": ("E018", {"start": date(1953, 3, 2)}, ""),
    "a parameter set for a time": ("E021", {"levers": ["lull"]}, "multiply"),
    "a parameter set in a country": ("E021", {"levers": ["lull_abroad"]}, "multiply"),
    "fewer rows than worlds": ("E022", {"worlds": 3, "values": np.zeros((2, 2))}, "many draws"),
}


@pytest.mark.parametrize("case", ASKED)
def test_simulate_refuses(case: str, model: engine.Model) -> None:
    code, asked, hint = ASKED[case]
    with pytest.raises(ContentionError) as caught:
        engine.simulate(model, **({"worlds": 1, "values": model.start()} | asked))
    problem = refusal(caught)
    assert problem.code == code
    assert hint in problem.hint


NO_VALUES: dict[str, tuple[Any, str]] = {
    "too few": ([0.0], "(1,)"),
    "too many": (np.zeros(3), "(3,)"),
    "a table": (np.zeros((2, 2)), "(2, 2)"),
    "a number": (0.0, "()"),
    "no number": ([0.0, np.nan], "nan of 'other'"),
    "an infinite number": ([-np.inf, 0.0], "-inf of 'one'"),
    "names": ({"one": 0.0, "other": 0.0}, "no numbers"),
    "words": (["much", "more"], "no numbers"),
}


@pytest.mark.parametrize("case", NO_VALUES)
def test_simulate_takes_a_finite_number_a_parameter(case: str, model: engine.Model) -> None:
    values, named = NO_VALUES[case]
    with pytest.raises(ContentionError) as caught:
        engine.simulate(model, values, worlds=1)
    problem = refusal(caught)
    assert problem.code == "E022"
    assert named in problem.found


def test_all_values_that_are_no_numbers_come_at_once(model: engine.Model) -> None:
    with pytest.raises(ContentionError) as caught:
        engine.simulate(model, np.array([np.nan, np.inf]), worlds=1)
    assert [problem.code for problem in caught.value] == ["E022", "E022"]


@pytest.mark.parametrize(
    "asked",
    [
        {"seed": 2**32 - 1},
        {"first_world": 2**32 - 1},
        {"start": date(1953, 3, 1), "record": NONE},
        {"start": date(1953, 3, 20), "record": NONE},
        {"levers": ["appeal"]},
    ],
    ids=["last seed", "last world", "first day", "last day", "a lever"],
)
def test_simulate_takes_the_edges(asked: dict[str, Any], model: engine.Model) -> None:
    assert engine.simulate(model, model.start(), worlds=1, **asked).worlds == 1


def test_a_theory_that_explodes_is_stopped() -> None:
    theory = load(find("theory", "hawkes"))
    model = engine.bind(theory, toy_scenario(6, 1, 1500, remainders=0))
    values = {"background": 1.0, "branching": 1.5, "memory_halflife": 1.0}
    with pytest.raises(ContentionError) as caught:
        engine.simulate(model, model.values(values), worlds=1)
    problem = refusal(caught)
    assert problem.code == "E019"
    assert "hawkes" in problem.where


def test_a_world_that_runs_away_can_end_there() -> None:
    theory = load(find("theory", "hawkes"))
    model = engine.bind(theory, toy_scenario(6, 1, 300, remainders=0))
    values = model.values({"background": 1.0, "branching": 1.3, "memory_halflife": 3.0})
    whole = engine.simulate(model, values, worlds=6, seed=3, last=date(1953, 6, 30))
    short = engine.simulate(
        model, values, worlds=6, seed=3, last=date(1953, 6, 30), end_runaways=True
    )
    assert whole.runaway > 0
    assert not whole.ended
    assert short.ended == tuple(w for w, raw in enumerate(whole.raw) if raw.capped_days)
    for world, (long, cut) in enumerate(zip(whole.raw, short.raw, strict=True)):
        n = cut.act.size
        assert np.array_equal(cut.day, long.day[:n])
        assert np.array_equal(cut.place, long.place[:n])
        if world in short.ended:
            # The day of the end is whole, and the weeks from it on hold no number.
            assert long.day[n] == cut.day[-1] + 1
            acts = short.stocks[f"act_{model.acts[0].name}"][world, :, 0].to_numpy()
            assert np.isnan(acts[cut.day[-1] // 7 :]).all()
            assert np.isfinite(acts[: cut.day[-1] // 7]).all()
        else:
            assert n == long.act.size


def test_rates_are_capped_where_it_is_asked() -> None:
    theory = load(find("theory", "hawkes"))
    model = engine.bind(theory, toy_scenario(6, 1, 300, remainders=0))
    values = model.values({"background": 1.0, "branching": 1.3, "memory_halflife": 3.0})
    asked: dict[str, Any] = {"worlds": 4, "seed": 3, "end_runaways": True}
    days = [
        [int(raw.day[-1]) for raw in engine.simulate(model, values, cap=cap, **asked).raw]
        for cap in (50.0, 500.0)
    ]
    assert all(low < high for low, high in zip(*days, strict=True))


def test_days_up_to_the_last_are_the_same(model: engine.Model) -> None:
    asked: dict[str, Any] = {"worlds": 3, "seed": 5}
    whole = engine.simulate(model, model.start(), **asked)
    short = engine.simulate(model, model.start(), **asked, last=date(1953, 3, 10))
    assert short.events.equals(whole.events.filter(pl.col("date") <= date(1953, 3, 10)))
    assert short.last == date(1953, 3, 10)
    assert short.stocks.sizes["week"] == 2


def test_the_last_day_lies_in_the_calendar(model: engine.Model) -> None:
    for last in (date(1953, 2, 28), date(1960, 1, 1)):
        with pytest.raises(ContentionError) as caught:
            engine.simulate(model, model.start(), worlds=1, last=last)
        assert refusal(caught).code == "E017"


def test_a_world_of_more_onsets_than_wanted_is_stopped() -> None:
    theory = load(find("theory", "hawkes"))
    model = engine.bind(theory, toy_scenario(6, 1, 1500, remainders=0))
    values = model.values({"background": 2.0, "branching": 0.3, "memory_halflife": 1.0})

    def onsets(**most: int) -> int:
        return engine.simulate(model, values, worlds=1, seed=2, **most).raw[0].act.size

    size = onsets()
    assert size > 20_000  # more than the room that is made at first
    assert onsets(most=size) == size
    for most in (37, size - 1):
        with pytest.raises(ContentionError) as caught:
            onsets(most=most)
        assert refusal(caught).code == "E019"


def test_more_onsets_than_a_cluster_can_bring(scenario: Scenario, tmp_path: Path) -> None:
    cluster = {"ignite": {"base": -3}, "cluster": {"zeta": 2, "at_most": 2}}
    strike = {key: value for key, value in STRIKE.items() if key != "rate"}
    model = engine.bind(made(tmp_path, acts={"strike": strike | cluster}), scenario)
    day = date(1953, 3, 4)
    row = {
        "form": "strike", "actor": ["workers"], "country": "Bera", "town": "Bera town 1",
        "date": day, "date_low": day, "date_high": day,
    }  # fmt: skip
    two, three = (pl.DataFrame([row] * n, schema=NONE.schema) for n in (2, 3))
    assert np.isfinite(Likelihood(model, two).value_and_gradient(model.start())[0])
    with pytest.raises(ContentionError) as caught:
        Likelihood(model, three)
    problem = refusal(caught)
    assert problem.code == "E020"
    assert "1953-03-04" in problem.found


def test_watched_days_of_another_shape(tmp_path: Path, scenario: Scenario) -> None:
    model = engine.bind(made(tmp_path), scenario)
    with pytest.raises(ContentionError) as caught:
        Likelihood(model, NONE, watched=np.ones((scenario.days, 1), dtype=bool))
    assert refusal(caught).code == "E024"


def test_every_code_of_the_engine_stands_here() -> None:
    tests = Path(__file__).parent.glob("test_*.py")
    here = {code for file in tests for code in re.findall(r'"(E\d{3})"', file.read_text("utf-8"))}
    assert here == {code for code in all_codes() if code.startswith("E")}
