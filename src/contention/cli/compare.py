"""``contention compare``: which theory foretells a record better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import Json, OptionalCase, Output, Record, Scenario, Seed, Threads
from contention.cli.output import print_object, print_table, say, wrap

if TYPE_CHECKING:
    from contention.inference import Ranking


@guarded("compare", resumes=True)
def compare(
    case: OptionalCase = None,
    *,
    theories: Annotated[
        str | None,
        typer.Option("--theories", metavar="A,B", help="Names or files; else all that ship."),
    ] = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full/--quick", help="Hold out under every noise and refit each omission, or not."
        ),
    ] = False,
    scenario: Scenario = None,
    record: Record = None,
    seed: Seed = 1,
    threads: Threads = 0,
    output: Output = None,
    json: Json = False,
) -> None:
    """Rank theories by how well they foretell days held out.

    Each great episode is held out in turn, and the rest of the record by years. Beside the score
    stand the evidence, other noises, narrower and wider priors, and what each mechanism adds.
    With -o, scores are kept, and an interrupted comparison continues with the same command.
    """
    from contextlib import nullcontext

    from contention.store import open_directory
    from contention.study import load_inputs, make_case, make_ranking
    from contention.study.choosing import SHIPPED
    from contention.study.ranking import document_of
    from contention.study.settings import check_numbers

    check_numbers(seed=seed, threads=threads)
    named = SHIPPED if theories is None else theories.split(",")
    wanted = [name.strip() for name in named if name.strip()]
    inputs = load_inputs(make_case(case, scenario=scenario, record=record), wanted)
    place = nullcontext(None) if output is None else open_directory(output)
    with place as directory, bars() as progress:
        ranking = make_ranking(
            directory,
            inputs,
            effort="full" if full else "quick",
            seed=seed,
            threads=threads,
            progress=progress,
        )
    if json:
        print_object("compare", **document_of(ranking))
        return
    _print(ranking)


def _print(ranking: Ranking) -> None:
    rows = [
        (
            str(row["name"]),
            f"{row['heldout']:,.0f}",
            "-" if not k else f"{row['behind']:,.0f} ± {row['behind_se']:,.0f}",
            _evidence(row["log_evidence"], row["log_evidence_se"]),
            "yes" if row["stable_rank"] else "no",
        )
        for k, row in enumerate(ranking.theories.iter_rows(named=True))
    ]
    heads = ("theory", "held out", "behind", "log evidence", "stable rank")
    print_table(heads, rows, right=heads[1:4])
    for line in ranking.words:
        say()
        say(wrap(line))
    say()
    _print_noises(ranking)


def _evidence(value: float, error: float | None) -> str:
    """Return a log evidence with its error; without one it is Laplace's approximation."""
    return f"{value:,.0f} by Laplace" if error is None else f"{value:,.1f} ± {error:.1f}"


def _print_noises(ranking: Ranking) -> None:
    import polars as pl

    names = ranking.theories["name"].to_list()
    last = ranking.settings["noise"][-1]  # as written
    noises = ranking.settings.filter(pl.col("prior_width") == 1.0)
    widths = ranking.settings.filter(pl.col("noise") == last)
    for title, table, column in (
        ("log evidence by noise", noises, "noise"),
        (f"log evidence by width of the priors, noise {last}", widths, "prior_width"),
    ):
        wide = table.pivot(on=column, index="name", values="log_evidence")
        heads = [_times(head) for head in wide.columns[1:]]
        found = {str(name): [f"{x:,.0f}" for x in rest] for name, *rest in wide.iter_rows()}
        rows = [(name, *found[name]) for name in names]
        print_table(("theory", *heads), rows, right=heads, title=title)


def _times(head: str) -> str:
    return {"0.5": "half", "1.0": "as written", "2.0": "twice"}.get(head, head)


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("compare", epilog="\b\nExample:  contention compare eastern-bloc-1953")(compare)
