"""The negative Hessian from as few gradients as its zeros allow.

Parameters that no country-day brings together (readiness of two countries, sizes of two acts)
have no common entry in the Hessian. Columns of such parameters are taken from one difference of
gradients: in a row where one of them has an entry the others have none (Curtis, Powell and Reid
1974). Rows of parameters that meet nearly all others are known from their own columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.inference.posterior import LogPosterior

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

STEP = 1e-3  # of forward differences, in Laplace errors


@dataclass(frozen=True)
class Groups:
    """Columns of a symmetric matrix that are taken together.

    Attributes
    ----------
    pattern
        Where the matrix may differ from zero.
    alone
        Columns that are taken one by one.
    together
        Groups of the other columns.
    """

    pattern: Bools
    alone: tuple[int, ...]
    together: tuple[tuple[int, ...], ...]


def one_by_one(size: int) -> Groups:
    """Return the groups of a matrix of which nothing is known."""
    return Groups(np.ones((size, size), dtype=bool), tuple(range(size)), ())


def groups_of(pattern: Bools, apart: NDArray[np.int64]) -> Groups:
    """Return groups of columns for a pattern of entries.

    Parameters
    ----------
    pattern
        Where entries may differ from zero; symmetric.
    apart
        Columns that are to stand alone in any case.
    """
    size = pattern.shape[0]
    alone = pattern.sum(axis=0) > 0.5 * size
    alone[apart] = True
    rest = np.flatnonzero(~alone)
    taken: list[Bools] = []
    together: list[list[int]] = []
    for k in rest[np.argsort(-pattern[:, rest].sum(axis=0), kind="stable")].tolist():
        rows = pattern[:, k] & ~alone
        rows[k] = True
        for members, used in zip(together, taken, strict=True):
            if not np.any(used & rows):
                members.append(k)
                used |= rows
                break
        else:
            together.append([k])
            taken.append(rows.copy())
    return Groups(
        pattern, tuple(np.flatnonzero(alone).tolist()), tuple(tuple(group) for group in together)
    )


def curvature_at(
    posterior: LogPosterior, free: Floats, errors: Floats, groups: Groups
) -> tuple[Floats, Floats]:
    """Return the gradient and the negative Hessian, by forward differences of the gradient.

    Parameters
    ----------
    posterior
        A log posterior.
    free
        Where.
    errors
        Sizes of the coordinates.
    groups
        Columns that are taken together; those of shapes stand alone.
    """
    size = free.size
    out = np.zeros((size, size))
    shape = np.zeros(size, dtype=bool)
    shape[posterior.shapes] = True
    posterior.release()
    _, slope = posterior.value_and_gradient(free)

    def change(columns: tuple[int, ...], base: Floats) -> Floats:
        ahead = free.copy()
        ahead[list(columns)] += STEP * errors[list(columns)]
        return (base - posterior.value_and_gradient(ahead)[1]) / STEP

    for k in np.flatnonzero(shape):
        out[:, k] = change((int(k),), slope) / errors[k]
    kept = posterior.hold(free)
    base = posterior.value_and_gradient(free)[1] if kept else slope
    known = np.zeros(size, dtype=bool)
    for k in groups.alone:
        if not shape[k]:
            out[:, k] = change((k,), base) / errors[k]
            if kept:  # kept rows say nothing about slopes in the shapes
                out[shape, k] = out[k, shape]
        known[k] = True
    for members in groups.together:
        mixed = change(members, base)
        for k in members:
            mine = groups.pattern[:, k] & ~known
            out[mine, k] = mixed[mine] / errors[k]
    posterior.release()
    loose = [k for members in groups.together for k in members]
    for k in loose:
        out[known, k] = out[k, known]
    return slope, 0.5 * (out + out.T)
