"""Fits near a mode that is known: modes of other records, and modes under restrictions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize as _minimize  # pyright: ignore[reportUnknownVariableType]

from contention.engine.model import Model

from .fitting import Fit
from .posterior import LogPosterior

Floats = NDArray[np.float64]

# scipy has no types here.
minimize = cast("Callable[..., Any]", _minimize)

STEPS = 80
LAST = 1e-8  # the same of a climb that a Newton step follows
GAIN = 1e-9  # relative gain in log posterior below which a climb ends: about 1e-5 in all
STEP = 1e-4  # of one-sided differences of the gradient


def settle(
    posterior: LogPosterior, start: Floats, root: Floats, *, gain: float = GAIN
) -> tuple[Floats, float]:
    """Climb from a start in the directions of some columns.

    Parameters
    ----------
    posterior
        What to climb. Where it holds the shapes of the start, the columns must not move them.
    start
        Where to begin, in unconstrained coordinates.
    root
        Directions (coordinates x directions); best if the curvature along them is about one.
    gain
        Relative gain in log posterior below which the climb ends.

    Returns
    -------
    tuple
        The point reached and the log posterior there.
    """

    def downhill(z: Floats) -> tuple[float, Floats]:
        with np.errstate(over="ignore", invalid="ignore"):
            value, slope = posterior.value_and_gradient(start + root @ z)
        if not np.isfinite(value):
            return 1e10, np.zeros_like(z)
        return -value, -(slope @ root)

    result = minimize(
        downhill,
        np.zeros(root.shape[1]),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS, "maxcor": 30, "ftol": gain, "gtol": 1e-3},
    )
    return start + root @ result.x, -float(result.fun)


def inverse(matrix: Floats) -> Floats:
    """Return the inverse of a matrix."""
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def cholesky(matrix: Floats) -> Floats:
    """Return the lower Cholesky factor of a positive definite matrix."""
    return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)


def directions(precision: Floats, basis: Floats) -> Floats:
    """Return directions that span a basis and along which the curvature is one."""
    inner = basis.T @ precision @ basis
    return basis @ inverse(cholesky(inner)).T


def free_basis(size: int, rows: Floats, held: NDArray[np.int64]) -> Floats:
    """Return a basis of the directions along which some rows stay as they are.

    Parameters
    ----------
    size
        Number of coordinates.
    rows
        Linear functions of the coordinates (k x coordinates).
    held
        Coordinates that do not move.
    """
    fixed = np.vstack([rows, np.eye(size)[held]])
    _, values, vectors = np.linalg.svd(fixed, full_matrices=True)
    rank = int(np.sum(values > 1e-10))
    return vectors[rank:].T


def restricted_mode(posterior: LogPosterior, fit: Fit, rows: Floats) -> tuple[Floats, float]:
    """Return the mode at which some rows are zero, with the shapes of a fit.

    Parameters
    ----------
    posterior
        What to climb.
    fit
        The mode without the restriction, and the curvature there.
    rows
        Linear functions of the coordinates (k x coordinates).

    Returns
    -------
    tuple
        The point in unconstrained coordinates, and the log posterior there.
    """
    start = fit.free - np.linalg.pinv(rows) @ (rows @ fit.free)
    held = posterior.shapes if posterior.hold(start) else np.zeros(0, dtype=np.int64)
    basis = free_basis(start.size, rows, held)
    found = settle(posterior, start, directions(inverse(fit.covariance), basis))
    posterior.release()
    return found


def refit(
    posterior: LogPosterior, start: Floats, precision: Floats
) -> tuple[Floats, Floats] | None:
    """Return a mode near a start and the Laplace covariance there; None if there is no mode.

    Coefficients climb with the shapes of the start, which costs no walk, then all coordinates
    together; a Newton step ends it.

    Parameters
    ----------
    posterior
        What to climb.
    start
        Where to begin, in unconstrained coordinates.
    precision
        A guess of the negative Hessian.
    """
    held = posterior.shapes if posterior.hold(start) else np.zeros(0, dtype=np.int64)
    basis = np.delete(np.eye(start.size), held, axis=1)
    free, _ = settle(posterior, start, directions(precision, basis))
    posterior.release()
    if held.size:
        free, _ = settle(posterior, free, directions(precision, np.eye(start.size)), gain=LAST)
    spread, slope = covariance(posterior, free)
    return None if spread is None else (free + spread @ slope, spread)


def carried(free: Floats, curvature: Floats, old: Model, new: Model) -> tuple[Floats, Floats]:
    """Return where a climb of a related model starts, and a guess of its curvature.

    Parameters that both have keep value and curvature, others start at their prior.

    Parameters
    ----------
    free, curvature
        A mode of the old model in unconstrained coordinates, and the negative Hessian there.
    old, new
        Models whose parameters partly share their names.
    """
    where = {name: k for k, name in enumerate(old.names)}
    known = np.array([k for k, name in enumerate(new.names) if name in where], dtype=np.int64)
    taken = np.array([where[new.names[k]] for k in known], dtype=np.int64)
    start = new.coordinates.free(new.start())
    start[known] = free[taken]
    guess = np.diag(new.coordinates.prior_sd() ** -2)
    guess[np.ix_(known, known)] = curvature[np.ix_(taken, taken)]
    return start, guess


def covariance(posterior: LogPosterior, free: Floats) -> tuple[Floats | None, Floats]:
    """Return the Laplace covariance at a point (None if there is no mode near), and the slope.

    The curvature comes from one-sided differences of the exact gradient, which cost half of
    those that `LogPosterior.hessian` takes.
    """
    size = free.size
    curvature = np.zeros((size, size))
    shapes = posterior.shapes
    posterior.release()
    _, here = posterior.value_and_gradient(free)
    for k in shapes:
        curvature[:, k] = here - _slope(posterior, free, int(k))
    held = posterior.hold(free)
    _, kept = posterior.value_and_gradient(free)
    for k in np.setdiff1d(np.arange(size), shapes):
        column = kept - _slope(posterior, free, int(k))
        if held:
            column[shapes] = curvature[k, shapes]
        curvature[:, k] = column
    posterior.release()
    curvature = 0.5 * (curvature + curvature.T) / STEP
    try:
        root = inverse(cholesky(curvature))
    except np.linalg.LinAlgError:
        return None, here
    return root.T @ root, here


def _slope(posterior: LogPosterior, free: Floats, k: int) -> Floats:
    ahead = free.copy()
    ahead[k] += STEP
    return posterior.value_and_gradient(ahead)[1]
