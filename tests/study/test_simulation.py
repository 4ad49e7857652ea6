"""The worlds of one theory in a directory of their own."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contention.foundation.errors import ContentionError
from contention.study.case import make_case
from contention.study.run import Plan, run_study
from contention.study.simulation import Simulation, run_simulation

PLAN = Simulation(make_case("eastern-bloc-1953"), "contagion", worlds=60)

pytestmark = pytest.mark.usefixtures("inputs")


def test_worlds_stand_in_the_directory(tmp_path: Path, engine: Any, inference: Any) -> None:
    made = run_simulation(PLAN, output=tmp_path / "new")
    assert made.path == tmp_path / "new"
    assert made.worlds == 60
    manifest = json.loads((made.path / "manifest.json").read_text())
    assert manifest["status"] == "complete"
    assert manifest["inputs"].keys() == {
        "scenario",
        "record",
        "theory contagion",
        "values of contagion",
    }
    run_simulation(PLAN, output=tmp_path / "new")
    assert inference.fits == 1


def test_a_kept_fit_is_used(tmp_path: Path, engine: Any, inference: Any) -> None:
    first = run_simulation(PLAN, output=tmp_path / "first")
    kept = replace(PLAN, fit=tmp_path / "first" / "fit-contagion.json")
    second = run_simulation(kept, output=tmp_path / "second")
    assert inference.fits == 1
    assert second.events.equals(first.events)


@pytest.mark.parametrize("text", ["", "{}", '{"theory": 1}', "[]"])
def test_a_file_without_a_fit_is_refused(
    text: str, tmp_path: Path, engine: Any, inference: Any
) -> None:
    (tmp_path / "fit.json").write_text(text)
    with pytest.raises(ContentionError) as refused:
        run_simulation(replace(PLAN, fit=tmp_path / "fit.json"), output=tmp_path / "new")
    assert refused.value.codes == ("U010",)
    assert not (tmp_path / "new").exists()


def test_a_fit_of_other_parameters_is_refused(
    tmp_path: Path, engine: Any, inference: Any, inputs: Any
) -> None:
    run_simulation(PLAN, output=tmp_path / "first")
    inputs.models["contagion"].names = ("spread", "base", "more")
    plan = replace(PLAN, fit=tmp_path / "first" / "fit-contagion.json")
    with pytest.raises(ContentionError) as refused:
        run_simulation(plan, output=tmp_path / "second")
    assert refused.value.codes == ("U010",)
    assert "more" in str(refused.value)


def test_an_unknown_lever_and_a_day_outside_are_refused(
    tmp_path: Path, engine: Any, inference: Any
) -> None:
    with pytest.raises(ContentionError) as lever:
        run_simulation(replace(PLAN, levers=("apeal",)), output=tmp_path)
    assert lever.value.codes == ("U007",)
    assert "did you mean appeal?" in str(lever.value)
    for day in (date(1953, 3, 1), date(1958, 1, 1)):
        with pytest.raises(ContentionError) as outside:
            run_simulation(replace(PLAN, start=day), output=tmp_path)
        assert outside.value.codes == ("U006",)
    assert not list(tmp_path.iterdir())


def test_levers_and_start_reach_the_engine(
    tmp_path: Path, engine: Any, inference: Any, inputs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []
    simulate = engine.simulate

    def spy(model: Any, values: Any, **options: Any) -> Any:
        seen.append(options)
        return simulate(model, values, **options)

    monkeypatch.setattr(sys.modules["contention.engine"], "simulate", spy)
    plan = replace(PLAN, levers=("appeal",), start=date(1956, 10, 23), threads=2)
    run_simulation(plan, output=tmp_path)
    assert seen[0]["levers"] == ("appeal",)
    assert seen[0]["start"] == date(1956, 10, 23)
    assert seen[0]["record"] is inputs.record
    assert seen[0]["threads"] == 2
    run_simulation(PLAN, output=tmp_path / "whole")
    assert seen[-1]["record"] is None


def test_studies_and_worlds_do_not_mix(tmp_path: Path, engine: Any, inference: Any) -> None:
    run_simulation(PLAN, output=tmp_path / "worlds")
    plan = Plan(PLAN.case, worlds=60, theories=("contagion",))
    run_study(plan, output=tmp_path / "study")
    with pytest.raises(ContentionError) as one:
        run_study(plan, output=tmp_path / "worlds")
    with pytest.raises(ContentionError) as two:
        run_simulation(PLAN, output=tmp_path / "study")
    assert one.value.codes == two.value.codes == ("U008",)
