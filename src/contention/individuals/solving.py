"""Roots, maxima, least squares and paths of equations: scipy's solvers, with types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def root(gap: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function that changes its sign between two points is zero (Brent)."""
    from scipy.optimize import brentq  # pyright: ignore[reportUnknownVariableType]

    return float(brentq(gap, low, high, xtol=1e-15))  # pyright: ignore[reportArgumentType]


def top(height: Callable[[float], float], low: float, high: float) -> tuple[float, float]:
    """Return where a function with one maximum between two points has it, and its value."""
    from scipy.optimize import minimize_scalar  # pyright: ignore[reportUnknownVariableType]

    def depth(x: float) -> float:
        return -height(float(x))

    found = cast(Any, minimize_scalar(depth, bounds=(low, high), options={"xatol": 1e-12}))
    return float(found.x), -float(found.fun)


def least_squares(residuals: Callable[[Floats], Floats], start: Floats, *, within: float) -> Floats:
    """Return the point near a start at which the sum of squares is least.

    Parameters
    ----------
    residuals
        From a point to what is squared.
    start
        Where the search begins.
    within
        How far it may go in each coordinate.
    """
    from scipy.optimize import least_squares as solve  # pyright: ignore[reportUnknownVariableType]

    bounds = (start - within, start + within)
    found = cast(Any, solve(residuals, start, bounds=bounds, x_scale=0.1))
    return np.asarray(found.x, dtype=np.float64)


def path_end(slope: Callable[[Floats], Floats], start: Floats, *, time: float) -> Floats:
    """Return where a path that follows its slope is after a time (LSODA)."""
    from scipy.integrate import solve_ivp  # pyright: ignore[reportUnknownVariableType]

    def change(_: float, y: Floats) -> Floats:
        return slope(y)

    solved = cast(
        object, solve_ivp(change, (0.0, time), start, rtol=1e-9, atol=1e-12, method="LSODA")
    )
    found = cast(Any, solved)
    return np.asarray(found.y[:, -1], dtype=np.float64)
