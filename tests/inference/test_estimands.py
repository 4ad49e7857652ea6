"""What fits say of coefficients, differences and families, against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from contention.inference.estimands import (
    Members,
    coefficient,
    difference,
    family,
    measure,
    members_of,
)
from contention.theory.model import Prior
from tests.inference.claims.toy import toy_fit
from tests.inference.small import small_model


def test_a_coefficient_and_its_interval_are_those_of_the_fit() -> None:
    model, fit, _ = toy_fit()
    k = model.names.index("spread")
    found = measure(coefficient(model, "spread"), model, fit.free, fit.covariance)
    assert (found.value, found.low, found.high) == pytest.approx(
        (fit.mode[k], fit.low[k], fit.high[k])
    )
    assert found.side == 1


def test_a_difference_has_the_variance_of_a_difference() -> None:
    model, fit, _ = toy_fit()
    a, b = model.names.index("provoke"), model.names.index("fear")
    found = measure(difference(model, "provoke", "fear"), model, fit.free, fit.covariance)
    c = fit.covariance
    error = np.sqrt(c[a, a] + c[b, b] - 2 * c[a, b])
    assert found.value == pytest.approx(fit.mode[a] - fit.mode[b])
    assert found.high is not None
    assert found.low is not None
    assert found.high - found.low == pytest.approx(2 * stats.norm.ppf(0.975) * error)


def test_the_evidence_of_a_family_is_the_ratio_of_densities_at_zero() -> None:
    model, fit, _ = toy_fit()
    names = ("spread", "return_here")
    found = measure(family(model, names), model, fit.free, fit.covariance)
    index = [model.names.index(name) for name in names]
    inner = fit.covariance[np.ix_(index, index)]
    after = stats.multivariate_normal(fit.free[index], inner).logpdf(np.zeros(2))
    before = stats.multivariate_normal(np.zeros(2), np.diag([4.0, 4.0])).logpdf(np.zeros(2))
    assert [model.parameters[k].prior for k in index] == [Prior("normal", 0.0, 2.0)] * 2
    assert found.value == pytest.approx(before - after)
    assert found.low > 3.0
    assert found.low <= found.value <= found.high
    assert found.side == 1


def test_the_evidence_of_a_family_under_other_widths_is_that_of_the_normal_model() -> None:
    # y ~ N(x, noise), x ~ N(centre, (times width)^2): against x = 0, by marginal densities
    centre, width = np.array([0.3, -0.1, 0.0]), np.array([2.0, 0.5, 1.0])
    root = np.array([[0.8, 0.0, 0.0], [0.3, 0.6, 0.0], [-0.2, 0.1, 0.9]])
    y, noise = np.array([1.5, -0.4, 0.7]), root @ root.T

    def posterior(times: float) -> Members:
        prior = np.diag((times * width) ** -2.0)
        covariance = np.linalg.inv(np.linalg.inv(noise) + prior)
        mean = covariance @ (np.linalg.solve(noise, y) + prior @ centre)
        return Members(centre, times * width, mean, covariance)

    for times in (0.5, 1.0, 2.0):
        marginal = stats.multivariate_normal(centre, noise + np.diag((times * width) ** 2))
        exact = marginal.logpdf(y) - stats.multivariate_normal(np.zeros(3), noise).logpdf(y)
        assert posterior(times).log_evidence() == pytest.approx(exact)
        assert posterior(1.0).under(times).log_evidence() == pytest.approx(exact)


@pytest.mark.parametrize("variance", [0.5, 1.0, 1.2, 3.0])
def test_a_family_under_its_own_widths_keeps_its_mode(variance: float) -> None:
    # above 1 the posterior is wider than the prior: the likelihood bends upwards
    here = Members(np.zeros(1), np.ones(1), np.array([2.0]), np.array([[variance]]))
    again = here.under(1.0)
    assert again.mean == pytest.approx(here.mean)
    assert again.covariance[0, 0] == pytest.approx(min(variance, 1.0))


@pytest.mark.parametrize(("away", "side"), [(2.0, 1), (1.5, 0), (0.2, 0)])
def test_a_family_has_a_side_under_all_widths_or_none(away: float, side: int) -> None:
    model, fit, _ = toy_fit()
    asked = family(model, ("spread", "return_here"))
    index = np.flatnonzero(np.any(asked.rows != 0, axis=0))
    free, covariance = fit.free.copy(), fit.covariance.copy()
    free[index] = away
    covariance[np.ix_(index, index)] = 0.4 * np.eye(2)
    found = measure(asked, model, free, covariance)
    assert found.side == side
    assert found.low < found.value


@pytest.mark.parametrize(("mode", "side"), [(3.0, 1), (-3.0, -1), (1.0, 0)])
def test_the_side_of_zero(mode: float, side: int) -> None:
    model, fit, _ = toy_fit()
    free, k = fit.free.copy(), model.names.index("fear")
    free[k] = mode
    spread = fit.covariance.copy()
    spread[k, k] = 1.0
    assert measure(coefficient(model, "fear"), model, free, spread).side == side


def test_a_name_stands_for_its_deviations_and_countries() -> None:
    model = small_model(countries=2, days=30)
    assert members_of(model, ("spread", "nothing")) == ("spread",)
    theory = {info.name: info for info in model.parameters}
    assert set(members_of(model, tuple(theory))) == set(model.names)
