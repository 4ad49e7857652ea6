"""``contention fit``: what the record says about a theory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import Json, OptionalCase, Output, Record, Scenario, Seed, Theory
from contention.cli.output import measured, print_object, print_table, say

if TYPE_CHECKING:
    from contention.study import StoredFit


@guarded("fit")
def fit(
    case: OptionalCase = None,
    *,
    theory: Theory = "political-revolution",
    scenario: Scenario = None,
    record: Record = None,
    output: Output = None,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Fit a theory to a record.

    Prints the most probable parameters and their standard errors. With -o, the fit is kept as
    fit-THEORY.json and not made again from the same inputs.
    """
    from contextlib import nullcontext

    from contention.store import open_directory
    from contention.study import load_inputs, make_case, make_fit
    from contention.study.settings import check_numbers

    check_numbers(seed=seed)
    inputs = load_inputs(make_case(case, scenario=scenario, record=record), [theory])
    place = nullcontext(None) if output is None else open_directory(output)
    with place as directory, bars() as progress:
        fitted = make_fit(
            directory,
            inputs.models[0],
            inputs.record,
            seed=seed,
            inputs=inputs.hashes(),
            progress=progress,
        )
    if json:
        print_object(
            "fit",
            theory=fitted.theory,
            log_likelihood=fitted.log_likelihood,
            log_posterior=fitted.log_posterior,
            parameters=fitted.parameters,
            seconds=fitted.seconds,
            path=None if directory is None else fitted.path,
        )
        return
    _print(fitted)
    if directory is not None:
        say(f"written to {fitted.path}")


def _print(fitted: StoredFit) -> None:
    rows: list[tuple[str, str, str, str]] = []
    last = ""
    for row in fitted.parameters:
        mode, error = measured(row["mode"], row["se"])
        mark = "*" if row.get("rests_on_prior") else " "
        says = str(row.get("of") or "")
        # One sentence for the whole family of a parameter by country or by act.
        rows.append((str(row["name"]), mode, error + mark, "" if says == last else says))
        last = says
    print_table(("parameter", "mode", "se ", "meaning"), rows, right=("mode", "se "))
    if any(row.get("rests_on_prior") for row in fitted.parameters):
        say("* rests on its prior: the record adds next to nothing")
    say(f"theory          {fitted.theory}")
    say(f"log likelihood  {fitted.log_likelihood:,.2f}")
    say(f"log posterior   {fitted.log_posterior:,.2f}")


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("fit", epilog="\b\nExample:  contention fit eastern-bloc-1953 --theory contagion")(
        fit
    )
