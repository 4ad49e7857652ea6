"""What the verbs print, as text within 80 columns and as JSON with documented keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

DOCUMENTED = Path(__file__).parents[2] / "docs/reference/json.md"

SMALL = ("--theories", "contagion,silence", "--worlds", "20")


def documented(verb: str) -> set[str]:
    """Return the keys that the reference lists for a verb."""
    text = DOCUMENTED.read_text(encoding="utf-8")
    section = re.search(rf"^## {verb}\n(.*?)(?=^## |\Z)", text, flags=re.DOTALL | re.MULTILINE)
    assert section, verb
    cells = re.findall(r"^\| (`.*?) \|", section[1], flags=re.MULTILINE)
    return {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}


def documented_everywhere(verb: str) -> set[str]:
    """Return every key that the reference names for a verb, also those inside of entries."""
    text = DOCUMENTED.read_text(encoding="utf-8")
    section = re.search(rf"^## {verb}\n(.*?)(?=^## |\Z)", text, flags=re.DOTALL | re.MULTILINE)
    assert section, verb
    return set(re.findall(r"`(\w+)`", section[1]))


def documented_in(file: str) -> set[str]:
    """Return the keys that the reference of files lists for a file."""
    text = (DOCUMENTED.parent / "files.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {file}\n(.*?)(?=^## |\Z)", text, flags=re.DOTALL | re.MULTILINE)
    assert section, file
    cells = re.findall(r"^\| (`.*?) \|", section[1], flags=re.MULTILINE)
    return {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}


def check_object(verb: str, outcome: Any) -> dict[str, Any]:
    assert outcome.status == 0, outcome.err
    found = outcome.object
    assert next(iter(found)) == "schema"
    assert found["schema"] == f"contention/{verb}/1"
    assert found.keys() - {"schema"} == documented(verb)
    return found


def check_text(outcome: Any) -> str:
    assert outcome.status == 0, outcome.err
    assert max(map(len, outcome.out.splitlines())) <= 80
    return outcome.out


def test_list(contention: Callable[..., Any]) -> None:
    found = check_object("list", contention("list", "--json"))
    names = {(item["kind"], item["name"]) for item in found["items"]}
    assert {
        ("record", "eastern-bloc-1953"),
        ("scenario", "eastern-bloc-1953"),
        ("theory", "political-revolution"),
    } <= names
    assert all(item["status"] for item in found["items"])
    only = contention("list", "theory", "--json").object["items"]
    assert {item["kind"] for item in only} == {"theory"}
    assert "political-revolution" in check_text(contention("list"))


def test_audit(contention: Callable[..., Any]) -> None:
    found = check_object("audit", contention("audit", "eastern-bloc-1953", "--json"))
    assert found["rows"] == 1090
    assert found["kept"] + sum(found["set_aside"].values()) == 1090
    assert found["town_days"]["total"] == 440
    assert "1,008 events used" in check_text(contention("audit", "eastern-bloc-1953"))


def test_check(contention: Callable[..., Any]) -> None:
    words = ("check", "contagion", "eastern-bloc-1953")
    found = contention(*words, "--json").object
    assert found["schema"] == "contention/check/1"
    assert found.keys() == {"schema", "items", "bound"}
    scenario, theory = found["items"]
    assert (scenario["kind"], theory["kind"]) == ("scenario", "theory")
    assert scenario["countries"] == 9
    assert scenario.keys() | theory.keys() | found["bound"][0].keys() | {"items", "bound"} == (
        documented_everywhere("check")
    )
    assert found["bound"][0]["theory"] == "contagion"
    assert found["bound"][0]["parameters"] > theory["parameters"]
    shown = check_text(contention(*words))
    assert "contagion binds to eastern-bloc-1953" in shown


def test_describe(contention: Callable[..., Any]) -> None:
    found = check_object("describe", contention("describe", "contagion", "--json"))
    assert found["document"]["name"] == found["theory"] == "contagion"
    assert "Normal(0, 1)" in check_text(contention("describe", "contagion"))


def test_explain(contention: Callable[..., Any]) -> None:
    found = check_object("explain", contention("explain", "u005", "--json"))
    assert found["code"] == "U005"
    assert found["title"] == "not a date"
    shown = check_text(contention("explain", "U005"))
    assert shown.startswith("U005: not a date\n\n")
    assert len(shown.splitlines()) > 3


def test_fit(
    contention: Callable[..., Any],
    inputs: Any,
    inference: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from contention.study import inputs as module
    from contention.study import run

    monkeypatch.setattr(module, "load_inputs", vars(run)["load_inputs"])
    words = ("fit", "eastern-bloc-1953", "--theory", "contagion")
    found = check_object("fit", contention(*words, "--json"))
    assert found["parameters"][0]["se"] is None
    assert {"name", "mode", "se"} <= found["parameters"][0].keys()
    assert found["path"] is None
    assert not list(tmp_path.iterdir())
    shown = check_text(contention(*words, "-o", "kept"))
    assert "log posterior   -12.25" in shown
    assert (tmp_path / "kept" / "fit-contagion.json").is_file()
    asked = inference.fits
    check_object("fit", contention(*words, "-o", "kept", "--json"))
    assert inference.fits == asked


def test_fit_with_draws_and_evidence(
    contention: Callable[..., Any], inputs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import contention as package
    from contention.study import inputs as module
    from contention.study.inputs import Inputs
    from tests.inference.echo import echo

    model, events, _ = echo()
    scenario = SimpleNamespace(digest="5" * 64)
    record = SimpleNamespace(events=events, digest="e" * 64)

    def load(case: Any, _theories: Any) -> Any:
        return Inputs(case, scenario, record, (model,))

    monkeypatch.setattr(module, "load_inputs", load)
    words = ("fit", "eastern-bloc-1953", "--theory", "echo", "--posterior", "--evidence")
    words += ("--draws", "500", "--chains", "2", "-o", "kept")
    made = contention(*words, "--json")
    found = check_object("fit", made)
    assert "chains of echo: done" in made.err
    drawn, weighed = found["posterior"], found["evidence"]
    assert drawn.keys() | {"theory"} == documented_in("posterior-THEORY/summary.json") | {"path"}
    assert weighed.keys() == documented_in("evidence-THEORY.json") | {"path"}
    assert drawn["chains"] == 2
    assert drawn["r_hat"] < 1.05
    rows = {row["name"]: row for row in drawn["parameters"]}
    assert rows["push"]["low"] < rows["push"]["mean"] < rows["push"]["high"]
    assert weighed["log_evidence"] == pytest.approx(weighed["laplace"], abs=1.0)
    assert (tmp_path / "kept/posterior-echo/posterior.zarr/zarr.json").is_file()
    # asked again, nothing is drawn again
    monkeypatch.delattr("contention.inference.sampling.posterior")
    monkeypatch.delattr("contention.inference.evidence.evidence")
    again = contention(*words, "--json").object
    assert again["posterior"] == drawn
    assert again["evidence"] == weighed
    shown = check_text(contention(*words))
    assert re.search(r"^push +\S+ +\S+ +\S+ +\S+ +1\.0\d\d ", shown, re.MULTILINE)
    assert "log evidence" in shown
    assert package.__version__ in drawn["made_from"]["version"]


def test_simulate(
    contention: Callable[..., Any], inputs: Any, inference: Any, engine: Any, tmp_path: Path
) -> None:
    words = ("simulate", "eastern-bloc-1953", "--theory", "contagion", "--worlds", "20")
    found = check_object("simulate", contention(*words, "--json"))
    assert found["worlds"] == 20
    assert found["worlds_per_second"] == 20 / found["seconds"]
    assert found["path"] == "results/eastern-bloc-1953-simulate-contagion"
    assert (tmp_path / found["path"] / "events.parquet").is_file()
    assert "worlds             20" in check_text(contention(*words))
    more = contention(*words[:-1], "30", "--json").object
    assert more["worlds"] == 30


def test_study_and_report(
    contention: Callable[..., Any],
    inputs: Any,
    inference: Any,
    engine: Any,
    page: None,
    tmp_path: Path,
) -> None:
    made = contention("study", "eastern-bloc-1953", *SMALL, "--json")
    found = check_object("study", made)
    assert found["path"] == "results/eastern-bloc-1953"
    assert (tmp_path / found["report"]).read_text() == "<p>FAKE</p>"
    assert [row["theory"] for row in found["theories"]] == ["contagion", "silence"]
    assert found["theories"][0]["town_days"]["record"] == 440
    assert "worlds of silence: done" in made.err
    shown = check_text(contention("study", "eastern-bloc-1953", *SMALL))
    assert shown.splitlines()[-1] == "results/eastern-bloc-1953/report.html"
    assert "440" in shown
    assert "-12.2" in shown
    manifest = json.loads((tmp_path / found["path"] / "manifest.json").read_text())
    assert manifest["status"] == "complete"
    report = check_object("report", contention("report", found["path"], "--json"))
    assert report["report"] == found["report"]
    assert check_text(contention("report", found["path"])).strip() == found["report"]


def test_objects_hold_no_nan(capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import date

    from contention.cli.output import print_object

    print_object("list", a=float("nan"), b=[float("inf"), 1], c=date(1956, 10, 23), d=Path("x/y"))
    assert capsys.readouterr().out == (
        '{"schema": "contention/list/1", "a": null, "b": [null, 1], "c": "1956-10-23", '
        '"d": "x/y"}\n'
    )
