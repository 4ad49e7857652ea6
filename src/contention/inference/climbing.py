"""Climb a log posterior: L-BFGS in coordinates that a curvature makes round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular as _solve_triangular  # pyright: ignore
from scipy.optimize import minimize as _minimize  # pyright: ignore[reportUnknownVariableType]

Floats = NDArray[np.float64]

# scipy has no types here.
minimize = cast("Callable[..., Any]", _minimize)
solve_triangular = cast("Callable[..., Floats]", _solve_triangular)

ROUGH = 60  # steps of coefficients alone, before the shapes move
FLOOR = 1e-2  # least curvature, as a share of the prior's
UPWARDS = 1e-3  # upward curvature of a likelihood that is let pass, in units of the prior's


class Hill(Protocol):
    """A log density of unconstrained coordinates, some of which (shapes) are dear to move."""

    @property
    def shapes(self) -> NDArray[np.int64]:
        """Coordinates that cost a walk."""
        ...

    def value_and_gradient(self, free: Floats) -> tuple[float, Floats]:
        """Return the log density and its gradient."""
        ...

    def hold(self, free: Floats) -> bool:
        """Keep what calls with these shapes share."""
        ...

    def release(self) -> None:
        """Forget it."""
        ...


def climb(
    hill: Hill, start: Floats, curvature: Floats, *, gain: float = 1e-11
) -> tuple[Floats, float]:
    """Return the mode that a start leads to, and the log density there.

    Parameters
    ----------
    hill
        What to climb.
    start
        Where to begin.
    curvature
        A positive definite guess of the negative Hessian, which rounds the hill.
    gain
        A step that gains less than this share of the log density is the last.
    """
    free = approach(hill, start, curvature)
    return _ascend(hill, free, np.arange(free.size), curvature, steps=600, gain=gain)


def approach(hill: Hill, start: Floats, curvature: Floats) -> Floats:
    """Climb in the coefficients alone, with the shapes of the start: such calls are cheap."""
    moving = np.setdiff1d(np.arange(start.size), hill.shapes)
    if not moving.size or not hill.hold(start):
        return start
    found, _ = _ascend(hill, start, moving, curvature, steps=ROUGH, gain=1e-7)
    if hill.shapes.size:
        hill.release()
    return found


def positive(curvature: Floats, prior: Floats) -> Floats:
    """Return a curvature with every eigenvalue, in units of the prior's, above a floor.

    Away from a mode a negative Hessian need not be positive definite. Where it is not even
    finite, the prior's takes its place.

    Parameters
    ----------
    curvature
        A symmetric matrix.
    prior
        Standard deviation of the prior of each coordinate.
    """
    if not np.all(np.isfinite(curvature)):
        return np.diag(prior**-2)
    values, vectors = np.linalg.eigh(curvature * np.outer(prior, prior))
    root = vectors * np.sqrt(np.maximum(np.abs(values), FLOOR))
    return (root @ root.T) / np.outer(prior, prior)


def concave(curvature: Floats, prior: Floats) -> Floats:
    """Return the curvature of a likelihood with none that bends upwards.

    Where a likelihood is flat or bends upwards only the prior holds a mode, and a wider prior
    would let the quadratic picture run away.
    """
    scaled = curvature * np.outer(prior, prior)
    try:
        np.linalg.cholesky(scaled + UPWARDS * np.eye(prior.size))
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(scaled)
        scaled = (vectors * np.maximum(values, 0.0)) @ vectors.T
        return scaled / np.outer(prior, prior)
    return curvature


def _ascend(
    hill: Hill,
    start: Floats,
    moving: NDArray[np.int64],
    curvature: Floats,
    *,
    steps: int,
    gain: float,
) -> tuple[Floats, float]:
    """Climb in some coordinates from a start; the others stay."""
    root = np.linalg.cholesky(curvature[np.ix_(moving, moving)])

    def whole(z: Floats) -> Floats:
        free = start.copy()
        free[moving] += solve_triangular(root, z, lower=True, trans="T")
        return free

    def downhill(z: Floats) -> tuple[float, Floats]:
        with np.errstate(all="ignore"):
            value, slope = hill.value_and_gradient(whole(z))
        if not (np.isfinite(value) and np.all(np.isfinite(slope))):
            return 1e10, np.zeros_like(z)
        return -value, -solve_triangular(root, slope[moving], lower=True)

    result = minimize(
        downhill,
        np.zeros(moving.size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": steps, "maxcor": 30, "ftol": gain, "gtol": 1e-4},
    )
    return whole(result.x), -float(result.fun)
