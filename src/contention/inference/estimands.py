"""What a claim about a theory's coefficients is about: numbers of a fit that may be zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.inference.intervals import WIDE

from .climbing import concave

Floats = NDArray[np.float64]

STRONG = 3.0  # log evidence that counts: odds of 20 to 1
OTHER_WIDTHS = (0.5, 2.0)  # what the widths of a family's priors are multiplied by


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
        evidence for it, with the least and the greatest under its priors as they are, half and
        twice as wide.
    side
        1 or -1 if the interval excludes zero on that side (for a family: if all of it is above 3
        or below -3), else 0.
    """

    value: float
    low: float
    high: float
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
    density of all its members at zero over the posterior density there. For other widths of its
    priors the likelihood of the members, the others integrated out, is the normal law by which
    prior and posterior differ.
    """
    if estimand.family:
        index = np.flatnonzero(np.any(estimand.rows != 0, axis=0))
        priors = [model.parameters[int(k)].prior for k in index]
        members = Members(
            np.array([prior.a for prior in priors]),
            np.array([prior.b for prior in priors]),
            free[index],
            covariance[np.ix_(index, index)],
        )
        value = members.log_evidence()
        under = [value, *(members.under(width).log_evidence() for width in OTHER_WIDTHS)]
        low, high = min(under), max(under)
        return Measured(value, low, high, int(low > STRONG) - int(high < -STRONG))
    row = estimand.rows[0]
    value = float(row @ free)
    half = WIDE * float(np.sqrt(row @ covariance @ row))
    side = int(value - half > 0) - int(value + half < 0)
    return Measured(value, value - half, value + half, side)


@dataclass(frozen=True)
class Members:
    """Priors and posterior of the members of a family, all normal.

    Attributes
    ----------
    centre, width
        Mean and sd of each prior.
    mean, covariance
        Of the posterior.
    """

    centre: Floats
    width: Floats
    mean: Floats
    covariance: Floats

    def log_evidence(self) -> float:
        """Return the log of the prior density at zero over the posterior density there."""
        posterior = -0.5 * self.mean @ np.linalg.solve(self.covariance, self.mean)
        posterior -= 0.5 * np.linalg.slogdet(self.covariance)[1]
        prior = -0.5 * float(np.sum((self.centre / self.width) ** 2))
        return float(prior - np.sum(np.log(self.width)) - posterior)

    def under(self, times: float) -> Members:
        """Return the same with priors so many times as wide."""
        precision: Floats = np.linalg.inv(self.covariance).astype(np.float64)
        known = concave(precision - np.diag(self.width**-2), self.width)
        # the slope of the prior at the mode is that of the likelihood, turned
        pull = known @ self.mean + (self.mean - self.centre) / self.width**2
        width = times * self.width
        again = known + np.diag(width**-2)
        covariance: Floats = np.linalg.inv(again).astype(np.float64)
        mean = covariance @ (pull + self.centre / width**2)
        return Members(self.centre, width, mean, covariance)
