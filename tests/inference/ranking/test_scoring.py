"""Scores of one theory against sums over a grid of its parameters, and against planted truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats
from scipy.special import logsumexp

import contention as ct
from contention.engine import Model
from contention.inference.ranking.across import evidence_across
from contention.inference.ranking.blocks import blocks_of
from contention.inference.ranking.scores import WIDTHS, Scores
from contention.inference.ranking.scoring import score, steps_of
from contention.theory import load
from tests.inference.ranking.planted import planted, theory_model
from tests.reference.toy import toy_scenario

ONE = """
format: 1
theory: wage-strikes
title: Strikes and wages
parameters:
  base: {prior: {normal: [-3, 1]}, block: shared}
  wages: {prior: {normal: [0, 2]}, of: "response to wages"}
signals:
  pay: {covariate: wages}
acts:
  strike:
    by: workers
    level: country
    record: {form: strike}
    rate: {base: base, pay: wages}
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    path = tmp_path_factory.mktemp("theories") / "one.yaml"
    path.write_text(ONE)
    return ct.bind(load(path), toy_scenario(3, 8, 400))


@pytest.fixture(scope="module")
def events(model: Model) -> pl.DataFrame:
    values = model.values({"base": -3.2, "wages": 3.0})
    return ct.simulate(model, values, worlds=1, seed=5).events


@pytest.fixture(scope="module")
def scores(model: Model, events: pl.DataFrame) -> Scores:
    return score(model, events, blocks_of(model.scenario, events))


class Grid:
    """The posterior of the two parameters, summed over a fine grid with scipy's Poisson law."""

    def __init__(self, model: Model, events: pl.DataFrame) -> None:
        self.base = np.linspace(-5.5, -1.5, 161)
        self.wages = np.linspace(-6.0, 9.0, 301)
        pay = next(c.values for c in model.scenario.covariates if c.name == "wages")
        n = np.zeros(pay.shape, dtype=int)
        for country, day in events.select("country", "date").iter_rows():
            n[model.scenario.countries.index(country), (day - model.scenario.start).days] += 1
        # few values of pay occur, so that each block is a handful of counts
        self.pay, self.n = pay, n

    def log_evidence(self, days: np.ndarray, *, width: float = 1.0, wages: bool = True) -> float:
        response = self.wages if wages else np.zeros(1)
        b, w = np.meshgrid(self.base, response, indexing="ij")
        total = stats.norm(-3, width).logpdf(b)
        cell = np.log(self.base[1] - self.base[0])
        if wages:
            total = total + stats.norm(0, 2 * width).logpdf(w)
            cell += np.log(self.wages[1] - self.wages[0])
        for pay in np.unique(self.pay[days]):
            seen = self.n[days & (self.pay == pay)]
            rate = np.exp(b + w * pay)
            for count, times in zip(*np.unique(seen, return_counts=True), strict=True):
                total = total + times * stats.poisson(rate).logpmf(count)
        return float(logsumexp(total) + cell)


@pytest.fixture(scope="module")
def grid(model: Model, events: pl.DataFrame) -> Grid:
    return Grid(model, events)


def test_evidence_across_noises_and_widths_is_that_of_a_grid(
    model: Model, events: pl.DataFrame, scores: Scores
) -> None:
    grid = Grid(model, events)
    everything = np.ones(grid.pay.shape, dtype=bool)
    steps: list[None] = []
    found = evidence_across(
        model, events, ct.fit(model, events), step=lambda: steps.append(None)
    ).rows_by_key("noise", named=True, unique=True)
    assert list(found) == [one.noise for one in scores.noises]
    assert len(steps) == len(found)
    for noise in ("plain", "episodes"):  # this theory has no clusters and no episodes
        for width, head in zip(WIDTHS, ("half", "as_written", "twice"), strict=True):
            exact = grid.log_evidence(everything, width=width)
            assert found[noise][head] == pytest.approx(exact, abs=0.05)
    for one in scores.noises:
        assert found[one.noise]["as_written"] == pytest.approx(one.log_evidence[1], abs=1e-3)


def test_evidence_is_the_integral(scores: Scores, grid: Grid) -> None:
    everything = np.ones(grid.pay.shape, dtype=bool)
    for width, found in zip(WIDTHS, scores.main.log_evidence, strict=True):
        assert found == pytest.approx(grid.log_evidence(everything, width=width), abs=0.05)


