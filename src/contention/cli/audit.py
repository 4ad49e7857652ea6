"""``contention audit``: what a record gave, what was set aside and why."""

from __future__ import annotations

from typing import Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json
from contention.cli.output import print_object, say


@guarded("audit")
def audit(
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help="Name, or path of a CSV or Parquet file.")
    ],
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a record with any bad row.")
    ] = False,
    json: Json = False,
) -> None:
    """Say what a record gave, what was set aside and why."""
    from contention.catalogue.loaders import load_record

    found = load_record(record, strict=strict).audit()
    if json:
        print_object("audit", **found.as_dict())
    else:
        say(found.text())


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("audit", epilog="\b\nExample:  contention audit eastern-bloc-1953")(audit)
