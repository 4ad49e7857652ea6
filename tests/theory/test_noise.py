"""Other noises and prior widths against closed forms, scipy and theories written by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats
from scipy.special import gammaln

from contention.engine import Model, bind, simulate
from contention.engine.likelihood import Likelihood
from contention.theory import Theory, load
from contention.theory.model import Prior
from contention.theory.noise import NOISES, SHOCK_SHAPE, with_noise, with_prior_width
from tests.reference.toy import toy_scenario

CALM = """
format: 1
theory: outbreaks
title: Outbreaks and arrests
parameters:
  base: {prior: {normal: [-2, 1]}}
  arrests: {prior: {normal: [-1, 1]}}
  reach: {prior: {lognormal: [0.7, 0.3]}}
  far: {prior: {beta: [1, 20]}}
signals:
  wages: {covariate: wages}
acts:
  strike:
    by: workers
    record: {form: strike}
    ignite: {base: base, wages: 0.5@CRISIS@}
    cluster: {zeta: reach, far: far@LAW@}
  arrest:
    by: police
    phase: state
    level: country
    record: {form: arrest}
    rate: {base: arrests}
claims:
  reaching: {says: Outbreaks reach far., contrast: {greater: reach, lesser: base}}
  crowded: {says: Outbreaks are rare., sign: {parameter: base, is: negative}}
"""
EPISODE = """
episodes:
  crisis: {enter: {base: onset, wages: 0.1}, leave: {base: calming}}
