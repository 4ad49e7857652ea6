"""Which values are stable: a function of the values alone, and true to what worlds do."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy import stats

import contention as ct
from contention.catalogue import find
from contention.engine import Model, bind, simulate
from contention.foundation.errors import ContentionError
from contention.inference.fitting import fit
from contention.inference.prior import prior_stream
from contention.inference.stability import (
    MOST,
    Stability,
    outbreaks_of,
    stable,
    stable_draws,
    stable_prior_draws,
)
from contention.theory import load
from contention.theory.model import Prior
from tests.inference.small import KNOWN, small_model, small_world
from tests.reference.toy import toy_scenario

HERE = Path(__file__).parent / "theories"
BOREL = find("theory", "hawkes")


@pytest.fixture(scope="module")
def turning() -> Model:
    """Strikes that breed strikes: the more, the larger ``spread``."""
    return bind(load(HERE / "turning.yaml"), toy_scenario(3, 8, 400))


@pytest.fixture(scope="module")
def record(turning: Model) -> pl.DataFrame:
    values = turning.values({"strike_base": -3.5, "spread": 2.0})
    return simulate(turning, values, worlds=1, seed=1, threads=1).events


def at(model: Model, **named: float) -> np.ndarray:
    return model.values({"strike_base": -4.0, **named})


def test_an_outbreak_that_feeds_itself_is_not_stable(turning: Model, record: pl.DataFrame) -> None:
    rule = Stability(turning, outbreaks_of(turning, record))
    assert rule.holds(at(turning, spread=0.0))
    # Log-rates of -4 on a quiet day and 4 in unrest: every day strikes, for ever.
    assert not rule.holds(at(turning, spread=8.0))
    # The same worlds from nothing stay finite: without the record nobody sees it.
    assert stable(turning, at(turning, spread=8.0))


def test_the_quiet_that_is_asked_for_is_that_of_the_record(
    turning: Model, record: pl.DataFrame
) -> None:
    found = outbreaks_of(turning, record)
    daily = np.zeros(400)
    for day in (record["date"] - turning.scenario.start).dt.total_days():
        daily[day] += 1
    months = [daily[k : k + 30].sum() for k in range(371)]
    assert found.quiet == pytest.approx((np.mean(months) + max(months)) / 2)
    countries = record["country"].value_counts(sort=True)["country"][:2]
    days = set()
    for country in countries:
        days |= set(
            record.filter(pl.col("country") == country)["date"]
            .value_counts()
            .sort(["count", "date"], descending=[True, False])["date"][:1]
            .dt.offset_by("1d")
        )
    assert set(found.starts) == days


def test_rates_without_end_are_not_stable(turning: Model) -> None:
    assert not stable(turning, at(turning, march_base=7.0))  # 1,100 a day: above the cap
    assert stable(turning, at(turning, march_base=2.0))
    # 55 marches a day in three countries and 400 days are more than a world may have.
    assert MOST < 55 * 3 * 400
    assert not stable(turning, at(turning, march_base=4.0))


def test_a_branching_number_below_one_is_stable_and_above_one_is_not() -> None:
    """A linear Hawkes process: `self_mass` is its branching number."""
    theory = load(BOREL)
    model = bind(theory, toy_scenario(1, 1, 3000))
    name = next(p.name for p in model.parameters if p.prior.family == "beta")
    low, high = (model.values({name: value}) for value in (0.5, 0.999999))
    high[model.names.index(name)] = 1.3
    assert stable(model, low)
    assert not stable(model, high)


def prior_draws(model: Model, n: int, *, seed: int) -> NDArray[np.float64]:
    return np.array(list(islice(prior_stream(model, seed=seed), n)))


def test_the_answer_is_a_function_of_the_values(turning: Model, record: pl.DataFrame) -> None:
    draws = prior_draws(turning, 12, seed=2)
    outbreaks = outbreaks_of(turning, record)
    answers = [Stability(turning, outbreaks).holds(row) for row in draws]
    assert len(set(answers)) == 2
    again = [stable(turning, row, record=record) for row in draws[::-1]]
    assert again[::-1] == answers


def test_prior_draws_follow_the_prior(turning: Model) -> None:
    families = {
        "normal": (Prior("normal", 1.0, 2.0), stats.norm(1, 2)),
        "lognormal": (Prior("lognormal", 1.0, 0.5), stats.lognorm(0.5, scale=np.e)),
        "beta": (Prior("beta", 2.0, 5.0), stats.beta(2, 5)),
        "halfnormal": (Prior("halfnormal", 1.5), stats.halfnorm(scale=1.5)),
        "exponential": (Prior("exponential", 4.0), stats.expon(scale=0.25)),
    }
    for prior, law in families.values():
        infos = tuple(replace(info, prior=prior) for info in turning.parameters)
        draws = prior_draws(replace(turning, parameters=infos), 1500, seed=3)
        assert stats.kstest(draws.ravel(), law.cdf).pvalue > 1e-3
        assert np.abs(np.corrcoef(draws.T) - np.eye(len(infos))).max() < 0.1
    assert np.array_equal(prior_draws(turning, 3, seed=5), prior_draws(turning, 9, seed=5)[:3])
    assert not np.array_equal(prior_draws(turning, 3, seed=5), prior_draws(turning, 3, seed=6))


def test_stable_draws_are_the_stable_ones(turning: Model, record: pl.DataFrame) -> None:
    found = stable_prior_draws(turning, 6, record=record, seed=2)
    every = prior_draws(turning, found.tried, seed=2)
    rule = Stability(turning, outbreaks_of(turning, record))
    kept = [row for row in every if rule.holds(row)]
    np.testing.assert_array_equal(found.values, kept)
    np.testing.assert_array_equal(every[list(found.numbers)], kept)
    assert found.share == 6 / found.tried < 1


def test_posterior_draws_are_those_of_the_fit() -> None:
    model = small_model(days=200)
    _, events = small_world(model, 3)
    fitted = fit(model, events, starts=1, start=model.values(KNOWN))
    found = stable_draws(fitted, 5, record=events, seed=4, tries=2)
    np.testing.assert_array_equal(found.values, fitted.draws(10, seed=4)[list(found.numbers)])


def test_too_few_stable_draws_are_refused(turning: Model, record: pl.DataFrame) -> None:
    priors = {"spread": Prior("normal", 9.0, 0.1), "strike_base": Prior("normal", -3.0, 0.1)}
    infos = tuple(
        replace(info, prior=priors.get(info.name, info.prior)) for info in turning.parameters
    )
    with pytest.raises(ContentionError) as caught:
        stable_prior_draws(replace(turning, parameters=infos), 2, record=record, tries=3)
    assert caught.value.codes == ("I034",)
    assert "0 stable draws among 6" in caught.value.problems[0].found


def test_other_refusals_are_passed_on(turning: Model) -> None:
    with pytest.raises(ContentionError) as caught:
        stable(turning, np.zeros(2))
    assert caught.value.codes == ("E022",)


def test_silence_is_stable() -> None:
    """In `silence` nothing follows from anything; its mode on the record is near these rates."""
    model = ct.bind(ct.load_theory("silence"), ct.load_scenario("eastern-bloc-1953"))
    record = ct.load_record("eastern-bloc-1953")
    assert stable(model, model.start(), record=record)
