"""Carry coefficients that suit the modal shapes to other shapes.

Given shapes s, the coefficients c have a mode c(s) and a covariance C(s). Draws made at the modal
shapes are carried to s by an affine map that moves the one mode onto the other and stretches the
covariance along:

    c' = c(s) + L exp(-1/2 sum_k u_k G_k) L^-1 (c - mode),    u = whitened s

with L the Cholesky factor of C at the mode. c(s) is the regression of the Laplace approximation
plus a polynomial in u of second and third order, fitted to the conditional modes at some nodes;
G_k is the slope in u_k of the logarithm of the whitened conditional precision, from its values at
two nodes. Only the directions that G stretches noticeably are kept. The map is affine in c for
every s, so its Jacobian is exact whatever the nodes say: they only make weights more even.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular as _solve_triangular  # pyright: ignore

from .climbing import Hill, approach
from .gaussian import Gaussian

Floats = NDArray[np.float64]

solve_triangular = cast("Callable[..., Floats]", _solve_triangular)  # scipy has no types here

REACH = 1.5  # distance of the nodes from the mode, in Laplace errors of the shapes
FURTHEST = 3.0  # distance beyond which nothing bends further
STRETCH = 0.01  # least slope of a log precision that is followed
STEP = 1e-4  # of differences of the gradient
STEEPEST = 1.0  # largest slope of a log precision that is followed
TERMS = 24  # of the exponential series: with ten shapes growth is below 5, the rest below 1e-7


@dataclass(frozen=True)
class Carry:
    """The map of coefficients from the modal shapes to others.

    Attributes
    ----------
    laplace
        The Gaussian it starts from.
    shape_root, root
        Cholesky factors of the covariances of shapes (S) and of coefficients given them (C).
    bend
        Coefficients of the polynomial of the conditional mode (features x coefficients).
    axes
        Whitened directions that stretch (coefficients x axes).
    stretch
        Slopes of the log precision along them (shapes x axes x axes).
    """

    laplace: Gaussian
    shape_root: Floats
    root: Floats
    bend: Floats
    axes: Floats
    stretch: Floats

    def __call__(self, shapes: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
        """Return points of all coordinates, and the logarithms of the map's Jacobian.

        Parameters
        ----------
        shapes
            Where to carry to (draws x shapes).
        coefficients
            Draws at the modal shapes (draws x coefficients).
        """
        laplace = self.laplace
        moved, growth = self._there(shapes)
        z = self._along(coefficients - laplace.mode[laplace.coefficients])
        points = np.empty((coefficients.shape[0], laplace.mode.size))
        points[:, laplace.shapes] = shapes
        points[:, laplace.coefficients] = coefficients + moved + self._grown(growth, z)
        return points, np.einsum("nii->n", growth)

    def back(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Return shapes, coefficients and log Jacobians that the map takes to points."""
        laplace = self.laplace
        shapes = points[:, laplace.shapes]
        moved, growth = self._there(shapes)
        carried = points[:, laplace.coefficients] - moved
        z = self._along(carried - laplace.mode[laplace.coefficients])
        return shapes, carried + self._grown(-growth, z), np.einsum("nii->n", growth)

    def _there(self, shapes: Floats) -> tuple[Floats, Floats]:
        """Return how far the mode moves for shapes, and the logarithm of the stretch."""
        laplace = self.laplace
        away = shapes - laplace.mode[laplace.shapes]
        u = solve_triangular(self.shape_root, away.T, lower=True).T if away.size else away
        far = np.linalg.norm(u, axis=1, keepdims=True)
        u = u * np.minimum(1.0, FURTHEST / np.maximum(far, 1e-12))
        growth = -0.5 * np.einsum("nk,kij->nij", u, self.stretch)
        return away @ laplace.shift.T + features(u) @ self.bend, growth

    def _along(self, off: Floats) -> Floats:
        """Return what differences of coefficients are along the axes, whitened."""
        if not off.size:
            return np.zeros((off.shape[0], self.axes.shape[1]))
        return solve_triangular(self.root, off.T, lower=True).T @ self.axes

    def _grown(self, growth: Floats, z: Floats) -> Floats:
        """Return what stretching adds to coefficients that are z along the axes."""
        return _grown(growth, z) @ (self.root @ self.axes).T


