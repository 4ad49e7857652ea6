"""Fixtures of the study tests: a fake engine in the place of the real one."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import numpy as np
import polars as pl
import pytest

from contention.inference.ranking.blocks import Block
from contention.inference.ranking.order import rank_scores
from contention.inference.ranking.scores import Ablated, NoiseScores, Scores
from contention.study.fits import StoredFit
from contention.study.keeping import keep, stamp
from contention.theory.noise import NOISES

FAKE = Path(__file__).with_name("fake_engine.py")


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fake_engine", FAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fake_engine"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def fakes() -> ModuleType:
    return _load()


@pytest.fixture
def engine(fakes: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    fake = fakes.FakeEngine()
    module = ModuleType("contention.engine")
    vars(module).update(simulate=fake.simulate)
    monkeypatch.setitem(sys.modules, "contention.engine", module)
    return fake


class FakeInference:
    """A fit and a comparison that cost nothing and say how often they were asked for."""

    def __init__(self) -> None:
        self.fits = 0
        self.comparisons = 0
        self.scored: list[str] = []
        self.starts: dict[str, Any] = {}

    def fit(self, model: Any, record: Any, *, starts: int, seed: int, progress: Any) -> Any:
        self.fits += 1
        for start in range(starts):
            progress(f"start {start}")
        rows = [
            {
                "name": "spread",
                "mode": 0.1 + seed,
                "se": math.nan,
                "rows": 9,
                "of": "unrest at home",
            },
            {"name": "base", "mode": -2 / 3, "se": 0.25, "rows": 0, "of": "strikes"},
        ]
        return SimpleNamespace(
            theory=model.theory.name,
            log_likelihood=-10.5,
            log_posterior=-12.25,
            starts=(-12.25,) * starts,
            names=("spread", "base"),
            free=np.array([0.1, -2 / 3]),
            covariance=np.diag([0.04, 0.0625]),
            others=(),
            table=lambda: pl.DataFrame(rows),
        )

    def compare(self, worlds: Any, record: Any, *, towns: int) -> Any:
        self.comparisons += 1
        total = float(worlds.events.height)
        row = {"low": 1.0, "median": total, "high": 1300.0, "inside": True, "label": ""}
        rows = [
            {"pattern": "town_days", "record": 440.0} | row,
            {"pattern": "largest_day", "record": 95.0} | row | {"inside": False},
            {"pattern": "waiting_median", "record": None} | row | {"inside": None},
        ]
        return SimpleNamespace(
            to_json=lambda: {"worlds": worlds.worlds, "towns": towns, "patterns": rows}
        )

    def rank(
        self,
        models: Any,
        record: Any,
        *,
        starts: Any,
        effort: Any,
        known: Any,
        keep: Any,
        threads: int,
        progress: Any,
    ) -> Any:
        self.starts |= starts
        found = dict(known)
        for k, model in enumerate(models):
            name = model.theory.name
            if name not in found:
                self.scored.append(name)
                found[name] = fake_scores(name, effort, ahead=3.0 * k)
                keep(found[name])
        progress("comparison", 1, 1)
        blocks = [
            Block(f"block {k}", "Hungary" * (k < 2), DAY, DAY, 5, np.ones((1, 1), dtype=bool))
            for k in range(4)
        ]
        return rank_scores([found[model.theory.name] for model in models], blocks)


DAY = date(1956, 10, 23)


def fake_scores(name: str, effort: Any, *, ahead: float) -> Scores:
    by_block = [-100.0 - ahead, -50.5 - ahead, -20.0, -math.pi]
    noises = [
        NoiseScores(noise, [-200.0, -190.0, -195.0 + ahead], [by_block] * 3, by_block)
        for noise in NOISES
    ]
    family = Ablated("spread", "Unrest spreads", ["spread"], ["strike"], -5.0, [-1.0, 0, 0, 2.0])
    return Scores(name, name.title(), effort, noises, [family], 0.5)


@pytest.fixture
def inference(monkeypatch: pytest.MonkeyPatch) -> FakeInference:
    fake = FakeInference()
    module = ModuleType("contention.inference")
    vars(module).update(fit=fake.fit, compare=fake.compare, rank=fake.rank)
    monkeypatch.setitem(sys.modules, "contention.inference", module)
    return fake


class FakeParts:
    """Parts of a study that cost nothing, kept on disk as the real ones are."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.ranked: list[str] | None = None

    def keep(self, path: Path, content: dict[str, Any], **settings: Any) -> dict[str, Any]:
        def make() -> dict[str, Any]:
            self.made.append(path.name)
            return content

        return keep(path, stamp({}, **settings), make)

    def episodes(self, directory: Path, inputs: Any, fit: Any) -> dict[str, Any]:
        return self.keep(directory / f"episodes-{fit.theory}.json", {"countries": {}})

    def posterior(
        self, directory: Path, inputs: Any, fit: Any, effort: Any, **more: Any
    ) -> dict[str, Any]:
        path = directory / f"posterior-{fit.theory}.json"
        return self.keep(path, {"stable_share": 0.5}, draws=effort.draws, seed=more["seed"])

    def claims(
        self, directory: Path, inputs: Any, fit: Any, effort: Any, *, ranking: Any, **more: Any
    ) -> dict[str, Any]:
        self.ranked = None if ranking is None else ranking.theories["name"].to_list()
        content = {"counts": {"supported": 1, "not testable": 2}, "claims": []}
        return self.keep(directory / "claims.json", content, replicates=effort.replicates)

    def what_ifs(
        self, directory: Path, inputs: Any, fit: Any, effort: Any, **more: Any
    ) -> dict[str, Any]:
        content: dict[str, Any] = {"what_ifs": [{}], "sweeps": []}
        return self.keep(directory / f"whatif-{fit.theory}.json", content, pairs=effort.pairs)

    def validity(
        self, directory: Path, inputs: Any, fit: Any, effort: Any, *, posterior: Any, **more: Any
    ) -> dict[str, Any]:
        share = None if posterior is None else posterior["stable_share"]
        checks = [{"check": "gradient", "passed": True}, {"check": "ranks", "passed": False}]
        return self.keep(directory / "validity.json", {"checks": checks}, share=share)


