"""Integrals by importance sampling against closed forms; bad weights are not trusted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from contention.inference import proposal, weighing
from contention.inference.bending import BentT, bent_t
from contention.inference.climbing import climb
from contention.inference.gaussian import Gaussian, Mode
from contention.inference.proposal import shares
from contention.inference.weighing import weigh
from tests.inference.closed import Case, Known, gaussian, heavy, never, peaks, rare_rates


def run(case: Case, **options: Any) -> weighing.Weighted:
    return weigh(case.make, [case.as_mode], **options)


@pytest.mark.parametrize("shapes", [0, 3])
def test_a_normal_law_has_its_integral(shapes: int) -> None:
    case = gaussian(12, shapes=shapes)
    found = run(case, seed=1)
    assert found.laplace == pytest.approx(case.log_integral, abs=1e-10)
    assert found.log_integral == pytest.approx(case.log_integral, abs=4 * found.se)
    assert found.se < 0.03
    assert found.ess > 0.4 * found.draws
    assert found.trusted


@pytest.mark.parametrize("shapes", [0, 4])
def test_sixty_skewed_rates_have_theirs(shapes: int) -> None:
    case = rare_rates(60, shapes=shapes)
    found = run(case, seed=2)
    assert found.log_integral == pytest.approx(case.log_integral, abs=4 * found.se)
    assert found.se < 0.08
    assert found.trusted
    assert abs(found.laplace - case.log_integral) > 20 * found.se  # Laplace alone is off


def test_a_law_that_is_not_bent_is_not_trusted_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def straight(hill: Known, laplace: Gaussian, rng: np.random.Generator) -> BentT:
        level = [lambda t: (-0.5 * t * t, -t)] * laplace.coefficients.size
        return bent_t(laplace.mode, laplace.conditional, level)

    case = rare_rates(60)
    monkeypatch.setattr(proposal, "bent_coefficients", straight)
    assert not run(case, seed=2).trusted


def test_errors_are_as_large_as_they_say() -> None:
    case = rare_rates(8)
    found = [run(case, draws=300, seed=seed) for seed in range(60)]
    z = np.array([(w.log_integral - case.log_integral) / w.se for w in found])
    assert abs(z.mean()) < 0.5
    assert 0.75 < z.std() < 1.3


def test_means_under_the_weights_are_those_of_the_law() -> None:
    case = rare_rates(5)
    found = run(case, draws=8000, seed=3)
    weight = np.exp(found.log_weights)
    mean = weight @ found.points
    # E v = psi(n) - log c and x = M v: so by the law's own draws
    rng = np.random.default_rng(0)
    again = np.random.default_rng(0)
    n = again.integers(1, 5, 5).astype(float)
    c = np.exp(again.standard_normal(5))
    mix = np.eye(5) + 0.3 * np.triu(again.standard_normal((5, 5)) / np.sqrt(5), 1)
    v = np.log(rng.gamma(n, size=(400_000, 5)) / c)
    spread = np.sqrt(np.diag(case.covariance))
    assert np.max(np.abs(mean - (v @ mix.T).mean(axis=0)) / spread) < 0.06


@pytest.mark.parametrize("shapes", [0, 2])
def test_two_modes_give_one_integral(shapes: int) -> None:
    log_masses = (0.0, 1.5)
    both = peaks(6, shapes=shapes, log_masses=log_masses)
    found = weigh(lambda: both, both.modes, draws=2000, seed=7)
    whole = float(np.logaddexp.reduce(log_masses))
    assert found.laplace == pytest.approx(whole, abs=1e-10)
    assert found.log_integral == pytest.approx(whole, abs=4 * found.se)
    assert found.se < 0.03
    assert found.trusted
    second = found.points[:, 0] > 5
    share = float(np.exp(found.log_weights)[second].sum())
    assert share == pytest.approx(np.exp(1.5 - whole), abs=0.03)


def test_what_no_mode_knows_is_missed() -> None:
    both = peaks(6, log_masses=(0.0, 1.5))
    found = weigh(lambda: both, both.modes[:1], draws=2000, seed=7)
    assert found.log_integral == pytest.approx(0.0, abs=0.1)


def test_modes_that_are_one_do_no_harm() -> None:
    case = rare_rates(20)
    twice = weigh(case.make, [case.as_mode, case.as_mode], draws=2000, seed=2)
    assert twice.log_integral == pytest.approx(case.log_integral, abs=4 * twice.se)
    assert twice.trusted


def test_shares_of_draws_follow_mass_but_leave_no_law_out() -> None:
    assert shares(np.array([0.0]), 17).tolist() == [17]
    assert shares(np.log([3.0, 1.0]), 1000).tolist() == [725, 275]
    assert shares(np.array([0.0, -50.0]), 1000).tolist() == [950, 50]
    assert sum(shares(np.array([-3.0, 2.0, 1.0]), 101)) == 101


def test_draws_do_not_depend_on_threads() -> None:
    case = rare_rates(10, shapes=2)
    one = run(case, draws=180, seed=4)
    three = run(case, draws=180, seed=4, threads=3)
    assert np.array_equal(one.points, three.points)
    assert np.array_equal(one.log_weights, three.log_weights)
    assert one.log_integral != run(case, draws=180, seed=5).log_integral


def test_progress_ends_with_the_whole() -> None:
    told: list[tuple[str, int, int]] = []
    run(gaussian(3), draws=60, progress=lambda *x: told.append(x))
    assert told[-1] == ("evidence", 60, 60)


def test_without_shapes_nothing_walks_but_the_first_look() -> None:
    made: list[Known] = []
    case = gaussian(4)

    def make() -> Known:
        made.append(case.make())
        return made[-1]

    weigh(make, [case.as_mode], draws=100)
    assert sum(hill.walks for hill in made) < 5


def test_heavy_tails_are_not_trusted() -> None:
    found = run(heavy(20), seed=6)
    assert found.k > 0.7
    assert not found.trusted


def test_a_density_that_no_draw_meets() -> None:
    found = weigh(never, [Mode(np.zeros(2), np.eye(2), 0.0)], draws=50)
    assert found.log_integral == -math.inf
    assert not found.trusted


def test_a_climb_moves_coefficients_before_it_walks() -> None:
    case = rare_rates(10, shapes=2)
    hill = case.make()
    start = case.mode + 1.5
    curvature = np.linalg.inv(case.covariance)
    found, value = climb(hill, start, curvature)
    assert found == pytest.approx(case.mode, abs=1e-3)
    assert value == pytest.approx(hill.value(case.mode), abs=1e-6)
    assert hill.walks < 20


def test_draws_are_made_until_they_are_worth_enough() -> None:
    case = rare_rates(20)
    once = run(case, draws=200, seed=8)
    more = run(case, draws=200, seed=8, worth=3 * once.ess)
    assert more.draws > 2 * once.draws
    assert more.ess >= 3 * once.ess
    assert np.array_equal(more.points[:200], once.points)
    assert more.log_integral == pytest.approx(case.log_integral, abs=4 * more.se)
    most = run(heavy(20), draws=50, seed=8, worth=10.0)  # never trusted, however many
    assert most.draws == 50 * weighing.MOST
