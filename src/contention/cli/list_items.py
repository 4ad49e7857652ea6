"""``contention list``: what ships with the package."""

from __future__ import annotations

from typing import Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json
from contention.cli.output import print_object, print_table


@guarded("list")
def list_items(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="KIND", help="claims, record, scenario, theory or classic."),
    ] = None,
    *,
    json: Json = False,
) -> None:
    """List what ships: claims, records, scenarios, theories, classics."""
    from contention.catalogue import items
    from contention.study.settings import check_kind

    chosen = check_kind(kind)
    wanted = [item for item in items() if chosen in (None, item.kind)]
    if json:
        print_object(
            "list",
            items=[
                {
                    "kind": item.kind,
                    "name": item.name,
                    "status": item.status,
                    "title": item.title,
                }
                for item in wanted
            ],
        )
        return
    rows = [(item.kind, item.name, item.status, item.title) for item in wanted]
    print_table(("kind", "name", "status", "title"), rows)


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("list", epilog="\b\nExample:  contention list theory")(list_items)
