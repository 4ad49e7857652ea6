"""Choices made otherwise: what each alters, and coefficients that hang on one of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from contention.engine import Model, bind, simulate
from contention.inference.fitting import fit
from contention.inference.validity.alterations import Alteration, alterations, publisher
from contention.inference.validity.sensitivity import main_coefficients, sensitivity
from contention.theory import load
from tests.inference.small import small_model, small_world
from tests.reference.toy import toy_scenario

HERE = Path(__file__).parents[1] / "theories"


@pytest.fixture(scope="module")
def model() -> Model:
    return small_model(days=200)


@pytest.fixture(scope="module")
def events(model: Model) -> pl.DataFrame:
    _, found = small_world(model, 4)
    n = found.height
    source = ["https://www.a.org/x, p. 3" if k % 3 else f"Book B, p. {k}" for k in range(n)]
    return found.with_columns(
        source=pl.Series(source),
        confidence=pl.Series(["low" if k % 7 == 0 else "high" for k in range(n)]),
    )


def every(events: pl.DataFrame, model: Model, **options: Any) -> dict[str, Alteration]:
    return {one.label: one for one in alterations(events, model.scenario, **options)}


def test_publishers_are_sites_or_names() -> None:
    sources = pl.Series(
        ["https://www.x.de/a/b, p. 1", "see http://x.de", "Book B, p. 7", "Archive: box 2", None]
    )
    found = pl.select(publisher(pl.lit(sources))).to_series().to_list()
    assert found == ["x.de", "x.de", "Book B", "Archive", None]


def test_every_publisher_is_left_out_in_turn(model: Model, events: pl.DataFrame) -> None:
    found = every(events, model)
    for name, part in (("a.org", "a.org"), ("Book B", "Book B")):
        one = found[f"without {name}"]
        assert one.events is not None
        assert one.rows == events.filter(pl.col("source").str.contains(part)).height
        assert one.events.height == events.height - one.rows
        assert not one.events["source"].str.contains(part).any()
    only = [one for one in every(events, model, sources=1).values() if one.kind == "source"]
    assert [one.label for one in only] == ["without a.org"]
    few = events.with_columns(
        source=pl.when(pl.int_range(pl.len()) < 4).then(pl.lit("Few")).otherwise("source")
    )
    assert "without Few" not in every(few, model)


def test_rows_of_low_confidence_are_left_out(model: Model, events: pl.DataFrame) -> None:
    one = every(events, model)["rows of low confidence left out"]
    assert one.events is not None
    assert one.rows == (events["confidence"] == "low").sum() > 0
    assert set(one.events["confidence"]) == {"high"}
    sure = events.with_columns(confidence=pl.lit("high"))
    assert "rows of low confidence left out" not in every(sure, model)


def test_days_are_moved_and_intervals_stay(model: Model, events: pl.DataFrame) -> None:
    wide = pl.int_range(pl.len()) % 5 == 0
    given = events.with_columns(
        date_high=pl.when(wide).then(pl.col("date_high").dt.offset_by("3d")).otherwise("date_high")
    )
    one = every(given, model, seed=1)["days moved by up to 1 day"]
    assert one.events is not None
    shift = (one.events["date_low"] - given["date_low"]).dt.total_days()
    exact = given["date_low"] == given["date_high"]
    assert set(shift.filter(exact)) == {-1, 0, 1}
    assert set(shift.filter(~exact)) == {0}
    assert one.rows == (shift != 0).sum()
    for name in ("date", "date_low", "date_high"):
        assert one.events.schema[name] == pl.Date
        assert one.events[name].min() >= model.scenario.start
        assert one.events[name].max() <= max(given[name].max(), model.scenario.end)
    again = every(given, model, seed=1)["days moved by up to 1 day"]
    assert again.events is not None
    assert again.events.equals(one.events)
    other = every(given, model, seed=2)["days moved by up to 1 day"]
    assert other.events is not None
    assert not other.events.equals(one.events)


def test_silent_communes_change_and_people_stay(model: Model, events: pl.DataFrame) -> None:
    before = model.scenario.places
    silent = np.array([kind == "remainder" for kind in before.kind])
    for factor in (0.5, 2.0):
        one = every(events, model)[f"silent communes × {factor:g}"]
        assert one.scenario is not None
        after = one.scenario.places
        np.testing.assert_array_equal(after.population, before.population)
        np.testing.assert_array_equal(after.communes[~silent], before.communes[~silent])
        expected = np.rint(before.communes[silent] * factor)
        np.testing.assert_array_equal(after.communes[silent], expected)


def test_one_row_a_town_day_and_form_is_kept(model: Model, events: pl.DataFrame) -> None:
    twice = pl.concat([events, events.head(6).with_columns(id=pl.lit("again"))])
    key = ["country", "town", "date", "form"]
    one = every(twice, model)["one row a town, day and form"]
    assert one.events is not None
    kept = one.events.filter(pl.col("town").is_not_null())
    assert not kept.select(pl.struct(key).is_duplicated().any()).item()
    unplaced = pl.col("town").is_null()
    assert one.events.filter(unplaced).height == twice.filter(unplaced).height
    assert one.rows >= 1


def test_refits_are_those_of_the_altered_record(model: Model, events: pl.DataFrame) -> None:
    fitted = fit(model, events, starts=1)
    found = sensitivity(model, events, fitted, sources=1)
    main = [fitted.names[k] for k in main_coefficients(fitted)]
    assert "spread" in main
    assert "halflife" not in main  # a shape
    assert "arrest_base" not in main  # of the shared block
    one = every(events, model, sources=1)["without a.org"]
    assert one.events is not None
    again = fit(model, one.events, starts=1, start=fitted.mode)
    rows = found.shifts.filter(pl.col("label") == "without a.org")
    assert rows["name"].to_list() == main
    for row in rows.iter_rows(named=True):
        k = fitted.names.index(row["name"])
        assert row["after"] == pytest.approx(again.mode[k], abs=1e-3 * again.se[k])
        assert row["shift"] == pytest.approx((row["after"] - fitted.mode[k]) / fitted.se[k])
    table = found.table()
    assert table["label"].to_list() == rows["label"].unique().to_list() + [
        label for label in found.shifts["label"].unique(maintain_order=True) if "a.org" not in label
    ]


def test_a_sign_that_hangs_on_one_source_is_told() -> None:
    """Strikes do not breed strikes, but one source reports each again on the day after."""
    model = bind(load(HERE / "tiny.yaml"), toy_scenario(2, 1, 400))
    values = model.values({"base": -2.0, "spread": -1.5})
    plain = simulate(model, values, worlds=1, seed=2).events.with_columns(source=pl.lit("Good"))
    echo = plain.filter(pl.col("act") == "strike").with_columns(
        *(pl.col(name).dt.offset_by("1d") for name in ("date", "date_low", "date_high")),
        source=pl.lit("Echo"),
    )
    events = pl.concat([plain, echo])
    fitted = fit(model, events, starts=1)
    k = fitted.names.index("spread")
    assert fitted.low[k] > 0
    found = sensitivity(model, events, fitted)
    row = found.shifts.filter((pl.col("label") == "without Echo") & (pl.col("name") == "spread"))
    assert row["flips"].item() or row["lost"].item()
    assert row["shift"].item() < -2
    assert any("spread" in line and "without Echo" in line for line in found.failures())
    # A silly alteration that changes nothing is not told.
    assert not any("communes" in line for line in found.failures())


def test_totals_of_aggregate_rows_give_the_shares_recorded(
    model: Model, events: pl.DataFrame
) -> None:
    scenario = model.scenario
    one, *others = scenario.countries
    first, last = scenario.start + timedelta(days=20), scenario.start + timedelta(days=59)
    mine = events.filter(
        (pl.col("country") == one)
        & (pl.col("form") == "strike")
        & pl.col("date").is_between(first, last)
    )
    assert mine.height > 2
    total = 4 * mine.height
    counts = pl.DataFrame(
        {
            "country": [one, "Elsewhere"], "from": [first, first], "until": [last, last],
            "forms": ["strike", "strike"], "unit": ["events", "events"],
            "low": [total, 9], "high": [total, 9], "rows": ["X1", "X2"],
        }
    )  # fmt: skip
    found = every(events, model, counts=counts)["coverage as aggregate rows state it"]
    assert (found.kind, found.rows, found.events) == ("coverage", 1, None)
    assert found.scenario is not None
    assert found.scenario.recorded is not None
    shares = found.scenario.recorded.values
    assert shares.shape == (1 + len(others), scenario.days)
    assert np.allclose(shares, 0.25)  # the mean, where nothing is stated
    other = others[0]
    rest = events.filter((pl.col("country") == other) & (pl.col("form") == "strike")).height
    assert rest > 2
    several = pl.DataFrame(
        {
            "country": [one, other, one], "from": [first, scenario.start, first],
            "until": [last, scenario.end, last], "forms": ["strike"] * 3, "unit": ["events"] * 3,
            "low": [total, 2 * rest, total // 2], "high": [total, 2 * rest, total // 2],
            "rows": ["X1", "X2", "X3"],
        }
    )  # fmt: skip
    both = every(events, model, counts=several)["coverage as aggregate rows state it"].scenario
    assert both is not None
    assert both.recorded is not None
    shares = both.recorded.values
    assert np.allclose(shares[0, 20:60], 0.5)  # as the last count of these days states
    assert np.allclose(shares[0, :20], (0.25 + 0.5) / 2)  # the mean of the country
    assert np.allclose(shares[1], 0.5)
    assert np.allclose(shares[2:], (0.25 + 0.5 + 0.5) / 3)
    fitted = fit(model, events, starts=1)
    told = sensitivity(model, events, fitted, counts=counts)
    assert "coverage as aggregate rows state it" in told.table()["label"].to_list()
    # nothing stated of these countries: no such choice
    assert "coverage" not in {x.kind for x in every(events, model, counts=counts[1:]).values()}


def test_fits_that_fail_are_told(
    model: Model, events: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contention.inference import rechecks as module

    fitted = fit(model, events, starts=1)

    monkeypatch.setattr(module, "refit", lambda *_: None)
    found = sensitivity(model, events, fitted, sources=1)
    assert found.shifts.is_empty()
    assert found.failed["without a.org"] == "I002"
    assert "without a.org: the fit found no proper mode (I002)." in found.failures()
