"""The modes that climbs reached: polished, told apart and weighed by Laplace.

A posterior with hidden episodes can have several, and the highest is not always the one around
which most of it lies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError
from scipy.linalg import cho_factor as _cho_factor  # pyright: ignore[reportUnknownVariableType]
from scipy.linalg import cho_solve as _cho_solve  # pyright: ignore[reportUnknownVariableType]

from contention.foundation.errors import ContentionError, Problem

from .gaussian import Mode

Floats = NDArray[np.float64]

# scipy has no types here.
cho_factor = cast("Callable[[Floats], Any]", _cho_factor)
cho_solve = cast("Callable[[Any, Floats], Floats]", _cho_solve)

NEAR = 0.02  # a mode that polishing moves by less, in Laplace errors, keeps its curvature
LIGHT = 7.0  # a mode with less than e^-7, a thousandth, of the mass of the heaviest is left out
LOW = 3.0 * LIGHT  # a mode so far below the highest is not looked at


class Bowed(Protocol):
    """A log density with its curvature."""

    def value_and_gradient(self, free: Floats) -> tuple[float, Floats]:
        """Return the log density and its gradient."""
        ...

    def hessian(self, free: Floats) -> Floats:
        """Return the matrix of its second derivatives."""
        ...


def find_modes(hill: Bowed, tops: list[tuple[float, Floats]]) -> list[Mode]:
    """Return the modes among the tops that climbs reached, the heaviest first.

    Parameters
    ----------
    hill
        What was climbed.
    tops
        Heights and places that climbs reached, one or more.

    Raises
    ------
    ContentionError
        I002: no top is a proper mode.
    """
    modes: list[Mode] = []
    refused: ContentionError | None = None
    for value, free in sorted(tops, key=lambda top: -top[0]):
        if modes and (value < modes[0].height - LOW or any(mode.holds(free) for mode in modes)):
            continue
        try:
            mode = polish(hill, free)
        except ContentionError as error:  # a saddle
            refused = refused or error
            continue
        if not any(known.holds(mode.free) for known in modes):
            modes.append(mode)
    if not modes and refused is not None:
        raise refused
    modes.sort(key=lambda mode: -mode.log_mass)
    return [mode for mode in modes if mode.log_mass > modes[0].log_mass - LIGHT]


def polish(hill: Bowed, free: Floats) -> Mode:
    """Polish a mode by Newton steps and put Laplace errors around it.

    Raises
    ------
    ContentionError
        I002: the curvature is not positive.
    """
    curvature = -hill.hessian(free)
    value, slope = hill.value_and_gradient(free)
    moved = np.zeros_like(free)
    for _ in range(8):
        step = _solve(curvature, slope)
        if step is None or float(slope @ step) < 1e-8:
            break
        ahead, ahead_slope = hill.value_and_gradient(free + step)
        if not ahead > value - 1e-9:
            break
        free, value, slope = free + step, ahead, ahead_slope
        moved += step
    if float(moved @ curvature @ moved) > NEAR**2:
        curvature = -hill.hessian(free)
    return Mode(free, _inverse(curvature), value)


def _solve(curvature: Floats, slope: Floats) -> Floats | None:
    try:
        return np.asarray(cho_solve(cho_factor(curvature), slope))
    except LinAlgError:
        return None


def _inverse(curvature: Floats) -> Floats:
    inverse = _solve(curvature, np.eye(curvature.shape[0]))
    if inverse is None:
        least = float(np.min(np.linalg.eigvalsh(curvature)))
        raise ContentionError(
            Problem(
                "I002",
                f"a point whose curvature is not positive (least eigenvalue {least:.3g})",
                "a proper mode",
                hint="try more starts, or narrower priors on the shapes",
            )
        )
    return 0.5 * (inverse + inverse.T)
