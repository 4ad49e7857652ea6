"""``contention claims``: what the record makes of every claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import Json, OptionalCase, Record, Scenario, Seed, Theory, Threads
from contention.cli.output import print_object, print_table, say, wrap

if TYPE_CHECKING:
    from contention.inference.claims import Answer, Answers


@guarded("claims")
def claims(
    case: OptionalCase = None,
    *,
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="IDS", help="Claims to answer, with commas: S008,S015."),
    ] = None,
    theory: Theory = "political-revolution",
    own: Annotated[
        bool, typer.Option("--own", help="Answer the theory's own claims, not those of CASE.")
    ] = False,
    full: Annotated[
        bool | None,
        typer.Option("--full/--quick", help="More planted worlds and a ranking, or fewer."),
    ] = None,
    scenario: Scenario = None,
    record: Record = None,
    seed: Seed = 1,
    threads: Threads = 0,
    json: Json = False,
) -> None:
    """Answer claims: supported, contradicted or undecided, and why.

    Facts are looked up in the record. Mechanisms need a number that survives planted effects
    and nulls, the future in the place of the past, and the loss of whole waves. Levers are
    illustrations, never verdicts.
    """
    from contention.study import make_case
    from contention.study.claims import answer_case
    from contention.study.settings import check_numbers

    check_numbers(seed=seed)
    with bars() as progress:
        found = answer_case(
            make_case(case, scenario=scenario, record=record),
            theory=theory,
            only=tuple(name.strip() for name in only.split(",")) if only else (),
            effort="usual" if full is None else "full" if full else "quick",
            own=own,
            seed=seed,
            threads=threads,
            progress=progress,
        )
    if json:
        print_object("claims", **found.to_json())
        return
    if only:
        for answer in found.answers:
            _print_one(answer)
    else:
        _print_all(found)
        say("--only ID says why")
    _print_counts(found)


def _print_all(found: Answers) -> None:
    rows = [
        (answer.id, answer.verdict, *_number(answer), _method(answer.method))
        for answer in found.answers
    ]
    print_table(("claim", "verdict", "value", "interval", "test"), rows, right=("value",))


def _method(method: str) -> str:
    return "" if method == "none" else method


def _number(answer: Answer) -> tuple[str, str]:
    if answer.value is None:
        return "", ""
    if answer.low is None or answer.high is None:
        return f"{answer.value:.3g}", ""
    return f"{answer.value:.3g}", f"{answer.low:.3g} to {answer.high:.3g}"


def _print_one(answer: Answer) -> None:
    say(f"{answer.id}  {answer.verdict}")
    say(wrap(answer.claim))
    shown = [
        (name, text)
        for name, text in (
            ("test", _method(answer.method)),
            ("value", " ".join(part for part in _number(answer) if part)),
            ("rows", "" if answer.rows is None else f"{answer.rows}"),
            ("episodes", "" if answer.episodes is None else f"{answer.episodes}"),
            ("power", "" if answer.power is None else f"{answer.power:.2f}"),
            ("false positives", _share(answer.false_positive)),
        )
        if text
    ]
    for name, text in shown:
        say(f"  {name:<16}{text}")
    say(wrap(answer.reason))
    say()


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.2f}"


def _print_counts(found: Answers) -> None:
    for verdict, number in found.counts.items():
        say(f"{verdict:<26}{number:>4}")
    say(f"{'claims':<26}{len(found.answers):>4}")
    if found.theory:
        say(f"theory {found.theory}")


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command(
        "claims",
        epilog="\b\nExample:  contention claims eastern-bloc-1953 --only S008,S095",
    )(claims)
