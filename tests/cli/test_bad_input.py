"""Bad input ends in plain lines with a hint, status 2, and nothing half-written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NAMED = "name: a\ntheory: b\n"


def refused(outcome: Any, code: str) -> str:
    """Check that a command refused with a code, and return what it said."""
    assert outcome.status == 2, outcome.err
    assert f"{code}: found " in outcome.err
    assert "hint: " in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""
    return outcome.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("audit", "missing.csv"), "F101"),
        (("check", "missing.yaml"), "F101"),
        (("describe", "missing.yaml"), "F101"),
        (("report", "missing"), "U012"),
        (("fit",), "U001"),
        (("study", "--record", "eastern-bloc-1953"), "U001"),
        (("fit", "eastern-bloc-1953", "--seed", "-1"), "U002"),
        (("simulate", "eastern-bloc-1953", "--seed", "4294967296"), "U002"),
        (("study", "eastern-bloc-1953", "--worlds", "0"), "U003"),
        (("simulate", "eastern-bloc-1953", "--worlds", "-5"), "U003"),
        (("study", "eastern-bloc-1953", "--threads", "-1"), "U004"),
        (("fit", "eastern-bloc-1953", "--posterior", "--draws", "5"), "U060"),
        (("fit", "eastern-bloc-1953", "--posterior", "--chains", "1"), "U061"),
        (("simulate", "eastern-bloc-1953", "--from", "23.10.1956"), "U005"),
        (("simulate", "eastern-bloc-1953", "--fit", "missing.json"), "U010"),
        (("study", "eastern-bloc-1953", "--theories", ","), "U011"),
        (("list", "theses"), "U013"),
        (("check", "nobody"), "U014"),
        (("explain", "U00"), "F001"),
    ],
)
def test_refusals(
    words: tuple[str, ...], code: str, contention: Callable[..., Any], tmp_path: Path
) -> None:
    refused(contention(*words), code)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("audit", "eastern-bloc-1935"), "eastern-bloc-1953"),
        (("describe", "contagon"), "contagion"),
        (("check", "politcal-revolution"), "political-revolution"),
        (("study", "eastern-block-1953"), "eastern-bloc-1953"),
        (("fit", "eastern-bloc-1953", "--theory", "silense"), "silence"),
        (("list", "scenaros"), "scenario"),
    ],
)
def test_unknown_names_are_answered_with_known_ones(
    words: tuple[str, ...], meant: str, contention: Callable[..., Any]
) -> None:
    shown = contention(*words)
    assert shown.status == 2
    assert f"did you mean {meant}" in shown.err


@pytest.mark.parametrize("verb", ["audit", "check", "describe"])
@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", {"F105", "R103"}),
        ("theory: Łódź\n".encode("iso-8859-2"), {"F104", "R102"}),
        ("theory: Łódź\n".encode("utf-16"), {"F104", "R102"}),
    ],
)
def test_files_that_cannot_be_read(
    verb: str, content: bytes, codes: set[str], contention: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / ("record.csv" if verb == "audit" else "theory.yaml")
    file.write_bytes(content)
    shown = contention(verb, file.name)
    assert shown.status == 2
    assert "hint: " in shown.err
    assert file.name in shown.err
    assert any(code in shown.err for code in codes), shown.err


def test_a_document_that_is_neither(contention: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "block.yaml").write_text("format: 1\nacts: {}\n")
    refused(contention("check", "block.yaml"), "U014")


def test_a_byte_order_mark_is_tolerated(contention: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "block.yaml").write_bytes(b"\xef\xbb\xbfformat: 1\nacts: {}\n")
    refused(contention("check", "block.yaml"), "U014")  # read, and found to be neither


def test_all_problems_of_all_inputs_at_once(contention: Callable[..., Any]) -> None:
    shown = contention("study", "eastern-bloc-1935", "--theories", "contagon,silence")
    assert shown.status == 2
    for word in ("the scenario", "the record", "'contagon'", "3 problems"):
        assert word in shown.err


def test_a_directory_that_is_not_ours(
    contention: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contention.study import inputs

    monkeypatch.setattr(inputs, "load_inputs", lambda case, theories: None)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.tex").write_text("mine")
    refused(contention("fit", "eastern-bloc-1953", "-o", "mine"), "F014")
    assert [path.name for path in mine.iterdir()] == ["thesis.tex"]


def test_with_json_the_problems_are_the_object(contention: Callable[..., Any]) -> None:
    shown = contention("study", "eastern-bloc-1953", "--worlds", "0", "--json")
    assert shown.status == 2
    assert next(iter(shown.object)) == "schema"
    assert shown.object["schema"] == "contention/study/1"
    assert shown.object["problems"][0]["code"] == "U003"
    assert "hint: " in shown.err
