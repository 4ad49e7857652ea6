"""Draws of a pool: worlds of a theory, and paths of counts that are shared out to its acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.inference.forecasting.worlds import Worlds

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SHARE_DAYS = 112
"""Days before the origin from which the shares of acts are taken."""

SHARE_PRIOR = 5.0
"""Events that the shares of all places count as, at each place."""


@dataclass(frozen=True, eq=False)
class PooledDraws:
    """Worlds of a theory first, paths of counts after them.

    Attributes
    ----------
    worlds
        Of the theory.
    paths
        Counts of all acts, draws x places x days.
    shares
        Acts x places: which part of the counts of a place each act has.
    seed
        Seed of what is shared out.
    """

    worlds: Worlds = field(repr=False)
    paths: Ints = field(repr=False)
    shares: Floats = field(repr=False)
    seed: int

    @property
    def model(self) -> Model:
        """The theory, bound to the days ahead too."""
        return self.worlds.model

    @property
    def origin(self) -> date:
        """The first day drawn."""
        return self.worlds.origin

    @property
    def tried(self) -> int:
        """Draws tried; those above `draws` are worlds that ran away."""
        return self.worlds.tried + len(self.paths)

    @property
    def draws(self) -> int:
        """Worlds and paths."""
        return self.worlds.draws + len(self.paths)

    def counts(self, acts: tuple[str, ...] | None = None) -> Ints:
        """Return onsets, draws x places x days; all acts if none are named."""
        if acts is None:
            return np.concatenate([self.worlds.counts(), self.paths])
        mine = [self._shared_out[name] for name in acts]
        return np.concatenate([self.worlds.counts(acts), np.sum(mine, axis=0)])

    def heads(self, acts: tuple[str, ...]) -> Ints:
        """Return heads; those of paths have sizes of onsets of the same act in the worlds."""
        rng = np.random.default_rng([self.seed, 2])
        total = np.zeros(self.paths.shape, dtype=np.int64)
        for name in acts:
            sizes = self.worlds.sizes(name)
            onsets = self._shared_out[name]
            cell = np.repeat(np.arange(onsets.size), onsets.ravel())
            if sizes.size and cell.size:
                drawn = rng.choice(sizes, cell.size)
                found = np.bincount(cell, drawn, onsets.size)
                total += np.rint(found).astype(np.int64).reshape(total.shape)
        return np.concatenate([self.worlds.heads(acts), total])

    def sizes(self, act: str) -> Floats:
        """Return the sizes of all onsets of an act in the worlds of the theory."""
        return self.worlds.sizes(act)

    def by_act(self) -> dict[str, Ints]:
        """Return the onsets of each act, draws x places x days."""
        return {
            name: np.concatenate([onsets, self._shared_out[name]])
            for name, onsets in self.worlds.by_act().items()
        }

    @cached_property
    def _shared_out(self) -> dict[str, Ints]:
        rng = np.random.default_rng([self.seed, 1])
        at = np.nonzero(self.paths)
        left = self.paths[at]
        rest = np.ones(self.shares.shape[1])
        out: dict[str, Ints] = {}
        for act, share in zip(self.model.acts, self.shares, strict=True):
            chance = np.clip(share / np.maximum(rest, 1e-12), 0.0, 1.0)
            taken = rng.binomial(left, chance[at[1]])
            onsets = np.zeros_like(self.paths)
            onsets[at] = taken
            out[act.name] = onsets
            left, rest = left - taken, rest - share
        return out


def shares_of_acts(counts: Ints) -> Floats:
    """Return acts x places: shares of the last days, drawn towards those of all places.

    Parameters
    ----------
    counts
        Acts x places x days.
    """
    recent = counts[:, :, -SHARE_DAYS:].sum(axis=2).astype(float)
    whole = recent.sum(axis=1) + 1e-9
    mean = whole / whole.sum()
    found = recent + SHARE_PRIOR * mean[:, None]
    return found / found.sum(axis=0)
