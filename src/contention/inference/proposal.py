"""Where importance draws come from: a law around each mode, and their mixture.

The law around one mode is a product: the shapes follow a bent t around their Laplace marginal, and
the coefficients one around their conditional law at the modal shapes (`bending`), carried to the
shapes by an affine map (`carrying`). The density of a point is the product of both, over the
Jacobian of the map.

With several modes every law gives a share of the draws, and the density of a point is that of the
mixture, whichever law it came from (the balance heuristic of Veach and Guibas 1995). A mode whose
law is too narrow or too light is then made up for by the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .bending import BentT, bent_coefficients, bent_shapes
from .carrying import Carry, make_carry
from .climbing import Hill
from .gaussian import Approximation, cut, log_volume

Floats = NDArray[np.float64]

LEAST = 0.1
"""Share of the draws that all laws give alike, whatever their mass."""


class Valued(Hill, Protocol):
    """A hill that also gives its height alone."""

    def value(self, free: Floats) -> float:
        """Return the log density."""
        ...


@dataclass(frozen=True)
class Around:
    """The law around one mode.

    Attributes
    ----------
    shapes, coefficients
        Bent t of both, the second at the modal shapes.
    carry
        Takes coefficients to other shapes.
    log_mass
        Log of the integral of the density around the mode, by Laplace.
    """

    shapes: BentT
    coefficients: BentT
    carry: Carry
    log_mass: float

    def draw(self, n: int, rng: np.random.Generator) -> Floats:
        """Return points (n x coordinates)."""
        shapes, _ = self.shapes.draw(n, rng)
        coefficients, _ = self.coefficients.draw(n, rng)
        return self.carry(shapes, coefficients)[0]

    def log_density(self, points: Floats) -> Floats:
        """Return the log density of points."""
        shapes, coefficients, jacobian = self.carry.back(points)
        there = self.shapes.log_density(shapes) + self.coefficients.log_density(coefficients)
        return there - jacobian


def around(hill: Valued, mode: Approximation, rng: np.random.Generator) -> Around:
    """Look around a mode and make its law."""
    laplace = cut(mode.free, mode.covariance, hill.shapes)
    hill.release()
    log_mass = hill.value(mode.free) + log_volume(mode.covariance)
    carry = make_carry(hill, laplace)
    return Around(bent_shapes(hill, carry), bent_coefficients(hill, laplace, rng), carry, log_mass)


def draw_from(laws: Sequence[Around], n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return points (n x coordinates) from a mixture of laws, and its log density at each."""
    counts = shares(np.array([law.log_mass for law in laws]), n)
    used = [(law, k) for law, k in zip(laws, counts, strict=True) if k]
    points = np.concatenate([law.draw(k, rng) for law, k in used])
    each = [np.log(k / n) + law.log_density(points) for law, k in used]
    return points, np.logaddexp.reduce(each, axis=0)


def shares(log_mass: Floats, n: int) -> NDArray[np.int64]:
    """Return how many of n draws each law gives: in proportion to its mass, but not too few."""
    weight = np.exp(log_mass - np.max(log_mass))
    share = (1.0 - LEAST) * weight / weight.sum() + LEAST / weight.size
    ends = np.round(n * np.cumsum(share)).astype(np.int64)
    return np.diff(ends, prepend=0)
