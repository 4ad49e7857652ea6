"""Draws of a posterior against quadrature; the same for any number of threads; on disk."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import contention as ct
from contention.foundation import crew
from contention.inference import nuts, sampling
from contention.inference.chains import r_hat
from contention.inference.draws import Posterior
from contention.inference.posterior import LogPosterior
from contention.inference.sampling import CANDIDATES, draw, resample
from contention.inference.weighing import values
from tests.inference import oracle
from tests.inference.closed import Floats, peaks
from tests.inference.echo import echo, model_of, quadrature
from tests.inference.small import small_model, small_world


@pytest.fixture(scope="module")
def drawn() -> Posterior:
    model, events, fitted = echo()
    return ct.posterior(model, events, draws=700, chains=3, seed=1, fitted=fitted, threads=2)


def test_draws_are_those_of_quadrature(drawn: Posterior) -> None:
    flat = drawn.draws.reshape(-1, 3)
    free = np.array([drawn.model.coordinates.free(row) for row in flat])
    known = quadrature()
    assert np.max(np.abs(free.mean(axis=0) - known.mean) / known.sd) < 0.12
    assert free.std(axis=0) == pytest.approx(known.sd, rel=0.1)


class Counted:
    """A function that counts its calls."""

    def __init__(self, function: Any) -> None:
        self._function = function
        self.times = 0

    def __call__(self, *given: Any) -> Any:
        self.times += 1
        return self._function(*given)


def test_every_draw_has_its_height(drawn: Posterior) -> None:
    model, events, _ = echo()
    posterior = LogPosterior(model, events)
    for chain, k in ((0, 0), (1, 350), (2, 699)):
        free = model.coordinates.free(drawn.draws[chain, k])
        value, _ = posterior.value_and_gradient(free)
        assert drawn.log_posterior[chain, k] == pytest.approx(value, abs=1e-8)
        prior, _ = model.coordinates.log_prior(free)
        assert drawn.log_likelihood[chain, k] == pytest.approx(value - prior, abs=1e-8)


def test_draws_do_not_depend_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    model, events, fitted = echo()
    told: list[tuple[str, int, int]] = []

    def drawn(threads: int) -> Posterior:
        return draw(
            model, events, fitted, draws=100, chains=3, seed=9, threads=threads,
            progress=lambda *step: told.append(step),
        )  # fmt: skip

    one = drawn(1)
    monkeypatch.setattr(crew, "LONG", 0.0)  # as if a gradient took long
    monkeypatch.setattr(crew, "_Helper", started := Counted(crew._Helper))
    two = drawn(2)
    assert started.times == 1
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert np.array_equal(drawn(3).draws, one.draws)  # no process can be had
    made = [step[1:] for step in told if step[0] == "chains"]
    assert made[-1] == (900, 900)  # of two processes as of one
    assert all(done <= whole for done, whole in made)
    assert np.array_equal(one.draws, two.draws)
    assert not np.array_equal(one.draws[0], one.draws[1])


def test_the_table_says_what_the_draws_say(drawn: Posterior) -> None:
    table = drawn.table()
    assert table["name"].to_list() == ["base", "push", "halflife"]
    flat = drawn.draws.reshape(-1, 3)
    assert table["mean"].to_list() == pytest.approx(flat.mean(axis=0).tolist())
    assert table["r_hat"][1] == pytest.approx(oracle.r_hat(drawn.draws[:, :, 1]), rel=1e-9)
    assert table["ess_bulk"][0] == pytest.approx(oracle.size(drawn.draws[:, :, 0], "bulk"))
    assert table["unit"].to_list() == ["log per day", "1", "day"]
    summary = drawn.summary()
    assert summary["r_hat"] == pytest.approx(table["r_hat"].max())
    assert summary["weights_k"] == drawn.weights.k if drawn.weights else False
    json.dumps(summary)
    assert "Arrests that follow arrests" in drawn._repr_html_()
    assert len(repr(drawn)) < 200
    assert drawn.sample(5, seed=1).shape == (5, 3)


def test_a_store_is_read_by_arviz(drawn: Posterior, tmp_path: Path) -> None:
    path = drawn.write(tmp_path / "posterior.zarr")
    found = oracle.read(path)
    base = found["posterior"]["base"]
    assert base.dims == ("chain", "draw")
    assert np.array_equal(base.values, drawn.draws[:, :, 0])
    stats = found["sample_stats"]
    assert np.array_equal(stats["lp"].values, drawn.log_posterior)
    assert stats["diverging"].values.dtype == bool
    assert np.array_equal(found["log_likelihood"]["record"].values, drawn.log_likelihood)
    # sampler statistics are those of the draws that were kept
    assert drawn.weights is not None
    kept = np.take_along_axis(drawn.run.energy, drawn.weights.chosen, 1)
    assert np.array_equal(stats["energy"].values, kept)
    assert found["posterior"].attrs["theory"] == "echo"
    drawn.write(path)  # replaces what is there


def test_parameters_by_country_are_one_variable(tmp_path: Path) -> None:
    model = ct.bind(ct.load_theory("silence"), ct.load_scenario("eastern-bloc-1953"))
    names = model.names
    draws = np.random.default_rng(0).standard_normal((2, 4, len(names)))
    flat = np.zeros((2, 4))
    whole = flat.astype(np.int64)
    run = nuts.Chains(draws[:, :, :0], flat, whole > 0, whole, whole, flat, flat, flat[:, 0])
    made = Posterior(model, "silence", names, draws, flat, flat, run, None, 0)
    made.write(tmp_path / "p.zarr")
    stored = xr.open_datatree(tmp_path / "p.zarr", engine="zarr")["posterior"]
    poland = stored["readiness"].sel(country="Poland").values
    assert np.array_equal(poland, draws[:, :, names.index("readiness[Poland]")])


def test_a_model_without_shapes_has_no_weights() -> None:
    model = model_of("constant")
    _, events = small_world(small_model(countries=2, days=150), 1)
    found = ct.posterior(model, events, draws=2000, chains=2, threads=1)
    assert found.weights is None
    assert found.summary()["weights_k"] is None
    n = events.filter(events["form"] == "arrest").height
    law = (n + 1) / (300 + 50)  # mean of the gamma law that counts and prior give
    assert found.draws.mean() == pytest.approx(law, abs=0.15 * np.sqrt(n + 1) / 350)


def test_too_few_draws_are_refused_with_names() -> None:
    model, events, fitted = echo()
    with pytest.raises(ct.ContentionError) as caught:
        ct.posterior(model, events, draws=30, chains=2, fitted=fitted, threads=1)
    assert set(caught.value.codes) == {"I021"}
    assert "push" in str(caught.value)


def test_without_nutpie_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    model, events, fitted = echo()
    monkeypatch.setattr(nuts, "find_spec", lambda _name: None)
    with pytest.raises(ct.ContentionError) as caught:
        ct.posterior(model, events, fitted=fitted)
    assert caught.value.codes == ("I023",)
    assert "contention[posterior]" in caught.value.problems[0].hint


def test_progress_reaches_the_whole() -> None:
    model, events, fitted = echo()
    told: list[tuple[str, int, int]] = []

    def tell(*step: Any) -> None:
        told.append(step)

    draw(
        model,
        events,
        fitted,
        draws=50,
        chains=2,
        seed=1,
        threads=1,
        progress=tell,
    )
    last = {stage: (done, total) for stage, done, total in told}
    assert last == {"chains": (500, 500), "weights": (CANDIDATES * 100, CANDIDATES * 100)}


def test_more_shapes_are_tried_where_weights_are_uneven(monkeypatch: pytest.MonkeyPatch) -> None:
    model, events, fitted = echo()
    rounds: list[int] = []

    def watched(*given: Any, **named: Any) -> Any:
        rounds.append(given[1].shape[0])
        return values(*given, **named)

    def look() -> Posterior:
        rounds.clear()
        return draw(
            model, events, fitted,
            draws=60, chains=2, seed=4, threads=1,
        )  # fmt: skip

    monkeypatch.setattr(sampling, "values", watched)
    look()
    assert rounds == [CANDIDATES * 120]
    monkeypatch.setattr(sampling, "highest_k", lambda _n: -10.0)  # never even enough
    found = look()
    assert rounds == [CANDIDATES * 120] * sampling.ROUNDS
    free = model.coordinates.free(found.draws[1, 7])
    assert found.log_posterior[1, 7] == pytest.approx(LogPosterior(model, events).value(free))


def test_chains_that_start_at_several_modes_tell_of_them() -> None:
    both = peaks(3, log_masses=(0.0, 0.0))
    first, second = both.modes

    def worst(*others: Floats) -> float:
        run = nuts.run_nuts(
            lambda: both.value_and_gradient, first.free, np.eye(3),
            draws=150, chains=4, seed=3, threads=1, others=others,
        )  # fmt: skip
        return max(r_hat(run.points[:, :, k]) for k in range(3))

    assert worst() < 1.05  # no chain has ever seen the second mode
    assert worst(second.free) > 1.5


def test_resampling_takes_each_draw_as_often_as_its_weight_asks() -> None:
    rng = np.random.default_rng(0)
    weight = rng.exponential(size=50)
    counts = np.mean(
        [np.bincount(resample(np.log(weight), rng), minlength=50) for _ in range(2000)], axis=0
    )
    assert counts == pytest.approx(50 * weight / weight.sum(), abs=0.06)
    chosen = resample(np.log(weight), rng)
    assert np.all(np.diff(chosen) >= 0)
    assert np.max(np.abs(np.bincount(chosen, minlength=50) - 50 * weight / weight.sum())) < 1
    assert np.array_equal(resample(np.zeros(7), rng), np.arange(7))
