"""Country-days of which a record holds a share only: onsets are recorded one by one.

Each onset is recorded with probability q, whatever the others. A plain act then brings
Poisson(qL) rows. A cluster act leaves nothing with probability e^-r + (1 - e^-r) P(0) and n rows
with probability (1 - e^-r) P(n), where P(n) = sum_k p_k Binomial(n; k, q) is the thinned cluster
law. This module adds the difference to what `Counts` says of a record that holds everything.
"""

from __future__ import annotations

from dataclasses import dataclass
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
        self._country, self._day = np.nonzero(partly)
        simple = class_of >= 0
        self.active = bool(np.any(simple) and self._country.size)
        if not self.active:
            return
        self._missed = 1.0 - shares[partly]
        self._of_country = np.eye(shares.shape[0])[:, self._country]
        n, y = np.zeros((2, len(model.acts), *shares.shape))
        n[cells.act, cells.country, cells.day] = cells.n
        y[cells.act, cells.country, cells.day] = cells.y
        cluster = model.tables.act_cluster == 1
        self._plain = np.flatnonzero(simple & ~cluster)
        self._plain_class = class_of[self._plain]
        self._members = np.eye(max(class_of) + 1)[self._plain_class]
        self._constant = float(np.sum(n[self._plain][:, partly] * np.log(shares[partly])))
        # one entry a cluster act and country-day
        self._acts = np.flatnonzero(simple & cluster)
        self._class = class_of[self._acts]
        act, country = (
            np.repeat(self._acts, self._day.size),
            np.tile(self._country, self._acts.size),
        )
        rows = y[self._acts][:, partly].reshape(-1)
        self._some = np.flatnonzero(rows)
        self._y, self._none = rows[self._some], 1.0 - rows
        share, n = np.tile(shares[partly], self._acts.size), n[self._acts][:, partly].reshape(-1)
        self._laws = ThinnedLaws(model, act, country, share, n, self._some)

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
        here = rates[self._country, :, self._day]  # country-days x H
        self._missing = self._missed[:, None] * here
        self._lift = lift[self._plain]
        self._mass = self._by_class(self._lift)
        plain = np.einsum("dh,dh->d", self._missing, self._mass)
        r = np.maximum(here[:, self._class].T * lift[self._acts][:, self._country], 1e-300)
        self._laws.fill(values)
        calm, self._calm = self._terms(r.reshape(-1), inside=False)
        if tilt is not None:
            grown = np.exp(np.clip(filled.inside, -300.0, 300.0))
            self._raised = np.minimum(self._lift * grown[self._plain], 1e300)
            self._more = self._by_class(self._raised) - self._mass
            r = np.minimum(r * grown[self._acts][:, self._country], 1e300)
            within, self._within = self._terms(r.reshape(-1), inside=True)
            more = (within - calm).reshape(r.shape).sum(axis=0)
            more += np.einsum("dh,dh->d", self._missing, self._more)
            tilt[self._country, self._day] += more
        return float(np.sum(calm) + np.sum(plain)) + self._constant

    def _by_class(self, by_act: Floats) -> Floats:
        """Add up over the plain acts of each class, for every country-day (country-days x H)."""
        return np.einsum("ac,ah->ch", by_act, self._members)[self._country]

    def add_slope(
        self, slope: Floats, by_rate: Floats, by_act: Floats, inside: Floats | None
    ) -> None:
        """Add slopes in the parameters, log-rates (C x H x T) and constants (A x C)."""
        mass, calm = self._mass, self._calm
        by_eta, outside = calm.eta, self._missing
        if inside is not None:
            chance = inside[self._country, self._day]
            mass = mass + chance[:, None] * self._more
            within = self._within.weighed(chance, self._some)
            calm = calm.weighed(1.0 - chance, self._some)
            by_eta = calm.eta + within.eta
            raised = chance[:, None] * self._missing
            outside = self._missing - raised
            by_inside = np.zeros_like(by_act)
            by_inside[self._plain] = self._raised * self._by_plain(raised)
            by_act += by_inside
            by_inside[self._acts] = self._by_cluster(within.eta)
            self.model.inside.add_slope(slope, by_inside)
            self._laws.add_slope(slope, within, inside=True)
        self._laws.add_slope(slope, calm, inside=False)
        by_act[self._plain] += self._lift * self._by_plain(outside)
        by_act[self._acts] += self._by_cluster(by_eta)
        by_rate[self._country, :, self._day] += self._missing * mass
        for k, one in zip(self._class, by_eta.reshape(self._acts.size, -1), strict=True):
            by_rate[self._country, k, self._day] += one

    def _by_plain(self, entries: Floats) -> Floats:
        """Add up over the days of each country, for the class of each plain act (acts x C)."""
        return np.asarray(self._of_country @ entries).T[self._plain_class]

    def _by_cluster(self, entries: Floats) -> Floats:
        """Add up over the days of each country, for each cluster act (acts x C)."""
        return np.asarray(entries.reshape(self._acts.size, -1) @ self._of_country.T)

    def _terms(self, r: Floats, *, inside: bool) -> tuple[Floats, Terms]:
        """Return what every entry of a cluster act adds, and its slopes."""
        p_none, p_low, p_high, mix = self._laws.chances(inside=inside)
        faded = np.exp(-r)
        quiet = faded * (1.0 - p_none) + p_none
        value = self._none * (np.log(quiet) + r)
        value[self._some] += self._y * ((1.0 - mix) * np.log(p_low) + mix * np.log(p_high))
        rest = self._none / quiet
        return value, Terms(
            eta=r * (self._none - rest * faded * (1.0 - p_none)),
            none=rest * (1.0 - faded),
            low=self._y * (1.0 - mix) / p_low,
            high=self._y * mix / p_high,
        )


