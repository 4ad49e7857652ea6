"""Rankings on disk: what is there and was made from the same inputs is not made again."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contention.study.case import Case
from contention.study.choosing import GENERAL, RIVALS, SHIPPED
from contention.study.inputs import Inputs
from contention.study.ranking import FILE, make_ranking, scores_path


@pytest.fixture
def case(inputs: Any) -> Inputs:
    models = tuple(inputs.models.values())
    return Inputs(Case("bloc", "a", "b"), inputs.scenario, inputs.record, models)


def test_the_directory_holds_fits_scores_and_the_ranking(
    tmp_path: Path, case: Inputs, inference: Any
) -> None:
    ranking = make_ranking(tmp_path, case)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        *(f"fit-{name}.json" for name in ("contagion", "silence")),
        *(f"modes-{name}.parquet" for name in ("contagion", "silence")),
        *(f"scores-{name}.json" for name in ("contagion", "silence")),
        FILE,
    }
    written = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert written["theories"][0]["name"] == ranking.theories["name"][0] == "contagion"
    assert written["words"] == list(ranking.words)
    assert written["blocks"][0]["first"] == "1956-10-23"
    # scores start from the modes of the fits that are kept
    assert {name: list(start) for name, start in inference.starts.items()} == {
        name: [1.1, -2 / 3] for name in ("contagion", "silence")
    }


def test_a_second_run_reads_what_is_there(tmp_path: Path, case: Inputs, inference: Any) -> None:
    first = make_ranking(tmp_path, case)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    again = make_ranking(tmp_path, case)
    assert inference.scored == ["contagion", "silence"]
    assert inference.fits == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert again.theories.equals(first.theories)


def test_only_what_is_missing_or_broken_is_made_again(
    tmp_path: Path, case: Inputs, inference: Any
) -> None:
    make_ranking(tmp_path, case)
    path = scores_path(tmp_path, "silence")
    whole = path.read_text(encoding="utf-8")
    for text in (whole[:100], "[]", "{}", json.dumps({**json.loads(whole), "noises": 1})):
        path.write_text(text)
        make_ranking(tmp_path, case)
        assert inference.scored.pop() == "silence"
    path.unlink()
    make_ranking(tmp_path, case)
    assert inference.scored == ["contagion", "silence", "silence"]


def test_other_inputs_or_settings_make_other_scores(
    tmp_path: Path, case: Inputs, inference: Any
) -> None:
    make_ranking(tmp_path, case)
    make_ranking(tmp_path, case, effort="full")
    assert inference.scored == ["contagion", "silence"] * 2
    changed = SimpleNamespace(**{**vars(case.models[1].theory), "digest": "b" * 64})
    other = cast("Any", SimpleNamespace(**{**vars(case.models[1]), "theory": changed}))
    models = (case.models[0], other)
    make_ranking(tmp_path, Inputs(case.case, case.scenario, case.record, models), effort="full")
    assert inference.scored[4:] == ["silence"]


def test_nothing_is_kept_without_a_directory(
    tmp_path: Path, case: Inputs, inference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_ranking(None, case)
    assert not list(tmp_path.iterdir())
    assert inference.fits == 0  # the ranking fits for itself
    assert inference.starts == {}


def test_every_shipped_theory_is_compared() -> None:
    from contention.catalogue import items

    of_the_bloc = {item.name for item in items() if item.path.parent.name == "theories"}
    assert set(SHIPPED) == of_the_bloc - set(RIVALS[GENERAL])