@pytest.fixture
def parts(inputs: Any) -> FakeParts:
    """The fakes that ``inputs`` put in the place of the parts of a study."""
    return inputs.parts


@pytest.fixture
def inputs(fakes: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Inputs of a study of two theories, in the place of those of the catalogue."""
    from contention.study import inputs as module
    from contention.study import run, simulation
    from contention.study.case import Case

    scenario = SimpleNamespace(
        name="eastern-bloc-1953",
        title="Eastern bloc",
        digest="5" * 64,
        start=date(1953, 3, 1),
        end=date(1957, 12, 31),
        places=SimpleNamespace(
            kind=("town", "town", "remainder"), source=("census", "census", "yearbook")
        ),
        covariates=(SimpleNamespace(name="wages", source="yearbook"),),
        shocks=(),
        provenance=(SimpleNamespace(item="stratum workers", source="census"),),
    )
    audit = SimpleNamespace(as_dict=lambda: {"rows": 3, "kept": 2, "set_aside": {"part": 1}})
    events = pl.DataFrame({"id": ["E1", "E2"], "role": ["event", "event"]})
    record = SimpleNamespace(digest="e" * 64, audit=lambda: audit, events=events)
    names = {name: fakes.fake_model(name) for name in ("contagion", "silence")}

    def load_inputs(case: Case, theories: Any) -> Any:
        models = tuple(names[name] for name in theories)
        return module.Inputs(case, cast("Any", scenario), cast("Any", record), models)

    monkeypatch.setattr(run, "write_record", lambda one, path: one.events.write_parquet(path))
    monkeypatch.setattr("contention.engine.asked.rate_cap", lambda _model, _record: 500.0)
    for place in (run, simulation):
        monkeypatch.setattr(place, "load_inputs", load_inputs)
    fake = FakeParts()
    for name, part in (
        ("make_episodes", fake.episodes),
        ("make_posterior_patterns", fake.posterior),
        ("make_claims", fake.claims),
        ("make_what_ifs", fake.what_ifs),
        ("make_validity", fake.validity),
    ):
        monkeypatch.setattr(run, name, part)

    real = StoredFit.whole

    def whole(fit: StoredFit, model: Any) -> Any:
        if model not in names.values():
            return real(fit, model)
        return SimpleNamespace(theory=fit.theory, model=model)

    monkeypatch.setattr(StoredFit, "whole", whole)
    return SimpleNamespace(models=names, scenario=scenario, record=record, parts=fake)


@pytest.fixture
def request_for(fakes: ModuleType) -> Callable[..., Any]:
    def make(worlds: int, **more: Any) -> Any:
        from contention.study.worlds import Request

        settings: dict[str, Any] = {"seed": 1, "values": np.array([1.0, 2.0])} | more
        return Request(model=fakes.fake_model(), worlds=worlds, **settings)

    return make
