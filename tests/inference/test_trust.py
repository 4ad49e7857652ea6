"""Draws that are bad in one way each are refused, and the message names the parameter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import contention as ct
from contention.inference.draws import Posterior, Weights
from contention.inference.nuts import Chains
from contention.inference.trust import check_posterior
from tests.inference.small import KNOWN, small_model

NAMES = tuple(KNOWN)


@pytest.fixture
def good() -> Posterior:
    model = small_model(countries=1, days=30)
    shape = (4, 500)
    draws = np.random.default_rng(0).standard_normal((*shape, len(NAMES)))
    whole = np.ones(shape, dtype=np.int64)
    flat = np.zeros(shape)
    run = Chains(draws[:, :, :0], flat, whole > 1, whole, whole, flat, flat, flat[:, 0])
    weights = Weights(("halflife",), 1500.0, 0.3, np.tile(np.arange(500), (4, 1)))
    return Posterior(model, "small", model.names, draws, flat, flat, run, weights, 0)


def refused(posterior: Posterior) -> ct.ContentionError:
    with pytest.raises(ct.ContentionError) as caught:
        check_posterior(posterior)
    return caught.value


def spoilt(posterior: Posterior, name: str, draws: np.ndarray) -> Posterior:
    whole = posterior.draws.copy()
    whole[:, :, posterior.names.index(name)] = draws
    return replace(posterior, draws=whole)


def test_good_draws_pass(good: Posterior) -> None:
    check_posterior(good)


def test_a_chain_apart_is_named(good: Posterior) -> None:
    x = good.draws[:, :, 0] + np.array([0.0, 0.0, 0.0, 1.0])[:, None]
    error = refused(spoilt(good, "spread", x))
    assert set(error.codes) == {"I021"}
    assert any("R-hat" in p.found and "spread 1." in p.found for p in error.problems)


def test_a_chain_that_hardly_moves_is_named(good: Posterior) -> None:
    slow = np.repeat(good.draws[:, ::50, 0], 50, axis=1)
    error = refused(spoilt(good, "local", slow))
    assert any("bulk" in p.found and "local" in p.found for p in error.problems)


def test_slow_tails_are_named(good: Posterior) -> None:
    x = good.draws[:, :, 0].copy()
    x[:, 100:130] = np.abs(x[:, 100:130]) + 3.0  # one long stay in a tail, in every chain
    x[:, 350:380] = np.abs(x[:, 350:380]) + 3.0
    error = refused(spoilt(good, "demand", x))
    assert any("tail" in p.found and "demand" in p.found for p in error.problems)


def test_a_constant_is_no_draw(good: Posterior) -> None:
    error = refused(spoilt(good, "police", np.ones((4, 500))))
    assert any("police nan" in p.found for p in error.problems)


def test_divergences(good: Posterior) -> None:
    diverging = np.zeros((4, 500), dtype=bool)
    diverging[0, :25] = True
    error = refused(replace(good, run=replace(good.run, diverging=diverging)))
    assert error.codes == ("I021",)
    assert "25 divergences in 2000 draws" in error.problems[0].found
    diverging[0, 10:25] = False
    check_posterior(replace(good, run=replace(good.run, diverging=diverging)))


@pytest.mark.parametrize(("ess", "k"), [(150.0, 0.3), (1500.0, 0.75)])
def test_uneven_weights_name_the_shapes(good: Posterior, ess: float, k: float) -> None:
    assert good.weights is not None
    error = refused(replace(good, weights=replace(good.weights, ess=ess, k=k)))
    assert error.codes == ("I022",)
    assert "halflife" in error.problems[0].where


def test_the_tail_of_weights_that_are_all_alike_decides_nothing(good: Posterior) -> None:
    assert good.weights is not None
    check_posterior(replace(good, weights=replace(good.weights, ess=1900.0, k=0.75)))


def test_all_faults_come_at_once(good: Posterior) -> None:
    assert good.weights is not None
    apart = good.draws[:, :, 0] + np.arange(4.0)[:, None]
    bad = replace(spoilt(good, "reach", apart), weights=replace(good.weights, k=0.9))
    assert set(refused(bad).codes) == {"I021", "I022"}
