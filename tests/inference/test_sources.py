"""What all sources missed: planted shares are found where a naive reading is biased."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import beta

from contention.engine import Model, simulate
from contention.foundation.errors import ContentionError
from contention.inference.detection import Period, detect, shares_over, with_shares
from contention.inference.fitting import fit
from contention.inference.sources import (
    chapman,
    read_captures,
    source_shares,
    unseen_events,
)

from .small import KNOWN, small_model

DAYS, BREAK = 400, 200
EARLY = {"agency": 0.6, "radio": 0.5, "paper": 0.4}
LATE = {"radio": 0.25, "paper": 0.2, "agency": 0.0}  # the agency closed its office


def seen_by(chances: list[float], n: int, seed: int) -> np.ndarray:
    seen = np.random.default_rng(seed).random((n, len(chances))) < np.array(chances)
    return seen[seen.any(axis=1)]


def reported(events: pl.DataFrame, switch: date, seed: int) -> pl.DataFrame:
    """Return the events that some source saw, each with its sources."""
    rng = np.random.default_rng(seed)
    names: list[str | None] = []
    for day in events["date"]:
        chances = EARLY if day < switch else LATE
        hit = [name for name, p in sorted(chances.items()) if rng.random() < p]
        names.append("; ".join(hit) or None)
    return events.with_columns(source=pl.Series(names, dtype=pl.String)).drop_nulls("source")


def test_chapman_by_hand() -> None:
    total, error = chapman(200, 150, 50)
    assert total == pytest.approx(201 * 151 / 51 - 1)
    assert error == pytest.approx(np.sqrt(201 * 151 * 150 * 100 / (51**2 * 52)))


def test_two_and_three_independent_sources() -> None:
    for chances in ([0.4, 0.3], [0.4, 0.3, 0.2], [0.3, 0.3, 0.2, 0.2]):
        found = [unseen_events(seen_by(chances, 3000, seed)) for seed in range(12)]
        total = np.mean([one.seen + one.events for one in found])
        assert total == pytest.approx(3000, rel=0.04)
        inside = np.mean([one.seen + one.low <= 3000 <= one.seen + one.high for one in found])
        assert inside >= 0.8


def test_a_source_that_copies_another_is_seen_through() -> None:
    """Independence would give too few events: copies look like much overlap."""
    rng = np.random.default_rng(3)
    n = 6000
    a, c = rng.random(n) < 0.3, rng.random(n) < 0.3
    b = (rng.random(n) < 0.15) | (a & (rng.random(n) < 0.6))
    seen = np.column_stack([a, b, c])
    seen = seen[seen.any(axis=1)]
    two, _ = chapman(int(seen[:, 0].sum()), int(seen[:, 1].sum()), int(seen[:, :2].all(1).sum()))
    assert two < 0.75 * n
    found = unseen_events(seen)
    assert found.model == ((0, 1),)
    assert found.seen + found.low < n < found.seen + found.high


@pytest.fixture(scope="module")
def world() -> tuple[Model, np.ndarray, pl.DataFrame, list[Period]]:
    """One world in which an office closes half-way, and the periods before and after."""
    model = small_model(days=DAYS)
    truth = model.values(KNOWN)
    start, end = model.scenario.start, model.scenario.end
    switch = start + timedelta(BREAK)
    periods = [Period("*", start, switch - timedelta(1)), Period("*", switch, end)]
    return model, truth, simulate(model, truth, worlds=1, seed=4).events, periods


def test_totals_of_a_planted_break_are_found(world: tuple) -> None:
    _, _, whole, periods = world
    happened = [whole.filter(pl.col("date").is_between(p.first, p.last)).height for p in periods]
    inside, ratio = np.zeros((40, 2)), np.zeros((40, 2))
    for seed in range(40):
        events = reported(whole, periods[1].first, seed)
        table = source_shares(read_captures(events), periods).table()
        assert table["sources"].to_list() == [3, 2]
        ratio[seed] = table["total"].to_numpy() / happened
        inside[seed] = (table["total_low"].to_numpy() <= happened) & (
            happened <= table["total_high"].to_numpy()
        )
        # The record alone is far from it, and by how much changed.
        assert (table["recorded"].to_numpy() < 0.93 * np.array(happened)).all()
    assert ratio.mean(axis=0) == pytest.approx([1.0, 1.0], abs=0.06)
    assert (inside.mean(axis=0) >= 0.85).all()


def test_rates_are_biased_without_the_shares_and_not_with_them(world: tuple) -> None:
    """The naive fit takes the closed office for a calmer world."""
    model, truth, whole, periods = world
    off = np.zeros((4, 2))
    for seed in range(4):
        events = reported(whole, periods[1].first, seed)
        share = source_shares(read_captures(events), periods).share
        mended_model = with_shares(model, shares_over(model, periods, share))
        naive = fit(model, events, starts=1, start=truth)
        mended = fit(mended_model, events, starts=1, start=truth)
        k = naive.names.index("arrest_base")  # no signal: nothing else can take up the gaps
        off[seed] = [(one.mode[k] - truth[k]) / one.se[k] for one in (naive, mended)]
    assert (off[:, 0] < -2.5).all()
    assert (np.abs(off[:, 1]) < 2.5).all()
    assert abs(off[:, 1].mean()) < 1.5


@pytest.mark.slow
def test_detection_takes_the_overlaps_as_a_prior() -> None:
    """A break alone tells coverage from the other days; with the overlaps it is told better."""
    model = small_model(countries=2, days=280)
    truth = model.values(KNOWN)
    switch = model.scenario.start + timedelta(140)
    whole = simulate(model, truth, worlds=1, seed=4).events
    events = reported(whole, switch, seed=1)
    periods = [
        Period("*", model.scenario.start, switch - timedelta(1)),
        Period("*", switch, model.scenario.end),
    ]
    found = source_shares(read_captures(events), periods)
    first = with_shares(model, shares_over(model, periods[:1], found.share[:1]))
    informed = detect(first, events, found.priors()[1:], start=truth)
    alone = detect(first, events, periods[1:], start=truth)
    assert informed.low[0] < 0.4 < informed.high[0]
    assert informed.high[0] - informed.low[0] < alone.high[0] - alone.low[0]


def test_priors_have_the_mean_and_spread_of_the_shares(world: tuple) -> None:
    _, _, whole, periods = world
    found = source_shares(read_captures(reported(whole, periods[1].first, seed=1)), periods)
    for prior, share, row in zip(
        found.priors(), found.share, found.table().iter_rows(named=True), strict=True
    ):
        law = beta(*prior.prior)
        assert law.mean() == pytest.approx(share, abs=1e-6)
        spread = (row["share_high"] - row["share_low"]) / 3.92
        assert law.std() == pytest.approx(spread, rel=0.01)


def test_the_table_of_a_scenario() -> None:
    days = [date(2020, 1, 1) + timedelta(k % 60) for k in range(600)]
    seen = seen_by([0.5, 0.4], 600, 1)
    names = ["; ".join(n for n, s in zip("ab", row, strict=True) if s) for row in seen]
    events = pl.DataFrame({"country": "Land", "date": days[: len(names)], "source": names})
    captures = read_captures(events)
    period = Period("Land", date(2020, 1, 1), date(2020, 2, 29))
    elsewhere = events.with_columns(country=pl.lit("Other"), source=pl.lit("a; b"))
    found = source_shares(read_captures(pl.concat([events, elsewhere])), [period])
    assert found.table()["recorded"].item() == events.height
    table = found.recorded()
    assert table.columns == ["country", "from", "value", "source", "confidence"]
    assert table["value"][0] == pytest.approx(0.7, abs=0.06)
    sources = captures.table()
    assert sources["events"].to_list() == sorted(seen.sum(axis=0).tolist(), reverse=True)
    assert sources["alone"].sum() == int((seen.sum(axis=1) == 1).sum())


def test_sources_are_grouped_and_the_small_ones_taken_together() -> None:
    rows = ["a1; b", "a2; b", "a1", "c", "d; a1", "e", None]
    events = pl.DataFrame({"country": "Land", "date": date(2020, 1, 1), "source": rows})
    found = read_captures(events, groups={"a1": "a", "a2": "a"}, most=2)
    assert found.sources == ("a", "b", "others")
    assert found.unnamed == 1
    assert found.seen.sum(axis=0).tolist() == [4, 2, 3]


def test_refusals() -> None:
    day = date(2020, 1, 1)
    alone = pl.DataFrame({"country": "Land", "date": day, "source": ["a", "b", "a"]})
    single = pl.DataFrame({"country": "Land", "date": day, "source": ["a", "a"]})
    for events in (alone, single):
        with pytest.raises(ContentionError) as caught:
            read_captures(events)
        assert caught.value.codes == ("I079",)
    few = pl.DataFrame({"country": "Land", "date": day, "source": ["a; b"] * 4})
    for periods in ([], [Period("Land", day, day), Period("*", day, day)]):
        with pytest.raises(ContentionError) as caught:
            source_shares(read_captures(few), periods)
        assert set(caught.value.codes) == {"I078"}
