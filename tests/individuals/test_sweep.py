"""Sweeps: the same worlds as `run` makes, kept row by row, and refused where they make no sense."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from contention.individuals import Address, Model, run
from contention.individuals import sweep as sweep_module
from contention.individuals.model import Value
from contention.individuals.police_state import RALLY
from contention.individuals.rebellion import REBELLION
from contention.individuals.sweep import Axis, Sweep, sweep
from tests.individuals.refusals import codes

Floats = NDArray[np.float64]

SMALL = {"people": 50, "step": 0.1}
ALPHA, BETA = Axis("alpha", 0.2, 0.9), Axis("beta")


def small(keep: Path | None = None, **changed: object) -> Sweep:
    asked = {"grid": 3, "worlds": 4, "steps": 12, "settings": SMALL, "keep": keep, **changed}
    return sweep(RALLY, ALPHA, BETA, **asked)  # type: ignore[arg-type]


def test_a_cell_is_the_mean_of_the_worlds_of_run() -> None:
    found = small(seed=3)
    assert found.xs.tolist() == pytest.approx([0.2, 0.55, 0.9])
    assert found.ys.tolist() == [0.0, 0.5, 1.0]
    settings = {**SMALL, "alpha": 0.9, "beta": 0.5}
    worlds = run(RALLY, steps=12, worlds=4, settings=settings, seed=3).data["protesting"]
    means = worlds.to_numpy().mean(axis=1)
    assert found.mean[1, 2] == pytest.approx(means.mean())
    assert found.sd[1, 2] == pytest.approx(means.std())
    assert np.ptp(found.mean) > 0


def test_the_figure_says_what_it_shows() -> None:
    figure = small().figure()
    assert figure.values.shape == (3, 3)
    assert "12 steps of 4 worlds at each of 3 by 3 settings" in figure.says


def test_threads_do_not_matter() -> None:
    assert (small(threads=1).mean == small(threads=3).mean).all()


def test_an_interrupted_sweep_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = tmp_path / "out.csv"

    def interrupt(done: int, total: int) -> None:
        assert total == 9
        if done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small(keep, progress=interrupt)
    assert len(keep.read_text().splitlines()) == 2 + 6
    walked: list[int] = []
    walk_world = sweep_module.walk_world

    def counted(
        model: Model, values: dict[str, Value], live: Floats, address: Address, seen: Floats
    ) -> None:
        walked.append(address.world)
        walk_world(model, values, live, address, seen)

    monkeypatch.setattr(sweep_module, "walk_world", counted)
    resumed = small(keep)
    assert len(walked) == 3 * 4  # the third row alone
    whole = small()
    assert (resumed.mean == whole.mean).all()
    assert (resumed.sd == whole.sd).all()
    walked.clear()
    assert (small(keep).mean == whole.mean).all()
    assert walked == []


def test_another_sweeps_file_is_left_alone(tmp_path: Path) -> None:
    keep = tmp_path / "out.csv"
    small(keep)
    before = keep.read_text()
    assert codes(lambda: small(keep, seed=1)) == ("P064",)
    assert codes(lambda: small(keep, settings={**SMALL, "join_rate": 2.0})) == ("P064",)
    assert keep.read_text() == before
    keep.write_text(before.rpartition(",")[0])
    assert codes(lambda: small(keep)) == ("P064",)
    keep.write_bytes(b"\xff\xfe")
    assert codes(lambda: small(keep)) == ("P064",)
    keep.write_text("")
    assert codes(lambda: small(keep)) == ("P064",)


@pytest.mark.parametrize(
    ("x", "y", "asked", "code"),
    [
        (Axis("alpha"), Axis("alpha"), {}, "P060"),
        (Axis("alpha"), Axis("gamma"), {}, "P060"),
        (Axis("alpha"), BETA, {"grid": 1}, "P061"),
        (Axis("alpha"), BETA, {"grid": 1001}, "P061"),
        (Axis("alpha", 0.5, 0.5), BETA, {}, "P062"),
        (Axis("alpha", 0.9, 0.1), BETA, {}, "P062"),
        (Axis("alpha", float("nan"), 0.1), BETA, {}, "P062"),
        (Axis("alpha", 0.0, 1.5), BETA, {}, "P004"),
        (Axis("alpha"), BETA, {"of": "jailed"}, "P063"),
        (Axis("alpha"), BETA, {"worlds": 0}, "P008"),
        (Axis("alpha"), BETA, {"steps": 0}, "P008"),
        (Axis("alpha"), BETA, {"variant": "slow"}, "P002"),
        (Axis("alpha"), BETA, {"settings": {"people": 0}}, "P004"),
    ],
)
def test_refusals(x: Axis, y: Axis, asked: dict[str, object], code: str) -> None:
    assert codes(lambda: sweep(RALLY, x, y, **{"grid": 2, **asked})) == (code,)  # type: ignore[arg-type]


def test_an_open_range_must_be_closed() -> None:
    axes = Axis("longest_sentence"), Axis("legitimacy")
    assert codes(lambda: sweep(REBELLION, *axes)) == ("P062",)
    # A choice of rule is no number, and densities may not pass one together at any corner.
    assert codes(lambda: sweep(REBELLION, Axis("jail"), Axis("legitimacy"))) == ("P060",)
    axes = Axis("citizen_density", 0.1, 0.7), Axis("cop_density", 0.0, 0.5)
    assert codes(lambda: sweep(REBELLION, *axes)) == ("P009",)
