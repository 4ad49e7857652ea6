"""A whole study: what the directory holds, and what a second run makes again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contention.foundation.errors import ContentionError
from contention.study.case import make_case
from contention.study.effort import BUDGET
from contention.study.reading import load
from contention.study.run import Plan, run_study

PLAN = Plan(make_case("eastern-bloc-1953"), worlds=60, seed=3, theories=("contagion", "silence"))

pytestmark = pytest.mark.usefixtures("inputs")


def files(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_the_directory_is_as_the_contract_says(tmp_path: Path, engine: Any, inference: Any) -> None:
    study = run_study(PLAN, output=tmp_path / "new" / "study")
    names = {path.name for path in study.path.iterdir()} - {".contention", ".lock"}
    per_theory = {
        name.format(theory)
        for theory in PLAN.theories
        for name in ("fit-{}.json", "modes-{}.parquet", "worlds-{}", "patterns-{}.json")
    }
    assert names == per_theory | {f"scores-{theory}.json" for theory in PLAN.theories} | {
        "posterior-contagion.json",
        "episodes-contagion.json",
        "claims.json",
        "ranking.json",
        "whatif-contagion.json",
        "validity.json",
        "manifest.json",
        "audit.json",
        "record.parquet",
        "sources.json",
    }
    manifest = json.loads((study.path / "manifest.json").read_text())
    assert manifest["status"] == "complete"
    assert manifest["seed"] == 3
    assert manifest["theories"] == ["contagion", "silence"]
    assert manifest["inputs"].keys() == {
        "scenario",
        "record",
        "theory contagion",
        "theory silence",
    }
    fit = json.loads((study.path / "fit-contagion.json").read_text())
    assert fit["starts"] == [-12.25] * 3
    assert fit["parameters"][0] == {
        "name": "spread",
        "mode": 3.1,
        "se": None,
        "informative_rows": 9,
        "of": "unrest at home",
        "prior": {"family": "normal", "a": 0.0, "b": 1.0},
        "group": "Unrest spreads",
    }
    patterns = json.loads((study.path / "patterns-silence.json").read_text())
    assert patterns["theory"] == "silence"
    assert patterns["towns"] == 2
    assert patterns["worlds"] == 60


def test_a_second_run_makes_nothing_again(
    tmp_path: Path, engine: Any, inference: Any, parts: Any
) -> None:
    run_study(PLAN, output=tmp_path)
    before, asked = files(tmp_path), len(engine.asked)
    run_study(PLAN, output=tmp_path)
    assert (inference.fits, inference.comparisons) == (2, 2)
    assert sorted(parts.made) == sorted(set(parts.made))
    assert len(engine.asked) == asked
    assert files(tmp_path) == before


def test_a_theory_can_be_added(tmp_path: Path, engine: Any, inference: Any) -> None:
    run_study(replace(PLAN, theories=("silence",)), output=tmp_path)
    study = run_study(replace(PLAN, theories=("contagion",)), output=tmp_path)
    assert study.theories == ("contagion", "silence")
    assert [row.theory for row in study.summary()] == ["contagion", "silence"]
    assert inference.fits == 2
    assert json.loads((tmp_path / "sources.json").read_text())["theories"].keys() == {
        "contagion",
        "silence",
    }


def test_more_worlds_keep_the_fits(tmp_path: Path, engine: Any, inference: Any, parts: Any) -> None:
    run_study(PLAN, output=tmp_path)
    study = run_study(replace(PLAN, worlds=110), output=tmp_path)
    assert study.worlds("contagion").worlds == 110
    assert study.comparison("contagion")["worlds"] == 110
    assert inference.fits == 2
    # More worlds imply more of what else is drawn; the ranking has no worlds.
    assert sorted(parts.made) == sorted(
        ["episodes-contagion.json", "validity.json"]
        + 2 * ["posterior-contagion.json", "claims.json", "whatif-contagion.json"]
    )
    assert inference.scored == ["contagion", "silence"]


def test_steps_can_be_left_out_and_done_later(
    tmp_path: Path, engine: Any, inference: Any, parts: Any
) -> None:
    study = run_study(replace(PLAN, steps=("claims",)), output=tmp_path)
    assert parts.made == ["episodes-contagion.json", "claims.json"]
    assert parts.ranked is None
    assert engine.asked == []
    assert (study.ranking, study.validity, study.what_ifs) == (None, None, None)
    assert [row["step"] for row in study.steps] == ["inputs", "fits", "worlds", "claims"]
    whole = run_study(PLAN, output=tmp_path)
    assert parts.ranked == ["contagion", "silence"]
    assert whole.claims == study.claims
    assert whole.ranking is not None
    assert [row["step"] for row in whole.steps] == list(BUDGET)
    assert all(row["budget"] == BUDGET[row["step"]] for row in whole.steps)


def test_an_unknown_step_is_refused(tmp_path: Path, engine: Any, inference: Any) -> None:
    with pytest.raises(ContentionError) as refused:
        run_study(replace(PLAN, steps=("claim", "worlds", "x")), output=tmp_path / "new")
    assert refused.value.codes == ("U050", "U050")
    assert "did you mean claims?" in str(refused.value)
    assert not (tmp_path / "new").exists()


def test_what_was_done_before_an_interruption_is_kept(
    tmp_path: Path, engine: Any, inference: Any, parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("contention.study.run.make_what_ifs", fail)
        with pytest.raises(KeyboardInterrupt):
            run_study(PLAN, output=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["status"] == "running"
    assert [row["step"] for row in manifest["steps"]][-1] == "claims"
    made = list(parts.made)
    run_study(PLAN, output=tmp_path)
    assert parts.made == [*made, "whatif-contagion.json", "validity.json"]
    assert inference.scored == ["contagion", "silence"]


def test_another_theory_of_the_name_is_refused(
    tmp_path: Path, engine: Any, inference: Any, inputs: Any
) -> None:
    run_study(PLAN, output=tmp_path)
    before = files(tmp_path)
    inputs.models["silence"].theory.digest = "c" * 64
    with pytest.raises(ContentionError) as refused:
        run_study(PLAN, output=tmp_path)
    assert refused.value.codes == ("U008",)
    assert "theory silence" in str(refused.value)
    assert files(tmp_path) == before


def test_another_seed_or_fewer_worlds_are_refused(
    tmp_path: Path, engine: Any, inference: Any
) -> None:
    run_study(PLAN, output=tmp_path)
    for change, code in (({"seed": 4}, "U008"), ({"worlds": 59}, "U009")):
        with pytest.raises(ContentionError) as refused:
            run_study(replace(PLAN, **change), output=tmp_path)
        assert refused.value.codes == (code,)
    assert load(tmp_path).manifest["seed"] == 3


def test_nothing_is_written_for_impossible_numbers(
    tmp_path: Path, engine: Any, inference: Any
) -> None:
    with pytest.raises(ContentionError) as refused:
        run_study(replace(PLAN, worlds=0, seed=-1, threads=-2), output=tmp_path / "new")
    assert refused.value.codes == ("U002", "U003", "U004")
    assert not (tmp_path / "new").exists()


def test_a_directory_that_is_not_ours_is_left_alone(
    tmp_path: Path, engine: Any, inference: Any
) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(ContentionError) as refused:
        run_study(PLAN, output=tmp_path)
    assert refused.value.codes == ("F014",)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_an_unfinished_study_is_not_opened(
    tmp_path: Path, engine: Any, inference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(inference, "fits", 0)
        patch.setattr("contention.study.run.make_worlds", fail)
        with pytest.raises(KeyboardInterrupt):
            run_study(PLAN, output=tmp_path)
    with pytest.raises(ContentionError) as refused:
        load(tmp_path)
    assert refused.value.codes == ("U012",)
    assert "not finished" in str(refused.value)
    assert run_study(PLAN, output=tmp_path).theories == PLAN.theories


def test_a_study_reads_back(tmp_path: Path, engine: Any, inference: Any) -> None:
    run_study(PLAN, output=tmp_path)
    study = load(tmp_path)
    assert study.case == "eastern-bloc-1953"
    assert study.audit["set_aside"] == {"part": 1}
    assert study.fit("contagion").log_posterior == -12.25
    assert study.fit("contagion").table()["mode"].to_list() == [3.1, -2 / 3]
    assert study.patterns("silence")["record"].to_list() == [440.0, 95.0, None]
    assert study.worlds("silence").events.height > 0
    row = study.summary()[0]
    assert (row.inside, row.patterns) == (1, 2)
    assert row.recorded() == ("440", "95")
    shown = (study, study.fit("contagion"), study.worlds("contagion"))
    assert all("contagion" in each._repr_html_() for each in shown)
    with pytest.raises(ContentionError) as unknown:
        study.fit("contagon")
    assert "did you mean contagion?" in str(unknown.value)


def test_sources_are_listed(tmp_path: Path, engine: Any, inference: Any) -> None:
    run_study(PLAN, output=tmp_path)
    listed = json.loads((tmp_path / "sources.json").read_text())
    assert listed["scenario"] == [
        {"what": "covariate wages", "source": "yearbook", "rows": 1},
        {"what": "places", "source": "census", "rows": 2},
        {"what": "places", "source": "yearbook", "rows": 1},
        {"what": "stratum workers", "source": "census", "rows": 1},
    ]
    contagion = listed["theories"]["contagion"]
    assert [entry["key"] for entry in contagion] == ["swp-1957", "hawkes-1971"]
    assert "Hawkes" in contagion[1]["text"]


def test_progress_of_every_stage_ends(tmp_path: Path, engine: Any, inference: Any) -> None:
    last: dict[str, tuple[int, int]] = {}
    run_study(
        PLAN,
        output=tmp_path,
        progress=lambda stage, done, total: last.update({stage: (done, total)}),
    )
    assert all(done == total for done, total in last.values())
    assert {"inputs", "fit of silence", "worlds of silence", "patterns of silence"} <= last.keys()