@dataclass(frozen=True)
class Terms:
    """Slopes of entries of cluster acts.

    Attributes
    ----------
    eta, none
        In log r and P(0), of every entry.
    low, high
        In P(low) and P(high), of entries with rows.
    """

    eta: Floats
    none: Floats
    low: Floats
    high: Floats

    def weighed(self, chance: Floats, some: Ints) -> Terms:
        """Return slopes times a chance of every country-day."""
        every = np.tile(chance, self.eta.size // chance.size)
        part = every[some]
        return Terms(self.eta * every, self.none * every, self.low * part, self.high * part)


class ThinnedLaws:
    """Chances that a cluster leaves so many rows, by law and share.

    Entries with rows are ``some``; of the others only the chance to leave none is asked.
    """

    def __init__(
        self, model: Model, act: Ints, country: Ints, share: Floats, n: Floats, some: Ints
    ) -> None:
        self.model = model
        tb = model.tables
        laws = [tb.act_law[act, country], tb.act_law_inside[act, country]]
        most = np.where(laws[0] >= 0, model.law_sizes[laws[0]], 1).astype(float)
        n = np.clip(n, 0.0, most)
        low, high = np.floor(n + 1e-9), np.ceil(n - 1e-9)
        low = np.maximum(low, np.where(n > 0, 1.0, 0.0))
        high = np.maximum(high, low)
        self._mix = np.where((high > low) & (n > low), n - low, 0.0)[some]
        counts, place = np.unique(np.concatenate([[0.0], low, high]), return_inverse=True)
        self._some, self._low, self._high = some, place[1:][some], place[1 + n.size :][some]
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
        """Return P(0) of every entry; P(low), P(high) and its weight of those with rows."""
        key = self._key[int(inside)]
        p, some = self._table[0], key[self._some]
        return p[key, 0], p[some, self._low], p[some, self._high], self._mix

    def add_slope(self, slope: Floats, by: Terms, *, inside: bool) -> None:
        """Add slopes in exponents and far shares."""
        key = self._key[int(inside)]
        some = key[self._some]
        by_chance = np.zeros_like(self._table[0])
        by_chance[:, 0] = np.bincount(key, by.none, by_chance.shape[0])
        np.add.at(by_chance, (some, self._low), by.low)
        np.add.at(by_chance, (some, self._high), by.high)
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
