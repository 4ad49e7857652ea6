"""What-ifs: closed forms, pairing, sizes, dates, and what they print."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

import contention as ct
from contention.engine import Model, bind, simulate
from contention.foundation.errors import ContentionError
from contention.inference.quantities import known_quantities, measure, measure_record
from contention.inference.sweeps import sweep
from contention.inference.whatif import WhatIf, what_if
from contention.theory import load
from tests.reference.toy import toy_scenario

THEORY = Path(__file__).parent / "theories" / "turning.yaml"
START = date(1953, 3, 11)
PAIRS = 120


@pytest.fixture(scope="module")
def model() -> Model:
    return bind(load(THEORY), toy_scenario(3, 8, 120))


@pytest.fixture(scope="module")
def record(model: Model) -> pl.DataFrame:
    return simulate(model, model.start(), worlds=1, seed=99, threads=1).events


def asked(model: Model, record: pl.DataFrame, *levers: str, **options: Any) -> WhatIf:
    given = {"start": START, "worlds": PAIRS, "seed": 3, "threads": 1} | options
    return what_if(model, model.start(), record, levers=levers, **given)


def row(found: WhatIf, quantity: str) -> dict[str, Any]:
    return found.effects.row(by_predicate=pl.col("quantity") == quantity, named=True)


# --- closed forms --------------------------------------------------------------------------------


def test_a_forbidden_act_does_not_happen(model: Model, record: pl.DataFrame) -> None:
    found = row(asked(model, record, "no_marches", quantities=["onsets[march]"]), "onsets[march]")
    assert found["with"] == 0.0
    assert found["effect"] == -found["without"] < 0.0


def test_twice_the_rate_is_twice_the_mean(model: Model, record: pl.DataFrame) -> None:
    found = asked(model, record, "more_marches", quantities=["onsets[march]"], worlds=400)
    days = 3 * (model.scenario.end - START + timedelta(days=1)).days
    mean = days * np.exp(-3.0)
    without, pulled = found.pairs["onsets[march]"]
    for numbers, expected in ((without, mean), (pulled, 2 * mean)):
        # A Poisson number has its mean for variance.
        assert numbers.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected / 400))
        assert numbers.var() == pytest.approx(expected, rel=0.3)
    effect = row(found, "onsets[march]")
    assert effect["effect"] == pytest.approx(mean, abs=4 * effect["error"])
    assert effect["low"] < mean < effect["high"]


def test_an_added_act_happens_once_more_where_it_did_not(
    model: Model, record: pl.DataFrame
) -> None:
    """Fire is a cluster with a rate of exp(-4) a day, so 1 - exp(-exp(-4)) of the days have it."""
    found = asked(model, record, "volley", quantities=["fire_days"], worlds=400)
    gap = np.subtract(*found.pairs["fire_days"][::-1])
    assert set(gap) == {0.0, 1.0}
    chance = np.exp(-np.exp(-4.0))
    assert gap.mean() == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / 400))


# --- pairs ---------------------------------------------------------------------------------------


def test_a_lever_that_touches_nothing_has_no_effect(model: Model, record: pl.DataFrame) -> None:
    for found in (
        asked(model, record, "nothing"),
        asked(model, record, "more_marches", sizes={"more_marches": 1.0}),
        asked(model, record, "mixed", against=("mixed",)),
    ):
        zero = ["effect", "low", "high", "error", "world_low", "world_high", "variance_ratio"]
        assert (found.effects.select(zero).to_numpy() == 0.0).all()
        assert found.effects["without"].to_list() == found.effects["with"].to_list()


def test_what_a_lever_does_not_touch_is_the_same(model: Model, record: pl.DataFrame) -> None:
    found = asked(model, record, "more_marches")
    assert row(found, "fire_days")["variance_ratio"] == 0.0
    assert row(found, "countries_on_strike")["effect"] == 0.0


def test_the_record_stands_beside_the_worlds(model: Model) -> None:
    rows = [
        ("2", "strike", 9), ("2", "strike", 11), ("2", "strike", 11),
        ("3", "march", 30), ("3", "fire", 30),
    ]  # fmt: skip
    record = pl.DataFrame(
        {
            "country": [model.scenario.countries[0]] * 5,
            "town": [town for town, _, _ in rows],
            "form": [{"strike": "strike", "march": "demonstration", "fire": "police_fire"}[form]
                     for _, form, _ in rows],
            "actor": ["workers", "workers", "workers", "workers", "police"],
            "date": [date(1953, 3, day) for _, _, day in rows],
            "role": ["event", "event", "event", "event", "event"],
        }
    )  # fmt: skip
    names = ("town_days", "largest_day", "countries_on_strike", "fire_days", "onsets[strike]")
    found = measure_record(record, model, names, START)
    # 9 March comes before the first day drawn, and two rows of a town and day are one town-day
    assert found == {
        "town_days": 2.0,
        "largest_day": 1.0,
        "countries_on_strike": 1.0,
        "fire_days": 1.0,
        "onsets[strike]": None,
    }
    assert measure_record(record.head(1), model, ("town_days",), START) == {"town_days": 0.0}


def test_pairs_have_less_variance_than_worlds_that_share_nothing(
    model: Model, record: pl.DataFrame
) -> None:
    found = asked(model, record, "more_strikes", worlds=300)
    without, pulled = found.pairs["town_days"]
    apart = asked(model, record, "more_strikes", worlds=300, seed=4).pairs["town_days"][1]
    measured = np.var(pulled - without) / np.var(apart - without)
    ratio = row(found, "town_days")["variance_ratio"]
    assert ratio < 0.6
    assert ratio == pytest.approx(measured, rel=0.4)


def test_the_two_intervals(model: Model, record: pl.DataFrame) -> None:
    found = asked(model, record, "more_strikes")
    gap = np.subtract(*found.pairs["town_days"][::-1])
    effect = row(found, "town_days")
    mean = stats.ttest_1samp(gap, 0.0).confidence_interval(0.95)
    assert (effect["low"], effect["high"]) == pytest.approx((mean.low, mean.high))
    assert effect["error"] == pytest.approx(stats.sem(gap))
    single = np.quantile(gap, [0.025, 0.975])
    assert (effect["world_low"], effect["world_high"]) == pytest.approx(tuple(single))
    assert effect["world_high"] - effect["world_low"] > 3 * (effect["high"] - effect["low"])


def test_more_worlds_narrow_the_mean_and_not_single_worlds(
    model: Model, record: pl.DataFrame
) -> None:
    few, many = (
        row(asked(model, record, "more_strikes", worlds=n), "town_days") for n in (60, 600)
    )
    assert many["error"] < 0.5 * few["error"]
    assert many["world_high"] > 0.5 * few["world_high"]


def test_one_pair_has_no_interval_of_the_mean(model: Model, record: pl.DataFrame) -> None:
    effect = row(asked(model, record, "more_strikes", worlds=1), "town_days")
    assert (effect["low"], effect["high"], effect["error"]) == (None, None, None)


def test_levers_against_each_other(model: Model, record: pl.DataFrame) -> None:
    options: dict[str, Any] = {"quantities": ["onsets[march]", "town_days"]}
    one = asked(model, record, "more_marches", against=("no_marches",), **options)
    other = asked(model, record, "no_marches", against=("more_marches",), **options)
    assert one.effects["effect"].to_list() == [-x for x in other.effects["effect"]]
    assert row(one, "onsets[march]")["effect"] > 0
    assert [lever.name for lever in one.against] == ["no_marches"]


def test_every_pair_may_have_its_own_parameters(model: Model, record: pl.DataFrame) -> None:
    same = np.tile(model.start(), (PAIRS, 1))
    options: dict[str, Any] = {
        "start": START,
        "worlds": PAIRS,
        "seed": 3,
        "levers": ["more_strikes"],
    }
    one, other = (what_if(model, v, record, **options) for v in (model.start(), same))
    assert one.effects.equals(other.effects)
    assert other.uncertain
    # The rows belong to the worlds: one row changed changes one pair.
    same[7, model.names.index("strike_base")] += 2.0
    changed = what_if(model, same, record, **options).pairs["town_days"]
    for before, after in zip(one.pairs["town_days"], changed, strict=True):
        assert np.flatnonzero(before != after).tolist() == [7]


def test_values_must_fit(model: Model, record: pl.DataFrame) -> None:
    for values in (model.start()[1:], np.tile(model.start(), (3, 1))):
        with pytest.raises(ContentionError) as caught:
            what_if(model, values, record, start=START, worlds=4, levers=["more_strikes"])
        assert caught.value.codes == ("E022",)


def test_threads_change_nothing(model: Model, record: pl.DataFrame) -> None:
    one, two = (asked(model, record, "mixed", threads=n, worlds=20) for n in (1, 2))
    assert one.effects.equals(two.effects)


# --- sizes and dates -----------------------------------------------------------------------------


def test_a_size_takes_the_place_of_the_factor(model: Model, record: pl.DataFrame) -> None:
    found = asked(model, record, "more_marches", sizes={"more_marches": 5.0})
    assert found.changes() == (("more_marches", "rate of march × 5"),)
    assert found.levers[0].steps[0].value == 5.0
    wanted = row(asked(model, record, "more_marches"), "town_days")
    assert row(found, "town_days") == wanted  # marches of a country have no town


def test_the_numbers_of_a_lever_are_told(model: Model, record: pl.DataFrame) -> None:
    found = asked(model, record, "more_strikes", "volley", sizes={"more_strikes": 4.0})
    assert found.changes() == (
        ("more_strikes", "rate of strike × 4, from 1953-03-20, until 1953-04-20, in Alda"),
        ("volley", "fire happens on 1953-04-02, in Bera"),
    )
    told = found.to_json()["levers"][0]
    assert (told["size"], told["grounds"]) == (4.0, "A round number")


@pytest.mark.parametrize(
    ("levers", "options", "code", "hint"),
    [
        ((), {}, "I031", "describe"),
        (("more_strike",), {}, "E013", "did you mean 'more_strikes'?"),
        (("more_strikes",), {"sizes": {"more_strikes": -1.0}}, "I032", "the size is 3"),
        (("more_strikes",), {"sizes": {"more_strikes": np.nan}}, "I032", ""),
        (("mixed",), {"sizes": {"mixed": 0.0}}, "I032", ""),
        (("no_marches",), {"sizes": {"no_marches": 2.0}}, "I032", "as it is"),
        (("volley",), {"sizes": {"volley": 2.0}}, "I032", "as it is"),
        (("more_strikes",), {"sizes": {"more_marches": 2.0}}, "I032", "pull it as well"),
        (("more_strikes",), {"start": date(1953, 4, 21)}, "I033", "start earlier"),
        (("volley",), {"start": date(1953, 4, 3)}, "I033", "start earlier"),
        (("later",), {}, "I033", ""),
        (("no_death",), {"start": date(1953, 6, 1)}, "I033", "start earlier"),
        (("more_strikes",), {"start": date(1952, 1, 1)}, "E017", "calendar"),
        (("more_strikes",), {"quantities": ["town_day"]}, "I030", ""),
        (("more_strikes",), {"quantities": ["onsets[strikes]"]}, "I030", ""),
        (("more_strikes",), {"quantities": ["councils"]}, "I030", ""),
        (("more_strikes",), {"worlds": 0}, "E015", ""),
    ],
)
def test_refusals(
    model: Model,
    record: pl.DataFrame,
    levers: tuple[str, ...],
    options: dict[str, Any],
    code: str,
    hint: str,
) -> None:
    with pytest.raises(ContentionError) as caught:
        asked(model, record, *levers, **options)
    assert set(caught.value.codes) == {code}
    assert hint in caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("lever", "day"),
    [
        ("mixed", date(1953, 3, 25)),
        ("volley", date(1953, 4, 2)),
        ("no_death", date(1953, 3, 4)),  # the shock of the toy falls on its fourth day
        ("calm", date(1953, 3, 1)),
    ],
)
def test_a_start_left_out_is_the_first_day_of_change(
    model: Model, record: pl.DataFrame, lever: str, day: date
) -> None:
    assert asked(model, record, lever, start=None, worlds=2).start == day


def test_what_is_replayed_is_said(model: Model, record: pl.DataFrame) -> None:
    def notes(lever: str, start: date = START) -> str:
        return " ".join(asked(model, record, lever, worlds=2, start=start).notes)

    assert "holds from 1953-04-01 on only" in notes("more_strikes", date(1953, 4, 1))
    assert "holds" not in notes("more_strikes")
    assert "sets a parameter" in notes("calm")
    assert "Nothing in turning responds to march." in notes("more_marches")
    assert notes("more_strikes") == ""


# --- quantities and sweeps -----------------------------------------------------------------------


def test_quantities_are_those_that_worlds_can_have(model: Model) -> None:
    assert known_quantities(model) == (
        "town_days",
        "largest_day",
        "countries",
        "countries_on_strike",
        "general_strikes",
        "great_risings",
        "fire_days",
    )


def test_a_general_strike_is_ten_places_within_a_week() -> None:
    model = bind(load(THEORY), toy_scenario(2, 12, 60))
    worlds = simulate(model, model.start(), worlds=3, seed=1, first_world=4)
    place = [f"Alda town {k}" for k in range(1, 11)]

    def strikes(world: int, days: list[int]) -> pl.DataFrame:
        dates = [date(1953, 3, 1) + timedelta(days=day) for day in days]
        start = worlds.events.clear()
        return pl.concat(
            [
                start,
                pl.DataFrame(
                    {
                        "world": pl.Series([world] * 10, dtype=start.schema["world"]),
                        "date": dates,
                        "country": ["Alda"] * 10,
                        "place": place,
                        "town": place,
                        "form": ["strike"] * 10,
                        "act": ["strike"] * 10,
                    }
                ),
            ],
            how="diagonal",
        )

    in_week, too_long = [0, 0, 1, 1, 2, 2, 3, 4, 5, 6], [0, 0, 1, 1, 2, 2, 3, 4, 5, 7]
    events = pl.concat([strikes(4, in_week), strikes(6, too_long)])
    vars(worlds)["events"] = events  # a cached property
    found = measure(worlds, ["general_strikes", "countries_on_strike", "town_days", "largest_day"])
    assert found["general_strikes"].tolist() == [1, 0, 0]
    assert found["countries_on_strike"].tolist() == [1, 0, 1]
    assert found["town_days"].tolist() == [10, 0, 10]
    assert found["largest_day"].tolist() == [2, 0, 2]


def test_a_sweep_is_what_if_at_every_size(model: Model, record: pl.DataFrame) -> None:
    values = model.start()
    options: dict[str, Any] = {"start": START, "worlds": 30, "seed": 3, "threads": 1}
    swept = sweep(model, values, record, lever="mixed", sizes=[0.5, 1.0, 4.0], **options)
    for size in (0.5, 4.0):
        single = what_if(model, values, record, levers=["mixed"], sizes={"mixed": size}, **options)
        rows = swept.effects.filter(pl.col("size") == size).drop("size")
        assert rows.equals(single.effects.drop("recorded"))
    assert swept.to_json()["lever"]["size"] == 2.0
    by_size = swept.effects.filter(pl.col("quantity") == "countries_on_strike")
    assert by_size["effect"].is_sorted()
    shock = sweep(model, values, record, lever="no_death", **options | {"start": None})
    assert shock.effects["size"].unique().sort().to_list() == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert (shock.effects.filter(pl.col("size") == 1.0)["effect"] == 0.0).all()


def test_a_lever_without_a_size_cannot_be_swept(model: Model, record: pl.DataFrame) -> None:
    with pytest.raises(ContentionError) as caught:
        sweep(model, model.start(), record, lever="volley", worlds=2)
    assert caught.value.codes == ("I032",)


# --- the shipped levers --------------------------------------------------------------------------


def test_the_seven_omissions_and_the_turning_points_can_be_pulled() -> None:
    model = ct.bind(ct.load_theory("political-revolution"), ct.load_scenario("eastern-bloc-1953"))
    record = ct.load_record("eastern-bloc-1953")
    for lever in model.theory.levers:
        found = what_if(model, model.start(), record, levers=[lever.name], worlds=2)
        assert found.changes()
        assert found.start >= date(1953, 3, 5)
        (told,) = found.to_json()["levers"]
        assert told["says"]
        assert told["grounds"]
