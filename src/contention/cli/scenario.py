"""``contention scenario``: make a scenario from a record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json
from contention.cli.output import print_object, say, wrap


@guarded("scenario")
def scenario(
    way: Annotated[
        str, typer.Argument(metavar="from-record", help="The one way there is: from a record.")
    ],
    record: Annotated[str, typer.Argument(metavar="RECORD", help="Name or file of a record.")],
    *,
    level: Annotated[
        str,
        typer.Option("--level", metavar="LEVEL", help="admin1, admin2, place or grid:50km."),
    ] = "admin1",
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Folder for the scenario.")
    ] = Path("scenario"),
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Its name, if not the folder's.")
    ] = None,
    population: Annotated[
        Path | None,
        typer.Option("--population", metavar="FILE", help="CSV of names and population."),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First day, if not the record's.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--end", metavar="DATE", help="Last day, if not the record's.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a scenario of the places of a record, with people and distances."""
    from contention.study.from_record import check_way, scenario_from_record
    from contention.study.settings import read_date

    check_way(way)
    made = scenario_from_record(
        record,
        level=level,
        output=output,
        name=name,
        population=population,
        start=read_date(start) if start else None,
        end=read_date(end) if end else None,
    )
    document, written = output / "scenario.yaml", output / "record.parquet"
    if json:
        print_object(
            "scenario",
            name=made.name,
            scenario=document,
            record=written,
            **made.counts,
            notes=made.notes,
        )
        return
    counts = made.counts
    say(
        f"{counts['places']:,} places: {counts['with_events']:,} with events, "
        f"{counts['without_events']:,} without"
    )
    say(f"{counts['unplaced']:,} of {made.events.height:,} events are of a wider area")
    for line in made.notes:
        say(wrap(f"note: {line}"))
    say(f"scenario: {document}")
    say(f"record: {written}")


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command(
        "scenario",
        epilog="\b\nExample:  contention scenario from-record acled.parquet --level admin1",
    )(scenario)
