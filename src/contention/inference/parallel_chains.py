"""Chains of NUTS over the coefficients at the modal shapes, shared out over processes.

A gradient is a millisecond of many short calls, so that chains on threads take turns: two on two
cores take as long as one after the other. Each chain has a seed of its own, and where it runs
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from time import perf_counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.foundation.counting import counted
from contention.foundation.crew import share_out

from .gaussian import Gaussian
from .nuts import TUNE, Chains, Density, run_nuts
from .posterior import LogPosterior
from .weighing import Progress

Floats = NDArray[np.float64]

STEPS = 8  # gradients of a draw, about


@dataclass(frozen=True)
class Asked:
    """What the chains draw from, and how many draws each keeps.

    Attributes
    ----------
    model, events
        A bound model and the record.
    laplace
        Its normal approximation, cut into shapes and coefficients.
    starts
        Coefficients of other modes, where some chains start.
    draws
        Draws that each chain keeps.
    seed
        Seed of all chains.
    """

    model: Model
    events: pl.DataFrame
    laplace: Gaussian
    starts: Sequence[Floats]
    draws: int
    seed: int


def run_chains(
    asked: Asked, chains: int, *, threads: int, progress: Progress | None = None
) -> Chains:
    """Run chains, in several processes where they are long.

    Parameters
    ----------
    asked
        What to draw.
    chains
        Number of chains.
    threads
        Processes at most.
    progress
        Called with ``chains``, the draws made and all of them, tuning included.
    """
    hear = counted(progress, "chains", chains * (asked.draws + TUNE))
    seconds = _seconds(asked) * STEPS * (asked.draws + TUNE)
    runs = share_out(_chain, asked, range(chains), workers=threads, seconds=seconds, hear=hear)
    return Chains(
        **{
            field.name: np.concatenate([getattr(run, field.name) for run in runs])
            for field in fields(Chains)
        }
    )


def _chain(asked: Asked, number: int, tell: Callable[[int], None]) -> Chains:
    """Run one of the chains, and tell of the draws made."""
    laplace, density = asked.laplace, density_of(asked)
    return run_nuts(
        lambda: density,
        laplace.mode[laplace.coefficients],
        np.linalg.cholesky(laplace.conditional).astype(float),
        draws=asked.draws,
        chains=1,
        seed=int(np.random.SeedSequence([asked.seed, number]).generate_state(1)[0]),
        threads=1,
        others=asked.starts,
        progress=lambda _made: tell(1),
    )


def density_of(asked: Asked) -> Density:
    """Return the log density of the coefficients at the modal shapes."""
    hill, laplace = LogPosterior(asked.model, asked.events), asked.laplace
    hill.hold(laplace.mode)
    free, at = laplace.mode.copy(), laplace.coefficients

    def density(coefficients: Floats) -> tuple[float, Floats]:
        free[at] = coefficients
        value, slope = hill.value_and_gradient(free)
        return value, slope[at]

    return density


def _seconds(asked: Asked) -> float:
    """Return what a gradient takes."""
    density, at = density_of(asked), asked.laplace.mode[asked.laplace.coefficients]
    density(at)
    began = perf_counter()
    for _ in range(5):
        density(at)
    return (perf_counter() - began) / 5
