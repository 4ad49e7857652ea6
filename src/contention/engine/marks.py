"""What onsets are like: log-likelihood of stated sizes and of traits."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from .kernels.layout import Values
from .model import Model
from .observation import Observed
from .row_slope import RowSlope

Floats = NDArray[np.float64]


class Sizes:
    """Stated sizes: lognormal by act, whole numbers between the bounds that sources give.

    A size stated as low..high has probability F(high + 1/2) - F(low - 1/2), F the lognormal
    distribution function; from low = 1 downwards everything counts. An onset brings at most the
    people who are left (its room). Where high reaches `FULL` of the room, all that is taken from
    the row is that the onset would have brought as much as it did or that share of the room,
    whichever is less: everything upwards counts.

    Parameters
    ----------
    model
        A bound model.
    observed
        A record.
    room
        People left before each entry of ``observed.recorded``; a row takes that of its first day.
    """

    def __init__(self, model: Model, observed: Observed, room: Floats) -> None:
        self.model = model
        stated = np.array(
            [not np.isnan(row.size) and sum(row.seen) > 0 for row in observed.rows], dtype=bool
        )
        full = np.ceil(FULL * room[observed.begins[stated]])
        rows = [row for row, told in zip(observed.rows, stated, strict=True) if told]
        low, high = np.array([(row.low, row.high) for row in rows]).reshape(-1, 2).T
        upwards = high >= full
        low = np.where(upwards, np.minimum(low, full), low)
        some = (low > 1.0) | ~upwards  # of the others nothing is told
        self._weight = np.array([sum(row.seen) for row in rows])[some]
        self._act = np.array([row.act for row in rows], dtype=np.int64)[some]
        self._low = np.where(low > 1.0, np.log(np.maximum(low - 0.5, 0.5)), -np.inf)[some]
        self._high = np.where(upwards, np.inf, np.log(high + 0.5))[some]

    def value(self, values: Floats, slope: Floats | None) -> float:
        """Return the log-likelihood; add its slope in the parameters in place, if asked."""
        if self._act.size == 0:
            return 0.0
        median = self.model.size_medians.fill(values)
        spread = self.model.size_spreads.fill(values)
        mean, sd = np.log(median)[self._act], spread[self._act]
        a, b = (self._low - mean) / sd, (self._high - mean) / sd
        log_share = log_between(a, b)
        if slope is None:
            return float(self._weight @ log_share)
        with np.errstate(invalid="ignore", over="ignore"):
            at_a = np.where(np.isinf(a), 0.0, np.exp(-0.5 * a * a - HALF_LOG_TAU - log_share))
            at_b = np.where(np.isinf(b), 0.0, np.exp(-0.5 * b * b - HALF_LOG_TAU - log_share))
            by_mean = self._weight * (at_a - at_b) / sd
            by_sd = (
                self._weight
                * (np.where(at_a > 0, a * at_a, 0.0) - np.where(at_b > 0, b * at_b, 0.0))
                / sd
            )
        n_acts = len(self.model.acts)
        self.model.size_medians.add_slope(slope, np.bincount(self._act, by_mean, n_acts) / median)
        self.model.size_spreads.add_slope(
            slope, np.bincount(self._act, by_sd, n_acts).astype(float)
        )
        return float(self._weight @ log_share)


FULL = 0.9
"""Share of the people left from which a size says only that it was no smaller. Sources state such
sizes in round numbers, and the people left are those at the middle of the prior: theories may move
people back at rates that depend on parameters."""

HALF_LOG_TAU = 0.5 * float(np.log(2.0 * np.pi))


def log_between(a: Floats, b: Floats) -> Floats:
    """Return the log of the standard normal mass between a and b (a < b)."""
    swap = a + b > 0  # work in the lower tail, where digits are kept
    low = np.where(swap, -b, a)
    high = np.where(swap, -a, b)
    top = log_ndtr(high)
    with np.errstate(divide="ignore"):
        return top + np.log(-np.expm1(np.minimum(log_ndtr(low) - top, 0.0)))


class Traits:
    """Traits: a share of onsets, with log-odds linear in the signals of the day."""

    def __init__(self, model: Model, observed: Observed) -> None:
        self.model = model
        # rows of one day of a country share their odds
        n: dict[tuple[int, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for b, _ in enumerate(model.theory.traits):
            for row in observed.rows:
                if (row.trait_known >> b) & 1:
                    yes = float((row.traits >> b) & 1)
                    for t, weight in zip(row.days, row.seen, strict=True):
                        if weight > 0.0:
                            n[b, t, row.country][0] += weight
                            n[b, t, row.country][1] += weight * yes
        table = np.array([(*key, *n[key]) for key in sorted(n)], dtype=float).reshape(-1, 5)
        self._trait = table[:, 0].astype(np.int64)
        self._day = table[:, 1].astype(np.int64)
        self._country = table[:, 2].astype(np.int64)
        self._weight = table[:, 3]
        self._yes = table[:, 4]  # weight of those with the trait
        first = len(model.acts)
        ptr = model.tables.term_ptr[first : first + len(model.theory.traits) + 1]
        # one entry a row and term of its trait; rows in order
        lengths = np.diff(ptr)[self._trait] if self._trait.size else np.zeros(0, dtype=np.int64)
        self._row = np.repeat(np.arange(self._trait.size), lengths)
        start = np.concatenate([[0], np.cumsum(lengths)])[:-1]
        self._slot = ptr[self._trait[self._row]] + np.arange(self._row.size) - start[self._row]
        self._signal = model.tables.term_signal[self._slot]
        self._felt = np.ones(self._row.size)
        self._start = start  # of the entries of each row; every trait has a base
        countries = len(model.scenario.countries)
        self._flat = self._slot * countries + self._country[self._row]  # place in slots x C

    def keep(self, rows: Floats) -> None:
        """Take what the traits need from the signals of all country-days (C x S x T)."""
        varies = self._signal >= 0
        row = self._row[varies]
        self._felt[varies] = rows[self._country[row], self._signal[varies], self._day[row]]

    def value(self, filled: Values, slope: Floats | None, row_slope: RowSlope | None) -> float:
        """Return the log-likelihood; add its slopes in place, if asked (after `keep`)."""
        if self._row.size == 0:
            return 0.0
        coef = filled.coef.reshape(-1)[self._flat]
        eta = np.add.reduceat(coef * self._felt, self._start)
        w, yes = self._weight, self._yes
        faded = np.exp(-np.abs(eta))
        ll = float(yes @ eta - w @ (np.maximum(eta, 0.0) + np.log1p(faded)))
        if slope is None:
            return ll
        odds = np.where(eta > 0, 1.0, faded) / (1.0 + faded)
        by_eta = (yes - w * odds)[self._row]
        flat = np.bincount(self._flat, by_eta * self._felt, filled.coef.size).astype(float)
        self.model.coefficients.add_slope(slope, flat.reshape(filled.coef.shape))
        if row_slope is not None:
            for s in np.unique(self._signal[self._signal >= 0]):
                mine = self._signal == s
                at = self._row[mine]
                row_slope.add_at(
                    int(s), self._country[at], self._day[at], by_eta[mine] * coef[mine]
                )
        return ll
