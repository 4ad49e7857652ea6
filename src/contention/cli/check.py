"""``contention check``: say whether documents are sound, and what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json
from contention.cli.output import print_object, say

if TYPE_CHECKING:
    from contention.study.checking import Checked


@guarded("check")
def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Scenarios and theories: names or documents."),
    ],
    *,
    json: Json = False,
) -> None:
    """Check scenarios and theories, and that they bind.

    Each theory is bound to each scenario. A name that is both a scenario and a record in the
    catalogue means the scenario.
    """
    from contention.study.checking import check_documents

    checked = check_documents(files)
    if json:
        print_object(
            "check",
            items=[
                {"kind": item.kind, "name": item.name, "digest": item.digest, **item.counts}
                for item in checked.items
            ],
            bound=[
                {"theory": theory, "scenario": scenario, "parameters": parameters}
                for theory, scenario, parameters in checked.bound
            ],
        )
        return
    _print(checked)


def _print(checked: Checked) -> None:
    for item in checked.items:
        say(item.text)
    for theory, scenario, parameters in checked.bound:
        say(f"{theory} binds to {scenario}: {parameters} parameters")


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("check", epilog="\b\nExample:  contention check contagion eastern-bloc-1953")(check)
