"""Log densities whose integrals are known in closed form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from contention.inference.gaussian import Mode

Floats = NDArray[np.float64]


@dataclass
class Known:
    """A log density with its gradient; `walks` counts calls that no kept rows would serve."""

    density: Callable[[Floats], tuple[float, Floats]]
    shapes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    held: Floats | None = None
    walks: int = 0

    def value_and_gradient(self, free: Floats) -> tuple[float, Floats]:
        value, slope = self.density(free)
        if self.held is not None and np.array_equal(self.held, free[self.shapes]):
            slope = slope.copy()
            slope[self.shapes] = 0.0
        else:
            self.walks += 1
        return value, slope

    def value(self, free: Floats) -> float:
        return self.value_and_gradient(free)[0]

    def hold(self, free: Floats) -> bool:
        self.held = free[self.shapes].copy()
        return True

    def release(self) -> None:
        self.held = None


@dataclass(frozen=True)
class Case:
    """A density, its Laplace approximation and the log of its integral."""

    make: Callable[..., Known]
    mode: Floats
    covariance: Floats
    log_integral: float

    @property
    def as_mode(self) -> Mode:
        """The mode with its normal law."""
        return Mode(self.mode, self.covariance, self.make().value(self.mode))


def gaussian(d: int, *, shapes: int = 0, seed: int = 0) -> Case:
    """Return a correlated normal law of known height."""
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((d, d)) / np.sqrt(d) + np.eye(d)
    covariance = root @ root.T
    precision = np.linalg.inv(covariance)
    mode = rng.standard_normal(d)

    def density(x: Floats) -> tuple[float, Floats]:
        away = x - mode
        return -3.0 - 0.5 * float(away @ precision @ away), -precision @ away

    log_integral = -3.0 + 0.5 * np.linalg.slogdet(2 * np.pi * covariance)[1]
    at = np.arange(shapes)
    return Case(lambda **_: Known(density, at), mode, covariance, float(log_integral))


def rare_rates(d: int, *, shapes: int = 0, seed: int = 0) -> Case:
    """Return logs of rates of d acts seen once to four times, in coordinates that mix them.

    Each log rate v has the density exp(n v - c e^v), whose integral is Gamma(n) / c^n: the
    posterior of a Poisson rate, which is skewed. Coordinates x = M v with |det M| = 1 are mildly
    correlated.
    """
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 5, d).astype(float)
    c = np.exp(rng.standard_normal(d))
    mix = np.eye(d) + 0.3 * np.triu(rng.standard_normal((d, d)) / np.sqrt(d), 1)
    back = np.linalg.inv(mix)

    def density(x: Floats) -> tuple[float, Floats]:
        v = back @ x
        return float(np.sum(n * v - c * np.exp(v))), (n - c * np.exp(v)) @ back

    covariance = mix @ np.diag(1.0 / n) @ mix.T
    log_integral = float(np.sum(gammaln(n) - n * np.log(c)))
    at = np.arange(shapes)
    return Case(lambda **_: Known(density, at), mix @ np.log(n / c), covariance, log_integral)


@dataclass
class Peaks(Known):
    """A sum of normal laws with shares of one, far from each other."""

    modes: tuple[Mode, ...] = ()

    def hessian(self, free: Floats) -> Floats:
        h = 1e-5 * np.eye(free.size)
        slopes = [(self.density(free + s)[1] - self.density(free - s)[1]) / 2e-5 for s in h]
        return np.array(slopes)


def peaks(d: int, *, shapes: int = 0, log_masses: tuple[float, ...] = (0.0, 0.0)) -> Peaks:
    """Return normal laws at 0, 10, 20 ... on each axis; each is half as wide as the last."""
    widths = 0.5 ** np.arange(len(log_masses))
    each = [
        Mode(
            np.full(d, 10.0 * k),
            w * w * np.eye(d),
            mass - 0.5 * d * float(np.log(2 * np.pi * w * w)),
        )
        for k, (w, mass) in enumerate(zip(widths, log_masses, strict=True))
    ]

    def density(x: Floats) -> tuple[float, Floats]:
        slopes = np.array([-(x - m.free) / w**2 for m, w in zip(each, widths, strict=True)])
        heights = np.array(
            [m.height + 0.5 * float(s @ (x - m.free)) for m, s in zip(each, slopes, strict=True)]
        )
        value = float(np.logaddexp.reduce(heights))
        return value, np.exp(heights - value) @ slopes

    return Peaks(density, np.arange(shapes), modes=tuple(each))


def heavy(d: int) -> Case:
    """Return a t with one degree of freedom: too heavy for draws of any bent t."""

    def density(x: Floats) -> tuple[float, Floats]:
        r = 1 + float(x @ x)
        return -0.5 * (1 + d) * float(np.log(r)), -(1 + d) * x / r

    log_integral = gammaln(0.5) + 0.5 * d * np.log(np.pi) - gammaln(0.5 * (1 + d))
    return Case(lambda **_: Known(density), np.zeros(d), np.eye(d) / (1 + d), float(log_integral))


def never(*_: Any) -> Known:
    """Return a density that no draw meets."""
    return Known(lambda x: (-np.inf if np.any(x != 0.0) else 0.0, np.zeros_like(x)))
