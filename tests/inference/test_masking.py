"""Masked worlds have the gaps of the record, and nothing else changes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from contention.engine import Likelihood, Model, observe
from contention.engine.cells import cells_of
from contention.inference.masking import gaps_of, mask, noted_actors
from tests.inference.small import small_model, small_world, with_gaps


@pytest.fixture(scope="module")
def model() -> Model:
    return small_model(countries=3, days=900)


@pytest.fixture(scope="module")
def record(model: Model) -> pl.DataFrame:
    return with_gaps(small_world(model, 1)[1], 2)


@pytest.fixture(scope="module")
def world(model: Model) -> pl.DataFrame:
    return small_world(model, 7)[1]


@pytest.fixture(scope="module")
def masked(model: Model, record: pl.DataFrame, world: pl.DataFrame) -> pl.DataFrame:
    return mask(world, record, model, 3)


def share(rows: pl.DataFrame, form: str, what: pl.Expr) -> tuple[float, int]:
    found = rows.filter(pl.col("form") == form).select(what.mean().alias("x"), pl.len())
    return float(found["x"][0]), int(found["len"][0])


GAPS = {
    "sizes of strikes": ("strike", pl.col("participants_low").is_not_null()),
    "intervals of marches": ("demonstration", pl.col("date_high") > pl.col("date_low")),
    "places of marches": ("demonstration", pl.col("commune").is_not_null()),
    "demands of strikes": ("strike", pl.col("demands").is_not_null()),
}


@pytest.mark.parametrize("name", GAPS)
def test_shares_are_those_of_the_record(
    masked: pl.DataFrame, record: pl.DataFrame, world: pl.DataFrame, name: str
) -> None:
    form, what = GAPS[name]
    expected, _ = share(record, form, what)
    found, n = share(masked, form, what)
    assert 0.1 < expected < 0.9
    assert found == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / n))
    assert share(world, form, what)[0] in (0.0, 1.0)


def test_acts_without_gaps_keep_everything(masked: pl.DataFrame, world: pl.DataFrame) -> None:
    columns = ["id", "date", "date_low", "date_high", "actor", "country"]
    police = pl.col("form") == "arrest"
    assert masked.filter(police).select(columns).equals(world.filter(police).select(columns))


def test_the_true_day_lies_uniformly_inside_its_interval(
    masked: pl.DataFrame, world: pl.DataFrame, model: Model
) -> None:
    assert masked["id"].equals(world["id"])
    both = masked.with_columns(true=world["date"])
    assert both.filter(pl.col("true").is_between("date_low", "date_high")).height == world.height
    assert both["date_low"].min() >= model.scenario.start
    assert both["date_high"].max() <= model.scenario.end
    nine = both.filter((pl.col("date_high") - pl.col("date_low")).dt.total_days() == 8)
    offset = nine.select((pl.col("true") - pl.col("date_low")).dt.total_days())["true"].to_numpy()
    assert nine.height > 60
    assert set(offset) == set(range(9))
    assert np.mean(offset) == pytest.approx(4.0, abs=4 * np.sqrt(60 / 9 / nine.height))


def test_the_same_seed_gives_the_same_gaps(
    masked: pl.DataFrame, record: pl.DataFrame, world: pl.DataFrame, model: Model
) -> None:
    assert mask(world, record, model, 3).equals(masked)
    assert not mask(world, record, model, 4).equals(masked)


def test_no_day_gets_more_onsets_than_a_cluster_may_bring(
    record: pl.DataFrame, model: Model
) -> None:
    # every place of a country strikes on each of nine days, and every row is dated to three days
    start, places = model.scenario.start, model.scenario.places
    names = [n for n, c in zip(places.name, places.country, strict=True) if c == 0]
    row = record.filter(pl.col("form") == "strike").head(1)
    row = row.with_columns(country=pl.lit("Alda"), act=pl.lit("strike"))
    crowd = pl.concat(
        [
            row.with_columns(
                id=pl.lit(f"{name} {day}"),
                date=pl.lit(start + timedelta(days=40 + day)),
            )
            for name in names
            for day in range(9)
        ]
    ).with_columns(date_low=pl.col("date"), date_high=pl.col("date"))
    wide = row.with_columns(date_high=pl.col("date_low") + pl.duration(days=2))
    found = mask(crowd, wide, model, 1)
    cells = cells_of(observe(model, found))
    assert cells.n.max() <= len(names) + 1e-6
    kept = found.filter(pl.col("date_high") > pl.col("date_low")).height
    assert 0 < kept < crowd.height
    Likelihood(model, found)  # takes it: no day is above the law (E020)


def test_an_onset_in_a_remainder_is_known_to_lie_there(model: Model) -> None:
    worlds, events = small_world(model, 7)
    placed = [k for k, a in enumerate(model.acts) if a.level == "place"]
    raw = worlds.raw[0]
    mine = np.isin(raw.act, placed)
    rows = [row for row in observe(model, events).rows if row.act in placed]
    assert [row.place for row in rows] == raw.place[mine].tolist()
    rest = np.array([kind == "remainder" for kind in model.scenario.places.kind])[raw.place[mine]]
    assert rest.sum() > 20
    # without the commune nothing is known but the country, as in a record of towns
    bare = [row for row in observe(model, events.drop("commune")).rows if row.act in placed]
    assert [row.place < 0 for row in bare] == rest.tolist()


def test_actors_are_named_where_a_trait_says_so(model: Model) -> None:
    worlds, events = small_world(model, 7)
    police = next(b for b, t in enumerate(model.theory.traits) if t.name == "police_force")
    arrests = worlds.raw[0].act == 2
    came = (worlds.raw[0].traits >> police) & 1 == 1
    named = events["actor"].list.contains("security_police").to_numpy()
    assert np.array_equal(named[arrests], came[arrests])
    assert 0 < came[arrests].mean() < 1
    assert (
        noted_actors(worlds)
        .filter(pl.Series(~arrests))
        .equals(worlds.events["actor"].filter(pl.Series(~arrests)))
    )


def test_gaps_are_read_row_by_row(model: Model, record: pl.DataFrame) -> None:
    gaps = gaps_of(model, record)
    assert set(gaps) == {a.name for a in model.acts}
    assert gaps["march"].days.max() == 9
    assert gaps["strike"].sized.mean() == pytest.approx(1 / 3, abs=0.15)
    assert gaps["arrest"].placed.all()
    assert set(gaps["strike"].noted) == {"demands"}