"""


def written(path: Path, *, episodes: bool) -> Theory:
    """Return the theory above, with a hidden crisis or without."""
    text = CALM.replace("@CRISIS@", ", crisis: open" if episodes else "")
    text = text.replace("@LAW@", ", crisis: {zeta: wide, far: 0.1}" if episodes else "")
    if episodes:
        more = "".join(
            f"  {name}: {{prior: {{normal: [0, 1]}}}}\n" for name in ("open", "onset", "calming")
        )
        more += "  wide: {prior: {lognormal: [0.7, 0.3]}}\n"
        text = text.replace("signals:", more + "signals:", 1) + EPISODE
    path.write_text(text)
    return load(path)


@pytest.fixture(scope="module")
def theory(tmp_path_factory: pytest.TempPathFactory) -> Theory:
    return written(tmp_path_factory.mktemp("theories") / "crisis.yaml", episodes=True)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Theory:
    return written(tmp_path_factory.mktemp("theories") / "calm.yaml", episodes=False)


@pytest.fixture(scope="module")
def events(theory: Theory) -> pl.DataFrame:
    model = bind(theory, toy_scenario(2, 3, 60))
    return simulate(model, model.start(), worlds=1, seed=4).events


def counts(model: Model, events: pl.DataFrame, form: str) -> np.ndarray:
    """Return onsets by country and day, counted by polars."""
    scenario = model.scenario
    n = np.zeros((len(scenario.countries), scenario.days))
    rows = events.filter(pl.col("form") == form).group_by("country", "date").len()
    for country, day, number in rows.iter_rows():
        n[scenario.countries.index(country), (day - scenario.start).days] = number
    return n


def rates(model: Model, base: float) -> np.ndarray:
    """Return the rates of strikes: exp(base + wages / 2)."""
    wages = next(c.values for c in model.scenario.covariates if c.name == "wages")
    return np.exp(base + 0.5 * wages)


def parts(model: Model, events: pl.DataFrame, values: dict[str, float]) -> dict[str, float]:
    return Likelihood(model, events).parts(model.values(values))


def same(one: Theory, other: Theory) -> bool:
    return replace(one, digest="") == replace(other, digest="")


def test_episodes_are_the_theory_as_written(theory: Theory) -> None:
    assert with_noise(theory, "episodes") is theory


def test_clusters_are_the_theory_written_without_episodes(theory: Theory, calm: Theory) -> None:
    found = with_noise(theory, "clusters")
    assert {p.name for p in found.parameters} == {"base", "arrests", "reach", "far"}
    assert same(found, calm)
    assert found.digest == calm.digest  # written out, not carried over
    assert found.digest != theory.digest


def test_plain_counts_are_poisson_by_country(theory: Theory, events: pl.DataFrame) -> None:
    model = bind(with_noise(theory, "plain"), toy_scenario(2, 3, 60))
    assert set(model.names) == {"base", "arrests"}
    n, r = counts(model, events, "strike"), rates(model, -1.3)
    m = counts(model, events, "arrest")
    expected = np.sum(n * np.log(r) - r) + np.sum(m * -0.4 - np.exp(-0.4))
    assert n.sum() > 10
    found = parts(model, events, {"base": -1.3, "arrests": -0.4})
    assert found["counts"] == pytest.approx(expected, rel=1e-12)
    # placing is what it was under the theory as written
    whole = parts(bind(theory, model.scenario), events, {})
    assert found["placing"] == pytest.approx(whole["placing"], rel=1e-12)


def test_shocked_counts_are_negative_binomial(theory: Theory, events: pl.DataFrame) -> None:
    shaken = with_noise(theory, "shock")
    model = bind(shaken, toy_scenario(2, 3, 60))
    assert [shock.of for shock in shaken.shocks] == [("strike",), ("arrest",)]
    values = {"base": -1.3, "arrests": -0.4, "shock_crowd": 0.3, "shock_state": 2.5}
    expected = 0.0
    for form, r, k in (
        ("strike", rates(model, -1.3), 0.3),
        ("arrest", np.full((2, 60), np.exp(-0.4)), 2.5),
    ):
        n = counts(model, events, form)
        # likelihoods leave out log n!, which scipy's law holds
        expected += float(np.sum(stats.nbinom(k, k / (k + r)).logpmf(n) + gammaln(n + 1)))
    assert parts(model, events, values)["counts"] == pytest.approx(expected, rel=1e-10)


def test_acts_of_one_phase_share_a_shock() -> None:
    import contention as ct

    shaken = with_noise(ct.load_theory("contagion"), "shock")
    assert [len(shock.of) for shock in shaken.shocks] == [4, 11, 7]
    shapes = [p for p in shaken.parameters if p.name.startswith("shock_")]
    assert [p.prior for p in shapes] == [SHOCK_SHAPE] * 3
    assert all(p.block == "shared" for p in shapes)


@pytest.mark.parametrize("noise", NOISES)
def test_claims_about_parameters_that_go_go_too(theory: Theory, noise: str) -> None:
    changed = with_noise(theory, noise)  # pyright: ignore[reportArgumentType]
    names = [claim.name for claim in changed.claims]
    assert names == (["crowded"] if noise in ("plain", "shock") else ["reaching", "crowded"])


def test_a_shape_takes_a_free_name(theory: Theory) -> None:
    crowded = replace(
        theory,
        parameters=tuple(
            replace(p, name="shock_crowd") if p.name == "base" else p for p in theory.parameters
        ),
        acts=tuple(
            replace(
                act,
                rate=tuple(
                    replace(t, coefficient=("shock_crowd",)) if t.coefficient == ("base",) else t
                    for t in act.rate
                ),
            )
            for act in theory.acts
        ),
    )
    names = [p.name for p in with_noise(crowded, "shock").parameters]
    assert names == ["shock_crowd", "arrests", "shock_crowd_", "shock_state"]


LAWS = {
    "normal": (Prior("normal", 0.3, 0.7), lambda x, f: stats.norm(0.3, 0.7 * f).logpdf(x)),
    "lognormal": (
        Prior("lognormal", 0.3, 0.7),
        lambda x, f: stats.lognorm(0.7 * f, scale=np.exp(0.3)).logpdf(x),
    ),
    "halfnormal": (Prior("halfnormal", 1.5), lambda x, f: stats.halfnorm(scale=1.5 * f).logpdf(x)),
    "exponential": (Prior("exponential", 2.0), lambda x, f: stats.expon(scale=0.5 * f).logpdf(x)),
    "beta": (Prior("beta", 2.0, 6.0), lambda x, f: stats.beta(2 / f**2, 6 / f**2).logpdf(x)),
}


@pytest.mark.parametrize("family", LAWS)
@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_widths_of_priors(theory: Theory, family: str, factor: float) -> None:
    from contention.engine.parameters import Coordinates, expand

    prior, law = LAWS[family]
    parameter = replace(theory.parameters[0], prior=prior)
    wide = with_prior_width(replace(theory, parameters=(parameter,)), factor)
    coordinates = Coordinates(expand(wide.parameters, ()))
    for x in (0.2, 0.6):
        free = coordinates.free(np.array([x]))
        density, _ = coordinates.log_prior(free)
        jacobian = float(np.log(coordinates.slope(np.array([x]))[0]))
        assert density == pytest.approx(float(law(x, factor)) + jacobian, abs=1e-10)


def test_a_wider_beta_keeps_its_mean(theory: Theory) -> None:
    far = next(p for p in with_prior_width(theory, 2.0).parameters if p.name == "far").prior
    assert far.a / (far.a + far.b) == pytest.approx(1 / 21)
    assert stats.beta(far.a, far.b).std() == pytest.approx(2 * stats.beta(1, 20).std(), rel=0.2)


def test_a_width_changes_the_digest(theory: Theory) -> None:
    assert with_prior_width(theory, 2.0).digest != theory.digest
    assert with_prior_width(theory, 1.0).digest == theory.digest
