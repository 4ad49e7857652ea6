"""A small scenario and events written by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from contention.inference.scoring.cells import Cells
from contention.inference.scoring.rolling import Task
from contention.scenario.model import Covariate, DatedShock, Places, Scenario

START = date(2020, 1, 6)  # a Monday
DAYS = 140
FORMS = ("demonstration",)


def scenario(days: int = DAYS) -> Scenario:
    places = Places(
        name=("Aa", "Bb", "Cc", "rest of North"),
        country=np.zeros(4, dtype=np.int64),
        region=("North", "North", "South", "North"),
        kind=("town", "town", "town", "remainder"),
        communes=np.array([1, 1, 1, 5]),
        population=np.full(4, 1000.0),
        lat=np.zeros(4),
        lon=np.zeros(4),
        source=("invented",) * 4,
        confidence=("low",) * 4,
    )
    wages = np.arange(days, dtype=float)[None]
    return Scenario(
        name="small",
        title="",
        bloc="",
        start=START,
        end=START + timedelta(days - 1),
        countries=("Land",),
        places=places,
        strata={},
        links=(),
        covariates=(Covariate("wages", "country", wages, "", "invented", "low"),),
        shocks=(
            DatedShock("news", np.array([3, 50]), np.array([0, 0]), np.array([1.0, 1.0]), "x"),
        ),
        recorded=Covariate("recorded", "country", 1.0 / (1.0 + wages), "share", "invented", "low"),
    )


def event(day: int, town: str | None, form: str = "demonstration", **other: object) -> dict:
    when = START + timedelta(day)
    return {
        "date": when,
        "date_low": when,
        "date_high": when,
        "end_date": None,
        "country": "Land",
        "place": town,
        "town": town,
        "form": form,
        "actor": ["civilians"],
    } | other


SCHEMA = {
    "date": pl.Date,
    "date_low": pl.Date,
    "date_high": pl.Date,
    "end_date": pl.Date,
    "country": pl.String,
    "place": pl.String,
    "town": pl.String,
    "form": pl.String,
    "actor": pl.List(pl.String),
}


def table(*rows: dict) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def random_events(seed: int, rate: float = 0.6, days: int = DAYS) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rate, size=(3, days))
    return table(
        *(
            event(day, town)
            for k, town in enumerate(("Aa", "Bb", "Cc"))
            for day in range(days)
            for _ in range(counts[k, day])
        )
    )


def task(events: pl.DataFrame, *, days: int = 1, horizon: int = 7, level: str = "place") -> Task:
    return Task(events, scenario(), Cells(level, days), horizon, FORMS, 400, 1)  # type: ignore[arg-type]
