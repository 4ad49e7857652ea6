"""Chains of NUTS over the coefficients at the modal shapes, some of them in other processes.

A gradient is a millisecond of many short calls, so that chains on threads take turns: two on two
cores take as long as one after the other. Each chain has a seed of its own, and where it runs
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from time import perf_counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.foundation.elsewhere import Elsewhere, NoAnswerError

from .gaussian import Gaussian
from .nuts import TUNE, Chains, Density, run_nuts
from .posterior import LogPosterior
from .weighing import Progress

Floats = NDArray[np.float64]

LONG = 10.0
"""Seconds of chains from which other processes take part: to start one takes about three."""

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
    """Run chains, in as many processes as there are threads where they are long.

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
    density = density_of(asked)
    told = chains * (asked.draws + TUNE)
    long = _seconds(density, asked.laplace) * STEPS * told > LONG
    parts = [range(chains)[k::threads] for k in range(min(threads, chains))] if long else []
    mine = parts[0] if parts else range(chains)

    def tell(made: int) -> None:
        if progress is not None:
            progress("chains", min(made * chains // len(mine), told), told)

    with ExitStack() as stack:
        others = [stack.enter_context(Elsewhere(chains_of, asked, part)) for part in parts[1:]]
        found = dict(zip(mine, chains_of(asked, mine, density, tell), strict=True))
        for part, other in zip(parts[1:], others, strict=True):
            found |= dict(zip(part, _of(other, asked, part, density), strict=True))
    runs = [found[number] for number in range(chains)]
    return Chains(
        **{
            field.name: np.concatenate([getattr(run, field.name) for run in runs])
            for field in fields(Chains)
        }
    )


def _of(
    other: Elsewhere[list[Chains]], asked: Asked, part: Sequence[int], density: Density
) -> list[Chains]:
    try:
        return other.result()
    except NoAnswerError:  # no other process can be had here, or it was killed
        return chains_of(asked, part, density)


def chains_of(
    asked: Asked,
    numbers: Sequence[int],
    density: Density | None = None,
    tell: Callable[[int], None] | None = None,
) -> list[Chains]:
    """Run some of the chains, one after the other, and tell of the draws made."""
    laplace = asked.laplace
    density = density or density_of(asked)
    centre = laplace.mode[laplace.coefficients]
    root = np.linalg.cholesky(laplace.conditional).astype(float)
    found: list[Chains] = []
    for done, number in enumerate(numbers):
        before = done * (asked.draws + TUNE)
        found.append(
            run_nuts(
                lambda: density,
                centre,
                root,
                draws=asked.draws,
                chains=1,
                seed=int(np.random.SeedSequence([asked.seed, number]).generate_state(1)[0]),
                threads=1,
                others=asked.starts,
                progress=None if tell is None else lambda made, n=before: tell(n + made),
            )
        )
    return found


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


def _seconds(density: Density, laplace: Gaussian) -> float:
    """Return what a gradient takes."""
    at = laplace.mode[laplace.coefficients]
    density(at)
    began = perf_counter()
    for _ in range(5):
        density(at)
    return (perf_counter() - began) / 5
