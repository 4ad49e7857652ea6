"""A forecast reads nothing of the days it foretells, and its tables are those of its worlds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.inference.forecasting.calendars import events_before, scenario_until
from contention.inference.forecasting.forecaster import TheoryForecaster
from contention.inference.forecasting.predict import predict
from contention.scenario.model import Covariate, DatedShock
from tests.reference.records import SCHEMA
from tests.reference.toy import toy_scenario

SCENARIO = toy_scenario(2, 3, 60)
START = SCENARIO.start
ORIGIN = START + timedelta(days=45)
FORMS = ("demonstration", "attack")
DEFAULT = ct.load_theory("default")


def some_events(days: int = 60, *, each: int = 3) -> pl.DataFrame:
    """Return events at towns on most days, more at the first town of each country."""
    rng = np.random.default_rng(4)
    towns = [k for k, kind in enumerate(SCENARIO.places.kind) if kind == "town"]
    rows: list[dict[str, object]] = []
    for t in range(days):
        day = START + timedelta(days=t)
        for _ in range(rng.poisson(each)):
            place = int(rng.choice(towns, p=np.array([3, 1, 1, 3, 1, 1]) / 10))
            rows.append(
                {
                    "id": f"e{len(rows)}",
                    "date": day,
                    "date_low": day,
                    "date_high": day,
                    "country": SCENARIO.countries[int(SCENARIO.places.country[place])],
                    "town": SCENARIO.places.name[place],
                    "form": str(rng.choice(FORMS)),
                }
            )
    return pl.DataFrame(rows, schema=SCHEMA)


EVENTS = some_events()


def made(events: pl.DataFrame, *, draws: int = 40, scenario: object = SCENARIO) -> np.ndarray:
    found = predict(
        DEFAULT, scenario, events, origin=ORIGIN, horizon=10, draws=draws, threads=1,  # type: ignore[arg-type]
    )  # fmt: skip
    return found.drawn.counts()


def test_nothing_of_the_days_ahead_is_read() -> None:
    """The worlds are the same whatever the record and the scenario say of later days."""
    day = int((ORIGIN - START).days)
    values = SCENARIO.covariates[0].values.copy()
    values[:, day:] += 9.0
    others = replace(
        SCENARIO,
        covariates=(replace(SCENARIO.covariates[0], values=values), *SCENARIO.covariates[1:]),
        shocks=(
            *SCENARIO.shocks,
            DatedShock("late", np.array([day]), np.array([0]), np.array([5.0]), "made up"),
        ),
        recorded=Covariate("recorded", "country", np.ones((2, 60)), "share", "made up", "low"),
    )
    assert others.recorded is not None
    others.recorded.values[:, day:] = 0.1
    known = EVENTS.filter(pl.col("date") < ORIGIN)
    np.testing.assert_array_equal(made(EVENTS, scenario=others), made(known))
    # The record before the day does matter.
    fewer = known.filter(pl.col("date") < ORIGIN - timedelta(days=3))
    assert not np.array_equal(made(fewer), made(known))


def test_events_on_either_side_are_left_out_and_counted() -> None:
    day = pl.col("id") == "e0"
    events = EVENTS.with_columns(
        date_low=pl.when(day).then(ORIGIN - timedelta(days=2)).otherwise("date_low"),
        date=pl.when(day).then(ORIGIN - timedelta(days=1)).otherwise("date"),
        date_high=pl.when(day).then(ORIGIN + timedelta(days=2)).otherwise("date_high"),
    )
    found = events_before(events, ORIGIN)
    assert "e0" not in found.events["id"]
    assert found.straddling == 1
    assert found.events.height + found.straddling + found.later == events.height


def test_the_calendar_may_reach_beyond_the_scenario() -> None:
    found = scenario_until(SCENARIO, SCENARIO.end + timedelta(days=1), 30)
    assert found.days == 90
    wages = found.covariates[0].values
    np.testing.assert_array_equal(wages[:, 60:], np.repeat(wages[:, 59:60], 30, axis=1))


def test_tables_add_up() -> None:
    record = ct.load_record("usa-2020")
    some = replace(record, events=EVENTS)
    found = ct.forecast(
        DEFAULT, SCENARIO, some, start=ORIGIN, horizon=9, worlds=60, above=(0, 2), threads=1
    )
    total = found.counts.sum(axis=(1, 2))
    whole = found.table("total").row(0, named=True)
    assert whole["mean"] == pytest.approx(total.mean())
    assert whole["above_2"] == pytest.approx((total > 2).mean())
    assert whole["q2_5"] == pytest.approx(np.quantile(total, 0.025))
    for level in ("country", "region", "place"):
        assert found.table(level)["mean"].sum() == pytest.approx(total.mean())
    assert found.table("total", period="week")["mean"].sum() == pytest.approx(total.mean())
    assert found.table("total", period="week")["last"].to_list()[-1] == found.last
    assert found.table("country", period="day").height == 2 * 9
    assert found.events["events"].sum() == total.sum()
    assert set(found.summary["measure"]) == {"events"}  # the record states no sizes
    assert "events" in found._repr_html_()


def test_a_theory_is_a_forecaster_of_some_forms() -> None:
    class Known:
        record = EVENTS.filter(pl.col("date") < ORIGIN)
        scenario = SCENARIO
        origin = ORIGIN
        forms = ("demonstration",)

    def mean(*forms: str) -> float:
        Known.forms = forms  # type: ignore[assignment]
        return float(forecaster.draws(Known, 7, draws=60, seed=3).sum(axis=(1, 2)).mean())  # type: ignore[arg-type]

    forecaster = TheoryForecaster(DEFAULT, threads=1)
    assert forecaster.name == "default"
    one, both, none = mean("demonstration"), mean(*FORMS), mean("flight")
    assert none == 0.0
    assert one < both
    assert one == pytest.approx(both / 2, rel=0.35)
    # Strikes stand in the same act as demonstrations, and none is in the record.
    assert mean("strike") == 0.0


@pytest.mark.parametrize("name", ["default", "contagion-space", "rhythm", "repression-dissent"])
def test_general_theories_fit_what_tells_little(name: str) -> None:
    """One event, one place, no repression and no sizes: a fit, on its priors."""
    theory = ct.load_theory(name)
    one = toy_scenario(1, 1, 40, remainders=0, strata={"people": 1.0})
    events = EVENTS.head(1).with_columns(
        country=pl.lit(one.countries[0]), town=pl.lit(one.places.name[0])
    )
    found = predict(
        theory, one, events, origin=one.start + timedelta(days=30), horizon=5, draws=5, threads=1
    )
    assert found.drawn.counts().shape == (5, 1, 5)
    assert found.fit.on_prior.mean() > 0.5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start": START}, "I071"),
        ({"start": SCENARIO.end + timedelta(days=2)}, "I071"),
        ({"horizon": 0}, "I072"),
        ({"worlds": 0}, "I073"),
        ({"above": (-1,)}, "I074"),
    ],
)
def test_impossible_requests(change: dict[str, object], code: str) -> None:
    record = replace(ct.load_record("usa-2020"), events=EVENTS)
    with pytest.raises(ct.ContentionError, match=code):
        ct.forecast(DEFAULT, SCENARIO, record, **({"start": ORIGIN} | change))  # type: ignore[arg-type]


def test_worlds_that_run_away_are_refused() -> None:
    base = next(p for p in DEFAULT.parameters if p.name == "protest_base")
    wild = replace(
        DEFAULT,
        acts=tuple(
            replace(act, rate=(replace(act.rate[0], coefficient=(9.0,)), *act.rate[1:]))
            if act.name == "concession"
            else act
            for act in DEFAULT.acts
        ),
        parameters=tuple(p for p in DEFAULT.parameters if p.name != "concession_base"),
    )
    assert base in wild.parameters
    with pytest.raises(ct.ContentionError, match="I070"):
        predict(wild, SCENARIO, EVENTS, origin=ORIGIN, horizon=3, draws=3, threads=1)


def test_settings_are_frozen() -> None:
    """The hash stands in the registry beside the files, and the origin of a forecast is a date."""
    import json
    from hashlib import sha256
    from pathlib import Path

    import contention.catalogue

    home = Path(contention.catalogue.__file__).parent / "data" / "theories"
    frozen = json.loads((home / "registry.json").read_text())
    text = json.dumps(frozen)
    for name in ("default.yaml", "general-block.yaml"):
        assert sha256((home / name).read_bytes()).hexdigest() in text
    assert isinstance(ORIGIN, date)
