"""Hidden episodes in simulated worlds: the chain, what acts feel of it, and acts per country.

The engine that ships only; both engines are set against each other in `test_against_reference`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import chisquare, poisson

from contention.engine import Likelihood, Model, Worlds, bind, simulate
from contention.scenario.model import Scenario
from contention.theory import load
from contention.theory.model import Episode, Term
from tests.reference.philox import name_hash, philox, u32
from tests.reference.sameness import assert_identical, assert_same_onsets, onsets
from tests.reference.toy import toy_scenario
from tests.theory.strategies import write

CRISES = Path(__file__).parent / "theories" / "crises.yaml"
SEED = 23
ENTER, LEAVE = -2.5, -1.0  # log-rates a day
ENTRY, EXIT = (-math.expm1(-math.exp(eta)) for eta in (ENTER, LEAVE))
LAWS = {"calm": (2.5, 0.0), "inside": (0.8, 0.3)}  # exponent, far share
MOST = 6
RATES = {"march": (-0.5, 1.2), "rally": (0.3, -1.0)}  # constant, and what the crisis adds
RISK = 1e-3  # seeds are fixed: this is the risk of a bad choice


def act(form: str, **sections: Any) -> dict[str, Any]:
    return {"by": "workers", "record": {"form": [form]}} | sections


def rate(name: str) -> dict[str, float]:
    base, gain = RATES[name]
    return {"base": base, "crisis": gain}


# `mark` happens on every day inside, once, and on no other.
STEADY = {
    "format": 1, "theory": "steady", "title": "A crisis that heeds nothing",
    "parameters": {
        "enter": {"prior": {"normal": [ENTER, 1]}}, "gain": {"prior": {"normal": [0, 1]}},
    },
    "episodes": {"crisis": {"enter": {"base": "enter"}, "leave": {"base": LEAVE}}},
    "acts": {
        "mark": act("mark", level="country", ignite={"base": -40, "crisis": 45},
                    cluster={"zeta": 1, "at_most": 1}),
        "march": act("march", level="country", rate=rate("march")),
        "rally": act("rally", per="country", rate=rate("rally"), place={"population": 0.5}),
        "strike": act("strike", ignite={"base": -0.7, "crisis": ["gain", 0.9]},
                      cluster={"zeta": LAWS["calm"][0], "far": LAWS["calm"][1], "at_most": MOST,
                               "crisis": {"zeta": LAWS["inside"][0], "far": LAWS["inside"][1]}}),
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return toy_scenario(3, 2, 200)


@pytest.fixture(scope="module")
def steady(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Model:
    return bind(load(write(STEADY, tmp_path_factory.mktemp("theory") / "t.yaml")), scenario)


@pytest.fixture(scope="module")
def worlds(steady: Model) -> Worlds:
    return simulate(steady, steady.start(), worlds=40, seed=SEED)


@pytest.fixture(scope="module")
def states(worlds: Worlds) -> np.ndarray:
    """The state of each world, country and day, as the act that happens only inside shows it."""
    return counts(worlds, "mark").astype(bool)


def counts(worlds: Worlds, act: str) -> np.ndarray:
    """Return onsets of an act by world, country and day."""
    scenario = worlds.model.scenario
    out = np.zeros((worlds.worlds, len(scenario.countries), scenario.days), dtype=np.int64)
    found = worlds.events.filter(pl.col("act") == act)
    for world, country, day in found.select("world", "country", "date").iter_rows():
        t = (day - scenario.start).days
        out[world - worlds.numbers[0], scenario.countries.index(country), t] += 1
    return out


def assert_fits(found: Sequence[int] | np.ndarray, law: Sequence[float], *, wrong: bool) -> None:
    """Fail unless numbers 0, 1, ... follow a law (or, with ``wrong``, if they do)."""
    found = np.asarray(found)
    held = np.bincount(np.minimum(found, len(law)), minlength=len(law) + 1).astype(float)
    expected = found.size * np.array([*law, max(1.0 - sum(law), 0.0)])
    enough = expected > 5
    held = np.append(held[enough], held[~enough].sum())
    expected = np.append(expected[enough], expected[~enough].sum())
    if expected[-1] == 0:
        assert held[-1] == 0
        held, expected = held[:-1], expected[:-1]
    p = float(chisquare(held, expected).pvalue)
    assert p < 1e-6 if wrong else p > RISK


# --- the chain -----------------------------------------------------------------------------------


def test_the_share_of_days_inside_is_that_of_the_chain(states: np.ndarray) -> None:
    """P(inside on day t) = share (1 - keep^(t+1)), the solution of the two-state chain."""
    share, keep = ENTRY / (ENTRY + EXIT), 1.0 - ENTRY - EXIT
    days = np.arange(states.shape[2])
    expected = share * (1.0 - keep ** (days + 1))
    chains = states.shape[0] * states.shape[1]
    early = states[:, :, :5].mean(axis=(0, 1))
    error = np.sqrt(expected * (1 - expected) / chains)
    np.testing.assert_allclose(early, expected[:5], atol=3.5 * float(error.max()))
    assert early[0] < 0.5 * share  # all are calm on the eve
    # the variance of the share of a long stretch counts neighbouring days as one
    sd = math.sqrt(share * (1 - share) * (1 + keep) / (1 - keep) / states[:, :, 50:].size)
    assert states[:, :, 50:].mean() == pytest.approx(share, abs=3.5 * sd)


@pytest.mark.parametrize(("inside", "chance"), [(True, EXIT), (False, ENTRY)])
def test_durations_are_geometric(states: np.ndarray, inside: bool, chance: float) -> None:
    spells = [s for row in states.reshape(-1, states.shape[2]) for s in spells_of(row, inside)]
    assert len(spells) > 500
    # Spells that the end cuts off are left out: only those that begin well before it are taken.
    mean = 1.0 / chance
    sd = math.sqrt(1.0 - chance) / chance
    assert np.mean(spells) == pytest.approx(mean, abs=3.5 * sd / math.sqrt(len(spells)))
    law = [0.0] + [chance * (1.0 - chance) ** (k - 1) for k in range(1, 30)]
    assert_fits(spells, law, wrong=False)
    assert_fits(spells, [0.0] + [0.5**k for k in range(1, 30)], wrong=True)


def spells_of(row: np.ndarray, inside: bool) -> list[int]:
    """Return the lengths of the spells of one state that begin in the first half."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], row]).astype(int)))
    out: list[int] = []
    for k, begun in enumerate(changes[:-1]):
        if row[begun] == inside and begun < row.size // 2:
            out.append(int(changes[k + 1] - begun))
    return out


