"""``contention study``: the whole analysis, from the record to the page."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import Json, OptionalCase, Output, Record, Scenario, Seed, Threads
from contention.cli.output import print_object, print_table, say, wrap
from contention.study.effort import STEPS

if TYPE_CHECKING:
    from contention.study import Study

REPORT = 2
"""Seconds that writing the page may take."""


@guarded("study", resumes=True)
def study(
    case: OptionalCase = None,
    *,
    theories: Annotated[
        str | None,
        typer.Option("--theories", metavar="A,B", help="Names or files; else by the scenario."),
    ] = None,
    scenario: Scenario = None,
    record: Record = None,
    worlds: Annotated[
        int, typer.Option("--worlds", metavar="N", help="Worlds of each theory.")
    ] = 200,
    steps: Annotated[
        str | None,
        typer.Option("--steps", metavar="A,B", help="Only these: " + ", ".join(STEPS) + "."),
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="More of everything, known truths too: for an hour."),
    ] = False,
    seed: Seed = 1,
    threads: Threads = 0,
    output: Output = None,
    json: Json = False,
) -> None:
    """Run a whole study: fits, worlds, claims, rival theories, what-ifs, report.

    Results go to results/CASE. What is there and was made from the same inputs is not made
    again, so an interrupted study continues with the same command. Few worlds imply few of
    everything else. Without --theories those of the Eastern bloc are taken where the scenario
    has what they name, and else those for general use.
    """
    from contention.study import Plan, make_case, run_study
    from contention.study.choosing import theories_of

    wanted = make_case(case, scenario=scenario, record=record)
    plan = Plan(
        case=wanted,
        worlds=worlds,
        seed=seed,
        theories=theories_of(wanted) if theories is None else _names(theories),
        threads=threads,
        steps=STEPS if steps is None else _names(steps),
        length="full" if full else "short",
        command=("contention", *sys.argv[1:]),
    )
    with bars() as progress:
        done = run_study(plan, output=output or Path("results") / wanted.name, progress=progress)
        from contention.report import write_report

        progress("report", 0, 1)
        began = perf_counter()
        page = write_report(done.path)
        wrote: dict[str, Any] = {
            "step": "report",
            "budget": REPORT,
            "seconds": round(perf_counter() - began, 1),
        }
        progress("report", 1, 1)
    taken = [*done.steps, wrote]
    if json:
        found = _found(done)
        print_object(
            "study", report=page, path=done.path, theories=_numbers(done), **found, steps=taken
        )
        return
    _print(done)
    say()
    _print_steps(taken)
    say()
    say(str(page))


def _names(words: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in words.split(",") if name.strip())


def _print(done: Study) -> None:
    from contention.study.summary import Row

    rows = done.summary()
    recorded = ("record", "", *(rows[0].recorded()), "", "")
    print_table(Row.HEADS, [recorded, *(row.cells() for row in rows)], right=Row.HEADS[1:])
    say("worlds: median [central 95 per cent]; inside: patterns of the record inside it")
    gone = [f"{row.ran_away} of {row.theory}" for row in rows if row.ran_away]
    if gone:
        say(
            wrap(
                f"ran away: {', '.join(gone)}, of {rows[0].drawn} worlds each (a rate reached its "
                "cap: 500 events a country and day, or four times the busiest of the record); "
                "they end there and are left out"
            )
        )
    say()
    for name, words in _words(done):
        say(wrap(f"{name}: {words}"))


def _print_steps(steps: list[dict[str, Any]]) -> None:
    heads = ("step", "seconds", "budget")
    rows = [(r["step"], f"{r['seconds']:.0f}", f"{r['budget']:.0f}") for r in steps]
    total = [f"{sum(r[key] for r in steps):.0f}" for key in heads[1:]]
    print_table(heads, [*rows, ("all", *total)], right=heads[1:])


def _words(done: Study) -> Iterator[tuple[str, str]]:
    """Yield what each part found, in a line."""
    if done.claims is not None:
        yield "claims", ", ".join(f"{n} {verdict}" for verdict, n in done.claims["counts"].items())
    if done.ranking is not None:
        best, *rest = done.ranking["theories"]
        lead = ""
        if rest:
            lead = (
                f", {rest[0]['behind']:.0f} ± {rest[0]['behind_se']:.0f} ahead of {rest[0]['name']}"
            )
        yield "theories", f"{best['name']} foretells days held out best{lead} in log score"
    if done.what_ifs is not None:
        levers = len(done.what_ifs["what_ifs"])
        yield "what-ifs", f"{levers} levers pulled, as illustrations: contention whatif prints them"
    if done.validity is not None:
        checks = done.validity["checks"]
        failed = [check["check"] for check in checks if not check["passed"]]
        yield (
            "checks",
            (
                f"{len(failed)} of {len(checks)} failed: {', '.join(failed)}"
                if failed
                else f"all {len(checks)} passed"
            ),
        )


def _found(done: Study) -> dict[str, Any]:
    """Return what the parts found, for JSON; null for parts that were left out."""
    claims, ranking, validity = done.claims, done.ranking, done.validity
    return {
        "claims": None if claims is None else claims["counts"],
        "ranking": None if ranking is None else [row["name"] for row in ranking["theories"]],
        "checks": None
        if validity is None
        else {check["check"]: check["passed"] for check in validity["checks"]},
    }


def _numbers(done: Study) -> list[dict[str, object]]:
    return [
        {
            "theory": row.theory,
            "log_posterior": row.log_posterior,
            "town_days": vars(row.town_days),
            "largest_day": vars(row.largest_day),
            "inside": row.inside,
            "patterns": row.patterns,
            "worlds": row.drawn,
            "ran_away": row.ran_away,
            "seconds": row.seconds,
        }
        for row in done.summary()
    ]


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("study", epilog="\b\nExample:  contention study eastern-bloc-1953")(study)
