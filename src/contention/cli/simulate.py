"""``contention simulate``: histories from a fitted theory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import (
    Json,
    OptionalCase,
    OptionalTheory,
    Output,
    Record,
    Scenario,
    Seed,
    Threads,
)
from contention.cli.output import print_object, say


@guarded("simulate", resumes=True)
def simulate(
    case: OptionalCase = None,
    *,
    theory: OptionalTheory = None,
    worlds: Annotated[int, typer.Option("--worlds", metavar="N", help="How many worlds.")] = 200,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Replay the record up to this day."),
    ] = None,
    lever: Annotated[
        list[str] | None,
        typer.Option("--lever", metavar="NAME", help="Pull a lever of the theory; repeatable."),
    ] = None,
    fit: Annotated[
        Path | None,
        typer.Option("--fit", metavar="FILE", help="A kept fit; else the theory is fitted first."),
    ] = None,
    scenario: Scenario = None,
    record: Record = None,
    seed: Seed = 1,
    threads: Threads = 0,
    output: Output = None,
    json: Json = False,
) -> None:
    """Simulate worlds from a fitted theory.

    Writes events.parquet, stocks.zarr and manifest.json to results/CASE-simulate-THEORY. An
    interrupted run continues with the same command; more worlds continue a finished one.
    """
    from contention.study import make_case
    from contention.study.choosing import theories_of
    from contention.study.settings import read_date
    from contention.study.simulation import Simulation, run_simulation

    wanted = make_case(case, scenario=scenario, record=record)
    theory = theory or theories_of(wanted)[0]
    plan = Simulation(
        case=wanted,
        theory=theory,
        worlds=worlds,
        seed=seed,
        start=None if start is None else read_date(start),
        levers=tuple(lever or ()),
        fit=fit,
        threads=threads,
        command=("contention", *sys.argv[1:]),
    )
    folder = output or Path("results") / f"{wanted.name}-simulate-{Path(theory).stem}"
    with bars() as progress:
        made = run_simulation(plan, output=folder, progress=progress)
    speed = made.worlds / made.seconds if made.seconds > 0 else None
    if json:
        print_object(
            "simulate",
            theory=made.theory,
            worlds=made.worlds,
            seconds=made.seconds,
            worlds_per_second=speed,
            peak_rss_mb=made.peak_rss_mb,
            events_median=made.events_median,
            path=made.path,
        )
        return
    say(f"theory             {made.theory}")
    say(f"worlds             {made.worlds:,}")
    say(f"seconds            {made.seconds:.2f}")
    say(f"worlds per second  {speed or 0:,.0f}")
    say(f"peak memory        {made.peak_rss_mb:,.0f} MB")
    say(f"events, median     {made.events_median:,.0f}")
    say(str(made.path))


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command(
        "simulate", epilog="\b\nExample:  contention simulate eastern-bloc-1953 --worlds 500"
    )(simulate)
