"""``contention classic``: a model of the field, its published results and ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contention.cli.guard import guarded
from contention.cli.options import Json, Seed
from contention.cli.output import print_object, print_table, say, wrap

if TYPE_CHECKING:
    from contention.individuals.reproduction import Reproduction

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="As `contention list classics` shows it.")
]
VariantName = Annotated[
    str | None, typer.Option("--variant", metavar="V", help="Version of the rules; first if none.")
]
FigureFile = Annotated[
    Path | None, typer.Option("--figure", metavar="FILE", help="Draw the figure to this SVG file.")
]
Swept = Annotated[
    str | None,
    typer.Option("--sweep", metavar="A,B", help="Map two parameters; A=LOW:HIGH sets a range."),
]
Grid = Annotated[
    int | None, typer.Option("--grid", metavar="N", help="Values of each; 40 if none.")
]
Seeds = Annotated[
    int | None, typer.Option("--seeds", metavar="N", help="Worlds at each setting; 20 if none.")
]
Steps = Annotated[
    int | None, typer.Option("--steps", metavar="N", help="Steps of a world; 75 if none.")
]
Observed = Annotated[
    str | None, typer.Option("--of", metavar="NAME", help="What is mapped; first if none.")
]


@guarded("classic")
def classic(
    name: Name,
    *,
    variant: VariantName = None,
    figure: FigureFile = None,
    sweep: Swept = None,
    grid: Grid = None,
    seeds: Seeds = None,
    steps: Steps = None,
    of: Observed = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Run a classic of the field: its published results beside ours, or a sweep over it."""
    from contention.study.settings import check_numbers

    check_numbers(seed=seed)
    if sweep is not None:
        from contention.cli.sweeping import sweep_classic

        return sweep_classic(
            name,
            sweep,
            variant=variant or "",
            of=of or "",
            grid=40 if grid is None else grid,
            seeds=20 if seeds is None else seeds,
            steps=75 if steps is None else steps,
            seed=seed,
            figure=figure,
            json=json,
        )
    _refuse_alone({"--grid": grid, "--seeds": seeds, "--steps": steps, "--of": of})
    from contention.individuals.reproduction import reproduce

    found = reproduce(name, variant=variant or "", seed=seed)
    drawn = None if figure is None else _draw(found, figure)
    if json:
        _print_json(found, drawn)
    else:
        _print_text(found, drawn)


def _refuse_alone(options: dict[str, object]) -> None:
    """Refuse options of a sweep where there is none."""
    given = [name for name, value in options.items() if value is not None]
    if given:
        from contention.foundation.errors import ContentionError, Problem

        hint = "name two parameters with --sweep A,B"
        raise ContentionError(Problem("U091", ", ".join(given), "--sweep A,B as well", hint=hint))


def _draw(found: Reproduction, figure: Path) -> Path | None:
    from contention.report.classics import figure_svg
    from contention.store.atomic import write_text

    shown = found.figure()
    return None if shown is None else write_text(figure, figure_svg(shown))


def _print_json(found: Reproduction, drawn: Path | None) -> None:
    print_object(
        "classic",
        name=found.name,
        title=found.classic.title,
        status=found.status,
        variant=found.variant.name,
        variants=[v.name for v in found.classic.variants],
        seed=found.seed,
        published={p.name: p.value for p in found.published},
        ours=dict(found.ours),
        results=[
            {
                "name": p.name,
                "says": p.says,
                "low": p.low,
                "high": p.high,
                "where": p.where,
                "certainty": p.certainty,
                "status": p.status,
                "met": found.met(p.name),
            }
            for p in found.published
        ],
        cites=found.classic.cites,
        figure=drawn,
    )


def _print_text(found: Reproduction, drawn: Path | None) -> None:
    from contention.foundation.citations import cite

    say(f"{found.name}: {found.status}\n")
    say(wrap(f"{found.classic.title}. {found.classic.says}"))
    say()
    if found.ours:
        say(wrap(f"Variant {found.variant.name}: {found.variant.says}"))
        say()
    words = {True: "yes", False: "no", None: "-"}
    rows = [
        (
            words[found.met(p.name)],
            p.says,
            _said(p.value),
            _said(found.ours.get(p.name, "-")),
            p.certainty,
            p.status,
        )
        for p in found.published
    ]
    print_table(("met", "result", "published", "ours", "basis", "status"), rows)
    say()
    for key in found.classic.cites:
        say(wrap(cite(key).text))
    if drawn is not None:
        say(str(drawn))


def _said(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.5g}"


def add_to(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("classic", epilog="\b\nExample:  contention classic granovetter-1978")(classic)
