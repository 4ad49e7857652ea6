"""A sweep: the effect of one lever at several sizes, since nobody knows the true one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.levers import find
from contention.engine.model import Model
from contention.foundation.errors import ContentionError, Problem
from contention.theory.model import Lever
from contention.theory.sizing import size_of, sizes_of

from .effects import EFFECT_SCHEMA, effect_row
from .quantities import label_of
from .whatif import ILLUSTRATION, WORLDS, Drawn, ask, lever_json, with_sizes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sweep:
    """Effects of a lever at several sizes.

    Attributes
    ----------
    effects
        As `contention.inference.whatif.WhatIf.effects`, with ``size`` in front: one row a size
        and quantity.
    lever
        The lever as written.
    start, worlds
        First drawn day, and number of pairs at each size.
    notes
        What a reader should know beside the numbers.
    """

    effects: pl.DataFrame
    theory: str
    lever: Lever
    start: date
    worlds: int
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the sweep with documented keys."""
        return {
            "theory": self.theory,
            "lever": lever_json(self.lever),
            "start": self.start.isoformat(),
            "worlds": self.worlds,
            "effects": self.effects.to_dicts(),
            "illustration": ILLUSTRATION,
            "notes": list(self.notes),
        }

    def _repr_html_(self) -> str:
        table: str = self.effects._repr_html_()  # pyright: ignore[reportPrivateUsage]
        return f"<p><b>{self.lever.name}</b> by size. {ILLUSTRATION}</p>{table}"


def sweep(
    model: Model,
    values: Floats,
    record: object,
    *,
    lever: str,
    sizes: Sequence[float] = (),
    start: date | None = None,
    worlds: int = WORLDS,
    seed: int = 0,
    quantities: Sequence[str] = (),
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Sweep:
    """Return the effects of a lever at several sizes against worlds without it.

    Parameters
    ----------
    model, values, record, start, worlds, seed, quantities, threads, progress
        As for `contention.what_if`.
    lever
        Name of a lever that has a size.
    sizes
        Sizes to go through. Default: 1/4 to 8 for factors of rates, 0 to 2 for those of shocks.

    Raises
    ------
    ContentionError
        As for `contention.what_if`; I032 also for a lever without a size.
    """
    found = find(model, lever)
    wanted = tuple(sizes) or sizes_of(found)
    if size_of(found) is None:
        problem = Problem(
            "I032",
            f"a sweep over {lever}, which has no size",
            "a lever that multiplies a rate or a dated shock",
            hint=f"pull {lever} as it is",
        )
        raise ContentionError(problem)
    question = ask(model, levers=[lever], start=start, quantities=quantities)
    names = question.quantities
    changed = [with_sizes(model, {lever: size}, levers=[lever]) for size in wanted]

    def numbers(of: Model, levers: Sequence[str]) -> dict[str, Floats]:
        drawn = Drawn(of, values, record, question.start, worlds, seed, threads, progress)
        return drawn.measured(levers, names).numbers

    without = numbers(model, ())
    rows: list[tuple[Any, ...]] = []
    for size, of in zip(wanted, changed, strict=True):
        pulled = numbers(of, [lever])
        rows += [
            (float(size), *effect_row(name, label_of(name), without[name], pulled[name]))
            for name in names
        ]
    return Sweep(
        effects=pl.DataFrame(rows, schema={"size": pl.Float64, **EFFECT_SCHEMA}, orient="row"),
        theory=model.theory.name,
        lever=found,
        start=question.start,
        worlds=worlds,
        notes=question.notes,
    )
