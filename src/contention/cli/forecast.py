"""``contention forecast``: what is likely from a day on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import (
    Json,
    OptionalCase,
    Output,
    Pool,
    Record,
    Scenario,
    Seed,
    Theory,
    Threads,
)
from contention.cli.output import print_object, print_table, say, wrap

if TYPE_CHECKING:
    import polars as pl

    from contention.inference.forecasting.forecast import Forecast

MOST_ROWS = 20
"""Places of the table on a terminal."""


@guarded("forecast")
def forecast(
    case: OptionalCase = None,
    *,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day foretold.")],
    horizon: Annotated[
        str, typer.Option("--horizon", metavar="DAYS", help="How far: 28d, or 4w.")
    ] = "28d",
    theory: Theory = "default",
    worlds: Annotated[int, typer.Option("--worlds", metavar="N", help="How many worlds.")] = 1000,
    above: Annotated[
        str,
        typer.Option("--above", metavar="N,N", help="Probabilities of more events than these."),
    ] = "0,5,10",
    pool: Pool = True,
    scenario: Scenario = None,
    record: Record = None,
    seed: Seed = 1,
    threads: Threads = 0,
    output: Output = None,
    json: Json = False,
) -> None:
    """Foretell how many events there will be, by place, with their uncertainty.

    Fits the theory to the record before a day, reads nothing of that day or later, and draws
    worlds from then on, pooled with paths of recent levels in shares that past days decide.
    With -o, all worlds, a summary and a page with fans and a map are kept.
    """
    from contention.study import make_case
    from contention.study.forecasting import (
        ForecastPlan,
        document_of,
        keep_forecast,
        read_above,
        read_horizon,
        run_forecast,
    )
    from contention.study.settings import read_date

    plan = ForecastPlan(
        case=make_case(case, scenario=scenario, record=record),
        start=read_date(start),
        horizon=read_horizon(horizon),
        theory=theory,
        worlds=worlds,
        above=read_above(above),
        pool=pool,
        seed=seed,
        threads=threads,
        command=("contention", *sys.argv[1:]),
    )
    with bars() as progress:
        made = run_forecast(plan, progress=progress)
    page = None
    if output is not None:
        from contention.report.forecast import write_forecast

        kept = keep_forecast(plan, made, output)
        page = write_forecast(kept.parent)
    if json:
        said = document_of(plan.case.name, made)
        summary = made.summary.filter(made.summary["period"] == "all").to_dicts()
        named = {k: v for k, v in said.items() if k not in ("places", "record", "title")}
        print_object("forecast", **named, summary=summary, path=output, report=page)
        return
    _print(made)
    if page is not None:
        say(str(page))


def _print(made: Forecast) -> None:
    say(f"{made.theory.title} ({made.theory.name})")
    say(f"{made.origin} to {made.last}: {made.draws:,} worlds")
    weeks = made.table("total", period="week")
    rows = [_row(f"{r['first']} on", r, made.above) for r in weeks.to_dicts()]
    rows.append(_row("all days", made.table("total").row(0, named=True), made.above))
    columns = ("", "mean", "median", "80%", "95%", *(f">{x}" for x in made.above))
    say()
    print_table(columns, rows, right=columns[1:], title="Events")
    for level in ("country", "region", "place"):
        table = made.table(level)
        if table.height:
            say()
            _print_level(table, level, columns, made.above)
    say()
    for note in notes_of(made):
        say(wrap(f"note: {note}"))


def _print_level(
    table: pl.DataFrame, level: str, columns: tuple[str, ...], above: tuple[int, ...]
) -> None:
    shown = table.head(MOST_ROWS).to_dicts()
    title = f"By {level}, all days"
    if table.height > MOST_ROWS:
        title += f" (the {MOST_ROWS} with most, of {table.height:,})"
    rows = [_row(str(r["area"])[:28], r, above) for r in shown]
    print_table(columns, rows, right=columns[1:], title=title)


def _row(name: str, row: dict[str, float], above: tuple[int, ...]) -> tuple[str, ...]:
    return (
        name,
        f"{row['mean']:,.1f}",
        f"{row['median']:,.0f}",
        f"{row['q10']:,.0f}-{row['q90']:,.0f}",
        f"{row['q2_5']:,.0f}-{row['q97_5']:,.0f}",
        *(f"{row[f'above_{x}']:.2f}" for x in above),
    )


def notes_of(made: Forecast) -> list[str]:
    """Return what a reader of the numbers has to know."""
    drawn, before = made.predicted.drawn, made.predicted.before
    notes = [f"{before.events.height:,} events before {made.origin} were read, none of later."]
    if before.straddling:
        notes.append(
            f"{before.straddling:,} events may fall on either side of {made.origin}; they were "
            "left out."
        )
    if made.pool is not None:
        notes.append(_pooled(made, made.pool.weeks))
    if drawn.tried > made.draws:
        notes.append(
            f"{drawn.tried - made.draws:,} of {drawn.tried:,} worlds ran away and were drawn again."
        )
    return notes


def _pooled(made: Forecast, weeks: float) -> str:
    mine = 100 * made.weights[made.theory.name]
    whole = round(weeks)
    learnt = "learnt from the week before" if whole == 1 else f"learnt from {whole} weeks before"
    if not whole:
        learnt = "as assumed beforehand"
    return (
        f"a pool: {mine:.0f}% of the worlds are of {made.theory.name}, the others continue recent "
        f"levels ({learnt})."
    )


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command(
        "forecast",
        epilog="\b\nExample:  contention forecast germany-2014 --from 2015-09-01 --horizon 4w",
    )(forecast)
