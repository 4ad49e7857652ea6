"""The Laplace picture against cases where it is exact, and grouped columns against single ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import contention as ct
from contention.engine.parameters import Coordinates, expand
from contention.inference.posterior import LogPosterior
from contention.inference.ranking.curving import curvature_at, groups_of, one_by_one
from contention.inference.ranking.peaks import Peak, find_peak
from contention.theory.model import Parameter, Prior
from contention.theory.noise import with_prior_width
from tests.inference.ranking.planted import planted, theory_model
from tests.inference.small import small_model, small_world


def normal_peak() -> tuple[Peak, np.ndarray, np.ndarray]:
    """Return the peak of a normal posterior: two measurements, normal priors of sd 2 and 3."""
    prior = np.array([2.0, 3.0])
    noise = np.array([[0.5, 0.2], [0.2, 0.8]])
    data = np.array([1.0, -0.7])
    curvature = np.diag(prior**-2) + np.linalg.inv(noise)
    mode = np.linalg.solve(curvature, np.linalg.solve(noise, data))
    height = stats.multivariate_normal(data, noise).logpdf(mode) + np.sum(
        stats.norm(0, prior).logpdf(mode)
    )
    return Peak(mode, float(height), curvature, one_by_one(2)), noise, data


def coordinates(width: float) -> Coordinates:
    parameters = [
        Parameter(f"p{k}", Prior("normal", 0.0, width * sd)) for k, sd in enumerate((2, 3))
    ]
    return Coordinates(expand(tuple(parameters), ()))


def test_evidence_of_normal_measurements_is_exact() -> None:
    peak, noise, data = normal_peak()
    exact = stats.multivariate_normal([0, 0], noise + np.diag([4.0, 9.0])).logpdf(data)
    assert peak.log_evidence() == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("width", [0.5, 1.0, 2.0])
def test_evidence_under_other_widths_is_exact(width: float) -> None:
    peak, noise, data = normal_peak()
    spread = noise + width**2 * np.diag([4.0, 9.0])
    exact = stats.multivariate_normal([0, 0], spread).logpdf(data)
    found = peak.log_evidence_under(coordinates(1.0), coordinates(width))
    assert found == pytest.approx(float(exact), abs=1e-6)


def test_leaving_a_coefficient_out_by_the_density_at_zero_is_exact() -> None:
    peak, noise, data = normal_peak()
    without = stats.multivariate_normal([0, 0], noise + np.diag([0.0, 9.0])).logpdf(data)
    ratio = peak.log_density_of_zero(np.array([0])) - stats.norm(0, 2).logpdf(0)
    assert ratio == pytest.approx(float(without) - peak.log_evidence(), abs=1e-9)


def test_widths_of_a_fit_agree_with_fits_of_their_own(tmp_path: Path) -> None:
    model = theory_model("spreading", tmp_path)
    events = planted(model, 2)
    fitted = ct.fit(model, events, starts=1)
    curvature = np.linalg.inv(fitted.covariance)
    here = find_peak(LogPosterior(model, events), fitted.free, curvature)
    for width in (0.5, 2.0):
        wide = ct.bind(with_prior_width(model.theory, width), model.scenario)
        there = find_peak(LogPosterior(wide, events), fitted.free, curvature)
        guess = here.log_evidence_under(model.coordinates, wide.coordinates)
        assert guess == pytest.approx(there.log_evidence(), abs=0.1)
        assert abs(guess - here.log_evidence()) > 0.5  # so that agreeing means something


def test_a_peak_is_the_mode_of_a_fit() -> None:
    model = small_model(days=300)
    _, events = small_world(model, 3)
    fitted = ct.fit(model, events, starts=1)
    off = fitted.free + 0.3 * np.sqrt(np.diag(fitted.covariance))
    peak = find_peak(LogPosterior(model, events), off, np.linalg.inv(fitted.covariance))
    assert peak.height == pytest.approx(fitted.log_posterior, abs=2e-3)
    error = (peak.free - fitted.free) / np.sqrt(np.diag(fitted.covariance))
    assert np.max(np.abs(error)) < 0.05
    assert np.allclose(
        np.linalg.slogdet(peak.curvature)[1], -np.linalg.slogdet(fitted.covariance)[1], atol=0.02
    )


def test_columns_taken_together_are_those_taken_alone() -> None:
    model = ct.bind(ct.load_theory("contagion"), ct.load_scenario("eastern-bloc-1953"))
    posterior = LogPosterior(model, ct.load_record("eastern-bloc-1953").events)
    free = model.coordinates.free(model.start())
    errors = 0.1 * model.coordinates.prior_sd()
    slope, single = curvature_at(posterior, free, errors, one_by_one(free.size))
    groups = groups_of(single != 0.0, posterior.shapes)
    again, together = curvature_at(posterior, free + 0.01 * errors, errors, groups)
    _, alone = curvature_at(posterior, free + 0.01 * errors, errors, one_by_one(free.size))
    scale = np.sqrt(np.outer(np.diag(alone), np.diag(alone)))
    assert np.max(np.abs(together - alone) / scale) < 1e-4
    assert slope == pytest.approx(again, rel=0.1, abs=10.0)
    # fewer gradients, or there would be no point
    assert len(groups.alone) + len(groups.together) < 0.7 * free.size


def test_groups_share_no_row() -> None:
    rng = np.random.default_rng(5)
    pattern = rng.random((30, 30)) < 0.06
    pattern |= pattern.T | np.eye(30, dtype=bool)
    pattern[:2] = pattern[:, :2] = True
    groups = groups_of(pattern, np.array([4]))
    assert {0, 1, 4} <= set(groups.alone)
    members = sorted([*groups.alone, *(k for group in groups.together for k in group)])
    assert members == list(range(30))
    outside = np.setdiff1d(np.arange(30), groups.alone)
    for group in groups.together:
        assert np.max(pattern[np.ix_(outside, group)].sum(axis=1)) <= 1
    assert any(len(group) > 1 for group in groups.together)


@pytest.mark.parametrize("width", [0.5, 2.0])
def test_a_likelihood_that_bends_upwards_does_not_run_away(width: float) -> None:
    peak, _, _ = normal_peak()
    # the likelihood bends upwards by 0.2 in the first coordinate; a prior of sd 2 bends by 0.25
    bent = replace(peak, free=np.zeros(2), curvature=np.diag([0.05, 1.0]))
    found = bent.log_evidence_under(coordinates(1.0), coordinates(width))
    # taken as flat there, the first prior integrates to one whatever its width; the second is exact
    information = 1.0 - 1 / 9
    wider = 0.5 * np.log((1 / 9 + information) / (1 / 9 / width**2 + information)) - np.log(width)
    assert found - bent.log_evidence() == pytest.approx(wider, abs=1e-5)


def test_widths_of_the_eastern_bloc_stay_finite() -> None:
    model = ct.bind(ct.load_theory("silence"), ct.load_scenario("eastern-bloc-1953"))
    posterior = LogPosterior(model, ct.load_record("eastern-bloc-1953").events)
    fitted = ct.fit(model, ct.load_record("eastern-bloc-1953"), starts=1)
    peak = find_peak(posterior, fitted.free, np.linalg.inv(fitted.covariance))
    for width in (0.5, 2.0):
        wide = ct.bind(with_prior_width(model.theory, width), model.scenario)
        posterior.coordinates = wide.coordinates
        there = find_peak(posterior, peak.free, peak.curvature, like=peak).log_evidence()
        guess = peak.log_evidence_under(model.coordinates, wide.coordinates)
        assert guess == pytest.approx(there, abs=6.0)
        assert guess < peak.log_evidence() - 10
