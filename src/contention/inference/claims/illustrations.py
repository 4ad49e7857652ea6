"""What a lever would do in a theory: paired worlds, drawn as an illustration and never judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.record import Vocabulary
from contention.theory.model import Claim, Lever

from .answers import Answer
from .quantities import Quantity, values

Floats = NDArray[np.float64]

STRENGTHS = (0.5, 1.0, 2.0)
"""Powers of the factors of a lever that are tried, since nobody knows its size."""


@dataclass(frozen=True)
class Effect:
    """A paired difference over worlds: its mean with a 95 per cent interval."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, differences: Floats) -> Effect:
        """Return mean and interval of some differences."""
        known = differences[~np.isnan(differences)]
        if not known.size:
            return cls(float("nan"), float("nan"), float("nan"))
        half = (
            1.959964 * float(np.std(known, ddof=1)) / np.sqrt(known.size) if known.size > 1 else 0
        )
        mean = float(np.mean(known))
        return cls(mean, mean - float(half), mean + float(half))


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
        A bound model and its parameters.
    events
        The record.
    levers
        Levers beside those of the theory.
    worlds, seed, threads
        How many worlds, and their randomness, which every pair shares.
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
    ) -> None:
        self._model, self._at, self._events = model, at, events
        self.worlds, self._seed, self._threads = worlds, seed, threads
        self.levers = {lever.name: lever for lever in (*levers, *model.theory.levers)}
        self._untouched: dict[date, pl.DataFrame] = {}

    def draw(self, start: date, lever: Lever | None) -> pl.DataFrame:
        """Return the events of worlds from a day on."""
        if lever is None and start in self._untouched:
            return self._untouched[start]
        model = self._model
        if lever is not None:
            model = replace(model, theory=replace(model.theory, levers=(lever,)))
        drawn = simulate(
            model, self._at, record=self._events, start=start,
            levers=() if lever is None else (lever.name,), worlds=self.worlds, seed=self._seed,
            threads=self._threads,
        ).events  # fmt: skip
        if lever is None:
            self._untouched[start] = drawn
        return drawn

    def effect(self, lever: Lever, quantity: Quantity, vocabulary: Vocabulary) -> Effect:
        """Return what a lever changes in a quantity."""
        start = begins(lever, self._model.scenario.start)
        with_, without = (
            values(
                quantity, self.draw(start, pulled), self._model.theory,
                worlds=self.worlds, vocabulary=vocabulary,
            )
            for pulled in (lever, None)
        )  # fmt: skip
        return Effect.of(with_ - without)


def illustrate(claim: Claim, kind: str, paired: Paired, vocabulary: Vocabulary) -> Answer:
    """Answer a claim about a lever by a sweep over its size."""
    lever = paired.levers[claim.text("lever")]
    quantity = Quantity.from_claim(claim)
    scalable = any(step.do == "multiply" and step.value > 0 for step in lever.steps)
    strengths = STRENGTHS if scalable else (1.0,)
    sweep = {s: paired.effect(scaled(lever, s), quantity, vocabulary) for s in strengths}
    main = sweep[1.0]
    asked = 1 if claim.text("is") == "positive" else -1
    goes = main.mean * asked > 0
    what = quantity.name + (f" of {', '.join(quantity.of)}" if quantity.of else "")
    swept = ", ".join(f"{effect.mean:+.3g} at strength {s:g}" for s, effect in sweep.items())
    reason = (
        f"{lever.name} changes {what} by {main.mean:+.3g} a world ({main.low:.3g} to "
        f"{main.high:.3g}) in {paired.worlds} paired worlds of the theory; {swept}. "
        f"It goes {'as' if goes else 'not as'} the claim says. Nobody knows the size of the "
        "lever, so this is an illustration and no verdict."
    )
    return Answer(
        id=claim.name,
        kind=kind,
        claim=claim.says,
        verdict="conditional illustration",
        method=f"effect of lever {lever.name} on {what}",
        reason=reason,
        value=main.mean,
        low=main.low,
        high=main.high,
    )
