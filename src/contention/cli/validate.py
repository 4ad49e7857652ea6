"""``contention validate``: whether the fit of a theory can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import (
    Json,
    OptionalCase,
    OptionalTheory,
    Output,
    Record,
    Scenario,
    Seed,
)
from contention.cli.output import print_object, print_table, say, wrap

if TYPE_CHECKING:
    from contention.inference.validity.validate import Validity

WORST = 8
"""Parameters that are shown in the table of calibration."""


@guarded("validate")
def validate(
    case: OptionalCase = None,
    *,
    theory: OptionalTheory = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Six simulated records, Laplace errors, two sources.")
    ] = False,
    records: Annotated[
        int | None, typer.Option("--records", metavar="N", help="Records to simulate and fit.")
    ] = None,
    weights: Annotated[
        int | None,
        typer.Option("--weights", metavar="N", help="Importance draws a record; 0 for none."),
    ] = None,
    sources: Annotated[
        int | None, typer.Option("--sources", metavar="N", help="Sources to leave out in turn.")
    ] = None,
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="Simulated records without the gaps of the record.")
    ] = False,
    scenario: Scenario = None,
    record: Record = None,
    output: Output = None,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Check whether the fit of a theory can be trusted.

    Simulates records from stable draws of the prior and fits them again, sets the counts of
    every country-day beside what the fit expects, and fits the record with choices made
    otherwise. With -o, validity-THEORY.json is kept, and recovery-THEORY.svg, a picture of known
    truths and what was found of them. What fails is printed as failed.
    """
    from contention.report.recovery import recovery_sheet
    from contention.store import write_text
    from contention.study import make_case
    from contention.study.choosing import theories_of
    from contention.study.validation import Checks, run_checks

    small = Checks.quick() if quick else Checks()
    checks = Checks(
        records=small.records if records is None else records,
        weights=small.weights if weights is None else weights,
        sources=small.sources if sources is None else sources,
        masked=not unmasked,
        seed=seed,
    )
    wanted = make_case(case, scenario=scenario, record=record)
    theory = theory or theories_of(wanted)[0]
    with bars() as progress:
        found, path = run_checks(wanted, theory, checks, output=output, progress=progress)
    if path is not None:
        sheet = path.with_name(f"recovery-{found.ranks.model.theory.name}.svg")
        write_text(sheet, recovery_sheet(found.ranks.to_json()))
    if json:
        print_object("validate", **found.to_json(), path=path)
        return
    _print(found)
    if path is not None:
        say(f"written to {path}")


def _print(found: Validity) -> None:
    ranks = found.ranks
    gaps = "" if ranks.masked else ", without the gaps of the record"
    say(f"calibration: {ranks.records} simulated records, {ranks.method}{gaps}")
    heads = ("central interval", "holds the truth in", "error", "verdict")
    rows = [
        (
            f"{100 * row['level']:.0f} per cent",
            f"{100 * row['coverage']:.1f} per cent",
            f"{100 * row['error']:.1f}",
            "agrees" if row["agrees"] else "FAILED",
        )
        for row in ranks.coverage().iter_rows(named=True)
    ]
    print_table(heads, rows, right=heads[1:3])
    _print_parameters(found)
    _print_counts(found)
    _print_shifts(found)
    for line in ranks.notes():
        say(wrap(f"note: {line}"))
    say(wrap(f"note: {found.stability_rule}"))
    failures = found.failures()
    for check, what in failures:
        say(wrap(f"FAILED, {check}: {what}"))
    say(f"{len(failures)} failures" if failures else "nothing failed")


def _print_parameters(found: Validity) -> None:
    say("")
    table = found.ranks.table().sort("p_value").head(WORST)
    heads = ("parameter", "50%", "80%", "95%", "mean rank", "p", "verdict")
    rows = [
        (
            str(row["name"]),
            *(f"{100 * row[key]:.0f}" for key in ("c50", "c80", "c95")),
            f"{row['mean_rank']:.2f}",
            f"{row['p_adjusted']:.2g}",
            "FAILED" if row["verdict"] == "off" else str(row["verdict"]),
        )
        for row in table.iter_rows(named=True)
    ]
    say(f"the {len(rows)} parameters farthest from uniform ranks, coverage in per cent")
    print_table(heads, rows, right=heads[1:6])


def _print_counts(found: Validity) -> None:
    say("")
    say(f"prediction: {found.pit.days:,} country-days, one day ahead at the mode")
    heads = ("chance of an onset", "days", "expected", "observed", "error")
    rows = [
        (
            f"{100 * row['above']:g} to {100 * row['up_to']:g} per cent",
            f"{row['days']:,}",
            f"{row['expected']:,.1f}",
            f"{row['observed']:,}",
            f"{row['error']:.1f}",
        )
        for row in found.pit.reliability.iter_rows(named=True)
    ]
    print_table(heads, rows, right=heads[1:])
    off = ", ".join(found.pit.off) or "none"
    say(wrap(f"acts whose transformed counts are not uniform: {off}"))


def _print_shifts(found: Validity) -> None:
    say("")
    say("sensitivity: largest shift of a coefficient, in standard errors")
    heads = ("choice made otherwise", "rows", "shift", "of", "over 1", "signs")
    rows = [
        (
            str(row["label"]),
            f"{row['rows']:,}",
            f"{row['largest']:.1f}",
            str(row["of"]),
            str(row["moved"]),
            str(row["lost"] + row["flips"]),
        )
        for row in found.sensitivity.table().iter_rows(named=True)
    ]
    print_table(heads, rows, right=("rows", "shift", "over 1", "signs"))


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("validate", epilog="\b\nExample:  contention validate eastern-bloc-1953 --quick")(
        validate
    )
