"""The application: the verbs in the order in which a newcomer meets them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from contention.cli import (
    audit,
    check,
    claims,
    classic,
    compare,
    describe,
    explain,
    fit,
    forecast,
    import_events,
    list_items,
    report,
    scenario,
    score,
    simulate,
    study,
    validate,
    whatif,
)
from contention.foundation.version import __version__

app = typer.Typer(
    name="contention",
    help="Theories of protest and uprising: fit them to a record, simulate worlds, compare.",
    epilog="\b\nStart here:  contention study eastern-bloc-1953",
    rich_markup_mode=None,  # plain text: the same in a pipe, in the documents and on a terminal
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Theories of protest and uprising: fit them to a record, simulate worlds, compare."""


for _verb in (
    *(list_items, import_events, scenario, audit, check, describe, explain, fit, compare),
    *(claims, simulate, forecast, score, whatif, validate, study, report, classic),
):
    _verb.add_to(app)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the application and return its exit status."""
    try:
        app(args=None if arguments is None else list(arguments), prog_name="contention")
    except SystemExit as leaving:
        return _flush(leaving.code)
    return 0


def _flush(code: str | int | None) -> int:
    """Empty standard output now: a reader who left must not show as a traceback at exit."""
    from contention.cli.guard import leave_pipe

    status = code if isinstance(code, int) else int(code is not None)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return leave_pipe()
    return status
