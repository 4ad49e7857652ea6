"""``contention classic NAME --sweep A,B``: a classic over a grid of two parameters, as a map."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from contention.cli.bars import bars
from contention.cli.output import print_object, say, wrap
from contention.foundation.errors import ContentionError, Problem

if TYPE_CHECKING:
    from contention.individuals.classic import Classic
    from contention.individuals.sweep import Axis, Sweep


def sweep_classic(
    name: str,
    wanted: str,
    *,
    variant: str,
    of: str,
    grid: int,
    seeds: int,
    steps: int,
    seed: int,
    figure: Path | None,
    json: bool,
) -> None:
    """Sweep over two parameters of a classic; print the result, draw it, keep its table."""
    from contention.individuals.registry import find
    from contention.individuals.settings import variant_of
    from contention.individuals.sweep import sweep

    classic = find(name)
    if classic.model is None or classic.measure is None:
        raise ContentionError(
            Problem(
                "P060", f"a sweep of {classic.name}", "a classic that is a model person by person",
                hint="epstein-2002 is one",
            )
        )  # fmt: skip
    x, y = (_axis(part, classic) for part in _two(wanted))
    chosen = variant_of(variant, classic.model.variants, of=classic.name).name
    keep = None if figure is None else figure.with_suffix(".csv")
    try:
        with bars() as progress:
            found = sweep(
                classic.model, x, y, of=of, grid=grid, worlds=seeds, steps=steps, variant=chosen,
                seed=seed, keep=keep,
                progress=lambda done, total: progress("settings", done, total),
            )  # fmt: skip
    except KeyboardInterrupt:
        if keep is not None and keep.exists():
            print(f"{keep} holds what is done; the same command goes on from it", file=sys.stderr)
        raise
    drawn = None if figure is None else _draw(found, figure)
    if json:
        _print_json(classic, found, drawn, keep)
    else:
        _print_text(classic, found, drawn, keep)


def _two(wanted: str) -> list[str]:
    parts = [part.strip() for part in wanted.split(",")]
    if len(parts) != 2 or not all(parts):
        raise _unread(wanted)
    return parts


def _axis(part: str, classic: Classic) -> Axis:
    from contention.individuals.sweep import Axis

    name, given, bounds = part.partition("=")
    if not given:
        return Axis(name, *classic.ranges.get(name, (None, None)))
    low, _, high = bounds.partition(":")
    try:
        return Axis(name.strip(), float(low), float(high))
    except ValueError:
        raise _unread(part) from None


def _unread(found: str) -> ContentionError:
    return ContentionError(
        Problem(
            "U090", f"{found!r}", "A,B or A=LOW:HIGH,B=LOW:HIGH", "--sweep",
            "such as --sweep legitimacy,cop_density",
        )
    )  # fmt: skip


def _draw(found: Sweep, figure: Path) -> Path:
    from contention.report.classics import figure_svg
    from contention.store.atomic import write_text

    return write_text(figure, figure_svg(found.figure()))


def _print_json(classic: Classic, found: Sweep, drawn: Path | None, table: Path | None) -> None:
    print_object(
        "classic-sweep",
        name=classic.name,
        variant=found.variant,
        seed=found.seed,
        seeds=found.worlds,
        steps=found.steps,
        of=found.of,
        x={"name": found.x, "values": found.xs.tolist()},
        y={"name": found.y, "values": found.ys.tolist()},
        mean=found.mean.tolist(),
        sd=found.sd.tolist(),
        figure=drawn,
        table=table,
    )


def _print_text(classic: Classic, found: Sweep, drawn: Path | None, table: Path | None) -> None:
    say(f"{classic.name}, variant {found.variant}: {found.of} over {found.x} and {found.y}")
    say()
    say(wrap(found.figure().says))
    for words, k in (("least", found.mean.argmin()), ("most", found.mean.argmax())):
        row, column = divmod(int(k), found.xs.size)
        across, up = found.xs[column], found.ys[row]
        value = found.mean[row, column]
        say(f"{words}: {value:.4g} at {found.x} {across:.4g}, {found.y} {up:.4g}")
    if drawn is not None:
        say(f"{drawn}\n{table}")
