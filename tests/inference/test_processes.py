"""Work that is shared out over processes: another does part of it, and nothing changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from contention.engine import bind
from contention.foundation import crew
from contention.inference.calibration import recover
from contention.inference.estimands import coefficient
from contention.inference.noises import fit_noises
from contention.inference.planted import plant
from contention.inference.ranking.rank import rank
from contention.inference.validity.sbc import calibrate
from contention.inference.validity.sensitivity import sensitivity
from contention.theory import load
from tests.inference.claims.toy import toy_fit
from tests.inference.ranking.planted import planted, theory_model
from tests.reference.toy import toy_scenario

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def two_processes() -> Generator[None]:
    with crew.standing_crew(2):
        yield


@pytest.fixture
def done_there(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Items that the other process did; this one waits until it has done one."""
    there: list[int] = []
    take, feed, do_one = crew._Task._take, crew._Task._feed, crew._Task.do_one
    fed: list[Any] = []

    def taken(self: Any, number: int, kind: str, what: Any) -> None:
        take(self, number, kind, what)
        there.append(number)

    def feeding(self: Any, *given: Any) -> None:
        fed.append(self)
        feed(self, *given)

    def do_later(self: Any) -> float:
        until = time.monotonic() + 60
        while self in fed and not there and time.monotonic() < until:
            time.sleep(0.01)
        return do_one(self)

    monkeypatch.setattr(crew._Task, "_take", taken)
    monkeypatch.setattr(crew._Task, "_feed", feeding)
    monkeypatch.setattr(crew._Task, "do_one", do_later)
    return there


def fits(threads: int, _folder: Path) -> Any:
    model, fitted, record = toy_fit()
    found = fit_noises(model, fitted, record, threads=threads)
    return [found[noise].mode.tolist() for noise in found]


def worlds(threads: int, _folder: Path) -> Any:
    model, fitted, record = toy_fit()
    effects = [coefficient(model, "spread")]
    found = plant(model, fitted, record, effects, worlds=4, seed=4, threads=threads)
    return found.events, found.present.tolist(), found.absent.tolist()


def choices(threads: int, _folder: Path) -> Any:
    model, fitted, record = toy_fit()
    return sensitivity(model, record, fitted, threads=threads).shifts.rows()


def known_truths(threads: int, _folder: Path) -> Any:
    here = Path(__file__).parent / "theories"
    model = bind(load(here / "tiny.yaml"), toy_scenario(2, 1, 200))
    found = calibrate(model, records=6, weights=0, seed=5, threads=threads)
    return found.rank.tolist(), found.events, found.skipped


def refits(threads: int, _folder: Path) -> Any:
    model, fitted, record = toy_fit()
    found = recover(model, fitted, record, n=4, seed=2, threads=threads)
    return found.mode.tolist(), found.events, found.skipped


def scores(threads: int, folder: Path) -> Any:
    models = [theory_model(name, folder) for name in ("spreading", "sundays", "mondays")]
    found = rank(models, planted(models[0], 2), threads=threads)
    return found.theories.drop("seconds", strict=False).rows(), found.pairs.rows()


@pytest.mark.parametrize("work", [fits, worlds, choices, known_truths, refits, scores])
def test_processes_change_nothing(
    work: Callable[[int, Path], Any], done_there: list[int], tmp_path: Path
) -> None:
    alone = work(1, tmp_path)
    assert not done_there
    assert work(2, tmp_path) == alone
    assert done_there
