"""Fits where something is otherwise are those that one would make from the start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from contention.engine import bind
from contention.foundation.errors import ContentionError, Problem
from contention.inference import rechecks
from contention.inference.fitting import fit
from contention.inference.left_out import without_month
from contention.inference.rechecks import Recheck, Refit, refit_all
from contention.theory.model import Parameter, Prior, Term
from tests.inference.claims.toy import toy_fit


def one(check: Recheck) -> Refit:
    _, whole, record = toy_fit()
    (found,) = refit_all(whole, record.events, [check], threads=1)
    assert isinstance(found, Refit)
    return found


def test_a_part_is_fitted_as_it_would_be_alone() -> None:
    model, _, record = toy_fit()
    watched = without_month(model.scenario, "1953-05")
    found = one(Recheck("without 1953-05", model, watched=watched))
    alone = fit(model, record, starts=1, watched=watched)
    scale = np.sqrt(np.diag(alone.covariance))
    assert np.max(np.abs(found.free - alone.free) / scale) < 0.02
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(scale, rel=0.02)


def test_another_record_takes_the_place_of_the_record() -> None:
    model, _, record = toy_fit()
    half = record.events.filter(pl.col("date") < pl.date(1954, 3, 1))
    found = one(Recheck("half", model, events=half))
    alone = fit(model, half, starts=1)
    scale = np.sqrt(np.diag(alone.covariance))
    assert np.max(np.abs(found.free - alone.free) / scale) < 0.02


def test_a_parameter_more_starts_at_its_prior_and_is_fitted() -> None:
    model, whole, record = toy_fit()
    march = next(act for act in model.theory.acts if act.name == "march")
    signal = next(term.signal for act in model.theory.acts for term in act.rate if term.signal)
    longer = replace(march, rate=(*march.rate, Term(("more",), signal)))
    theory = replace(
        model.theory,
        acts=tuple(longer if act.name == "march" else act for act in model.theory.acts),
        parameters=(*model.theory.parameters, Parameter("more", Prior("normal", 0.0, 2.0))),
    )
    other = bind(theory, model.scenario)
    assert set(other.names) - set(whole.names) == {"more"}
    found = one(Recheck("a term more", other))
    alone = fit(other, record, starts=1)
    scale = np.sqrt(np.diag(alone.covariance))
    assert np.max(np.abs(found.free - alone.free) / scale) < 0.02


def test_what_cannot_be_fitted_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    model, whole, record = toy_fit()
    told: list[str] = []

    def found() -> Refit | str:
        check = Recheck("again", model)
        return refit_all(whole, record.events, [check], threads=1, progress=told.append)[0]

    monkeypatch.setattr(rechecks, "refit", lambda *_: None)
    assert found() == "I002"

    def refuse(*_: object) -> None:
        raise ContentionError(Problem("I001", "nothing", "something"))

    monkeypatch.setattr(rechecks, "refit", refuse)
    assert found() == "I001"
    assert told == ["again", "again"]
