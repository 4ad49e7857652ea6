"""``contention claims``: facts of the bloc at once, and the claims of a theory of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.test_verbs import check_object, check_text, documented_everywhere

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
VALLEYS = (
    *("--scenario", str(EXAMPLES / "two-valleys" / "scenario.yaml")),
    *("--record", str(EXAMPLES / "two-valleys" / "events.csv")),
)
STRIKES = ("--theory", str(EXAMPLES / "strikes-and-concessions.yaml"))


def test_facts_need_no_fit(contention: Callable[..., Any]) -> None:
    found = check_object(
        "claims", contention("claims", "eastern-bloc-1953", "--only", "S095, S102", "--json")
    )
    assert [claim["id"] for claim in found["claims"]] == ["S095", "S102"]
    assert [claim["verdict"] for claim in found["claims"]] == ["fact agrees", "not testable"]
    assert found["theory"] == ""
    assert set(found["claims"][0]) <= documented_everywhere("claims")


def test_one_claim_is_told_in_words(contention: Callable[..., Any]) -> None:
    text = check_text(contention("claims", "eastern-bloc-1953", "--only", "S095"))
    assert text.startswith("S095  fact agrees\n")
    assert "1,107 days" in text
    assert "secondary" in text


def test_the_claims_of_a_theory(contention: Callable[..., Any]) -> None:
    found = check_object("claims", contention("claims", *VALLEYS, *STRIKES, "--quick", "--json"))
    assert found["claims_of"] == "strikes-and-concessions"
    (claim,) = found["claims"]
    assert claim["kind"] == "mechanism"
    assert claim["verdict"] == "undecided"
    assert claim["low"] < claim["value"] < claim["high"]


def test_an_unknown_claim(contention: Callable[..., Any]) -> None:
    shown = contention("claims", "eastern-bloc-1953", "--only", "S008,S999")
    assert shown.status == 2
    assert "I044" in shown.err
    assert not shown.out


def test_own_claims_where_the_case_has_a_table(contention: Callable[..., Any]) -> None:
    shown = contention("claims", "eastern-bloc-1953", "--own", "--theory", "silence")
    assert shown.status == 2
    assert "U040" in shown.err
