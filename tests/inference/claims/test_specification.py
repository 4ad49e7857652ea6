"""The shipped table of claims is whole, and faulty ones are refused with a place."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import contention as ct
from contention.catalogue import find
from contention.foundation.errors import ContentionError
from contention.inference.claims import load_claims
from contention.inference.claims.specification import COLUMNS, KINDS

SHIPPED = find("claims", "eastern-bloc-1953")

TABLE = "id,paragraph,kind,claim,testable_as\nA1,1,dated_fact,It rained,a row\n"
DOCUMENT = """\
format: 1
claims: weather
title: What was said of the weather
table: weather.csv
tests:
  A1: {fact: {count: {of: {form: strike}, at_least: 1}}}
"""


def write(folder: Path, document: str = DOCUMENT, table: str = TABLE) -> Path:
    (folder / "weather.csv").write_text(table, encoding="utf-8")
    path = folder / "weather.yaml"
    path.write_text(document, encoding="utf-8")
    return path


def test_every_claim_has_a_test_or_a_reason() -> None:
    claims = load_claims("eastern-bloc-1953")
    assert [one.id for one in claims.stated] == [f"S{n:03d}" for n in range(1, 116)]
    assert {one.kind for one in claims.stated} == set(KINDS)
    for one in claims.stated:
        assert one.claim
        if one.test.not_testable is not None:
            assert len(one.test.not_testable.split()) >= 6, one.id


def test_reasons_are_specific() -> None:
    reasons = [one.test.not_testable for one in load_claims("eastern-bloc-1953").stated]
    given = [reason for reason in reasons if reason]
    # Twice the same reason only for claims about the same absent thing.
    assert len(set(given)) >= 0.85 * len(given)


def test_the_table_says_nothing_of_what_came_later() -> None:
    with SHIPPED.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        assert csv.DictReader(stream).fieldnames == list(COLUMNS)


def test_no_source_file_reads_how_things_turned_out() -> None:
    column = "_".join(("outcome", "known", "later"))
    package = Path(ct.__file__).parent
    files = [p for p in package.rglob("*") if p.is_file() and p.suffix != ".pyc"]
    assert SHIPPED in files
    assert [p for p in files if column in p.read_text(encoding="utf-8", errors="ignore")] == []


def test_every_test_of_a_mechanism_names_what_the_theory_has() -> None:
    theory = ct.load_theory("political-revolution")
    parameters = {parameter.name for parameter in theory.parameters}
    levers = {lever.name for lever in theory.levers}
    claims = load_claims("eastern-bloc-1953")
    levers |= {lever.name for lever in claims.levers}
    keys = ("parameter", "greater", "lesser", "without")
    for one in claims.stated:
        claim = one.of_theory
        if claim is not None:
            named = {name for key in keys for name in claim.several(key)}
            assert named <= parameters, one.id
            assert set(claim.several("lever")) <= levers, one.id


def test_a_small_document_loads(tmp_path: Path) -> None:
    claims = load_claims(write(tmp_path))
    assert claims["A1"].claim == "It rained"
    assert claims["A1"].comparisons == ("count",)
    assert claims["A1"].of_theory is None


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("table:", "tables:", "I040", 4),
        ("at_least: 1", "at_least: many", "T003", 6),
        ("count:", "counts:", "I040", 6),
        ("A1:", "A2:", "I042", 6),
        ("form: strike", "form: strikes", "I043", 6),
        ("{form: strike}", "nothing", "I043", 6),
        ("tests:", "leave_out: [1956-13]\ntests:", "I042", 5),
        ("{fact: {count: {of: {form: strike}, at_least: 1}}}", "{}", "T009", 6),
    ],
)
def test_a_faulty_document_is_refused(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    with pytest.raises(ContentionError) as caught:
        load_claims(write(tmp_path, DOCUMENT.replace(old, new, 1)))
    assert code in caught.value.codes
    places = [p.where for p in caught.value.problems if p.code == code]
    assert any(place.split(":")[-2] == str(line) for place in places), places


@pytest.mark.parametrize(
    "table",
    [
        TABLE.replace("testable_as", "outcome"),
        TABLE.replace("dated_fact", "guess"),
        TABLE + "A1,2,dated_fact,It snowed,a row\n",
        "id,paragraph,kind,claim,testable_as\n",
    ],
    ids=["column", "kind", "twice", "empty"],
)
def test_a_faulty_table_is_refused(tmp_path: Path, table: str) -> None:
    with pytest.raises(ContentionError) as caught:
        load_claims(write(tmp_path, table=table))
    assert set(caught.value.codes) == {"I041"}
