"""Worlds that continue a record from draws of a posterior, as counts by place and day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.past import Past
from contention.engine.simulation import simulate
from contention.engine.worlds import RawWorld
from contention.foundation.errors import ContentionError, Problem
from contention.inference.fitting import Fit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TRIES = 4
"""Draws for each world that is asked for, before giving up."""


class Worlds(Protocol):
    """What is drawn of the days ahead, one joint path a draw."""

    @property
    def model(self) -> Model:
        """The theory, bound to a calendar that holds the days ahead too."""
        ...

    @property
    def origin(self) -> date:
        """The first day drawn."""
        ...

    @property
    def tried(self) -> int:
        """Draws tried; those above ``draws`` ran away."""
        ...

    @property
    def draws(self) -> int:
        """How many there are."""
        ...

    def counts(self, acts: tuple[str, ...] | None = None) -> Ints:
        """Return onsets, draws x places x days; all acts if none are named."""
        ...

    def heads(self, acts: tuple[str, ...]) -> Ints:
        """Return heads in the same way, of acts that have a size."""
        ...

    def sizes(self, act: str) -> Floats:
        """Return the sizes of all onsets of an act."""
        ...

    def by_act(self) -> dict[str, Ints]:
        """Return the onsets of each act, draws x places x days."""
        ...


@dataclass(frozen=True, eq=False)
class Drawn:
    """Worlds of the days ahead.

    Attributes
    ----------
    raw
        The worlds, one a draw.
    tried
        Draws tried for them: the others ran away, in that a rate reached its cap.
    """

    model: Model = field(repr=False)
    origin: date
    raw: tuple[RawWorld, ...] = field(repr=False)
    tried: int

    @property
    def draws(self) -> int:
        """How many worlds there are."""
        return len(self.raw)

    def counts(self, acts: tuple[str, ...] | None = None) -> Ints:
        """Return onsets, draws x places x days from the origin on; all acts if none are named."""
        return self._onsets.of(self._numbers(acts))

    def heads(self, acts: tuple[str, ...]) -> Ints:
        """Return the heads of onsets in the same way, of acts that have a size."""
        return self._onsets.of(self._numbers(acts), heads=True)

    def sizes(self, act: str) -> Floats:
        """Return the sizes of all onsets of an act."""
        return self._onsets.size[np.isin(self._onsets.act, self._numbers((act,)))]

    def by_act(self) -> dict[str, Ints]:
        """Return the onsets of each act, draws x places x days."""
        return {act.name: self._onsets.of([k]) for k, act in enumerate(self.model.acts)}

    def _numbers(self, acts: tuple[str, ...] | None) -> list[int]:
        return [k for k, act in enumerate(self.model.acts) if acts is None or act.name in acts]

    @cached_property
    def _onsets(self) -> Onsets:
        scenario = self.model.scenario
        first = (self.origin - scenario.start).days
        shape = (len(self.raw), len(scenario.places.name), scenario.days - first)
        world = np.repeat(np.arange(len(self.raw)), [raw.act.size for raw in self.raw])
        act, place, day, size = (
            np.concatenate([getattr(raw, name) for raw in self.raw])
            for name in ("act", "place", "day", "size")
        )
        placed = place >= 0
        cell = (world * shape[1] + place) * shape[2] + (day - first)
        return Onsets(act[placed], cell[placed], size[placed], shape)


@dataclass(frozen=True, eq=False)
class Onsets:
    """Placed onsets of all draws: act, cell (along draws, places and days) and heads of each."""

    act: Ints
    cell: Ints
    size: Floats
    shape: tuple[int, int, int]

    def of(self, acts: list[int], *, heads: bool = False) -> Ints:
        """Return onsets or heads of some acts, draws x places x days."""
        mine = np.isin(self.act, acts)
        weight = self.size[mine] if heads else None
        found: Any = np.bincount(self.cell[mine], weight, int(np.prod(self.shape)))
        return (np.rint(found).astype(np.int64) if heads else found).reshape(self.shape)


def draw_worlds(
    fit: Fit, ahead: Model, events: object, origin: date, *, draws: int, seed: int, threads: int = 0
) -> Drawn:
    """Continue a record from draws of the Laplace posterior of a fit.

    A world of which a rate reaches its cap has run away; it is left out, and the next draw takes
    its place. So the prior is truncated to values that stay finite over the days ahead.

    Parameters
    ----------
    fit
        A fit to the days before the origin.
    ahead
        The same theory bound to a calendar that holds the days ahead too.
    events
        Events before the origin.
    origin
        The first day that is drawn.
    draws
        Worlds.
    seed, threads
        As in `contention.simulate`.

    Raises
    ------
    ContentionError
        I070: too many worlds run away.
    """
    # the first rows are the same however many are drawn
    values = _capped(fit.draws(draws, seed=seed))
    past = Past(ahead, events)
    kept: list[RawWorld] = []
    tried = 0
    while len(kept) < draws and tried < TRIES * draws:
        if tried:
            values = _capped(fit.draws(TRIES * draws, seed=seed))
        some = min(draws - len(kept), TRIES * draws - tried)
        worlds = simulate(
            ahead,
            values[tried : tried + some],
            worlds=some,
            seed=seed,
            first_world=tried,
            threads=threads,
            record=past,
            start=origin,
        )
        kept += [raw for raw in worlds.raw if raw.capped_days == 0]
        tried += some
    if len(kept) < draws:
        raise ContentionError(
            Problem(
                "I070",
                f"{len(kept)} of {tried} worlds that stay finite",
                f"{draws} of them",
                where=f"theory {fit.theory}",
                hint="its unrest feeds itself: bound its signals, or forecast fewer days",
            )
        )
    return Drawn(ahead, origin, tuple(kept), tried)


def _capped(values: Floats) -> Floats:
    return np.nan_to_num(values, posinf=1e300, neginf=-1e300)