def test_a_heldout_score_is_the_chance_of_the_block_given_the_rest(
    scores: Scores, grid: Grid, model: Model, events: pl.DataFrame
) -> None:
    everything = np.ones(grid.pay.shape, dtype=bool)
    for k, block in enumerate(blocks_of(model.scenario, events)):
        for j, width in enumerate(WIDTHS):
            exact = grid.log_evidence(everything, width=width) - grid.log_evidence(
                ~block.mask, width=width
            )
            assert scores.main.heldout[j][k] == pytest.approx(exact, abs=0.05)


def test_the_score_at_the_mode_uses_the_mode_of_the_rest(
    scores: Scores, grid: Grid, model: Model, events: pl.DataFrame
) -> None:
    for k, block in enumerate(blocks_of(model.scenario, events)):
        rest = ct.fit(model, events, watched=~block.mask, starts=1)
        base, wages = rest.mode
        rate = np.exp(base + wages * grid.pay)
        exact = float(np.sum(stats.poisson(rate).logpmf(grid.n)[block.mask]))
        assert scores.main.at_mode[k] == pytest.approx(exact, abs=0.02)


def test_leaving_a_family_out_by_density_by_refit_and_by_the_integral(
    scores: Scores, grid: Grid, model: Model, events: pl.DataFrame
) -> None:
    blocks = blocks_of(model.scenario, events)
    full = score(model, events, blocks, effort="full")
    everything = np.ones(grid.pay.shape, dtype=bool)
    with_it, without = (grid.log_evidence(everything, wages=w) for w in (True, False))
    for found in (scores, full):
        (one,) = found.ablation
        assert (one.family, one.parameters, one.drives) == ("wages", ["wages"], ["strike"])
        slack = 0.1 if found is full else 0.6  # the density far from the mode is a guess
        assert one.log_evidence == pytest.approx(without - with_it, abs=slack)
        for k, block in enumerate(blocks):
            rest, rest_without = (grid.log_evidence(~block.mask, wages=w) for w in (True, False))
            exact = (without - rest_without) - (with_it - rest)
            assert one.heldout[k] == pytest.approx(exact, abs=slack)
    assert without - with_it < -2.0  # wages were planted


def test_a_full_score_draws_its_evidence(grid: Grid, model: Model, events: pl.DataFrame) -> None:
    full = score(model, events, blocks_of(model.scenario, events), effort="full")
    exact = grid.log_evidence(np.ones(grid.pay.shape, dtype=bool))
    error = full.main.log_evidence_se
    assert error is not None
    assert 0 < error < 0.1
    assert full.main.log_evidence[1] == pytest.approx(exact, abs=4 * error + 0.005)


def test_plain_theories_have_one_noise_and_score_it_once(scores: Scores) -> None:
    named = {one.noise: one for one in scores.noises}
    assert named["plain"].log_evidence == named["episodes"].log_evidence
    # the shock has one parameter more, and this record was drawn without it
    assert named["shock"].log_evidence[1] < named["plain"].log_evidence[1] + 1.0


def test_noises_are_told_apart_by_evidence(tmp_path: Path) -> None:
    model = theory_model("spreading", tmp_path)
    events = planted(model, 2)
    found = score(model, events, blocks_of(model.scenario, events))
    evidence = {one.noise: one.log_evidence[1] for one in found.noises}
    # outbreaks were drawn as clusters
    assert evidence["clusters"] > evidence["shock"] > evidence["plain"]
    assert found.main.noise == "episodes"


def test_a_full_score_holds_out_under_every_noise(tmp_path: Path) -> None:
    model = theory_model("spreading", tmp_path, days=300)
    events = planted(model, 2)
    blocks = blocks_of(model.scenario, events)
    steps: list[int] = []
    quick = score(model, events, blocks)
    full = score(model, events, blocks, effort="full", step=lambda: steps.append(1))
    assert [bool(one.heldout) for one in quick.noises] == [False, False, True, True]
    assert all(len(one.heldout[1]) == len(blocks) for one in full.noises)
    assert len(steps) == steps_of(model)
    # as written the two are the same but for widths and omissions
    assert full.main.heldout[1] == pytest.approx(quick.main.heldout[1], abs=0.01)


def test_a_known_mode_is_a_start(tmp_path: Path) -> None:
    model = theory_model("spreading", tmp_path, days=300)
    events = planted(model, 2)
    blocks = blocks_of(model.scenario, events)
    cold = score(model, events, blocks)
    warm = score(model, events, blocks, start=ct.fit(model, events, starts=1).mode)
    assert warm.main.heldout[1] == pytest.approx(cold.main.heldout[1], abs=0.01)


def test_scores_survive_a_round_trip(scores: Scores) -> None:
    assert Scores.from_dict(json.loads(json.dumps(scores.to_dict()))) == scores
