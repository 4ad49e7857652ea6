"""The future in the place of the past: an effect that leads, one that follows, one of both."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from contention.engine import bind
from contention.engine.model import Model
from contention.inference.estimands import coefficient
from contention.inference.fitting import fit
from contention.inference.placebo import (
    has_past,
    mirrored_record,
    mirrored_scenario,
    placebos,
    with_copies,
)
from contention.inference.posterior import LogPosterior
from contention.theory import load
from tests.inference.claims.toy import toy_fit
from tests.reference.toy import toy_scenario

DOCUMENT = """
format: 1
theory: one-way
title: Marches answer shots, and nothing else does
parameters:
  march_base: {prior: {normal: [-4, 2]}, block: shared}
  fire_base: {prior: {normal: [-4, 2]}, block: shared}
  anger: {prior: {normal: [0, 2]}}
  wages_matter: {prior: {normal: [0, 2]}}
  shaken: {prior: {normal: [0, 2]}}
signals:
  shots: {of: fire, memory: 2 days, form: {saturating: 0.5}}
  wages: {covariate: wages}
  death: {shock: death, memory: 20 days}
acts:
  march:
    by: students
    level: country
    record: {form: demonstration}
    rate: {base: march_base, shots: anger, wages: wages_matter, death: shaken}
  fire:
    by: army
    level: country
    phase: state
    record: {form: police_fire}
    rate: {base: fire_base}
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    path = tmp_path / "one-way.yaml"
    path.write_text(DOCUMENT, encoding="utf-8")
    return bind(load(path), toy_scenario(2, 2, 600))


def record(model: Model, delay: int) -> pl.DataFrame:
    """Return shots on days far apart, each with a march some days later (or earlier)."""
    start = model.scenario.start
    rows: list[dict[str, object]] = []
    for country, first in (("Alda", 20), ("Bera", 31)):
        for k in range(16):
            shot = start + timedelta(days=first + 34 * k)
            rows.append({"form": "police_fire", "date": shot, "country": country})
            march = shot + timedelta(days=delay)
            rows.append({"form": "demonstration", "date": march, "country": country})
    table = pl.DataFrame(rows)
    return table.with_columns(
        date_low="date", date_high="date", town=pl.lit(None, pl.String),
        actor=pl.lit(["army"]), demands=pl.lit(["political"]),
        participants_low=pl.lit(None, pl.Int64), participants_high=pl.lit(None, pl.Int64),
    )  # fmt: skip


@pytest.mark.parametrize("delay", [1, -1])
def test_the_past_explains_what_follows_and_the_future_what_leads(model: Model, delay: int) -> None:
    events = record(model, delay)
    found = fit(model, events, starts=1)
    (placebo,) = placebos(model, found, events, [coefficient(model, "anger")])
    assert placebo is not None
    assert placebo.failed is (delay < 0)
    larger, lesser = sorted((placebo.past, placebo.future), reverse=True)
    assert larger > 6
    # what is left: no march on the days before a shot (after one), which is an effect too
    assert lesser < 0.6 * larger


def test_the_gain_from_the_past_is_that_of_a_likelihood_ratio(model: Model) -> None:
    events = record(model, 1)
    found = fit(model, events, starts=1)
    (placebo,) = placebos(model, found, events, [coefficient(model, "anger")])
    assert placebo is not None
    # with all else held, the mode without the effect comes from a fit whose prior allows no other
    narrow = with_prior(model, "anger", 1e-6)
    without = fit(narrow, events, starts=1)
    gain = found.log_likelihood - without.log_likelihood
    k = model.names.index("anger")
    gain -= 0.5 * (found.mode[k] / 2.0) ** 2  # what the prior charges for the effect
    others = [j for j in range(len(model.names)) if j != k]
    gain += prior_at(model, found.free, others) - prior_at(model, without.free, others)
    assert placebo.past == pytest.approx(np.sqrt(2 * gain), rel=0.02)


def with_prior(model: Model, name: str, sd: float) -> Model:
    from dataclasses import replace

    from contention.theory.model import Prior

    parameters = tuple(
        replace(p, prior=Prior("normal", 0.0, sd)) if p.name == name else p
        for p in model.theory.parameters
    )
    return bind(replace(model.theory, parameters=parameters), model.scenario)


def prior_at(model: Model, free: np.ndarray, which: list[int]) -> float:
    """Return the log density of some normal priors but for constants."""
    return -0.5 * sum(
        ((free[j] - model.parameters[j].prior.a) / model.parameters[j].prior.b) ** 2 for j in which
    )


def test_covariates_and_constants_have_no_past(model: Model) -> None:
    events = record(model, 1)
    found = fit(model, events, starts=1)
    effects = [coefficient(model, name) for name in ("wages_matter", "march_base", "shaken")]
    assert [placebo is None for placebo in placebos(model, found, events, effects)] == [
        True,
        True,
        False,
    ]
    assert not has_past(model.theory, ["wages_matter"])
    assert has_past(model.theory, ["wages_matter", "anger"])


def test_a_record_turned_twice_is_itself() -> None:
    start, end = date(1953, 3, 1), date(1953, 3, 31)
    events = pl.DataFrame(
        {
            "date": [date(1953, 3, 1), date(1953, 3, 10)],
            "date_low": [date(1953, 3, 1), date(1953, 3, 9)],
            "date_high": [date(1953, 3, 1), date(1953, 3, 14)],
        }
    )
    turned = mirrored_record(events, start, end)
    assert turned["date"].to_list() == [date(1953, 3, 31), date(1953, 3, 22)]
    assert turned["date_low"].to_list()[1] == date(1953, 3, 18)
    assert turned["date_high"].to_list()[1] == date(1953, 3, 23)
    assert mirrored_record(turned, start, end).equals(events)
    scenario = toy_scenario(2, 2, 60)
    twice = mirrored_scenario(mirrored_scenario(scenario))
    for a, b in zip(scenario.shocks, twice.shocks, strict=True):
        assert np.array_equal(a.day, b.day)


def test_copies_of_signals_change_nothing() -> None:
    model, fitted, small = toy_fit()
    doubled = bind(with_copies(model.theory), model.scenario)
    assert doubled.names == model.names
    assert len(doubled.signal_names) > len(model.signal_names)
    same = LogPosterior(doubled, small.events).value_and_gradient(fitted.free)
    plain = LogPosterior(model, small.events).value_and_gradient(fitted.free)
    assert same[0] == pytest.approx(plain[0], abs=1e-8)
    assert same[1] == pytest.approx(plain[1], abs=1e-6)


def test_placing_is_turned_as_well() -> None:
    model, fitted, small = toy_fit()
    (placebo,) = placebos(model, fitted, small.events, [coefficient(model, "return_here")])
    assert placebo is not None
    k = model.names.index("return_here")
    # near the mode the gain is that of a parabola
    assert placebo.past == pytest.approx(abs(fitted.mode[k] / fitted.se[k]), rel=0.25)
    assert placebo.future > 0
