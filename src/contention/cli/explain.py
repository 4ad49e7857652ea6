"""``contention explain``: the page behind the code of an error."""

from __future__ import annotations

from typing import Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json
from contention.cli.output import print_object, say, wrap


@guarded("explain")
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="As errors print it: T012.")],
    *,
    json: Json = False,
) -> None:
    """Explain the code of an error and how to mend it."""
    from contention.foundation.codes import explain as page_of

    page = page_of(code)
    head, _, body = page.partition("\n")
    name, _, title = head.partition(": ")
    if json:
        print_object("explain", code=name, title=title, text=body.strip())
    else:
        say(f"{head}\n\n{wrap(body)}")


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("explain", epilog="\b\nExample:  contention explain U005")(explain)
