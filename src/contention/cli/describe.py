"""``contention describe``: a theory as text with its equations."""

from __future__ import annotations

from typing import Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json
from contention.cli.output import print_object, say


@guarded("describe")
def describe(
    theory: Annotated[
        str, typer.Argument(metavar="THEORY", help="Name, or path of a theory document.")
    ],
    *,
    json: Json = False,
) -> None:
    """Print a theory as readable text with its equations."""
    from json import loads

    from contention.catalogue.loaders import load_theory
    from contention.theory import describe as text_of
    from contention.theory import to_json

    found = load_theory(theory)
    if json:
        print_object(
            "describe",
            theory=found.name,
            title=found.title,
            text=text_of(found),
            document=loads(to_json(found)),
        )
    else:
        say(text_of(found).rstrip())


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("describe", epilog="\b\nExample:  contention describe political-revolution")(
        describe
    )
