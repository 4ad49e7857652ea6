"""``contention whatif``: pairs of worlds that differ by levers alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import (
    Json,
    OptionalCase,
    Output,
    Record,
    Scenario,
    Seed,
    Theory,
    Threads,
)
from contention.cli.output import WIDTH, print_object, print_table, say, wrap

if TYPE_CHECKING:
    from contention.inference.sweeps import Sweep
    from contention.inference.whatif import WhatIf
    from contention.study.whatif import WhatIfs

NUMBERS = ("without", "with", "effect", "mean, 95%", "one world, 95%", "ratio")

SWEPT = ("town_days", "general_strikes")
"""Quantities of which a sweep is printed."""


@guarded("whatif")
def whatif(
    case: OptionalCase = None,
    *,
    levers: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="LEVER[=SIZE]", help="Pull a lever, at another size; repeatable."
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="First drawn day; else the first day of change."
        ),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="LEVER", help="Pull it in the other worlds."),
    ] = None,
    theory: Theory = "political-revolution",
    worlds: Annotated[int, typer.Option("--worlds", metavar="N", help="How many pairs.")] = 200,
    uncertain: Annotated[
        bool,
        typer.Option("--uncertain", help="Give every pair its own draw of the parameters."),
    ] = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Show the effect at several sizes of each lever.")
    ] = False,
    quantity: Annotated[
        list[str] | None,
        typer.Option("--quantity", metavar="NAME", help="Show this quantity only; repeatable."),
    ] = None,
    fit: Annotated[
        Path | None,
        typer.Option("--fit", metavar="FILE", help="A kept fit; else the theory is fitted first."),
    ] = None,
    scenario: Scenario = None,
    record: Record = None,
    output: Output = None,
    seed: Seed = 1,
    threads: Threads = 0,
    json: Json = False,
) -> None:
    """Compare worlds with and without a change to the theory.

    Replays the record to a day, then draws pairs of worlds that share all randomness the levers
    do not touch. With -o, whatif-THEORY.json and a page of it are kept.
    """
    from contention.study import make_case
    from contention.study.settings import read_date
    from contention.study.whatif import WhatIfPlan, file_of, parse_pull, run_what_if

    plan = WhatIfPlan(
        case=make_case(case, scenario=scenario, record=record),
        theory=theory,
        pull=parse_pull(levers or ()),
        against=tuple(against or ()),
        start=None if start is None else read_date(start),
        worlds=worlds,
        seed=seed,
        threads=threads,
        uncertain=uncertain,
        swept=sweep,
        quantities=tuple(quantity or ()),
        fit=fit,
    )
    with bars() as progress:
        found = run_what_if(plan, output=output, progress=progress)
    page = None
    if output is not None:
        from contention.report.whatif import write_what_ifs

        page = output / f"whatif-{found.what_if.theory}.html"
        write_what_ifs(file_of([found]), page)
    if json:
        print_object("whatif", **found.to_json(), path=page)
        return
    _print(found)
    if page is not None:
        say(str(page))


def _print(found: WhatIfs) -> None:
    from contention.inference.whatif import ILLUSTRATION, MEANINGS, RATIO

    one = found.what_if
    _print_levers(one)
    own = ", each with its own draw of the parameters" if one.uncertain else ""
    say(f"{one.worlds:,} pairs of worlds from {one.start}{own}")
    _print_effects("quantity", [(row["quantity"], row) for row in one.effects.to_dicts()])
    for sweep in found.sweeps:
        say()
        _print_sweep(sweep)
    for note in one.notes:
        say(wrap(f"note: {note}"))
    if found.stable_share is not None and found.stable_share < 1:
        say(wrap(f"note: {100 * found.stable_share:.0f} per cent of the draws are stable."))
    if one.runaway > 0:
        say(wrap(f"note: in {100 * one.runaway:.0f} per cent of the worlds a rate hit its cap."))
    say(wrap(MEANINGS))
    say(wrap(RATIO))
    if "general_strikes" in one.effects["quantity"]:
        from contention.inference.quantities import GENERAL_STRIKE

        say(wrap(GENERAL_STRIKE))
    say(wrap(ILLUSTRATION))


def _print_levers(one: WhatIf) -> None:
    from contention.theory.description import lever_lines

    for lever, word in (*((x, "") for x in one.levers), *((x, "against ") for x in one.against)):
        says = f": {lever.says}" if lever.says else ""
        say(wrap(f"{word}{lever.name}{says}"))
        for line in lever_lines(lever):
            say(_indented(line))
        if lever.grounds:
            say(_indented(f"grounds: {lever.grounds}"))


def _print_sweep(sweep: Sweep) -> None:
    from contention.inference.quantities import label_of

    known = set(sweep.effects["quantity"])
    for name in [name for name in SWEPT if name in known] or sorted(known)[:1]:
        rows = sweep.effects.rows(named=True)
        title = f"{sweep.lever.name} by size: {label_of(name)[:1].lower()}{label_of(name)[1:]}"
        say(wrap(title))
        _print_effects(
            "size", [(f"x {row['size']:g}", row) for row in rows if row["quantity"] == name]
        )


def _print_effects(first: str, rows: list[tuple[str, dict[str, Any]]]) -> None:
    recorded = ("record",) if any("recorded" in row for _, row in rows) else ()
    print_table(
        (first, *recorded, *NUMBERS),
        [
            (
                name,
                *(_number(row["recorded"]) for _ in recorded),
                _number(row["without"]),
                _number(row["with"]),
                _number(row["effect"]),
                _interval(row["low"], row["high"]),
                _interval(row["world_low"], row["world_high"]),
                _number(row["variance_ratio"]),
            )
            for name, row in rows
        ],
        right=(*recorded, *NUMBERS),
    )


def _indented(text: str) -> str:
    from textwrap import fill, indent

    return indent(fill(text, WIDTH - 2, break_on_hyphens=False), "  ")


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "-"
    # Where both fit into one cell only without decimals, they do without.
    decimals = 0 if max(abs(low), abs(high)) >= 10 else 2
    return f"{_number(low, decimals)} to {_number(high, decimals)}"


def _number(value: float | None, decimals: int | None = None) -> str:
    if value is None:
        return "-"
    if decimals is None:
        decimals = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{round(value, decimals) + 0.0:,.{decimals}f}"


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command(
        "whatif",
        epilog="\b\nExample:  contention whatif eastern-bloc-1953 --set all_seven",
    )(whatif)
