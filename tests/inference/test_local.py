"""Fits near a known mode, against the full fit, its Hessian and conditions of a maximum."""

from __future__ import annotations

import numpy as np
import pytest

from contention.inference.estimands import coefficient, difference
from contention.inference.fitting import fit
from contention.inference.local import (
    covariance,
    directions,
    free_basis,
    inverse,
    refit,
    restricted_mode,
)
from contention.inference.posterior import LogPosterior
from tests.inference.claims.toy import toy_fit
from tests.inference.small import small_model, small_world


def test_one_sided_differences_give_the_covariance_of_the_fit() -> None:
    model = small_model(days=300)
    events = small_world(model, 3)[1]
    whole = fit(model, events, starts=1)
    assert LogPosterior(model, events).shapes.size  # a half-life, so both kinds of column
    found, slope = covariance(LogPosterior(model, events), whole.free)
    assert found is not None
    scale = np.sqrt(np.diag(whole.covariance))
    assert np.max(np.abs((found - whole.covariance) / np.outer(scale, scale))) < 1e-2
    assert np.max(np.abs(slope * scale)) < 1e-2


def test_a_refit_from_elsewhere_comes_back_to_the_mode() -> None:
    model = small_model(days=300)
    events = small_world(model, 3)[1]
    whole = fit(model, events, starts=1)
    scale = np.sqrt(np.diag(whole.covariance))
    away = whole.free + 0.7 * scale * np.random.default_rng(1).standard_normal(scale.size)
    found = refit(LogPosterior(model, events), away, inverse(whole.covariance))
    assert found is not None
    assert np.max(np.abs(found[0] - whole.free) / scale) < 0.15


def test_a_basis_leaves_rows_and_held_coordinates_alone() -> None:
    rng = np.random.default_rng(2)
    rows = rng.standard_normal((2, 7))
    basis = free_basis(7, rows, np.array([3]))
    assert basis.shape == (7, 4)
    assert rows @ basis == pytest.approx(np.zeros((2, 4)), abs=1e-12)
    assert basis[3] == pytest.approx(np.zeros(4), abs=1e-12)
    precision = np.diag(rng.uniform(1, 50, 7))
    round_ = directions(precision, basis)
    assert round_.T @ precision @ round_ == pytest.approx(np.eye(4), abs=1e-9)
    # the same space is spanned
    assert np.linalg.matrix_rank(np.hstack([basis, round_])) == 4


@pytest.mark.parametrize("kind", ["coefficient", "difference"])
def test_a_restricted_mode_is_a_maximum_where_the_rows_are_zero(kind: str) -> None:
    model, whole, record = toy_fit()
    estimand = (
        coefficient(model, "spread")
        if kind == "coefficient"
        else difference(model, "provoke", "fear")
    )
    posterior = LogPosterior(model, record.events)
    free, value = restricted_mode(posterior, whole, estimand.rows)
    assert estimand.rows @ free == pytest.approx([0.0], abs=1e-9)
    assert value < whole.log_posterior
    _, slope = posterior.value_and_gradient(free)
    basis = free_basis(free.size, estimand.rows, np.zeros(0, dtype=np.int64))
    scale = np.sqrt(np.diag(whole.covariance)).max()
    assert np.max(np.abs(slope @ basis)) * scale < 0.05
    # the slope that is left points along the restriction
    assert np.abs(slope @ estimand.rows[0]) > 1.0
