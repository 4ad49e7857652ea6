"""Levels: the rate of an area ahead as a weighted mean of its means over a day, a week, a season.

With x_j the means over `MEMORIES` before an origin and of all areas, the mean of a day at a lead
in band b is

    w(weekday) * sum over j of c_bj x_j,   c_bj >= 0,   sum over j of c_bj <= 1

so that nothing grows beyond what was seen (Corsi 2009 has the form for volatilities; the last
count again and the mean of the last week are special cases). Counts are negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls as _nnls  # pyright: ignore[reportUnknownVariableType]

from .memories import means_before, sums, weekdays
from .sizes import likeliest_size

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

nnls = cast("Any", _nnls)

BANDS = (0, 1, 3, 7, 14, 28)
"""First leads of the bands; the last one has no end."""

CENTRE = np.array([0.2, 0.3, 0.25, 0.2, 0.05])
"""Prior means of the coefficients; they add up to 1."""

PRIOR = 50.0
"""Events that the prior counts as."""

HALF_LIFE = 180.0
"""Days after which an origin of the past counts half."""

HISTORY = 365
"""Origins of the past that are learnt from, the last ones."""

STEPS = 4
"""Steps to the likeliest coefficients."""

LEAST = 3e-3
"""Events a day that are taken for an area without any: one a year."""

WEEKS = 4
"""Weeks ahead with a size of their own; later ones have that of the last."""


@dataclass(frozen=True, eq=False)
class Levels:
    """Coefficients and sizes, learnt from the days before an origin.

    Attributes
    ----------
    coefficients
        Bands x columns of `means_before`.
    weekday
        Share of each weekday, Monday first, of mean 1.
    day_size
        Size of the negative binomial law of a day, by band.
    week_size
        Size of that of a week, by week ahead; empty where the horizon or the past is too short.
    shared
        Part of the variance that lasts through a week which all areas of a country share.
    """

    coefficients: Floats
    weekday: Floats
    day_size: Floats
    week_size: Floats
    shared: float

    def ahead(self, counts: Floats, first_weekday: int, horizon: int) -> Floats:
        """Return areas x days: the mean of each day after counts that began on a weekday."""
        days = counts.shape[1]
        flat = counts / self.weekday[_weekdays(first_weekday, days)]
        now = means_before(flat[:, -max(days, 1) :])[:, -1]
        leads = np.arange(horizon, dtype=np.int64)
        rate = now @ self.coefficients.T
        share = self.weekday[(first_weekday + days + leads) % 7]
        return np.maximum(rate[:, band_of(leads)] * share, LEAST)


def band_of(lead: Ints) -> Ints:
    """Return the band of each lead, from 0."""
    return np.searchsorted(BANDS, lead, side="right") - 1


def fit_levels(counts: Floats, countries: Ints, first_weekday: int, horizon: int) -> Levels:
    """Learn coefficients and sizes from counts.

    Parameters
    ----------
    counts
        Areas x days, whole numbers or those divided by the share recorded.
    countries
        Country of each area.
    first_weekday
        Weekday of the first day, 0 is Monday.
    horizon
        Days ahead that are wanted; bands and weeks beyond it are not learnt.
    """
    past = _Past(counts, countries, first_weekday)
    bands = [k for k, first in enumerate(BANDS) if first < horizon]
    coefficients = np.tile(CENTRE, (len(BANDS), 1))
    day_size = np.ones(len(BANDS))
    centre = CENTRE
    for k in bands:
        stop = BANDS[k + 1] if k + 1 < len(BANDS) else 2 * BANDS[k]
        centre = past.coefficients(BANDS[k], min(stop, max(horizon, BANDS[k] + 1)), centre)
        coefficients[k:] = centre
        # the middle of a band stands for it
        lead = (BANDS[k] + min(stop, horizon) - 1) // 2
        day_size[k:] = past.size(coefficients, lead, lead + 1)
    weeks = [w for w in range(WEEKS) if 7 * (w + 1) <= horizon and past.origins(7 * (w + 1)).size]
    week_size = [past.size(coefficients, 7 * w, 7 * w + 7) for w in weeks]
    shared = past.shared(coefficients, 7 if weeks else 1)
    return Levels(coefficients, past.weekday, day_size, np.array(week_size), shared)


class _Past:
    """Sums and means of a past, made once."""

    def __init__(self, counts: Floats, countries: Ints, first_weekday: int) -> None:
        self.days = counts.shape[1]
        weekday = _weekdays(first_weekday, self.days)
        recent = slice(max(self.days - 2 * HISTORY, 0), self.days)
        self.weekday = weekdays(counts[:, recent].sum(axis=0), weekday[recent])
        self.means = means_before(counts / self.weekday[weekday])
        self.total = sums(counts)
        self.share = sums(self.weekday[weekday][None])[0]
        self.countries = countries

    def origins(self, stop: int, *, step: int = 1) -> Ints:
        """Return the origins that have so many days after them."""
        first = max(min(7, self.days // 2), self.days - HISTORY)
        return np.arange(self.days - stop, first - 1, -step, dtype=np.int64)[::-1]

    def coefficients(self, first: int, stop: int, centre: Floats) -> Floats:
        """Return the likeliest coefficients of leads, under a prior around others."""
        origins = self.origins(stop, step=stop - first)
        if not origins.size:
            return centre
        x, y, weight = self._pairs(origins, first, stop)
        return _climb(x, y, weight / (stop - first) * min(stop - first, 7), centre)

    def size(self, coefficients: Floats, first: int, stop: int) -> float:
        """Return the size under which sums over leads are likeliest; 1 if nothing tells."""
        origins = self.origins(stop, step=max((stop - first) // 2, 1))
        if not origins.size:
            return 1.0
        x, y, weight = self._pairs(origins, first, stop)
        mean = x @ coefficients[band_of(np.arange(first, stop))].mean(axis=0)
        return likeliest_size(np.maximum(mean, LEAST * (stop - first)), y, weight)

    def shared(self, coefficients: Floats, days: int) -> float:
        """Return the part of the lasting variance that areas of a country share, 0 to 1.

        With h = sum m^2 / (sum m)^2 over areas, a variance of m^2 v of each, of which a part c is
        shared, gives the sum a variance of (c + (1 - c) h) v relative to its squared mean.
        """
        origins = self.origins(days, step=days)
        if not origins.size:
            return 0.0
        x, y, weight = self._pairs(origins, 0, days)
        mean = x @ coefficients[band_of(np.arange(days))].mean(axis=0)
        areas = self.countries.size
        mean, y = (np.maximum(z, 1e-9).reshape(-1, areas) for z in (mean, y))
        inside = [np.flatnonzero(self.countries == c) for c in np.unique(self.countries)]
        if areas == len(inside):
            return 0.0
        own = 1.0 / likeliest_size(mean.ravel(), y.ravel(), weight)
        sums_of = [np.stack([z[:, k].sum(axis=1) for k in inside], axis=1) for z in (mean, y)]
        weights = np.repeat(weight.reshape(-1, areas)[:, :1], len(inside), axis=1)
        whole = 1.0 / likeliest_size(sums_of[0].ravel(), sums_of[1].ravel(), weights.ravel())
        even = (mean**2).sum() / max(float((sums_of[0] ** 2).sum()), 1e-12)
        return float(np.clip((whole / own - even) / max(1.0 - even, 1e-9), 0.0, 1.0))

    def _pairs(self, origins: Ints, first: int, stop: int) -> tuple[Floats, Floats, Floats]:
        """Return means, sums over leads, and weights; the latest origins last."""
        share = self.share[origins + stop] - self.share[origins + first]
        x = self.means[:, origins] * share[None, :, None]
        y = self.total[:, origins + stop] - self.total[:, origins + first]
        weight = 0.5 ** ((self.days - stop - origins) / HALF_LIFE)
        each = np.repeat(weight, y.shape[0])
        return x.transpose(1, 0, 2).reshape(-1, x.shape[2]), y.T.ravel(), each


def _climb(x: Floats, y: Floats, weight: Floats, centre: Floats) -> Floats:
    """Return the likeliest c >= 0 of negative binomial counts of mean x c, with sum at most 1.

    Each step solves least squares weighted by the inverse variance at the last one. The prior has
    the mean ``centre`` and the precision of `PRIOR` events shared out in these parts.
    """
    c = centre.copy()
    prior = PRIOR / np.maximum(centre, 0.01)
    for _ in range(STEPS):
        mean = np.maximum(x @ c, LEAST)
        size = likeliest_size(mean, y, weight)
        precise = weight / (mean * (1.0 + mean / size))
        left = (x * precise[:, None]).T @ x + np.diag(prior)
        right = x.T @ (precise * y) + prior * centre
        root = np.linalg.cholesky(left)
        c = np.asarray(nnls(root.T, np.linalg.solve(root, right))[0], dtype=np.float64)
    return c / max(float(c.sum()), 1.0)


def _weekdays(first: int, days: int) -> Ints:
    return (first + np.arange(days, dtype=np.int64)) % 7
