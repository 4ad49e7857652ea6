"""Parameters of a bound model: expanded over countries, with priors and coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.theory.model import Parameter, Prior

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ParameterInfo:
    """One number of a bound model: a parameter, or its value in one country."""

    name: str
    base: str
    country: str
    prior: Prior
    unit: str
    of: str
    block: str


def expand(parameters: tuple[Parameter, ...], countries: tuple[str, ...]) -> list[ParameterInfo]:
    """Write every parameter out, those by country once for each country."""
    out: list[ParameterInfo] = []
    for p in parameters:
        for country in countries if p.by == "country" else ("",):
            name = f"{p.name}[{country}]" if country else p.name
            out.append(ParameterInfo(name, p.name, country, p.prior, p.unit, p.of, p.block))
    return out


def prior_start(prior: Prior) -> float:
    """Return the value where a fit starts: the prior's median, or near it."""
    match prior.family:
        case "normal":
            return prior.a
        case "lognormal":
            return math.exp(prior.a)
        case "beta":
            return prior.a / (prior.a + prior.b)
        case "halfnormal":
            return 0.6745 * prior.a
        case "exponential":
            return math.log(2.0) / prior.a


def _log_norm(prior: Prior) -> float:
    """Return what a log density has that does not depend on where it is taken."""
    a, b = prior.a, prior.b
    match prior.family:
        case "normal" | "lognormal":
            return -math.log(b) - 0.5 * math.log(2 * math.pi)
        case "halfnormal":
            return 0.5 * math.log(2 / math.pi) - math.log(a)
        case "exponential":
            return math.log(a)
        case "beta":
            return math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)


class Coordinates:
    """Maps natural values to unconstrained ones and back, with the prior in the latter.

    Normal priors keep their own scale, positive ones use the logarithm, beta the logit. The
    log prior includes the Jacobian, so that modes and Laplace errors refer to these coordinates.
    """

    def __init__(self, infos: list[ParameterInfo]) -> None:
        self.infos = infos
        family = np.array([info.prior.family for info in infos], dtype=object)
        self._positive = np.isin(family, ["lognormal", "halfnormal", "exponential"])
        self._share = family == "beta"
        first = np.array([info.prior.a for info in infos], dtype=float)
        second = np.array([info.prior.b for info in infos], dtype=float)
        constant = np.array([_log_norm(info.prior) for info in infos])
        self._families: dict[str, tuple[NDArray[np.int64], Floats, Floats, float]] = {}
        for name in dict.fromkeys(info.prior.family for info in infos):
            at = np.flatnonzero(family == name)
            self._families[name] = at, first[at], second[at], float(np.sum(constant[at]))

    def free(self, natural: Floats) -> Floats:
        """Return unconstrained coordinates."""
        out = np.array(natural, dtype=float)
        out[self._positive] = np.log(out[self._positive])
        share = out[self._share]
        out[self._share] = np.log(share) - np.log1p(-share)
        return out

    def natural(self, free: Floats) -> Floats:
        """Return natural values."""
        out = np.array(free, dtype=float)
        out[self._positive] = np.exp(np.minimum(np.maximum(out[self._positive], -700.0), 700.0))
        out[self._share] = 1.0 / (1.0 + np.exp(-np.clip(out[self._share], -36, 36)))
        return out

    def slope(self, natural: Floats) -> Floats:
        """Return d natural / d free."""
        out = np.ones_like(natural)
        out[self._positive] = natural[self._positive]
        share = natural[self._share]
        out[self._share] = share * (1.0 - share)
        return out

    def log_prior(self, free: Floats) -> tuple[float, Floats]:
        """Return the log density of the free coordinates and its gradient."""
        slope = np.empty_like(free)
        total = 0.0
        for family, (at, first, second, constant) in self._families.items():
            u, a, b = free[at], first, second
            match family:
                case "normal" | "lognormal":
                    z = (u - a) / b
                    slope[at] = -z / b
                    total += constant - 0.5 * float(z @ z)
                case "halfnormal":
                    x = (np.exp(np.minimum(u, 300.0)) / a) ** 2
                    slope[at] = 1.0 - x
                    total += constant + float(np.sum(u - 0.5 * x))
                case "exponential":
                    x = a * np.exp(np.minimum(u, 300.0))
                    slope[at] = 1.0 - x
                    total += constant + float(np.sum(u - x))
                case _:  # beta
                    slope[at] = a - (a + b) / (1.0 + np.exp(-np.maximum(u, -700.0)))
                    log_p, log_q = -np.logaddexp(0.0, -u), -np.logaddexp(0.0, u)
                    total += constant + float(np.sum(a * log_p + b * log_q))
        return total, slope

    def prior_sd(self) -> Floats:
        """Return the sd of each prior in free coordinates, roughly where not normal."""
        out = np.ones(len(self.infos))
        for k, info in enumerate(self.infos):
            match info.prior.family:
                case "normal" | "lognormal":
                    out[k] = info.prior.b
                case "halfnormal":
                    out[k] = 1.11
                case "exponential":
                    out[k] = 1.28
                case "beta":
                    out[k] = math.sqrt(1 / max(info.prior.a, 0.3) + 1 / max(info.prior.b, 0.3))
        return out
