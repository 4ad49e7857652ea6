"""Claims that need no theory: facts of a record, and claims without a test."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from contention.foundation.errors import ContentionError, Problem
from contention.inference.ranking.order import Ranking
from contention.record import Record
from contention.scenario import Scenario
from contention.theory.wording import closest

from .answers import Answer, Answers
from .facts import Finding, find
from .rivals import answer_rival
from .rows import Rows
from .specification import Claims, Stated

SECONDARY = "The sources are secondary."


def check_only(only: Sequence[str], known: Collection[str]) -> None:
    """Refuse ids of claims that a table lacks, all at once.

    Raises
    ------
    ContentionError
        With code I044.
    """
    problems = [
        Problem("I044", f"the claim {name}", "a claim of the table", hint=closest(name, known))
        for name in only
        if name not in known
    ]
    if problems:
        raise ContentionError(problems)


def needs_theory(claims: Claims, only: Sequence[str]) -> bool:
    """Return whether some claims of a table need a fitted theory; empty ``only`` for all."""
    wanted = [one for one in claims.stated if not only or one.id in only]
    return any(one.of_theory is not None for one in wanted)


def answer_record(
    record: Record, scenario: Scenario, claims: Claims, *, only: Sequence[str]
) -> Answers:
    """Answer claims that need no theory.

    Parameters
    ----------
    record, scenario
        What happened, where and when.
    claims
        A table of claims.
    only
        Ids of claims for which `needs_theory` is false.
    """
    wanted = [one for one in claims.stated if one.id in only]
    found = answer_stated(wanted, record, scenario, claims)
    return Answers(claims.name, "", tuple(noted(one, found[one.id]) for one in wanted))


def answer_stated(
    stated: Sequence[Stated],
    record: Record,
    scenario: Scenario,
    claims: Claims,
    *,
    ranking: Ranking | None = None,
) -> dict[str, Answer]:
    """Answer those of some claims that no theory is asked about."""
    found: dict[str, Answer] = {}
    rows = rows_of(record, claims)
    for one in stated:
        test = one.test
        if test.not_testable is not None:
            found[one.id] = Answer(
                one.id, one.kind, one.claim, "not testable", "none", test.not_testable
            )
        elif test.rival is not None:
            found[one.id] = answer_rival(one, test.rival, ranking)
        elif test.fact is not None:
            found[one.id] = answer_fact(one, find(test.fact, rows, scenario), end=str(scenario.end))
    return found


def rows_of(record: Record, claims: Claims) -> Rows:
    """Return the rows of a record, ready for the tests of a table."""
    return Rows(record, claims.rows, own_source=claims.own_source)


def noted(one: Stated | None, answer: Answer) -> Answer:
    """Return an answer with the note of its test."""
    note = one.test.note if one else ""
    return replace(answer, reason=f"{answer.reason} {note}") if note else answer


def answer_fact(one: Stated, finding: Finding, *, end: str) -> Answer:
    """Return the answer that a finding gives to a dated fact."""
    holds, says = finding.holds, finding.says
    if one.test.open_ended and holds is False:
        holds = None
        says += f"; the forecast has no date and the record ends on {end}"
    words = {True: "fact agrees", False: "fact disagrees", None: "undecided"}
    shown = ", ".join(finding.rows[:8]) + (", ..." if len(finding.rows) > 8 else "")
    rows = f" Rows: {shown}. {SECONDARY}" if finding.rows else ""
    return Answer(
        id=one.id,
        kind=one.kind,
        claim=one.claim,
        verdict=words[holds],  # pyright: ignore[reportArgumentType]
        method="rows of the record: " + ", ".join(one.comparisons),
        reason=f"{says}.{rows}",
        value=finding.value,
        low=finding.low,
        high=finding.high,
        rows=len(finding.rows),
        row_ids=finding.rows,
    )
