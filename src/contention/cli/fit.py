"""``contention fit``: what the record says about a theory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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
    Threads,
)
from contention.cli.output import measured, print_object, print_table, say, wrap

if TYPE_CHECKING:
    from contention.study import StoredFit

Posterior = Annotated[
    bool, typer.Option("--posterior", help="Draw from the posterior too, by NUTS.")
]
Evidence = Annotated[
    bool, typer.Option("--evidence", help="Integrate the theory over its parameters too.")
]
Draws = Annotated[
    int, typer.Option("--draws", metavar="N", help="Draws of each chain, with --posterior.")
]
Chains = Annotated[int, typer.Option("--chains", metavar="N", help="Chains, with --posterior.")]


@guarded("fit")
def fit(
    case: OptionalCase = None,
    *,
    theory: OptionalTheory = None,
    scenario: Scenario = None,
    record: Record = None,
    posterior: Posterior = False,
    draws: Draws = 1000,
    chains: Chains = 4,
    evidence: Evidence = False,
    output: Output = None,
    seed: Seed = 1,
    threads: Threads = 0,
    json: Json = False,
) -> None:
    """Fit a theory to a record.

    Prints the most probable parameters and their standard errors; with --posterior means,
    intervals and diagnostics of draws. With -o, all is kept (fit-THEORY.json,
    posterior-THEORY/posterior.zarr, evidence-THEORY.json) and not made again from the same
    inputs.
    """
    from contextlib import nullcontext

    from contention.store import open_directory
    from contention.study import load_inputs, make_case, make_fit
    from contention.study.choosing import theories_of
    from contention.study.posteriors import (
        Sampling,
        make_evidence,
        make_posterior,
        searching,
    )
    from contention.study.settings import check_numbers, check_sampling

    check_numbers(seed=seed, threads=threads)
    check_sampling(draws=draws, chains=chains)
    wanted_case = make_case(case, scenario=scenario, record=record)
    inputs = load_inputs(wanted_case, [theory or theories_of(wanted_case)[0]])
    place = nullcontext(None) if output is None else open_directory(output)
    drawn = weighed = None
    with place as directory, bars() as progress:
        model, hashes = inputs.models[0], inputs.hashes()
        fitted = make_fit(
            directory, model, inputs.record, seed=seed, inputs=hashes, progress=progress
        )
        if posterior or evidence:
            wanted = Sampling(model, inputs.record, draws, chains, seed, threads, hashes)
            around = searching(fitted, wanted, progress=progress)
            if posterior:
                drawn = make_posterior(directory, wanted, around, progress=progress)
            if evidence:
                weighed = make_evidence(directory, wanted, around, progress=progress)
    if json:
        print_object(
            "fit",
            theory=fitted.theory,
            log_likelihood=fitted.log_likelihood,
            log_posterior=fitted.log_posterior,
            parameters=fitted.parameters,
            seconds=fitted.seconds,
            path=None if directory is None else fitted.path,
            posterior=drawn,
            evidence=weighed,
        )
        return
    if drawn is None:
        _print(fitted)
    else:
        _print_draws(drawn)
    say(f"theory          {fitted.theory}")
    say(f"log likelihood  {fitted.log_likelihood:,.2f}")
    say(f"log posterior   {fitted.log_posterior:,.2f}")
    if weighed is not None:
        _print_evidence(weighed)
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


def _print_draws(drawn: dict[str, Any]) -> None:
    rows: list[tuple[str, ...]] = []
    for row in drawn["parameters"]:
        mean, sd = measured(row["mean"], row["sd"])
        low, high = (measured(row[end], row["sd"])[0] for end in ("low", "high"))
        sizes = (f"{row['ess_bulk']:,.0f}", f"{row['ess_tail']:,.0f}")
        rows.append((str(row["name"]), mean, sd, low, high, f"{row['r_hat']:.3f}", *sizes))
    columns = ("parameter", "mean", "sd", "2.5%", "97.5%", "R-hat", "bulk", "tail")
    print_table(columns, rows, right=columns[1:])
    say("bulk, tail: effective sample sizes")
    say(f"draws           {drawn['chains']} chains of {drawn['draws']:,}")
    say(f"largest R-hat   {drawn['r_hat']:.3f} ({drawn['r_hat_of']})")
    say(f"divergences     {drawn['divergences']}")
    if drawn["weights_k"] is not None:
        say(f"shapes          worth {drawn['weights_ess']:,.0f} draws, k {drawn['weights_k']:.2f}")


def _print_evidence(weighed: dict[str, Any]) -> None:
    say(f"log evidence    {weighed['log_evidence']:,.2f} ± {weighed['se']:.2f}")
    say(f"by Laplace      {weighed['laplace']:,.2f}")
    worth = f"{weighed['ess']:,.0f} of {weighed['draws']:,} draws"
    say(f"worth           {worth}, k {weighed['k']:.2f}")
    if weighed["modes"] > 1:
        say(f"drawn around    {weighed['modes']} modes of the posterior")
    heads = ("noise", "half", "as written", "twice")
    rows = [
        (str(row.pop("noise")), *(f"{value:,.1f}" for value in row.values()))
        for row in map(dict, weighed["across"])
    ]
    say()
    title = "log evidence by Laplace, by prior width"
    print_table(heads, rows, right=heads[1:], title=title)
    say(wrap("The last noise is the theory as it is written. Constants of counts are put in here."))


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command(
        "fit",
        epilog="\b\nExample:  contention fit eastern-bloc-1953 --theory contagion --posterior",
    )(fit)
