"""The Laplace approximation of a fit, cut into shapes and coefficients.

A Gaussian of mode (s, c) and precision H gives the shapes s a marginal law with covariance S, and
the coefficients, given the shapes, a law around c + A (s' - s) with covariance C:

    C = inverse of H_cc,    A = -C H_cs,    S = block of the inverse of H.

`carrying` takes coefficients that suit the shapes of the mode to other shapes, by A and more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Approximation(Protocol):
    """A normal approximation of a posterior in unconstrained coordinates."""

    @property
    def free(self) -> Floats:
        """Its mode."""
        ...

    @property
    def covariance(self) -> Floats:
        """Its covariance."""
        ...


@dataclass(frozen=True)
class Mode:
    """A maximum of a posterior with the normal law around it, in unconstrained coordinates.

    Attributes
    ----------
    free, covariance
        The maximum and the Laplace covariance.
    height
        Log density at the maximum.
    """

    free: Floats
    covariance: Floats
    height: float

    @property
    def log_mass(self) -> float:
        """Log of the integral of the density around the maximum, by Laplace."""
        return self.height + log_volume(self.covariance)

    def holds(self, free: Floats) -> bool:
        """Return whether a point is this maximum: less than one Laplace error away."""
        off = free - self.free
        return float(off @ np.linalg.solve(self.covariance, off)) < 1.0


@dataclass(frozen=True)
class Gaussian:
    """A Gaussian in unconstrained coordinates.

    Attributes
    ----------
    mode, covariance
        Of all coordinates.
    shapes, coefficients
        Positions of both kinds.
    marginal
        Covariance of the shapes (S).
    conditional
        Covariance of the coefficients given the shapes (C).
    shift
        Slope of the coefficients' mean in the shapes (A).
    """

    mode: Floats
    covariance: Floats
    shapes: NDArray[np.int64]
    coefficients: NDArray[np.int64]
    marginal: Floats
    conditional: Floats
    shift: Floats


def log_volume(covariance: Floats) -> float:
    """Return the log of the integral of exp(-z' H z / 2), H the inverse of a covariance."""
    _, height = np.linalg.slogdet(2.0 * np.pi * covariance)
    return 0.5 * float(height)


def cut(mode: Floats, covariance: Floats, shapes: NDArray[np.int64]) -> Gaussian:
    """Cut a Gaussian into shapes and coefficients."""
    coefficients = np.setdiff1d(np.arange(mode.size), shapes)
    marginal = covariance[np.ix_(shapes, shapes)]
    cross = covariance[np.ix_(coefficients, shapes)]
    shift = np.asarray(np.linalg.solve(marginal, cross.T).T if shapes.size else cross, dtype=float)
    conditional = covariance[np.ix_(coefficients, coefficients)] - shift @ cross.T
    return Gaussian(mode, covariance, shapes, coefficients, marginal, conditional, shift)
