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


def test_compare(
    contention: Callable[..., Any],
    inputs: Any,
    inference: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from contention.study import inputs as module
    from contention.study import run

    monkeypatch.setattr(module, "load_inputs", vars(run)["load_inputs"])
    words = ("compare", "eastern-bloc-1953", "--theories", "contagion,silence")
    found = check_object("compare", contention(*words, "--json"))
    assert {key for row in found["theories"] for key in row} <= documented_everywhere("compare")
    for key in ("pairs", "settings", "blocks", "ablation"):
        assert found[key][0].keys() <= documented_everywhere("compare"), key
    assert [row["name"] for row in found["theories"]] == ["contagion", "silence"]
    assert found["theories"][0]["log_evidence_se"] is None
    assert found["effort"] == "quick"
    assert not list(tmp_path.iterdir())
    shown = check_text(contention(*words, "--full", "-o", "kept"))
    assert "contagion      -174" in shown
    assert "6 ±" in shown
    kept = json.loads((tmp_path / "kept" / "ranking.json").read_text(encoding="utf-8"))
    assert kept["effort"] == "full"
    assert all(line.split()[0] in shown for line in kept["words"])


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
    words += ("--draws", "2000", "--chains", "2", "-o", "kept")
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


EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
VALLEYS = (
    *("--scenario", str(EXAMPLES / "two-valleys" / "scenario.yaml")),
    *("--record", str(EXAMPLES / "two-valleys" / "events.csv")),
)


@pytest.fixture
def pulling(tmp_path: Path) -> tuple[str, ...]:
    """Return the words of a what-if on the small example, whose theory has more levers here."""
    text = (EXAMPLES / "strikes-and-concessions.yaml").read_text(encoding="utf-8")
    more = """
  unrest_grows:
    says: Strikes come oftener.
    grounds: The size is invented, and the sentence is long enough to be broken into two lines.
    steps: {multiply: {act: strike, by: 3}, from: 1848-03-01, until: 1848-09-30, country: Upland}
  gift: {steps: {add: {act: concede, country: Upland, date: 1848-05-01}}}
"""
    (tmp_path / "levers.yaml").write_text(text + more, encoding="utf-8")
    return ("whatif", *VALLEYS, "--theory", "levers.yaml", "--worlds", "30")


def test_whatif(contention: Callable[..., Any], pulling: tuple[str, ...], tmp_path: Path) -> None:
    words = (*pulling, "--set", "unrest_grows=4", "--set", "gift", "--sweep", "-o", "kept")
    found = check_object("whatif", contention(*words, "--json"))
    assert {key for row in found["effects"] for key in row} <= documented_everywhere("whatif")
    assert found["start"] == "1848-03-01"
    assert found["levers"][0]["size"] == 4.0
    assert [sweep["lever"]["name"] for sweep in found["sweeps"]] == ["unrest_grows"]
    assert found["path"] == "kept/whatif-strikes-and-concessions.html"
    assert (tmp_path / found["path"]).is_file()
    assert (tmp_path / "kept/whatif-strikes-and-concessions.json").is_file()
    shown = check_text(contention(*words))
    flat = " ".join(shown.split())
    assert "rate of strike × 4, from 1848-03-01, until 1848-09-30, in Upland" in flat
    assert "concede happens on 1848-05-01, in Upland" in flat
    assert "grounds: The size is invented" in flat
    assert "An illustration, not a finding" in flat
    assert "30 pairs of worlds from 1848-03-01" in flat
    assert re.search(r"^town_days +\d", shown, flags=re.MULTILINE)
    assert re.search(r"^x 0\.25 +\d", shown, flags=re.MULTILINE)
    kept = ("--fit", "kept/fit-strikes-and-concessions.json")
    again = contention(*pulling, *kept, *words[len(pulling) : -3], "--json").object
    assert again["effects"] == found["effects"]
    assert again["path"] is None


def test_whatif_with_doubt(contention: Callable[..., Any], pulling: tuple[str, ...]) -> None:
    words = (*pulling, "--set", "unrest_grows", "--uncertain", "--quantity", "onsets[strike]")
    found = contention(*words, "--json").object
    assert found["uncertain"]
    assert 0 < found["stable_share"] <= 1
    assert [row["quantity"] for row in found["effects"]] == ["onsets[strike]"]
    assert "each with its own draw" in check_text(contention(*words))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--set", "unrest_grows=much"), "U030"),
        (("--set", "gift", "--set", "gift"), "U030"),
        (("--set", "gifts"), "U007"),
        (("--set", "gift", "--against", "gifts"), "U007"),
        (("--set", "gift=2"), "I032"),
        (("--set", "unrest_grows=-1"), "I032"),
        ((), "I031"),
        (("--set", "gift", "--from", "1848-06-01"), "I033"),
        (("--set", "gift", "--from", "1849-06-01"), "U006"),
        (("--set", "gift", "--from", "June"), "U005"),
        (("--set", "gift", "--quantity", "deaths"), "I030"),
        (("--set", "gift", "--worlds", "0"), "U003"),
        (("--set", "gift", "--uncertain", "--fit", "kept.json"), "U031"),
    ],
)
def test_whatif_refuses_before_it_fits(
    contention: Callable[..., Any],
    pulling: tuple[str, ...],
    inference: Any,
    words: tuple[str, ...],
    code: str,
) -> None:
    shown = contention(*pulling, *words)
    assert (shown.status, shown.out) == (2, "")
    assert f"{code}: found " in shown.err
    assert "fit of" not in shown.err


def test_validate(contention: Callable[..., Any], tmp_path: Path) -> None:
    theory = str(EXAMPLES / "strikes-and-concessions.yaml")
    words = ("validate", *VALLEYS, "--theory", theory, "--quick", "-o", "kept")
    found = check_object("validate", contention(*words, "--json"))
    known = documented_everywhere("validate")
    for part in (found["calibration"], found["prediction"], found["sensitivity"]):
        assert part.keys() <= known
        for rows in part.values():
            if isinstance(rows, list) and rows and isinstance(rows[0], dict):
                assert {key for row in rows for key in row} <= known
    assert found["calibration"]["records"] <= 6
    assert found["path"] == "kept/validity-strikes-and-concessions.json"
    kept = json.loads((tmp_path / found["path"]).read_text())
    assert kept["failures"] == found["failures"]
    sheet = (tmp_path / "kept" / "recovery-strikes-and-concessions.svg").read_text()
    assert all(row["name"] in sheet for row in found["calibration"]["parameters"])
    words = ("validate", *VALLEYS, "--theory", theory, "--quick", "--unmasked")
    shown = check_text(contention(*words, "--records", "3"))
    assert "3 simulated records, Laplace, without the gaps of the record" in shown
    assert "prediction: 732 country-days" in shown
    assert "silent communes × 2" in shown
    last = shown.splitlines()[-1]
    assert last == "nothing failed" or re.fullmatch(r"\d+ failures", last)
    assert shown.count("FAILED, ") == (0 if last == "nothing failed" else int(last.split()[0]))


def test_too_few_records_are_refused(contention: Callable[..., Any], inference: Any) -> None:
    theory = str(EXAMPLES / "strikes-and-concessions.yaml")
    shown = contention("validate", *VALLEYS, "--theory", theory, "--records", "1")
    assert (shown.status, shown.out) == (2, "")
    assert "I035: found " in shown.err


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
