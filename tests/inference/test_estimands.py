"""What fits say of coefficients, differences and families, against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from contention.inference.estimands import (
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
    assert (found.low, found.high, found.side) == (None, None, 1)


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
