"""The Laplace picture of a posterior: its mode, its height there, and its curvature.

With the mode u, the height h = log posterior at u and the curvature H (the negative Hessian, all
in unconstrained coordinates, d of them) the log evidence is about

    log Z = h + d/2 log(2 pi) - 1/2 log det H.

What other priors or a coefficient fixed to zero would make of it follows without another fit. For
other priors the likelihood is taken as quadratic around u, and the prior as it is. A value of zero
has the density of a normal distribution with mean u and covariance H^-1 (Savage and Dickey).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.engine.parameters import Coordinates
from contention.inference.climbing import climb, concave, positive
from contention.inference.posterior import LogPosterior

from .curving import Groups, curvature_at, groups_of, one_by_one

Floats = NDArray[np.float64]

GAIN = 1e-8  # share of the height that the last step of a climb gains
POLISH = 3  # Newton steps at most, on the posterior
STEPS = 30  # Newton steps at most, on its quadratic picture
TINY = 1e-9
BEND = 1e-4  # of central differences of the slope of a prior
SETTLED = 1e-4  # gain below which a Newton step is not taken


@dataclass(frozen=True)
class Peak:
    """A mode of a log posterior, in unconstrained coordinates.

    Attributes
    ----------
    free
        Where it is.
    height
        Log posterior there.
    curvature
        Negative Hessian there.
    groups
        Columns of the Hessian that can be taken together.
    """

    free: Floats
    height: float
    curvature: Floats
    groups: Groups

    @property
    def covariance(self) -> Floats:
        """Laplace covariance."""
        return inverse(self.curvature)

    def log_evidence(self) -> float:
        """Return the Laplace approximation of the log evidence."""
        return self.height + _volume(self.curvature)

    def log_evidence_under(self, here: Coordinates, there: Coordinates) -> float:
        """Return the log evidence under other priors of the same parameters.

        Parameters
        ----------
        here
            Coordinates with the priors of this peak.
        there
            Coordinates with the other priors.
        """
        likelihood = concave(self.curvature - np.diag(_bend(here, self.free)), here.prior_sd())
        as_it_is = self._pictured(here, here, likelihood)
        return self.log_evidence() + self._pictured(here, there, likelihood) - as_it_is

    def _pictured(self, here: Coordinates, there: Coordinates, likelihood: Floats) -> float:
        """Return the log evidence of a quadratic likelihood under a prior."""
        old, old_slope = here.log_prior(self.free)
        prior = there.prior_sd()

        def height(free: Floats) -> tuple[float, Floats, Floats]:
            away = free - self.free
            new, new_slope = there.log_prior(free)
            pull = likelihood @ away
            value = self.height - old - old_slope @ away - 0.5 * float(away @ pull) + new
            slope = new_slope - old_slope - pull
            return float(value), slope, _proper(likelihood + np.diag(_bend(there, free)), prior)

        free = self.free
        value, slope, curvature = height(free)
        for _ in range(STEPS):
            step = np.linalg.solve(curvature, slope)
            if 0.5 * float(slope @ step) < SETTLED:
                break
            ahead = height(free + step)
            while ahead[0] < value and np.max(np.abs(step)) > TINY:
                step = 0.5 * step
                ahead = height(free + step)
            free, (value, slope, curvature) = free + step, ahead
        return value + _volume(curvature)

    def log_density_of_zero(self, index: NDArray[np.int64]) -> float:
        """Return the log density that some coordinates, with normal priors, are all zero."""
        mean = self.free[index]
        precision = inverse(self.covariance[np.ix_(index, index)])
        return -0.5 * float(mean @ precision @ mean) - _volume(precision)


def find_peak(
    posterior: LogPosterior, start: Floats, curvature: Floats, *, like: Peak | None = None
) -> Peak:
    """Climb from a start that is near, and take the curvature where the climb ends.

    Parameters
    ----------
    posterior
        What to climb.
    start
        Where to begin, such as the mode of all days where some are held out.
    curvature
        A guess of the negative Hessian; the closer, the fewer steps.
    like
        A peak of the same model: its Hessian has zeros wherever this one has.
    """
    free, height = climb(posterior, start, curvature, gain=GAIN)
    errors = np.diag(curvature) ** -0.5
    groups = one_by_one(free.size) if like is None else like.groups
    slope, bent = curvature_at(posterior, free, errors, groups)
    if like is None:
        groups = groups_of(bent != 0.0, posterior.shapes)
    bent = _proper(bent, posterior.coordinates.prior_sd())
    for _ in range(POLISH):
        step = np.linalg.solve(bent, slope)
        if 0.5 * float(slope @ step) < SETTLED:
            break
        ahead, ahead_slope = posterior.value_and_gradient(free + step)
        if not ahead > height:
            break
        free, height, slope = free + step, ahead, ahead_slope
    return Peak(free, height, bent, groups)


def inverse(matrix: Floats) -> Floats:
    """Return the inverse of a symmetric matrix."""
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _proper(curvature: Floats, prior: Floats) -> Floats:
    """Return the curvature, or a positive definite one near it where it is none."""
    try:
        np.linalg.cholesky(curvature)
    except np.linalg.LinAlgError:
        return positive(curvature, prior)
    return curvature


def _volume(curvature: Floats) -> float:
    """Return d/2 log(2 pi) - 1/2 log det."""
    return 0.5 * curvature.shape[0] * np.log(2 * np.pi) - 0.5 * float(
        np.linalg.slogdet(curvature)[1]
    )


def _bend(coordinates: Coordinates, free: Floats) -> Floats:
    """Return the curvature of the prior: one number a coordinate."""
    _, up = coordinates.log_prior(free + BEND)
    _, down = coordinates.log_prior(free - BEND)
    return (down - up) / (2 * BEND)
