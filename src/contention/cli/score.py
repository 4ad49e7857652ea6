"""``contention score``: forecasts from one origin after the other, against simple baselines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contention.cli.bars import bars
from contention.cli.guard import guarded
from contention.cli.options import (
    Json,
    OptionalCase,
    Output,
    Pool,
    Record,
    Scenario,
    Seed,
    Threads,
)
from contention.cli.output import measured, print_object, print_table, say, wrap

if TYPE_CHECKING:
    from contention.study import Case
    from contention.study.scoring import Scores


@guarded("score", resumes=True)
def score(
    case: OptionalCase = None,
    *,
    origins: Annotated[
        str,
        typer.Option(
            "--origins",
            metavar="FROM:TO[:STEP]",
            help="Days to foretell from, such as 2015-01-05:2015-06-29:7d; the step is the "
            "horizon if not given.",
        ),
    ],
    theory: Annotated[
        str | None,
        typer.Option(
            "--theory",
            metavar="A,B",
            help="Theories, with commas, or none; default or political-revolution if not given.",
        ),
    ] = None,
    cells: Annotated[
        str, typer.Option("--cells", metavar="day|week", help="Days of a cell.")
    ] = "day",
    level: Annotated[
        str, typer.Option("--level", metavar="place|region", help="Area of a cell.")
    ] = "place",
    horizon: Annotated[
        str, typer.Option("--horizon", metavar="7d", help="Days ahead, or weeks as 4w.")
    ] = "7d",
    draws: Annotated[
        int, typer.Option("--draws", metavar="N", help="Draws of each forecast.")
    ] = 1000,
    forms: Annotated[
        str | None,
        typer.Option("--forms", metavar="A,B", help="Forms that count; else all that people do."),
    ] = None,
    pool: Pool = True,
    scenario: Scenario = None,
    record: Record = None,
    seed: Seed = 1,
    threads: Threads = 0,
    output: Output = None,
    json: Json = False,
) -> None:
    """Score forecasts against baselines, from one origin after the other.

    At each origin theories and baselines see what lies before it and foretell the days after
    it. The first theory is scored alone and as a pool with recent levels. Results go to
    results/score-CASE; scores of an origin that are there are not made again.
    """
    from contention.study import make_case
    from contention.study.score_settings import read_horizon, read_origins
    from contention.study.scoring import ScorePlan, run_score

    wanted = make_case(case, scenario=scenario, record=record)
    plan = ScorePlan(
        case=wanted,
        origins=read_origins(origins),
        theories=_theories(theory, wanted),
        cells=cells,
        level=level,
        horizon=read_horizon(horizon),
        forms=_names(forms or ""),
        draws=draws,
        seed=seed,
        threads=threads,
        pool=pool,
    )
    with bars() as progress:
        folder = output or Path("results") / f"score-{wanted.name}"
        found = run_score(plan, output=folder, progress=progress)
    if json:
        print_object(
            "score",
            origins=found.origins,
            unplaced=found.unplaced,
            **found.summary,
            path=found.path,
        )
        return
    _print(found)


def _theories(words: str | None, case: Case) -> tuple[str, ...]:
    if words is None:
        from contention.study.choosing import theories_of

        return theories_of(case)[:1]
    return () if words.strip() == "none" else _names(words)


def _names(words: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in words.split(",") if name.strip())


def _print(found: Scores) -> None:
    summary = found.summary
    say(
        f"{summary['cells']:,} cells from {len(found.origins)} origins, {summary['events']:,} "
        f"events; {summary['zero_cells']:,} cells without any"
    )
    say()
    heads = ("model", "log score", "difference", "error", "CRPS", "MAE", "in 50%", "in 90%")
    rows: list[tuple[str, ...]] = []
    for row in summary["models"]:
        difference = ("-", "-")
        if row["name"] != summary["reference"]:
            difference = measured(row["difference"], row["difference_se"])
        rows.append(
            (
                row["name"],
                f"{row['log_score']:.3f}",
                *difference,
                f"{row['crps']:.3f}",
                f"{row['mae']:.3f}",
                f"{100 * row['rank_coverage_50']:.0f}",
                f"{100 * row['rank_coverage_90']:.0f}",
            )
        )
    print_table(heads, rows, right=heads[1:])
    say()
    zero = ("model", "log score, none", "some", "CRPS, none", "some")
    split = [
        (row["name"], *(_part(row[part], key) for key in ("log_score", "crps") for part in PARTS))
        for row in summary["models"]
    ]
    print_table(zero, split, right=zero[1:])
    say()
    say(
        wrap(
            "log score: minus the log probability of what happened, nats a cell; CRPS and MAE in "
            "events; low is good. difference: log score less that of "
            f"{summary['reference']}, {_error(summary['blocks'])}. in 50%, in "
            "90%: per cent of randomised ranks inside the central interval. none, some: cells "
            "without and with events."
        )
    )
    if found.unplaced:
        say(wrap(f"note: {found.unplaced:,} events of these days lie at no place of the scenario"))
    if found.path is not None:
        say(f"written to {found.path}")


def _error(blocks: int) -> str:
    if blocks < 2:
        return "without an error, for all cells lie in one week"
    return f"error by {blocks} blocks of a week"


PARTS = ("zero", "non_zero")
"""Cells without and with events."""


def _part(means: dict[str, float], key: str) -> str:
    return f"{means[key]:.3f}" if means["cells"] else "-"


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command(
        "score",
        epilog="\b\nExample:  contention score germany-2014 --origins 2015-01-05:2015-06-29",
    )(score)
