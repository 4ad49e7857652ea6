"""Country-days of which a record holds a share only: onsets are recorded one by one.

Each onset is recorded with probability q, whatever the others. A plain act then brings
Poisson(qL) rows. A cluster act leaves nothing with probability e^-r + (1 - e^-r) P(0) and n rows
with probability (1 - e^-r) P(n), where P(n) = sum_k p_k Binomial(n; k, q) is the thinned cluster
law. This module adds the difference to what `Counts` says of a record that holds everything.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom as _binom  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from contention.foundation.errors import ContentionError, Problem

from .cells import Cells
from .kernels.layout import Values
from .model import Model
from .observation import shares_of

binom = cast("Any", _binom)  # scipy has no types here
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Thinning:
    """The difference that a share recorded makes to counts of simple acts.

    Parameters
    ----------
    model
        A bound model.
    cells
        Watched country-days with onsets, of simple acts.
    class_of
        Class of every act, -1 for acts that are not simple.
    watched
        Country-days that count (C x T); None for all.

    Raises
    ------
    ContentionError
        E025: a cluster act with an identity link or a shock, where a share is recorded.
    """

    def __init__(
        self, model: Model, cells: Cells, class_of: Ints, watched: NDArray[np.bool_] | None
    ) -> None:
        self.model = model
        shares = shares_of(model)
        partly = shares < 1.0
        if watched is not None:
            partly = partly & watched
        if np.any(shares < 1.0):
            _refuse_bent_clusters(model, class_of)
        country, day = np.nonzero(partly)
        acts = np.flatnonzero(class_of >= 0)
        self.active = bool(acts.size and country.size)
        if not self.active:
            return
        # one entry an act and day
        self._act = np.repeat(acts, country.size)
        self._country, self._day = np.tile(country, acts.size), np.tile(day, acts.size)
        self._class = class_of[self._act]
        self._share = shares[self._country, self._day]
        n, y = np.zeros((2, len(model.acts), *shares.shape))
        n[cells.act, cells.country, cells.day] = cells.n
        y[cells.act, cells.country, cells.day] = cells.y
        at = self._act, self._country, self._day
        self._n, self._y = n[at], y[at]
        self._cluster = model.tables.act_cluster[self._act] == 1
        self._laws = ThinnedLaws(model, self._act, self._country, self._share, self._n)

    def value(
        self, filled: Values, values: Floats, rates: Floats, lift: Floats, tilt: Floats | None
    ) -> float:
        """Return what the shares add to the log-likelihood of calm countries.

        Parameters
        ----------
        rates, lift
            Rates of the classes (C x H x T), and what multiplies them for each act (A x C).
        tilt
            Takes in what the shares add inside the episode beyond that (C x T).
        """
        at = self._country, self._class, self._day
        r = np.maximum(rates[at] * lift[self._act, self._country], 1e-300)
        self._laws.fill(values)
        calm, self._calm = self._terms(r, inside=False)
        if tilt is not None:
            grown = np.exp(np.clip(filled.inside, -300.0, 300.0))[self._act, self._country]
            within, self._within = self._terms(np.minimum(r * grown, 1e300), inside=True)
            np.add.at(tilt, (self._country, self._day), within - calm)
        return float(np.sum(calm))

    def add_slope(
        self, slope: Floats, by_rate: Floats, by_act: Floats, inside: Floats | None
    ) -> None:
        """Add slopes in the parameters, log-rates (C x H x T) and constants (A x C)."""
        by_eta, by_none, by_low, by_high = self._calm
        if inside is None:
            self._laws.add_slope(slope, by_none, by_low, by_high, inside=False)
        else:
            chance = inside[self._country, self._day]
            calm = [(1.0 - chance) * x for x in self._calm]
            within = [chance * x for x in self._within]
            self._laws.add_slope(slope, *calm[1:], inside=False)
            self._laws.add_slope(slope, *within[1:], inside=True)
            by_eta = calm[0] + within[0]
            by_inside = np.zeros_like(by_act)
            np.add.at(by_inside, (self._act, self._country), within[0])
            self.model.inside.add_slope(slope, by_inside)
        np.add.at(by_rate, (self._country, self._class, self._day), by_eta)
        np.add.at(by_act, (self._act, self._country), by_eta)

    def _terms(self, r: Floats, *, inside: bool) -> tuple[Floats, list[Floats]]:
        """Return what to add, and its slopes in log r, P(0), P(low) and P(high)."""
        p_none, p_low, p_high, mix = self._laws.chances(inside=inside)
        y, q = self._y, self._share
        faded = np.exp(-r)
        quiet = faded * (1.0 - p_none) + p_none
        nothing = (1.0 - y) * (np.log(quiet) + r)
        sizes = y * ((1.0 - mix) * np.log(p_low) + mix * np.log(p_high))
        value = np.where(self._cluster, nothing + sizes, r * (1.0 - q) + self._n * np.log(q))
        by_r = np.where(self._cluster, (1.0 - y) * (1.0 - faded * (1.0 - p_none) / quiet), 1.0 - q)
        zero = np.zeros_like(r)
        return value, [
            r * by_r,
            np.where(self._cluster, (1.0 - y) * (1.0 - faded) / quiet, zero),
            np.where(self._cluster, y * (1.0 - mix) / p_low, zero),
            np.where(self._cluster, y * mix / p_high, zero),
        ]


class ThinnedLaws:
    """Chances that a cluster leaves so many rows, by law and share."""

    def __init__(self, model: Model, act: Ints, country: Ints, share: Floats, n: Floats) -> None:
        self.model = model
        tb = model.tables
        laws = [tb.act_law[act, country], tb.act_law_inside[act, country]]
        most = np.where(laws[0] >= 0, model.law_sizes[laws[0]], 1).astype(float)
        n = np.clip(n, 0.0, most)
        low, high = np.floor(n + 1e-9), np.ceil(n - 1e-9)
        low = np.maximum(low, np.where(n > 0, 1.0, 0.0))
        high = np.maximum(high, low)
        self._mix = np.where((high > low) & (n > low), n - low, 0.0)
        counts, place = np.unique(np.concatenate([[0.0], low, high]), return_inverse=True)
        self._low, self._high = place[1 : 1 + n.size], place[1 + n.size :]
        pairs = np.concatenate([np.stack([law.astype(float), share]) for law in laws], axis=1)
        keys, which = np.unique(pairs, axis=1, return_inverse=True)
        which = which.reshape(2, -1)
        self._key = which[0], which[1]
        self._law = keys[0].astype(np.int64)
        self._matrix = [
            np.asarray(binom.pmf(counts[:, None], np.arange(1, int(model.law_sizes[law]) + 1), q))
            if law >= 0
            else np.ones((counts.size, 1))
            for law, q in zip(self._laws(), keys[1].tolist(), strict=True)
        ]
        self._n_counts = counts.size

    def _laws(self) -> list[int]:
        return [int(law) for law in self._law]

    def fill(self, values: Floats) -> None:
        """Take in the exponents and far shares."""
        exponents = self.model.law_exponents.fill(values)
        fars = self.model.law_fars.fill(values)
        table = np.ones((3, self._law.size, self._n_counts))  # P, and its slopes
        table[1:] = 0.0
        for k, law in enumerate(self._laws()):
            if law < 0:
                continue
            log_k = np.log(np.arange(1, int(self.model.law_sizes[law]) + 1))
            near = np.exp(-exponents[law] * log_k)
            near /= near.sum()
            flat = 1.0 / log_k.size
            by_exponent = (1.0 - fars[law]) * near * (np.sum(near * log_k) - log_k)
            columns = np.stack([(1.0 - fars[law]) * near + fars[law] * flat, by_exponent,
                                flat - near], axis=1)  # fmt: skip
            table[:, k] = np.einsum("nk,kj->jn", self._matrix[k], columns)
        table[0] = np.maximum(table[0], 1e-300)
        self._table = table

    def chances(self, *, inside: bool) -> tuple[Floats, Floats, Floats, Floats]:
        """Return P(0), P(low), P(high) of every entry, and the weight of the last."""
        key = self._key[int(inside)]
        p = self._table[0]
        return p[key, 0], p[key, self._low], p[key, self._high], self._mix

    def add_slope(
        self, slope: Floats, by_none: Floats, by_low: Floats, by_high: Floats, *, inside: bool
    ) -> None:
        """Add slopes in exponents and far shares."""
        key = self._key[int(inside)]
        by_chance = np.zeros_like(self._table[0])
        np.add.at(by_chance[:, 0], key, by_none)
        np.add.at(by_chance, (key, self._low), by_low)
        np.add.at(by_chance, (key, self._high), by_high)
        by_law = np.zeros((2, self.model.law_sizes.size))
        for k, law in enumerate(self._laws()):
            if law >= 0:
                by_law[:, law] += (self._table[1:, k] * by_chance[k]).sum(axis=1)
        self.model.law_exponents.add_slope(slope, by_law[0])
        self.model.law_fars.add_slope(slope, by_law[1])


def _refuse_bent_clusters(model: Model, class_of: Ints) -> None:
    bent = [
        act.name
        for k, act in enumerate(model.acts)
        if class_of[k] < 0 and model.tables.act_cluster[k] == 1
    ]
    if bent:
        raise ContentionError(
            Problem(
                "E025",
                f"a share recorded below 1, and the act {bent[0]!r}, a cluster with an identity "
                "link or a shock",
                "clusters with a logarithmic link and no shock where a record misses onsets",
                where=f"theory {model.theory.name}",
                hint="drop the shock or the link, or the table `recorded` of the scenario",
            )
        )
