"""Evidence of theories against closed forms and quadrature; refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import gammaln

import contention as ct
from contention.engine import simulate
from contention.inference.gaussian import Mode
from contention.inference.weighing import MOST
from tests.inference.echo import echo, model_of, quadrature


def test_a_poisson_rate_with_an_exponential_prior() -> None:
    model = model_of("constant")
    events = simulate(model, np.array([0.03]), worlds=1, seed=1, threads=1).events
    n, days = events.height, 2 * 150
    assert n > 3
    # integral of x^n e^(-x days) 50 e^(-50 x)
    known = math.log(50) + gammaln(n + 1) - (n + 1) * math.log(days + 50)
    found = ct.evidence(model, events, draws=1000, seed=3)
    assert found.log_evidence == pytest.approx(known, abs=4 * found.se + 1e-6)
    assert found.se < 0.01
    assert abs(found.laplace - known) > 0.005  # the check is finer than Laplace
    assert found.ess > 500


def test_a_theory_with_a_half_life_has_the_evidence_of_quadrature() -> None:
    model, events, fitted = echo()
    found = ct.evidence(model, events, draws=1500, seed=4, fitted=fitted)
    assert found.log_evidence == pytest.approx(quadrature().log_integral, abs=4 * found.se)
    assert found.se < 0.03


def test_modes_that_the_fit_knows_are_drawn_around() -> None:
    model, events, fitted = echo()
    twin = Mode(fitted.free + 0.5, 2.0 * fitted.covariance, fitted.log_posterior - 1.0)
    found = ct.evidence(model, events, draws=1500, seed=4, fitted=replace(fitted, others=(twin,)))
    assert found.modes == 2
    assert found.log_evidence == pytest.approx(quadrature().log_integral, abs=4 * found.se)
    alone = ct.evidence(model, events, draws=1500, seed=4, fitted=fitted)
    assert alone.modes == 1
    assert alone.log_evidence != found.log_evidence


def test_the_same_seed_gives_the_same_evidence_for_any_number_of_threads() -> None:
    model, events, fitted = echo()
    one, two = (
        ct.evidence(model, events, draws=300, seed=5, fitted=fitted, threads=threads)
        for threads in (1, 2)
    )
    assert one.log_evidence == two.log_evidence
    assert np.array_equal(one.sample(10, seed=1), two.sample(10, seed=1))


def test_resampled_draws_are_draws_of_the_posterior() -> None:
    model, events, fitted = echo()
    found = ct.evidence(model, events, draws=3000, seed=6, fitted=fitted)
    free = np.array([model.coordinates.free(row) for row in found.sample(3000)])
    known = quadrature()
    assert np.max(np.abs(free.mean(axis=0) - known.mean) / known.sd) < 0.1
    assert free.std(axis=0) == pytest.approx(known.sd, rel=0.1)


def test_few_draws_are_refused() -> None:
    model, events, fitted = echo()
    with pytest.raises(ct.ContentionError) as caught:
        ct.evidence(model, events, draws=9, fitted=fitted)
    (problem,) = caught.value.problems
    assert problem.code == "I020"
    assert "effective sample size" in problem.found
    assert f"of {9 * MOST}" in problem.found  # more were made, and were not enough
    assert "more draws" in problem.hint


def test_draws_are_made_again_until_they_can_be_trusted() -> None:
    model, events, fitted = echo()
    found = ct.evidence(model, events, draws=60, fitted=fitted)
    assert found.draws in {120, 180, 240}
    assert found.ess >= 100


def test_it_says_what_it_is() -> None:
    model, events, fitted = echo()
    found = ct.evidence(model, events, draws=500, fitted=fitted)
    shown = found._repr_html_()
    assert "Arrests that follow arrests" in shown
    assert f"{found.log_evidence:.2f}" in shown
    assert len(repr(found)) < 400
