"""Two theories that fit on a sheet of paper, and what quadrature says of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine import Model, bind, simulate
from contention.inference.fitting import Fit, fit
from contention.inference.posterior import LogPosterior
from contention.theory import load
from tests.reference.toy import toy_scenario

Floats = NDArray[np.float64]
THEORIES = Path(__file__).parent / "theories"
DRAWN = {"base": -2.5, "push": 1.0, "halflife": 4.0}


def model_of(name: str, *, days: int = 150) -> Model:
    return bind(load(THEORIES / f"{name}.yaml"), toy_scenario(2, 1, days))


@cache
def echo() -> tuple[Model, pl.DataFrame, Fit]:
    """Return the theory `echo`, a world of it, and the fit to that world."""
    model = model_of("echo")
    events = simulate(model, model.values(DRAWN), worlds=1, seed=2, threads=1).events
    return model, events, fit(model, events, starts=1)


@dataclass(frozen=True)
class Quadrature:
    """The integral of a density over a grid, and means and sds of free coordinates."""

    log_integral: float
    mean: Floats
    sd: Floats


@cache
def quadrature() -> Quadrature:
    """Integrate likelihood times prior of `echo` on a grid around the mode.

    For what falls off like a normal law, a grid of steps of 0.8 errors is exact to many digits.
    """
    model, events, fitted = echo()
    posterior = LogPosterior(model, events)
    sd = np.sqrt(np.diag(fitted.covariance))
    axes = [fitted.free[k] + np.linspace(-6.4, 6.4, 17) * sd[k] for k in range(3)]
    heights = np.empty((17, 17, 17))
    for k, shape in enumerate(axes[2]):
        posterior.hold(np.array([0.0, 0.0, shape]))
        for i, base in enumerate(axes[0]):
            for j, push in enumerate(axes[1]):
                heights[i, j, k] = posterior.value(np.array([base, push, shape]))
    weight = np.exp(heights - heights.max())
    cell = float(np.prod([axis[1] - axis[0] for axis in axes]))
    total = float(weight.sum())
    at = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    mean = np.einsum("ijk,ijkd->d", weight, at) / total
    variance = np.einsum("ijk,ijkd->d", weight, (at - mean) ** 2) / total
    return Quadrature(heights.max() + float(np.log(total * cell)), mean, np.sqrt(variance))
