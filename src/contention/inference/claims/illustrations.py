"""What a lever would do in a theory: paired worlds, drawn as an illustration and never judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.engine.worlds import Worlds
from contention.inference.effects import EFFECT_SCHEMA, effect_row
from contention.inference.quantities import check_quantities, label_of, measure
from contention.record import Vocabulary
from contention.theory.model import Claim, Lever

from .answers import Answer

Floats = NDArray[np.float64]

STRENGTHS = (0.5, 1.0, 2.0)
"""Powers of the factors of a lever that are tried, since nobody knows its size."""


def scaled(lever: Lever, strength: float) -> Lever:
    """Return a lever whose factors are raised to a power; other steps stay."""
    steps = tuple(
        replace(step, value=step.value**strength) if step.do == "multiply" else step
        for step in lever.steps
    )
    return replace(lever, steps=steps)


def begins(lever: Lever, first: date) -> date:
    """Return the day from which a lever changes anything."""
    starts = [date.fromisoformat(step.start) if step.start else first for step in lever.steps]
    return max(min(starts, default=first), first)


class Paired:
    """Worlds that continue a record from a day, with levers pulled or not, all else the same.

    Parameters
    ----------
    model, at
        A bound model and its parameters in natural units.
    events
        The record.
    levers
        Levers beside those of the theory.
    worlds, seed, threads
        How many worlds, and their randomness, which every pair shares.
    vocabulary
        The words of the record.
    """

    def __init__(
        self,
        model: Model,
        at: Floats,
        events: pl.DataFrame,
        *,
        levers: Sequence[Lever],
        worlds: int,
        seed: int,
        threads: int,
        vocabulary: Vocabulary,
    ) -> None:
        self._at, self._events = at, events
        self.worlds, self._seed, self._threads = worlds, seed, threads
        self._vocabulary = vocabulary
        self.levers = {lever.name: lever for lever in (*levers, *model.theory.levers)}
        # One model with every lever at every strength reads the record once.
        sizes = [
            replace(scaled(lever, strength), name=_sized(name, strength))
            for name, lever in self.levers.items()
            for strength in (0.0, *STRENGTHS)
        ]
        self._model = replace(model, theory=replace(model.theory, levers=tuple(sizes)))
        self._untouched: dict[date, Worlds] = {}

    def _draw(self, start: date, *levers: str) -> Worlds:
        return simulate(
            self._model, self._at, record=self._events, start=start, levers=levers,
            worlds=self.worlds, seed=self._seed, threads=self._threads,
        )  # fmt: skip

    def effect(self, name: str, quantity: str, *, strength: float = 1.0) -> dict[str, float]:
        """Return what a lever changes in a quantity: the columns of a what-if's effect.

        Parameters
        ----------
        name
            Name of the lever.
        quantity
            One of the quantities of what-ifs.
        strength
            Power of its factors: 0 (nothing changes) or one of `STRENGTHS`.
        """
        check_quantities(self._model, [quantity])
        start = begins(self.levers[name], self._model.scenario.start)
        if start not in self._untouched:
            self._untouched[start] = self._draw(start)
        both = (self._untouched[start], self._draw(start, _sized(name, strength)))
        without, pulled = (
            measure(worlds, [quantity], vocabulary=self._vocabulary)[quantity] for worlds in both
        )
        row = effect_row(quantity, label_of(quantity), without, pulled)
        return dict(zip(EFFECT_SCHEMA, row, strict=True))  # pyright: ignore[reportReturnType]


def _sized(name: str, strength: float) -> str:
    return f"{name} at strength {strength:g}"


def illustrate(claim: Claim, kind: str, paired: Paired) -> Answer:
    """Answer a claim about a lever by a sweep over its size."""
    lever, quantity = paired.levers[claim.text("lever")], claim.text("quantity")
    scalable = any(step.do == "multiply" and step.value > 0 for step in lever.steps)
    strengths = STRENGTHS if scalable else (1.0,)
    sweep = {s: paired.effect(lever.name, quantity, strength=s) for s in strengths}
    main = sweep[1.0]
    asked = 1 if claim.text("is") == "positive" else -1
    goes = "as the claim says" if main["effect"] * asked > 0 else "not as the claim says"
    swept = ", ".join(f"{row['effect']:+.3g} at strength {s:g}" for s, row in sweep.items())
    reason = (
        f"{label_of(quantity)}: {main['effect']:+.3g} a world ({main['low']:.3g} to "
        f"{main['high']:.3g}), on average over {paired.worlds} paired worlds of the theory, "
        f"{goes}; {swept}. {_same(sweep)}Nobody knows the size of the lever {lever.name}, so this "
        "is an illustration and no verdict."
    )
    return Answer(
        id=claim.name,
        kind=kind,
        claim=claim.says,
        verdict="conditional illustration",
        method=f"effect of lever {lever.name} on {quantity}",
        reason=reason,
        value=main["effect"],
        low=main["low"],
        high=main["high"],
    )


def _same(sweep: Mapping[float, dict[str, float]]) -> str:
    """Say so where the lever never changes the quantity, at any size."""
    gaps = [row[key] for row in sweep.values() for key in ("world_low", "world_high")]
    changes = any(gap != 0.0 for gap in gaps)
    return "" if changes else "In no pair of worlds does it change anything here. "
