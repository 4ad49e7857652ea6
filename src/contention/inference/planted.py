"""Would a real effect be seen, and is none seen where there is none? Worlds with known effects.

Worlds are drawn from a fitted theory, once as it is and several times with a random half of the
effects in question taken out and the rest fitted anew. Each is given the gaps of the record and
fitted again near the truth, as the record was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.foundation.crew import share_out
from contention.foundation.errors import ContentionError
from contention.record.frames import events_of

from .estimands import Estimand, measure
from .fitting import Fit
from .local import inverse, refit, restricted_mode
from .masking import mask, noted_actors
from .posterior import LogPosterior

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CHOICE = 10  # worlds drawn for every one that is taken: the one nearest to the record in size
NOTHING = 1e-9  # a number that is zero but for rounding
POOLED = 10  # how many nulls of its own the pool of all nulls weighs


@dataclass(frozen=True)
class Planted:
    """What fits of worlds with known effects found.

    Attributes
    ----------
    estimands
        The effects.
    present
        Sides found (see `Measured.side`) in worlds that have every effect at its estimate
        (worlds x effects).
    absent
        Sides found in worlds that lack some (worlds x effects).
    lacking
        Which effects each of those worlds lacks.
    events
        Events of each world, those with all effects first.
    """

    estimands: tuple[Estimand, ...]
    present: Ints
    absent: Ints
    lacking: Bools
    events: tuple[int, ...]

    def power(self, effect: int, side: int) -> float | None:
        """Return the share of worlds with the effect in which it was found on a side."""
        number = self.present.shape[0]
        return int(np.sum(self.present[:, effect] == side)) / number if number else None

    def false_positive(self, effect: int) -> float | None:
        """Return how often an effect was found on either side in worlds that lack it.

        The worlds that lack this effect are few, so that the share over all effects enters with
        the weight of ten of them.
        """
        wrong = (self.absent != 0) & self.lacking
        number = int(self.lacking.sum())
        if not number:
            return None
        pool = float(wrong.sum()) / number
        own = int(self.lacking[:, effect].sum())
        return (float(wrong[:, effect].sum()) + POOLED * pool) / (own + POOLED)

    def nulls(self, effect: int) -> tuple[int, int]:
        """Return in how many worlds that lack an effect it was found, and how many there are."""
        mine = self.lacking[:, effect]
        return int(np.sum(self.absent[mine, effect] != 0)), int(mine.sum())


def plant(
    model: Model,
    fit: Fit,
    record: object,
    estimands: Sequence[Estimand],
    *,
    worlds: int = 20,
    seed: int = 0,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Planted:
    """Draw worlds with known effects and see which effects fits find in them.

    Parameters
    ----------
    model
        A bound model.
    fit
        Its fit to the record: present effects have their estimates.
    record
        The record, whose size and gaps the worlds take.
    estimands
        The effects.
    worlds
        How many worlds with all effects, and how many that lack a random half of them.
    seed
        Seed of worlds, gaps and of which effects are lacking.
    threads
        Processes; 0 takes one for each core.
    progress
        Called with 1 for every world.

    Returns
    -------
    Planted
        With fewer worlds where a fit of one found no mode.
    """
    events = events_of(record)
    precision = inverse(fit.covariance)
    bench = _Bench(model, fit, events, tuple(estimands), seed, precision)
    rng = np.random.default_rng(seed)
    chosen = rng.random((worlds, len(estimands))) < 0.5
    lacking = np.array([implied(bench.estimands, row) for row in chosen]).reshape(chosen.shape)
    wanted: list[Bools | None] = [*(None for _ in range(worlds)), *lacking]

    asked = list(enumerate(wanted))
    results = share_out(_one, bench, asked, workers=threads, hear=progress)
    kept = [k for k, found in enumerate(results) if found is not None]
    sides = {k: found[0] for k, found in enumerate(results) if found is not None}
    sizes = tuple(found[1] for found in results if found is not None)
    with_all, without = [k for k in kept if k < worlds], [k for k in kept if k >= worlds]

    def table(numbers: list[int]) -> Ints:
        found = [sides[k] for k in numbers]
        return np.array(found, dtype=np.int64).reshape(-1, len(estimands))

    return Planted(
        estimands=bench.estimands,
        present=table(with_all),
        absent=table(without),
        lacking=lacking[[k - worlds for k in without]].reshape(-1, len(estimands)),
        events=sizes,
    )


def implied(estimands: Sequence[Estimand], lacking: Bools) -> Bools:
    """Return which effects are zero if some are: those and all that follow from them."""
    rows = [e.rows for e, gone in zip(estimands, lacking, strict=True) if gone]
    if not rows:
        return lacking
    _, sizes, vectors = np.linalg.svd(np.vstack(rows), full_matrices=False)
    span = vectors[sizes > NOTHING]
    rests = [e.rows - (e.rows @ span.T) @ span for e in estimands]
    return np.array([bool(np.all(np.abs(rest) < NOTHING)) for rest in rests])


def _one(
    bench: _Bench, asked: tuple[int, Bools | None], tell: Callable[[int], None]
) -> tuple[Ints, int] | None:
    found = bench.world(*asked)
    tell(1)
    return found


@dataclass(frozen=True)
class _Bench:
    """What all planted worlds share."""

    model: Model
    fit: Fit
    events: pl.DataFrame
    estimands: tuple[Estimand, ...]
    seed: int
    precision: Floats

    def world(self, number: int, lacking: Bools | None) -> tuple[Ints, int] | None:
        """Return the sides found in one world and its size; None if its fit has no mode."""
        truth = self.fit.free
        if lacking is not None and lacking.any():
            rows = np.vstack(
                [e.rows for e, gone in zip(self.estimands, lacking, strict=True) if gone]
            )
            posterior = LogPosterior(self.model, self.events)
            truth, _ = restricted_mode(posterior, self.fit, rows)
        try:
            events = self.draw(self.model.coordinates.natural(truth), number)
            posterior = LogPosterior(self.model, events)
            found = refit(posterior, truth, self.precision)
        except ContentionError:
            return None
        if found is None:
            return None
        sides = [measure(e, self.model, *found).side for e in self.estimands]
        return np.array(sides, dtype=np.int64), events.height

    def draw(self, values: Floats, number: int) -> pl.DataFrame:
        """Return the world nearest to the record in size, of several, as a record of it."""
        base = number * CHOICE
        worlds = simulate(
            self.model, values, worlds=CHOICE, seed=self.seed, first_world=base, threads=1
        )
        known = {form for act in self.model.acts for form in act.record.form}
        size = self.events.filter(pl.col("form").is_in(sorted(known))).height
        sizes = np.array([raw.act.size for raw in worlds.raw], dtype=float)
        nearest = int(np.argmin(np.abs(np.log((sizes + 1) / (size + 1)))))
        chosen = simulate(
            self.model, values, worlds=1, seed=self.seed, first_world=base + nearest, threads=1
        )
        events = chosen.events.with_columns(noted_actors(chosen))
        return mask(events, self.events, self.model, self.seed + number)
