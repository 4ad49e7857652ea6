"""The parts of a study on a small real theory: what they keep, and when they make it again."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from contention.engine import bind, simulate
from contention.foundation.errors import ContentionError, Problem
from contention.inference import Fit, fit
from contention.inference.gaussian import Mode
from contention.record import VOCABULARY
from contention.study.answering import make_claims
from contention.study.case import Case
from contention.study.effort import Effort, effort_of
from contention.study.ensembles import make_episodes, make_posterior_patterns
from contention.study.fits import make_fit, read_fit
from contention.study.imagining import make_what_ifs
from contention.study.inputs import Inputs
from contention.study.modes import modes_path, read_modes, write_modes
from contention.study.validity import make_validity
from contention.theory import load
from tests.reference.toy import toy_scenario

TURNING = Path(__file__).parents[1] / "inference" / "theories" / "turning.yaml"

SMALL = Effort("short", replicates=2, claim_worlds=4, pairs=6, draws=5, forecasts=6)


@pytest.fixture(scope="module")
def case() -> Inputs:
    model = bind(load(TURNING), toy_scenario(3, 8, 200))
    events = simulate(model, model.start(), worlds=1, seed=99, threads=1).events
    record = SimpleNamespace(events=events, vocabulary=VOCABULARY, name="toy", digest="e" * 64)
    return Inputs(Case("toy", "a", "b"), model.scenario, cast("Any", record), (model,))


@pytest.fixture(scope="module")
def fitted(case: Inputs) -> Fit:
    return fit(case.models[0], case.record, starts=1)


def test_few_worlds_imply_few_of_everything() -> None:
    sizes = [effort_of(worlds) for worlds in (1, 20, 200, 5000)]
    for before, after in pairwise(sizes):
        assert all(
            getattr(before, name) <= getattr(after, name)
            for name in ("replicates", "claim_worlds", "pairs", "draws", "forecasts")
        )
    assert sizes[1].replicates == 2
    assert sizes[3] == sizes[2]  # the short form has a ceiling
    assert effort_of(200, length="full").replicates > sizes[2].replicates


def test_a_kept_fit_is_whole_again(tmp_path: Path, case: Inputs, fitted: Fit) -> None:
    model = case.models[0]
    options: dict[str, Any] = {"seed": 0, "inputs": case.hashes()}
    stored = make_fit(tmp_path, model, case.record, **options)
    whole = make_fit(tmp_path, model, case.record, **options).whole(model)
    assert stored.path.is_file()
    np.testing.assert_allclose(whole.mode, fitted.mode, rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(whole.mode, stored.values(model))
    np.testing.assert_allclose(model.coordinates.natural(whole.free), whole.mode)
    sd = np.sqrt(np.diag(whole.covariance)) * model.coordinates.slope(whole.mode)
    np.testing.assert_allclose(sd, whole.se)
    np.testing.assert_array_equal(whole.rows, fitted.rows)
    assert whole.draws(3).shape == (3, len(model.names))
    # A fit without its modes is made again, and cannot be whole.
    modes_path(tmp_path, model.theory.name).unlink()
    assert stored.whole(model).names == model.names  # just made, and still at hand
    with pytest.raises(Exception, match="U010"):
        read_fit(stored.path).whole(model)
    assert make_fit(tmp_path, model, case.record, **options).whole(model).names == model.names


def test_all_modes_are_kept_by_name(tmp_path: Path, fitted: Fit) -> None:
    other = Mode(fitted.free + 1.0, 4.0 * fitted.covariance, fitted.log_posterior - 1.0)
    path = modes_path(tmp_path, fitted.theory)
    write_modes(path, replace(fitted, others=(other,)))
    first, second = read_modes(path, fitted.names)
    assert (first.height, second.height) == (fitted.log_posterior, other.height)
    np.testing.assert_array_equal(first.free, fitted.free)
    np.testing.assert_array_equal(second.covariance, other.covariance)
    _, turned = read_modes(path, fitted.names[::-1])
    np.testing.assert_array_equal(turned.free, other.free[::-1])
    np.testing.assert_array_equal(turned.covariance, other.covariance[::-1, ::-1])


def test_every_lever_is_pulled_or_refused_with_its_reason(
    tmp_path: Path, case: Inputs, fitted: Fit
) -> None:
    found = make_what_ifs(tmp_path, case, fitted, SMALL, seed=1, threads=1)
    assert found is not None
    pulled = [one["levers"][0]["name"] for one in found["what_ifs"]]
    refused = [row["lever"] for row in found["refused"]]
    assert sorted(pulled + refused) == sorted(lever.name for lever in fitted.model.theory.levers)
    assert "later" in refused  # it changes nothing before 1960
    assert [sweep["lever"]["name"] for sweep in found["sweeps"]] == ["more_marches"]
    path = tmp_path / "whatif-turning.json"
    before = path.read_bytes()
    again = make_what_ifs(tmp_path, case, fitted, SMALL, seed=1, threads=1)
    assert again == json.loads(before)
    assert path.read_bytes() == before
    more = make_what_ifs(tmp_path, case, fitted, replace(SMALL, pairs=8), seed=1, threads=1)
    assert more is not None
    assert more["what_ifs"][0]["worlds"] == 8


def test_posterior_worlds_have_patterns_or_say_why_not(
    tmp_path: Path, case: Inputs, fitted: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = make_posterior_patterns(tmp_path, case, fitted, SMALL, seed=1, threads=1)
    assert found["worlds"] == 5
    assert 0 < found["stable_share"] <= 1
    assert {"town_days", "largest_day"} <= {row["pattern"] for row in found["patterns"]}
    assert 0 < found["joint"]["totals"] <= 1
    monkeypatch.setattr("contention.inference.stability.Stability.holds", lambda *_: False)
    none = make_posterior_patterns(tmp_path, case, fitted, SMALL, seed=2, threads=1)
    assert none["failed"].startswith("0 stable draws")
    assert "patterns" not in none


def test_where_chains_are_refused_draws_are_those_of_laplace(
    tmp_path: Path, case: Inputs, fitted: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise ContentionError(Problem("I021", "an effective sample size of 3", "more"))

    monkeypatch.setattr("contention.inference.sampling.posterior", refuse)
    long = replace(SMALL, length="full")
    found = make_posterior_patterns(tmp_path, case, fitted, long, seed=1, threads=1)
    assert found["sampler"] == "laplace"
    assert found["refused"] == {"nuts": "an effective sample size of 3"}
    assert found["patterns"]


def test_checks_fail_where_they_should(
    tmp_path: Path, case: Inputs, fitted: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcome(name: str, **posterior: Any) -> bool:
        found = make_validity(
            tmp_path, case, fitted, SMALL, posterior=posterior or None, seed=3, threads=1
        )
        return next(row["passed"] for row in found["checks"] if row["check"] == name)

    assert outcome("gradient")
    assert outcome("stable draws", stable_share=0.9)
    assert not outcome("stable draws", stable_share=0.1)
    assert not outcome("stable draws", failed="2 stable draws among 50")
    monkeypatch.setattr("contention.inference.slopes.gradient_error", lambda *_, **__: 0.02)
    assert not outcome("gradient", stable_share=0.8)
    assert outcome("counts", stable_share=0.8)
    wild = replace(fitted, mode=fitted.mode + np.where(np.arange(fitted.mode.size) == 0, 3.0, 0.0))
    found = make_validity(tmp_path, case, wild, SMALL, posterior=None, seed=4, threads=1)
    failed = {row["check"]: row["says"] for row in found["checks"] if not row["passed"]}
    assert "strike" in failed["counts"]
    assert [row["kind"] for row in found["choices"]]


@pytest.mark.slow
def test_the_long_form_ranks_known_truths(tmp_path: Path, case: Inputs, fitted: Fit) -> None:
    effort = replace(SMALL, calibrated=3)
    found = make_validity(tmp_path, case, fitted, effort, posterior=None, seed=3, threads=1)
    names = [row["check"] for row in found["checks"]]
    assert {"calibration 50", "calibration 95", "calibrated ranks"} <= set(names)


def test_a_theory_without_claims_or_episodes_leaves_no_file(
    tmp_path: Path, case: Inputs, fitted: Fit
) -> None:
    assert make_claims(tmp_path, case, fitted, SMALL, ranking=None, seed=1) is None
    assert make_episodes(tmp_path, case, fitted) is None
    assert list(tmp_path.iterdir()) == []
