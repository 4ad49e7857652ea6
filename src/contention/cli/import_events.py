"""``contention import``: make a record of exports of an event data set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json
from contention.cli.output import print_object, print_table, say

if TYPE_CHECKING:
    from contention.record.importers import Import


@guarded("import")
def import_events(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Tables; also gzipped or zipped.")
    ],
    *,
    source: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="SOURCE",
            help="acled, gdelt, ucdp-ged, mass-mobilization, ccc or table; else found.",
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The record to write.")
    ] = Path("record.parquet"),
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE", help="CSV: which type becomes which form."),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option("--table", metavar="FILE", help="YAML: which column means what."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD=COLUMN", help="The same for one column."),
    ] = None,
    constant: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="A value that every row has."),
    ] = None,
    near: Annotated[
        str,
        typer.Option(
            "--near-duplicates", metavar="RULE", help="source (the default), drop or keep."
        ),
    ] = "source",
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Later dates are mistakes; else today."),
    ] = None,
    json: Json = False,
) -> None:
    """Import events of ACLED, GDELT, UCDP and others, or of a table of your own.

    Beside the record a ledger says of every row that was dropped or changed why.
    """
    from contention.record.importers import import_events as read
    from contention.record.importers.settings import check_near, read_day, read_pairs

    done = read(
        files,
        source=source,
        mapping=mapping,
        table=table,
        columns=read_pairs(column or [], "--column"),
        constants=read_pairs(constant or [], "--set"),
        near_duplicates=check_near(near),
        until=read_day(until),
    )
    record, ledger = done.write(output)
    if json:
        print_object("import", **done.as_dict(), record=record, ledger=ledger)
        return
    _print(done, record, ledger)


def _print(done: Import, record: Path, ledger: Path) -> None:
    say(f"{done.rows_in:,} rows in, {done.kept:,} kept: {done.events.height:,} events")
    counts = [("dropped", *item) for item in done.dropped.items()]
    counts += [("changed", *item) for item in done.changed.items()]
    if counts:
        rows = [(outcome, reason, f"{number:,}") for outcome, reason, number in counts]
        print_table(("outcome", "reason", "rows"), rows, right=("rows",))
    for name, number in list(done.unknown.items())[:10]:
        say(f"unknown type: {name} ({number:,} rows); map it with --mapping")
    for key, name in done.guesses.items():
        say(f"guessed: {key} is the column {name}")
    for line in done.notes:
        say(f"note: {line}")
    say(f"record: {record}")
    say(f"ledger: {ledger}")


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("import", epilog="\b\nExample:  contention import acled.csv -o record.parquet")(
        import_events
    )
