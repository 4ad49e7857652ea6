"""NUTS by nutpie over a log density in whitened coordinates.

A point is ``centre + root z``. With the Cholesky factor of a Laplace covariance as root the
density of z is near a standard normal, which NUTS crosses in a few steps.

Source: Hoffman and Gelman, "The No-U-Turn sampler", Journal of Machine Learning Research 15
(2014); the sampler is nutpie's.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem

Floats = NDArray[np.float64]
Density = Callable[[Floats], tuple[float, Floats]]

TUNE = 200
"""Draws that set the step size and are thrown away: the scales are known beforehand."""


@dataclass(frozen=True)
class Chains:
    """What NUTS drew.

    Attributes
    ----------
    points
        Draws (chains x draws x coordinates).
    heights
        Log density of each, as given (chains x draws).
    diverging
        Whether the integrator lost the density there.
    steps, depth
        Gradients that each draw took, and the depth of its tree.
    energy, acceptance
        Energy and mean acceptance of each draw.
    step_size
        Size of a step after tuning, one a chain.
    """

    points: Floats
    heights: Floats
    diverging: NDArray[np.bool_]
    steps: NDArray[np.int64]
    depth: NDArray[np.int64]
    energy: Floats
    acceptance: Floats
    step_size: Floats


def run_nuts(
    make: Callable[[], Density],
    centre: Floats,
    root: Floats,
    *,
    draws: int,
    chains: int,
    seed: int,
    threads: int,
    others: Sequence[Floats] = (),
    tune: int = TUNE,
    progress: Callable[[int], None] | None = None,
) -> Chains:
    """Run chains of NUTS.

    Parameters
    ----------
    make
        Makes the log density with its gradient; called once a chain.
    centre, root
        Coordinates are whitened by them; chains start at draws of that Gaussian.
    draws, tune
        Draws kept and thrown away, in each chain.
    chains, threads
        How many chains, and how many at once.
    seed
        Seed of starts and draws.
    others
        Other modes. Each chain starts around the centre or one of them, by chance: chains that
        start at several and disagree tell of them.
    progress
        Called with the number of draws made in all chains, tuning included.

    Raises
    ------
    ContentionError
        I023: nutpie is not installed.
    """
    if centre.size == 0:
        return _nothing(make, chains, draws)
    nutpie, compiled = _nutpie()
    made, lock = 0, Lock()
    begin = [np.linalg.solve(root, there - centre) for there in (centre, *others)]

    def density() -> Callable[..., tuple[float, Floats]]:
        log_density = make()

        def whitened(z: Floats, **_: Any) -> tuple[float, Floats]:
            # Sums: products of this size would wake BLAS threads, which wait more than they work.
            with np.errstate(all="ignore"):
                value, slope = log_density(centre + np.einsum("ij,j->i", root, z))
            return float(value), np.einsum("ij,i->j", root, slope)

        return whitened

    def keep(_first: int, _second: int, _chain: int) -> Callable[..., dict[str, Floats]]:
        def kept(z: Floats, **_: Any) -> dict[str, Floats]:
            nonlocal made
            with lock:
                made += 1
                if progress is not None:
                    progress(made)
            return {"z": np.array(z)}

        return kept

    def start(own: int) -> Floats:
        rng = np.random.default_rng(own)
        return begin[rng.integers(len(begin))] + rng.standard_normal(centre.size)

    target = compiled.from_pyfunc(
        centre.size, density, keep, [np.dtype("float64")], [(centre.size,)], ["z"],
        make_initial_point_fn=start,
    )  # fmt: skip
    found = nutpie.sample(
        target, draws=draws, tune=tune, chains=chains, cores=min(threads, chains), seed=seed,
        progress_bar=False, save_warmup=False,
    )  # fmt: skip
    z, stats = found["posterior"]["z"].values, found["sample_stats"]
    return Chains(
        points=centre + z @ root.T,
        heights=stats["logp"].values,
        diverging=stats["diverging"].values.astype(bool),
        steps=stats["n_steps"].values.astype(np.int64),
        depth=stats["depth"].values.astype(np.int64),
        energy=stats["energy"].values,
        acceptance=stats["mean_tree_accept"].values,
        step_size=stats["step_size_bar"].values[:, -1],
    )


def _nothing(make: Callable[[], Density], chains: int, draws: int) -> Chains:
    """Return chains over no coordinates at all: the log density is one number."""
    height, _ = make()(np.zeros(0))
    flat = np.zeros((chains, draws))
    whole = np.zeros((chains, draws), dtype=np.int64)
    return Chains(
        points=np.zeros((chains, draws, 0)),
        heights=flat + height,
        diverging=whole > 0,
        steps=whole,
        depth=whole,
        energy=flat,
        acceptance=flat + 1.0,
        step_size=np.zeros(chains),
    )


def check_sampler() -> None:
    """Refuse where the sampler is not installed.

    Raises
    ------
    ContentionError
        I023.
    """
    if find_spec("nutpie") is None:
        raise ContentionError(
            Problem(
                "I023",
                "no nutpie in this environment",
                "the sampler nutpie",
                hint="install it with: pip install 'contention[posterior]'",
            )
        )


def _nutpie() -> tuple[Any, Any]:
    """Import nutpie when it is first needed: it takes some seconds."""
    check_sampler()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # ArviZ announces its next version
        import nutpie  # pyright: ignore[reportMissingImports]
        import nutpie.compiled_pyfunc as compiled  # pyright: ignore[reportMissingImports]
    return nutpie, compiled
