"""How large clusters are: log probability of the sizes of the record's clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cells import Cells
from .model import Model
from .observation import shares_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class ClusterSizes:
    """Sizes of clusters under the laws of calm countries and of those inside the episode.

    Parameters
    ----------
    model
        A bound model.
    cells
        Watched country-days with onsets, of all acts. Days of which the record misses a share
        are left to `Thinning`.
    """

    def __init__(self, model: Model, cells: Cells) -> None:
        self.model = model
        whole = shares_of(model)[cells.country, cells.day] == 1.0
        mine = (model.tables.act_cluster[cells.act] == 1) & whole
        at = cells.act[mine], cells.country[mine]
        self._country, self._day = cells.country[mine], cells.day[mine]
        # rows of unknown day may lean on a day that is already as large as can be
        most = model.law_sizes[model.tables.act_law[at]].astype(float)
        n = np.clip(cells.n[mine], 1.0, most)
        self._y = cells.y[mine]
        low = np.floor(n + 1e-9)
        high = np.maximum(np.ceil(n - 1e-9), low)
        self._between = np.log(low), np.log(high), np.where(high > low, n - low, 0.0)
        self._law = model.tables.act_law[at]
        self._law_inside = model.tables.act_law_inside[at]
        self._other = np.flatnonzero(self._law != self._law_inside)
        used = np.unique(np.concatenate([self._law, self._law_inside]))
        self._used = used
        sizes = model.law_sizes[used]
        k = np.arange(1, int(np.max(sizes, initial=1)) + 1)
        self._log_k = np.log(k)[None, :]
        self._within = (k[None, :] <= sizes[:, None]).astype(float)

    def value(self, values: Floats, tilt: Floats | None) -> float:
        """Return the log-likelihood of calm countries.

        Add to ``tilt`` (C x T) what the law inside the episode makes of each day more than the
        law of calm.
        """
        if self._law.size == 0:
            return 0.0
        self._log_norm, self._mean_log = self._laws(values)
        every = np.arange(self._law.size)
        self._calm = self._sizes(self._law, every)
        ll = float(self._y @ self._calm[0])
        if tilt is not None and self._other.size:
            o = self._other
            self._apart = self._sizes(self._law_inside[o], o)
            more = self._y[o] * (self._apart[0] - self._calm[0][o])
            np.add.at(tilt, (self._country[o], self._day[o]), more)
        return ll

    def add_slope(self, slope: Floats, inside: Floats | None) -> None:
        """Add slopes in the parameters; ``inside`` is the chance of the episode (C x T)."""
        if self._law.size == 0:
            return
        by_law = np.zeros((2, self.model.law_sizes.size))
        weight = self._y
        if inside is not None and self._other.size:
            o = self._other
            chance = inside[self._country[o], self._day[o]]
            weight = weight.copy()
            weight[o] *= 1.0 - chance
            self._collect(by_law, self._law_inside[o], self._y[o] * chance, self._apart)
        self._collect(by_law, self._law, weight, self._calm)
        self.model.law_exponents.add_slope(slope, by_law[0])
        self.model.law_fars.add_slope(slope, by_law[1])

    def _laws(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the log normaliser of each law, and its mean logarithm of sizes."""
        self._exponents = self.model.law_exponents.fill(values)
        self._fars = self.model.law_fars.fill(values)
        n_laws = self._exponents.shape[0]
        log_norm, mean_log = np.zeros(n_laws), np.zeros(n_laws)
        used = self._used
        mass = np.exp(-self._exponents[used, None] * self._log_k) * self._within
        norm = mass.sum(axis=1)
        log_norm[used] = np.log(norm)
        mean_log[used] = (mass * self._log_k).sum(axis=1) / norm
        return log_norm, mean_log

    def _sizes(self, law: Ints, cell: Ints) -> tuple[Floats, Floats, Floats]:
        """Return log probabilities of sizes, and their slopes in exponent and far share."""
        low, high, mix = (x[cell] for x in self._between)
        far, exponent = self._fars[law], self._exponents[law]
        flat = 1.0 / self.model.law_sizes[law]
        out = np.zeros((3, law.size))
        for log_size, weight in ((low, 1.0 - mix), (high, mix)):
            near = np.exp(-exponent * log_size - self._log_norm[law])
            q = (1.0 - far) * near + far * flat
            out[0] += weight * np.log(q)
            out[1] += weight * (1.0 - far) * near * (self._mean_log[law] - log_size) / q
            out[2] += weight * (flat - near) / q
        return out[0], out[1], out[2]

    @staticmethod
    def _collect(
        by_law: Floats, law: Ints, weight: Floats, sizes: tuple[Floats, Floats, Floats]
    ) -> None:
        for k in (0, 1):
            by_law[k] += np.bincount(law, weight * sizes[k + 1], by_law.shape[1])
