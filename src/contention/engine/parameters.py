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
        out[self._positive] = np.exp(np.clip(out[self._positive], -700, 700))
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
        total = 0.0
        slope = np.zeros_like(free)
        for k, info in enumerate(self.infos):
            u = float(free[k])
            a, b = info.prior.a, info.prior.b
            match info.prior.family:
                case "normal" | "lognormal":
                    z = (u - a) / b
                    total += -0.5 * z * z - math.log(b) - 0.5 * math.log(2 * math.pi)
                    slope[k] = -z / b
                case "halfnormal":
                    x = math.exp(min(u, 300.0))
                    total += 0.5 * math.log(2 / math.pi) - math.log(a) - 0.5 * (x / a) ** 2 + u
                    slope[k] = 1.0 - (x / a) ** 2
                case "exponential":
                    x = math.exp(min(u, 300.0))
                    total += math.log(a) - a * x + u
                    slope[k] = 1.0 - a * x
                case "beta":
                    p = 1.0 / (1.0 + math.exp(-u)) if u > -700 else 0.0
                    log_p = -math.log1p(math.exp(-u)) if u > -30 else u
                    log_q = -math.log1p(math.exp(u)) if u < 30 else -u
                    norm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
                    total += norm + a * log_p + b * log_q
                    slope[k] = a - (a + b) * p
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
