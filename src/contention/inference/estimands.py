"""What a claim about a theory's coefficients is about: numbers of a fit that may be zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.inference.intervals import WIDE

Floats = NDArray[np.float64]

STRONG = 3.0  # log evidence that counts: odds of 20 to 1


@dataclass(frozen=True)
class Estimand:
    """A coefficient, a difference of two, or a family of coefficients.

    Attributes
    ----------
    name
        What it is called in tables.
    parameters
        Names of the parameters it is made of.
    rows
        Linear functions of the unconstrained coordinates (k x parameters) that are zero if
        there is no effect: one for a coefficient or a difference, one a member for a family.
    family
        Whether it is a family, which is measured by evidence and has no sign of its own.
    """

    name: str
    parameters: tuple[str, ...]
    rows: Floats
    family: bool = False


@dataclass(frozen=True)
class Measured:
    """An estimand in one fit.

    Attributes
    ----------
    value, low, high
        The coefficient or difference with its 95 per cent interval. For a family the log
        evidence for it, without an interval.
    side
        1 or -1 if the interval excludes zero on that side (for a family: if the log evidence is
        above 3 or below -3), else 0.
    """

    value: float
    low: float | None
    high: float | None
    side: int


def coefficient(model: Model, name: str) -> Estimand:
    """Return the estimand of one coefficient."""
    return Estimand(name, (name,), _unit(model, name)[None, :])


def difference(model: Model, greater: str, lesser: str) -> Estimand:
    """Return the estimand of a difference of two coefficients."""
    row = _unit(model, greater) - _unit(model, lesser)
    return Estimand(f"{greater} - {lesser}", (greater, lesser), row[None, :])


def family(model: Model, names: tuple[str, ...]) -> Estimand:
    """Return the estimand of several coefficients together, deviations by act included."""
    members = members_of(model, names)
    rows = np.array([_unit(model, name) for name in members])
    return Estimand(", ".join(names), members, rows, family=True)


def members_of(model: Model, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parameters of a model that some names stand for.

    ``spread`` stands also for its deviations ``spread@strike`` and for ``spread[Hungary]``.
    """
    wanted = set(names)
    return tuple(
        info.name
        for info in model.parameters
        if info.name in wanted or info.base in wanted or info.name.partition("@")[0] in wanted
    )


def _unit(model: Model, name: str) -> Floats:
    return np.array([float(info.name == name) for info in model.parameters])


def measure(estimand: Estimand, model: Model, free: Floats, covariance: Floats) -> Measured:
    """Return what a fit says of an estimand.

    Parameters
    ----------
    estimand
        What to measure.
    model
        The model of the fit; a family's evidence is relative to its normal priors.
    free, covariance
        Mode and Laplace covariance in unconstrained coordinates.

    Notes
    -----
    The evidence of a family is the Savage-Dickey ratio of the Laplace posterior: the prior
    density of all its members at zero over the posterior density there.
    """
    if estimand.family:
        value = _log_evidence(estimand, model, free, covariance)
        side = int(value > STRONG) - int(value < -STRONG)
        return Measured(value, None, None, side)
    row = estimand.rows[0]
    value = float(row @ free)
    half = WIDE * float(np.sqrt(row @ covariance @ row))
    side = int(value - half > 0) - int(value + half < 0)
    return Measured(value, value - half, value + half, side)


def _log_evidence(estimand: Estimand, model: Model, free: Floats, covariance: Floats) -> float:
    member = np.flatnonzero(np.any(estimand.rows != 0, axis=0))
    priors = [model.parameters[int(k)].prior for k in member]
    mean = np.array([prior.a for prior in priors])
    sd = np.array([prior.b for prior in priors])
    inner = covariance[np.ix_(member, member)]
    here = free[member]
    posterior = -0.5 * here @ np.linalg.solve(inner, here)
    posterior -= 0.5 * np.linalg.slogdet(inner)[1]
    before = -0.5 * float(np.sum((mean / sd) ** 2)) - float(np.sum(np.log(sd)))
    return float(before - posterior)
