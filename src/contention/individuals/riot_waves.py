"""A wave of riots as an epidemic on a map: Bonnasse-Gahot and others 2018.

At site k, with lambda the rioting and sigma the susceptible:
``d lambda_k/dt = -omega lambda_k + sigma_k Psi(Lambda_k)`` and
``d sigma_k/dt = -sigma_k Psi(Lambda_k)``, where ``Lambda_k = sum_j W_kj lambda_j`` is what is heard
of and ``W_kj = (1 + d_kj / d0)^-delta``. Psi is linear here: ``Psi(L) = beta L``.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.individuals.inputs import check_people, check_seed, in_range, positive
from contention.individuals.solving import least_squares

Floats = NDArray[np.float64]

STEPS_A_DAY = 8


@dataclass(frozen=True)
class Sites:
    """Municipalities on a plane.

    Attributes
    ----------
    x, y
        km.
    people
        Those at risk: young men out of school without a diploma.
    """

    x: Floats
    y: Floats
    people: Floats

    @property
    def distances(self) -> Floats:
        """Distances in km, sites by sites."""
        return np.hypot(self.x[:, None] - self.x, self.y[:, None] - self.y)


@dataclass(frozen=True)
class Contagion:
    """Parameters of the wave.

    Attributes
    ----------
    calming_rate
        omega, 1/day.
    contact_rate
        beta, 1/day for one event heard of nearby.
    susceptible_share
        zeta0: susceptible events for one person at risk.
    spark
        lambda at the first site at the start, events/day.
    reach_km
        d0.
    exponent
        delta.
    """

    calming_rate: float
    contact_rate: float
    susceptible_share: float
    spark: float
    reach_km: float
    exponent: float


def wave(sites: Sites, contagion: Contagion, *, days: int, first: int = 0) -> Floats:
    """Return the expected number of events by day and site: days by sites.

    Raises
    ------
    ContentionError
        P050: no site. P051: a parameter that is not above zero.
    """
    check_people(sites.people.size)
    for name, value in vars(contagion).items():
        positive(name, value)
    in_range("days", days, low=1)
    heard = (1.0 + sites.distances / contagion.reach_km) ** -contagion.exponent
    state = np.zeros((3, sites.people.size))
    state[0, first] = contagion.spark
    state[1] = contagion.susceptible_share * sites.people

    def slope(now: Floats) -> Floats:
        caught = now[1] * contagion.contact_rate * (heard @ now[0])
        return np.stack([caught - contagion.calming_rate * now[0], -caught, now[0]])

    h = 1.0 / STEPS_A_DAY
    total = np.zeros((days + 1, sites.people.size))
    for day in range(days):
        for _ in range(STEPS_A_DAY):
            a = slope(state)
            b = slope(state + 0.5 * h * a)
            c = slope(state + 0.5 * h * b)
            d = slope(state + h * c)
            state = state + h / 6.0 * (a + 2.0 * b + 2.0 * c + d)
        total[day + 1] = state[2]
    return np.diff(total, axis=0)


def simulated_counts(expected: Floats, *, seed: int, world: int = 0) -> NDArray[np.int64]:
    """Return Poisson counts with these means."""
    check_seed(seed)
    stream = np.random.Generator(
        np.random.Philox(key=[seed, world * 2**32 + name_hash("riot waves:counts")])
    )
    return stream.poisson(expected).astype(np.int64)


@dataclass(frozen=True)
class Recovered:
    """Estimates of the parameters in order, and their standard errors on the log scale."""

    contagion: Contagion
    log_errors: tuple[float, ...]


def recover(
    sites: Sites, counts: NDArray[np.int64], *, start: Contagion, first: int = 0
) -> Recovered:
    """Estimate the parameters of a wave from daily counts by the Poisson likelihood.

    Deviance residuals are fitted by least squares, which has the maximum of the likelihood as its
    minimum. The exponent stays as in ``start``: with the reach it makes one ridge.

    Parameters
    ----------
    sites
        Where.
    counts
        Days by sites.
    start
        Where the search begins.
    first
        Site of the spark.
    """
    days = int(counts.shape[0])
    fixed = start.exponent

    def residuals(logs: Floats) -> Floats:
        mean = np.maximum(wave(sites, _unlog(logs, fixed), days=days, first=first), 1e-9)
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(counts > 0, counts * np.log(counts / mean), 0.0)
        deviance = 2.0 * (part - counts + mean)
        return (np.sign(counts - mean) * np.sqrt(np.maximum(deviance, 1e-24))).ravel()

    begin = np.log(np.array(astuple(start)[:5]))
    found = least_squares(residuals, begin, within=3.0)
    best = _unlog(found, fixed)
    information = _information(sites, found, fixed, days=days, first=first)
    return Recovered(best, tuple(np.sqrt(np.diag(np.linalg.inv(information)))))


def _information(sites: Sites, logs: Floats, exponent: float, *, days: int, first: int) -> Floats:
    """Return Fisher's information of the log parameters: sum of slopes squared over means."""
    mean = wave(sites, _unlog(logs, exponent), days=days, first=first).ravel()
    slopes: list[Floats] = []
    for k in range(logs.size):
        step = np.zeros(logs.size)
        step[k] = 1e-4
        up = wave(sites, _unlog(logs + step, exponent), days=days, first=first).ravel()
        down = wave(sites, _unlog(logs - step, exponent), days=days, first=first).ravel()
        slopes.append((up - down) / 2e-4)
    matrix = np.stack(slopes)
    return (matrix / np.maximum(mean, 1e-12)) @ matrix.T


def _unlog(logs: Floats, exponent: float) -> Contagion:
    calming, contact, susceptible, spark, reach = (float(rate) for rate in np.exp(logs))
    return Contagion(calming, contact, susceptible, spark, reach, exponent)
