"""Worlds of the plain walk: drawn from the first day on, or after a stretch of a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from contention.scenario.model import Scenario
from contention.theory.model import Lever, Theory
from tests.reference.engine import Floats, Onset, Walk
from tests.reference.likelihood import filtered


@dataclass(frozen=True)
class World:
    """A simulated world.

    ``stocks`` (observation, stock, country) are heads at the end of every seventh day and of
    the last; ``acts`` (observation, act, country) the onsets since the observation before, and
    ``inside`` (observation, country) the drawn days in the episode.
    """

    onsets: list[Onset]
    stocks: Floats
    acts: Floats
    inside: Floats
    observed: tuple[date, ...]


def simulate(
    theory: Theory,
    scenario: Scenario,
    values: dict[str, float],
    seed: int,
    world: int,
    *,
    record: pl.DataFrame | None = None,
    start: date | None = None,
    levers: Iterable[str | Lever] = (),
) -> World:
    """Return one world.

    With a record and a start, the days before the start are replayed and what follows is drawn;
    only drawn onsets are returned. Without a record every day is drawn.

    Whether a country is in the episode on the eve of the start is drawn from what the record
    says of it. That is a fact about the past: levers do not touch it.
    """
    walk = Walk(theory, scenario, values, levers=levers, seed=seed, world=world)
    if record is not None:
        days = scenario.days if start is None else (start - scenario.start).days
        walk.read(record, days)
        walk.eve = filtered(theory, scenario, values, record, days)
    walk.run()
    return World(
        walk.onsets,
        np.array(walk.seen_stocks),
        np.array(walk.seen_acts),
        np.array(walk.seen_inside),
        tuple(walk.seen_dates),
    )