def test_moves_are_drawn_at_their_addresses(steady: Model, states: np.ndarray) -> None:
    scenario = steady.scenario
    for world in (0, 7):
        for c, country in enumerate(scenario.countries):
            inside, path = False, []
            for t in range(scenario.days):
                day = scenario.start.toordinal() + t
                address = (world, day // 4, name_hash("episode:crisis"), name_hash(country))
                u = u32(philox(SEED, 0, *address)[day % 4])
                inside ^= u < (EXIT if inside else ENTRY)
                path.append(inside)
            np.testing.assert_array_equal(states[world, c], path)


def test_weekly_days_inside_add_up(worlds: Worlds, states: np.ndarray) -> None:
    weekly = worlds.stocks["days_crisis"].transpose("world", "country", "week").to_numpy()
    assert weekly.shape[2] == 29
    for week in range(29):
        days = states[:, :, 7 * week : 7 * week + 7].sum(axis=2)
        np.testing.assert_array_equal(weekly[:, :, week], days)
    assert weekly.max() == 7


def test_a_theory_without_episodes_has_no_days_inside() -> None:
    model = bind(load(CRISES.with_name("everything.yaml")), toy_scenario(2, 2, 20))
    assert model.episode is None
    assert not [x for x in simulate(model, model.start(), worlds=1).stocks if "days" in str(x)]


# --- what acts feel of it ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["march", "rally"])
def test_counts_given_the_state_are_poisson(worlds: Worlds, states: np.ndarray, name: str) -> None:
    """Of a country as a whole: also `rally`, an act at places whose rate is per country."""
    base, gain = RATES[name]
    found = counts(worlds, name)
    for inside in (False, True):
        law = [poisson.pmf(k, math.exp(base + gain * inside)) for k in range(15)]
        other = [poisson.pmf(k, math.exp(base + gain * (not inside))) for k in range(15)]
        assert_fits(found[states == inside], law, wrong=False)
        assert_fits(found[states == inside], other, wrong=True)


def test_clusters_follow_the_law_of_the_state(worlds: Worlds, states: np.ndarray) -> None:
    found = counts(worlds, "strike")
    for inside, law in ((False, "calm"), (True, "inside")):
        sizes = found[(states == inside) & (found > 0)]
        ignited = np.mean(found[states == inside] > 0)
        chance = -math.expm1(-math.exp(-0.7 + 0.9 * inside))
        error = math.sqrt(chance * (1 - chance) / np.sum(states == inside))
        assert ignited == pytest.approx(chance, abs=3.5 * error)
        assert_fits(sizes, cluster_law(*LAWS[law]), wrong=False)
        other = "calm" if inside else "inside"
        assert_fits(sizes, cluster_law(*LAWS[other]), wrong=True)


def cluster_law(exponent: float, far: float) -> list[float]:
    mass = np.arange(1, MOST + 1, dtype=float) ** -exponent
    return [0.0, *((1.0 - far) * mass / mass.sum() + far / MOST)]


def test_onsets_of_an_act_per_country_fall_by_weight(worlds: Worlds) -> None:
    places = worlds.model.scenario.places
    held = Counter(worlds.events.filter(pl.col("act") == "rally")["place"].to_list())
    communes = np.maximum(places.communes, 1)
    weight = communes * np.sqrt(places.population / communes)
    for c in range(3):
        here = np.flatnonzero(places.country == c)
        found = np.array([held[places.name[p]] for p in here], dtype=float)
        assert found.sum() > 1000
        expected = found.sum() * weight[here] / weight[here].sum()
        assert chisquare(found, expected).pvalue > RISK


@pytest.mark.parametrize("link", ["log", "identity"])
def test_a_rate_per_country_is_no_rate_of_places(link: str, tmp_path: Path) -> None:
    """Also where weights change from day to day, and under a lever."""
    base = 0.7 if link == "identity" else math.log(0.7)
    theory = {
        "format": 1, "theory": "per", "title": "Per country",
        "signals": {"here": {"of": ["rally"], "reach": "here", "memory": "5 days"}},
        "acts": {"rally": act("rally", per="country", rate={"base": base}, link=link,
                              place={"population": 1, "here": 0.2})},
        "levers": {"double": {"steps": [{"multiply": {"act": "rally", "by": 2}}]}},
    }  # fmt: skip
    model = bind(load(write(theory, tmp_path / "t.yaml")), toy_scenario(2, 3, 300))
    for levers, mean in (((), 0.7), (("double",), 1.4)):
        found = simulate(model, model.start(), worlds=10, seed=4, levers=levers)
        law = [poisson.pmf(k, mean) for k in range(10)]
        assert_fits(counts(found, "rally").ravel(), law, wrong=False)


# --- shortcuts and independence ------------------------------------------------------------------


@pytest.fixture(scope="module")
def crises() -> Model:
    return bind(load(CRISES), toy_scenario(3, 3, 120))


def test_ceilings_change_nothing(crises: Model) -> None:
    """With every rate read every day the worlds are the same: no ceiling is below its chance."""
    tb = crises.tables
    every = tb._replace(
        act_loose=np.ones_like(tb.act_loose), episode_loose=np.ones_like(tb.episode_loose)
    )
    assert tb.episode_loose.tolist() == [0, 1]
    assert tb.episode_far.tolist() == [1, 0]
    for seed in range(3):
        quick, slow = (
            simulate(model, crises.start(), worlds=10, seed=seed)
            for model in (crises, replace(crises, tables=every))
        )
        assert float(quick.stocks["days_crisis"].std()) > 0
        assert_identical(quick, slow)


# Log-rates of moves that one signal lifts from next to nothing: constant, and coefficient.
STRONG = {
    "given": (-6.0, 5.0), "abroad": (-6.0, 6.0), "far_off": (-6.0, 3.0), "death": (-6.0, 5.0),
    "pay": (-6.0, 15.0), "home": (-6.0, 6.0), "halt": (-6.0, 60.0), "at_work": (-301.0, 300.0),
}  # fmt: skip


@pytest.mark.parametrize("signal", STRONG)
@pytest.mark.parametrize("way", ["enter", "leave"])
def test_a_ceiling_on_moves_ends_with_what_it_stood_on(
    crises: Model, signal: str, way: str
) -> None:
    base, strength = STRONG[signal]
    terms = {"enter": (Term((-1.5,)),), "leave": (Term((-1.0,)),)}
    terms[way] = (Term((base,)), Term((strength,), signal))
    episode = Episode("crisis", terms["enter"], terms["leave"])
    theory = crises.theory
    # Quiet days in between, and heads that go home slowly: that lifts `at_work` day by day.
    acts = tuple(a for a in theory.acts if a.name not in ("note", "rally"))
    flows = tuple(replace(f, rate=(Term((-2.5,)),)) for f in theory.flows)
    changed = replace(theory, episodes=(episode,), acts=acts, flows=flows)
    model = bind(changed, crises.scenario)
    every = model.tables._replace(episode_loose=np.ones(2, dtype=np.int64))
    quick, slow = (
        simulate(x, model.start(), worlds=20, seed=6) for x in (model, replace(model, tables=every))
    )
    assert_identical(quick, slow)
    days = quick.stocks["days_crisis"].sum("week")
    assert 0 < float(days.mean()) < 118


def test_without_its_influence_an_episode_leaves_no_trace(crises: Model) -> None:
    theory = crises.theory
    none = replace(
        theory,
        episodes=(),
        acts=tuple(
            replace(
                a,
                rate=tuple(t for t in a.rate if t.signal != "crisis"),
                cluster=a.cluster and replace(a.cluster, inside=None),
            )
            for a in theory.acts
        ),
    )
    mute = replace(none, episodes=theory.episodes)
    left, silent = (bind(x, crises.scenario) for x in (none, mute))
    before = simulate(left, left.start(), worlds=5, seed=SEED)
    after = simulate(silent, silent.start(), worlds=5, seed=SEED)
    assert_same_onsets(onsets(after), onsets(before))
    assert float(after.stocks["days_crisis"].sum()) > 0
    assert after.stocks.drop_vars("days_crisis").identical(before.stocks)
    # With its influence there is a trace, on acts that feel it and not on the one that does not.
    felt = simulate(crises, crises.start(), worlds=5, seed=SEED)
    assert not onsets(felt).equals(onsets(before))
    note = pl.col("act") == "note"
    assert_same_onsets(onsets(felt).filter(note), onsets(before).filter(note))


def test_the_state_does_not_hang_on_acts_it_does_not_read(crises: Model) -> None:
    kept = tuple(a for a in crises.theory.acts if a.name != "rally")
    left = bind(replace(crises.theory, acts=kept), crises.scenario)
    before = simulate(crises, crises.start(), worlds=5, seed=SEED)
    after = simulate(left, left.start(), worlds=5, seed=SEED)
    assert before.stocks["days_crisis"].equals(after.stocks["days_crisis"])
    assert_same_onsets(onsets(after), onsets(before, without="rally"))


# --- continuing ----------------------------------------------------------------------------------


def continued(model: Model, days: int, worlds: int, **asked: Any) -> Worlds:
    scenario = model.scenario
    start = scenario.start + timedelta(days=days)
    record = simulate(model, model.start(), worlds=1, seed=3).events
    first = record.group_by("act", "country", "date", maintain_order=True).first()
    asked = {"record": first, "start": start, "seed": SEED} | asked
    return simulate(model, model.start(), worlds=worlds, **asked)


@pytest.fixture
def filtered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A filter that finds the second country half inside and the others in and out of it."""
    seen: dict[str, Any] = {}

    def given(likelihood: Likelihood, values: np.ndarray) -> np.ndarray:
        seen.update(values=values.copy())
        days = likelihood.model.scenario.days
        return np.repeat(np.array([0.0, 0.5, 1.0])[:, None], days, axis=1)

    monkeypatch.setattr(Likelihood, "eves", given)
    return seen


def test_the_eve_is_drawn_from_what_is_known(steady: Model, filtered: dict[str, Any]) -> None:
    worlds = continued(steady, 30, 60)
    np.testing.assert_array_equal(filtered["values"], steady.start())
    scenario = steady.scenario
    states = counts(worlds, "mark").astype(bool)
    assert not states[:, :, :30].any()
    day = scenario.start.toordinal() + 30
    moved = 0
    for world in range(60):
        for c, country in enumerate(scenario.countries):
            words = name_hash("episode:crisis"), name_hash(country)
            eve = u32(philox(SEED, 1, world, day, *words)[0]) < (0.0, 0.5, 1.0)[c]
            u = u32(philox(SEED, 0, world, day // 4, *words)[day % 4])
            move = u < (EXIT if eve else ENTRY)
            assert states[world, c, 30] == (eve ^ move)
            moved += move
    assert 0 < moved < 180
    shares = states[:, :, 30].mean(axis=0)
    assert shares[0] < 0.3 < shares[1] < shares[2]
    weekly = worlds.stocks["days_crisis"].sum("world").transpose("country", "week").to_numpy()
    assert not weekly[:, :4].any()  # the state of days that are replayed stays hidden
    assert weekly[2, 4] > 0


def test_levers_do_not_change_the_eve(crises: Model, filtered: dict[str, Any]) -> None:
    plain = continued(crises, 30, 4)
    noted = continued(crises, 30, 4, levers=["more_notes"])
    np.testing.assert_array_equal(filtered["values"], crises.start())
    assert plain.stocks["days_crisis"].equals(noted.stocks["days_crisis"])


def test_from_the_first_day_all_are_calm_on_the_eve(
    steady: Model, filtered: dict[str, Any]
) -> None:
    whole = simulate(steady, steady.start(), worlds=3, seed=SEED)
    assert_identical(continued(steady, 0, 3), whole)
    assert not filtered


def test_a_continued_world_is_the_same_in_parts(crises: Model, filtered: dict[str, Any]) -> None:
    whole = continued(crises, 30, 6, threads=2)
    part = continued(crises, 30, 2, first_world=3, threads=1)
    assert filtered
    assert part.stocks.identical(whole.stocks.isel(world=slice(3, 5)))
    assert_same_onsets(part.events, whole.events.filter(pl.col("world").is_in([3, 4])))
    assert whole.events["date"].min() >= date(1953, 3, 31)