def make_carry(hill: Hill, laplace: Gaussian) -> Carry:
    """Look at nodes around the mode and make the map."""
    n, d = laplace.shapes.size, laplace.coefficients.size
    shape_root = np.linalg.cholesky(laplace.marginal).astype(float)
    root = np.linalg.cholesky(laplace.conditional).astype(float)
    axis_nodes = np.array([sign * REACH * row for row in np.eye(n) for sign in (-1.0, 1.0)])
    pair_nodes = [
        sign * REACH * np.sqrt(0.5) * (np.eye(n)[j] + np.eye(n)[k])
        for j, k in combinations(range(n), 2)
        for sign in (-1.0, 1.0)
    ]
    straight = np.zeros((features(np.zeros((1, n))).shape[1], d))
    flat = Carry(laplace, shape_root, root, straight, np.zeros((d, 0)), np.zeros((n, 0, 0)))
    if not n or not d:
        return flat
    nodes = np.array([*axis_nodes, *pair_nodes])
    curvature = np.linalg.inv(laplace.covariance).astype(float)
    middle = laplace.mode[laplace.coefficients]
    off: list[Floats] = []
    precision: list[Floats] = []
    for k, node in enumerate(nodes):
        shapes = laplace.mode[laplace.shapes] + shape_root @ node
        begin = flat(shapes[None], middle[None])[0][0]
        with np.errstate(all="ignore"):
            mode = approach(hill, begin, curvature)
        off.append((mode - begin)[laplace.coefficients])
        if k < len(axis_nodes):
            precision.append(_log_precision(hill, mode, laplace, root))
    hill.release()
    bend = np.linalg.lstsq(features(nodes), np.array(off), rcond=None)[0].astype(float)
    slopes = np.array([(precision[2 * k + 1] - precision[2 * k]) / (2.0 * REACH) for k in range(n)])
    return Carry(laplace, shape_root, root, bend, *_leading(slopes))


def _grown(growth: Floats, z: Floats) -> Floats:
    """Return (exp(growth) - 1) z by its series, a matrix and a vector for each draw.

    Sums and not eigenvectors: for many small matrices BLAS threads would wait more than work.
    """
    term = out = np.einsum("nij,nj->ni", growth, z)
    for k in range(2, TERMS):
        term = np.einsum("nij,nj->ni", growth, term) / k
        out = out + term
    return out


def features(u: Floats) -> Floats:
    """Return the terms of the polynomial: u, products of two, cubes (draws x features)."""
    n = u.shape[1]
    pairs = [u[:, j] * u[:, k] for j in range(n) for k in range(j, n)]
    return np.column_stack([u, u**3, *pairs]) if n else np.zeros((u.shape[0], 0))


def _log_precision(hill: Hill, mode: Floats, laplace: Gaussian, root: Floats) -> Floats:
    """Return the matrix logarithm of the conditional precision at a mode, whitened."""
    hill.hold(mode)
    at = laplace.coefficients
    _, here = hill.value_and_gradient(mode)
    fall: list[Floats] = []
    for way in root.T:
        ahead = mode.copy()
        ahead[at] += STEP * way
        _, slope = hill.value_and_gradient(ahead)
        fall.append((here - slope)[at] / STEP)
    whole = np.array(fall) @ root
    values, vectors = np.linalg.eigh(0.5 * (whole + whole.T))
    return (vectors * np.log(np.maximum(values, 1e-3))) @ vectors.T


def _leading(slopes: Floats) -> tuple[Floats, Floats]:
    """Return the directions in which some slope is large, and the slopes in them."""
    values, vectors = np.linalg.eigh(slopes)
    values = np.clip(values, -STEEPEST, STEEPEST)
    slopes = np.einsum("kij,kj,klj->kil", vectors, values, vectors)
    values, vectors = np.linalg.eigh(np.einsum("kij,kjl->il", slopes, slopes))
    axes = vectors[:, values > STRETCH**2]
    return axes, np.einsum("ia,kij,jb->kab", axes, slopes, axes)
