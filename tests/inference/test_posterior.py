"""The log posterior against finite differences and scipy, for the theories that ship."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import contention as ct
from contention.engine.parameters import Coordinates, ParameterInfo
from contention.inference.fitting import fit
from contention.inference.posterior import LogPosterior
from contention.theory.model import Prior
from tests.inference.checks import slope_along, wrong_slopes
from tests.inference.small import small_model, small_world

Floats = NDArray[np.float64]


def shipped(theory: str) -> LogPosterior:
    model = ct.bind(ct.load_theory(theory), ct.load_scenario("eastern-bloc-1953"))
    return LogPosterior(model, ct.load_record("eastern-bloc-1953").events)


def somewhere(posterior: LogPosterior, seed: int) -> Floats:
    """Return a point near the middle of the prior."""
    middle = posterior.coordinates.free(posterior.model.start())
    jitter = np.random.default_rng(seed).standard_normal(middle.size)
    return middle + 0.2 * posterior.coordinates.prior_sd() * jitter


@pytest.mark.parametrize("theory", ["silence", "contagion", "political-revolution"])
def test_the_gradient_is_the_slope_of_the_log_posterior(theory: str) -> None:
    posterior = shipped(theory)
    free = somewhere(posterior, 1)
    _, gradient = posterior.value_and_gradient(free)
    shapes = list(posterior.likelihood.shape_index)
    assert (theory == "silence") == (not shapes)
    some = np.random.default_rng(2).choice(free.size, 5, replace=False)
    assert wrong_slopes(posterior, free, sorted({*map(int, some), *map(int, shapes)})) == []
    # all coordinates at once
    way = np.random.default_rng(3).standard_normal(free.size)
    slope = slope_along(posterior, free, way)
    assert gradient @ way == pytest.approx(slope, rel=1e-5, abs=1e-3)


def test_the_hessian_is_the_slope_of_the_gradient() -> None:
    posterior = shipped("contagion")
    assert posterior.likelihood.shape_index.size
    free = somewhere(posterior, 4)
    hessian = posterior.hessian(free)
    assert np.array_equal(hessian, hessian.T)
    for seed in (5, 6):
        way = np.random.default_rng(seed).standard_normal(free.size)
        h = 1e-4
        _, up = posterior.value_and_gradient(free + h * way)
        _, down = posterior.value_and_gradient(free - h * way)
        along = (up - down) / (2 * h)
        error = np.abs(hessian @ way - along)
        assert np.max(error) < 1e-4 * np.max(np.abs(along))


PRIORS = {
    "normal": (Prior("normal", -1.0, 2.0), stats.norm(-1.0, 2.0)),
    "lognormal": (Prior("lognormal", 0.5, 0.7), stats.lognorm(0.7, scale=np.exp(0.5))),
    "beta": (Prior("beta", 2.0, 5.0), stats.beta(2.0, 5.0)),
    "halfnormal": (Prior("halfnormal", 1.5, 0.0), stats.halfnorm(scale=1.5)),
    "exponential": (Prior("exponential", 4.0, 0.0), stats.expon(scale=0.25)),
}


@pytest.mark.parametrize("family", PRIORS)
def test_prior_densities_are_those_of_scipy_in_free_coordinates(family: str) -> None:
    prior, known = PRIORS[family]
    coordinates = Coordinates([ParameterInfo("x", "x", "", prior, "1", "", "mechanism")])
    for p in (0.01, 0.3, 0.5, 0.9, 0.999):
        x = np.array([known.ppf(p)])
        u = coordinates.free(x)
        assert coordinates.natural(u) == pytest.approx(x, rel=1e-12)
        h = 1e-5
        jacobian = (coordinates.natural(u + h) - coordinates.natural(u - h))[0] / (2 * h)
        assert coordinates.slope(x)[0] == pytest.approx(jacobian, rel=1e-6)
        value, slope = coordinates.log_prior(u)
        assert value == pytest.approx(known.logpdf(x[0]) + np.log(jacobian), abs=1e-7)
        up, _ = coordinates.log_prior(u + h)
        down, _ = coordinates.log_prior(u - h)
        assert slope[0] == pytest.approx((up - down) / (2 * h), rel=1e-5, abs=1e-6)


def test_a_random_flow_that_feeds_an_act_is_refused() -> None:
    model = small_model(countries=1, days=30)
    theory = model.theory
    # the stock of strikers is read by the marches
    halt = replace(
        theory.signals[0], name="halt", kind="stock", sources=("on_strike",), reach="country"
    )
    march = replace(
        theory.acts[1], rate=(*theory.acts[1].rate, replace(theory.acts[1].rate[-1], signal="halt"))
    )
    flows = tuple(replace(flow, random=True) for flow in theory.flows)
    fed = replace(
        theory,
        signals=(*theory.signals, halt),
        acts=(theory.acts[0], march, *theory.acts[2:]),
        flows=flows,
    )
    _, events = small_world(model, 1)
    with pytest.raises(ct.ContentionError) as caught:
        fit(replace(model, theory=fed), events)
    assert [p.code for p in caught.value.problems] == ["I001"]
    assert "go_home" in caught.value.problems[0].found
    # the same random flow feeding nothing is no obstacle
    fit(replace(model, theory=replace(theory, flows=flows)), events, starts=1)
