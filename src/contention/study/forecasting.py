"""Forecasts of a case: what ``contention forecast`` runs and keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.provenance import make_manifest
from contention.store import open_directory, write_json, write_with
from contention.study.case import Case
from contention.study.identity import MANIFEST, read_manifest, refuse_kind
from contention.study.progress import Progress, silent
from contention.study.settings import check_numbers

if TYPE_CHECKING:
    from contention.inference.forecasting.forecast import Forecast

SHOWN_DAYS = 56
"""Days of the record that are kept beside a forecast, for its figures."""


@dataclass(frozen=True)
class ForecastPlan:
    """What a forecast is asked for.

    Parameters
    ----------
    case
        Scenario and record.
    start
        The first day foretold.
    horizon
        Days foretold.
    theory
        A name or a path.
    worlds
        How many.
    above
        Numbers whose exceedance is asked for.
    pool
        Whether worlds of the theory stand beside paths of recent levels.
    seed, threads
        As everywhere.
    command
        The words of the command, for the manifest.
    """

    case: Case
    start: date
    horizon: int = 28
    theory: str = "default"
    worlds: int = 1000
    above: tuple[int, ...] = (0, 5, 10)
    pool: bool = True
    seed: int = 1
    threads: int = 0
    command: tuple[str, ...] = ("contention", "forecast")


def run_forecast(plan: ForecastPlan, *, progress: Progress = silent) -> Forecast:
    """Fit and draw; nothing is written.

    Raises
    ------
    ContentionError
        Problems of the inputs; U002 to U004 impossible numbers; I070 to I074.
    """
    from contention.catalogue.loaders import load_record, load_scenario, load_theory
    from contention.inference.forecasting.forecast import forecast

    check_numbers(worlds=plan.worlds, seed=plan.seed, threads=plan.threads)
    theory = load_theory(plan.theory)
    scenario = load_scenario(plan.case.scenario)
    record = load_record(plan.case.record)
    progress("forecast", 0, 1)
    made = forecast(
        theory,
        scenario,
        record,
        start=plan.start,
        horizon=plan.horizon,
        worlds=plan.worlds,
        above=plan.above,
        pool=plan.pool,
        seed=plan.seed,
        threads=plan.threads,
    )
    progress("forecast", 1, 1)
    return made


def keep_forecast(plan: ForecastPlan, made: Forecast, output: Path) -> Path:
    """Write a forecast into a directory and return the path of its JSON.

    ``forecast.json``, ``summary.parquet``, ``draws.parquet`` and ``manifest.json``; the page is
    written by ``contention.report.forecast`` afterwards.
    """
    with open_directory(output) as directory:
        refuse_kind(directory, read_manifest(directory), wanted="forecast")
        write_with(directory / "summary.parquet", made.summary.write_parquet)
        write_with(directory / "draws.parquet", made.events.write_parquet)
        write_json(directory / "forecast.json", document_of(plan.case.name, made))
        manifest = make_manifest(
            plan.command,
            inputs={f"theory {made.theory.name}": made.theory.digest,
                    "scenario": made.scenario.digest},
            seed=plan.seed,
            kind="forecast",
            case=plan.case.name,
            worlds=plan.worlds,
            pool=plan.pool,
        )  # fmt: skip
        write_json(directory / MANIFEST, manifest)
        return directory / "forecast.json"


def document_of(case: str, made: Forecast) -> dict[str, Any]:
    """Return what is said of a forecast beside its tables."""
    drawn, before = made.predicted.drawn, made.predicted.before
    places = made.scenario.places
    rest = made.predicted.fit.table()
    return {
        "case": case,
        "theory": made.theory.name,
        "title": made.theory.title,
        "start": made.origin.isoformat(),
        "last": made.last.isoformat(),
        "horizon": made.horizon,
        "worlds": made.draws,
        "tried": drawn.tried,
        "weights": made.weights,
        "weeks_learnt": None if made.pool is None else made.pool.weeks,
        "above": list(made.above),
        "events_read": before.events.height,
        "straddling": before.straddling,
        "later": before.later,
        "rests_on_prior": rest.filter(rest["rests_on_prior"])["name"].to_list(),
        "sized": list(made.sized),
        "fit_seconds": made.predicted.fit_seconds,
        "draw_seconds": made.predicted.draw_seconds,
        "record": past_series(made),
        "places": [
            {"name": name, "country": made.scenario.countries[int(c)],
             "lat": float(lat), "lon": float(lon)}
            for name, c, lat, lon in zip(
                places.name, places.country, places.lat, places.lon, strict=True
            )
        ],
    }  # fmt: skip


def past_series(made: Forecast) -> dict[str, Any]:
    """Return the events of the last eight weeks before the origin, by day: all, and by country.

    Of events of unknown day the best date counts.
    """
    forms = [form for act in made.theory.acts for form in act.record.form]
    events = made.predicted.before.events
    events = events.filter(events["form"].is_in(forms))
    first = max(made.scenario.start, made.origin - timedelta(days=SHOWN_DAYS))
    days = (made.origin - first).days
    series = {name: np.zeros(days, dtype=np.int64) for name in ("total", *made.scenario.countries)}
    for country, day in events.select("country", "date").iter_rows():
        k = (day - first).days
        if 0 <= k < days and country in series:
            series[country][k] += 1
            series["total"][k] += 1
    return {"first": first.isoformat(), "days": {k: v.tolist() for k, v in series.items()}}


def read_horizon(text: str) -> int:
    """Return the days that a text such as ``28d``, ``4w`` or ``28`` means.

    Raises
    ------
    ContentionError
        U070: the text is none of these.
    """
    found = re.fullmatch(r"(\d{1,6})\s*([dw]?)", text.strip())
    if found is None:
        raise ContentionError(
            Problem(
                "U070",
                f"the horizon {text!r}",
                "a number of days or weeks",
                "--horizon",
                "write 28d or 4w",
            )
        )
    return int(found[1]) * (7 if found[2] == "w" else 1)


def read_above(text: str) -> tuple[int, ...]:
    """Return the whole numbers of a text such as ``1,5,10``.

    Raises
    ------
    ContentionError
        U071: something else.
    """
    words = [word.strip() for word in text.split(",")]
    if not all(re.fullmatch(r"\d{1,9}", word) for word in words):
        raise ContentionError(
            Problem(
                "U071",
                f"the numbers {text!r}",
                "whole numbers with commas between",
                "--above",
                "write for example 0,5,10",
            )
        )
    return tuple(int(word) for word in words)
