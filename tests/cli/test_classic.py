"""``contention classic`` and ``contention list classics``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from contention.individuals.swept import Identity, write_rows

DOCUMENTED = Path(__file__).parents[2] / "docs" / "reference" / "json.md"


def documented(verb: str = "classic") -> set[str]:
    text = DOCUMENTED.read_text(encoding="utf-8")
    section = re.search(rf"^## {verb}\n(.*?)(?=^## |\Z)", text, flags=re.DOTALL | re.MULTILINE)
    assert section is not None
    cells = re.findall(r"^\| (`.*?) \|", section[1], flags=re.MULTILINE)
    return {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}


def test_as_json(contention: Callable[..., Any]) -> None:
    outcome = contention("classic", "kuran-1991", "--json")
    assert outcome.status == 0, outcome.err
    found = outcome.object
    assert next(iter(found)) == "schema"
    assert found["schema"] == "contention/classic/1"
    assert found.keys() - {"schema"} == documented()
    assert (found["name"], found["status"]) == ("kuran-1991", "derived")
    assert found["published"].keys() == found["ours"].keys()
    assert found["published"]["opposition_A_shifted"] == found["ours"]["opposition_A_shifted"] == 90
    assert all(result["met"] for result in found["results"])
    assert found["figure"] is None


def test_as_text(contention: Callable[..., Any]) -> None:
    outcome = contention("classic", "kuran-1991")
    assert outcome.status == 0, outcome.err
    assert max(map(len, outcome.out.splitlines())) <= 80
    assert outcome.out.startswith("kuran-1991: derived\n")
    assert "https://doi.org/10.2307/2010422" in outcome.out
    assert re.search(r"^yes +opposition at rest.* 90 +90 +recalled +derived$", outcome.out, re.M)


def test_a_variant(contention: Callable[..., Any]) -> None:
    outcome = contention("classic", "granovetter-1978", "--variant", "rounded", "--json")
    found = outcome.object
    assert found["variant"] == "rounded"
    assert found["published"] == {"jump": 12.2}
    assert found["ours"]["jump"] == pytest.approx(12.55)
    assert found["results"][0]["met"] is False


def test_what_cannot_be_reproduced_says_why(contention: Callable[..., Any]) -> None:
    outcome = contention("classic", "makowsky-rubin-2013", "--json")
    assert outcome.object["status"] == "not-reproduced"
    assert outcome.object["ours"] == {}
    assert outcome.object["published"]
    assert "the rules and constants of the model were not read" in " ".join(
        contention("classic", "makowsky-rubin-2013").out.split()
    )


def test_a_figure(contention: Callable[..., Any], tmp_path: Path) -> None:
    outcome = contention("classic", "kuran-1991", "--figure", "out.svg", "--json")
    assert outcome.object["figure"] == "out.svg"
    assert (tmp_path / "out.svg").read_text().startswith("<svg xmlns")
    # Where nothing is known there is nothing to draw.
    outcome = contention("classic", "chenoweth-2022", "--figure", "none.svg", "--json")
    assert outcome.object["figure"] is None
    assert not (tmp_path / "none.svg").exists()


SWEEP = ("classic", "lang-de-sterck-2014", "--sweep", "alpha=0.2:0.9,beta")
SHORT = ("--grid", "2", "--seeds", "2", "--steps", "3")


def test_a_sweep(contention: Callable[..., Any], tmp_path: Path) -> None:
    outcome = contention(*SWEEP, *SHORT, "--figure", "out.svg", "--json")
    assert outcome.status == 0, outcome.err
    found = outcome.object
    assert found.keys() - {"schema"} == documented("classic --sweep")
    assert found["schema"] == "contention/classic-sweep/1"
    assert found["x"] == {"name": "alpha", "values": [0.2, 0.9]}
    assert [len(row) for row in found["mean"]] == [2, 2]
    assert (found["figure"], found["table"]) == ("out.svg", "out.csv")
    assert (tmp_path / "out.svg").read_text().startswith("<svg xmlns")
    assert (tmp_path / "out.csv").read_text().startswith("# contention sweep {")
    assert "settings: done" in outcome.err
    again = contention(*SWEEP, *SHORT, "--figure", "out.svg")
    assert max(map(len, again.out.splitlines())) <= 80
    assert again.out.endswith("out.svg\nout.csv\n")
    # Another sweep does not overwrite it.
    other = contention(*SWEEP, *SHORT, "--figure", "out.svg", "--seed", "1")
    assert (other.status, "P064" in other.err) == (2, True)


def test_an_interrupted_sweep_says_where_it_stands(
    contention: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[Path] = []

    def stop_after_one(path: Path, identity: Identity, done: Mapping[int, Any]) -> None:
        rows.append(path)
        if len(rows) == 2:
            raise KeyboardInterrupt
        write_rows(path, identity, done)

    monkeypatch.setattr("contention.individuals.sweep.write_rows", stop_after_one)
    outcome = contention(*SWEEP, *SHORT, "--figure", "out.svg")
    assert outcome.status == 130
    assert "out.csv holds what is done; the same command goes on from it" in outcome.err
    monkeypatch.setattr("contention.individuals.sweep.write_rows", write_rows)
    assert contention(*SWEEP, *SHORT, "--figure", "out.svg").status == 0


@pytest.mark.parametrize("word", ["classic", "classics"])
def test_the_list(contention: Callable[..., Any], word: str) -> None:
    found = contention("list", word, "--json").object["items"]
    assert {item["kind"] for item in found} == {"classic"}
    statuses = {item["name"]: item["status"] for item in found}
    assert statuses["granovetter-1978"] == "exact"
    assert statuses["chenoweth-2022"] == "not-reproduced"
    assert max(map(len, contention("list", word).out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("classic", "kurran"), "P001"),
        (("classic", "kuran-1991", "--variant", "eleven"), "P002"),
        (("classic", "kuran-1991", "--seed", "-1"), "U002"),
        (("classic", "kuran-1991", "--figure", "no/such/folder/out.svg"), "F01"),
        (("check", "kuran-1991"), "U014"),
        ((*SWEEP[:3], "alpha"), "U090"),
        ((*SWEEP[:3], "alpha,beta,start"), "U090"),
        ((*SWEEP[:3], "alpha=low:high,beta"), "U090"),
        ((*SWEEP[:3], "alpha=0.2,beta"), "U090"),
        ((*SWEEP[:3], "alpha,gamma"), "P060"),
        (("classic", "kuran-1991", "--sweep", "alpha,beta"), "P060"),
        ((*SWEEP, "--grid", "0"), "P061"),
        ((*SWEEP, "--of", "jailed"), "P063"),
        ((*SWEEP, "--seeds", "0"), "P008"),
        ((*SWEEP, "--variant", "slow"), "P002"),
        (("classic", "kuran-1991", "--grid", "4"), "U091"),
    ],
)
def test_refusals(contention: Callable[..., Any], words: tuple[str, ...], code: str) -> None:
    outcome = contention(*words)
    assert outcome.status == 2
    assert f"{code}" in outcome.err
    assert "hint: " in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""


def test_a_near_name_is_offered(contention: Callable[..., Any]) -> None:
    assert "did you mean kuran-1991?" in contention("classic", "kurran").err
