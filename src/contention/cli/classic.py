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


@guarded("classic")
def classic(
    name: Name,
    *,
    variant: VariantName = None,
    figure: FigureFile = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Run a classic of the field: its published results beside ours."""
    from contention.study.settings import check_numbers

    check_numbers(seed=seed)
    from contention.individuals.reproduction import reproduce

    found = reproduce(name, variant=variant or "", seed=seed)
    drawn = None if figure is None else _draw(found, figure)
    if json:
        _print_json(found, drawn)
    else:
        _print_text(found, drawn)


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
