"""``contention report``: the page of a study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json
from contention.cli.output import print_object, say


@guarded("report")
def report(
    study: Annotated[Path, typer.Argument(metavar="DIR", help="Directory of a finished study.")],
    *,
    json: Json = False,
) -> None:
    """Write the page of a finished study again."""
    from contention.study import load

    found = load(study)
    from contention.report import write_report

    page = write_report(found.path)
    if json:
        print_object("report", report=page, path=found.path)
    else:
        say(str(page))


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("report", epilog="\b\nExample:  contention report results/eastern-bloc-1953")(
        report
    )
