"""Ways to draw from the posterior of a simulated record, for calibration."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.inference.fitting import Fit
from contention.inference.posterior import LogPosterior
from contention.inference.sampling import draw
from contention.inference.trust import DISAGREE, MOST_DIVERGENT
from contention.inference.weighing import weigh

Floats = NDArray[np.float64]

KEPT = 49
"""Stable posterior draws among which a truth is ranked."""

TRIED = 4 * KEPT
"""Posterior draws that are asked at most whether they are stable."""

WORTH = 500
"""What importance draws are worth at least, if that takes no more than `weighing.MOST` times as
many. `KEPT` ranks are drawn from them: draws worth 100 would make intervals of a right posterior
hold the truth in 94.1 per cent where 95 are meant, since chosen draws repeat each other."""

CHAINS = 2
"""Chains of NUTS for each record."""

Drawing = Callable[[Model, pl.DataFrame, Fit, int], tuple[Floats, bool]]
"""Draws (`TRIED` x parameters, natural units, in no order) given a model, a record, its fit and a
seed; and whether they can be trusted."""


def by_laplace(model: Model, _events: pl.DataFrame, fitted: Fit, seed: int) -> tuple[Floats, bool]:
    """Draw from the approximation itself."""
    root = np.linalg.cholesky(fitted.covariance)
    z = np.random.default_rng([seed, 2]).standard_normal((TRIED, fitted.free.size))
    return _natural(model, fitted.free + z @ root.T), True


def by_weights(n: int) -> Drawing:
    """Return a drawing from ``n`` importance draws, resampled by their smoothed weights.

    As many are made again until they are worth `WORTH`.
    """

    def drawn(model: Model, events: pl.DataFrame, fitted: Fit, seed: int) -> tuple[Floats, bool]:
        found = weigh(
            lambda: LogPosterior(model, events),
            fitted.modes,
            draws=n,
            worth=WORTH,
            seed=seed,
        )
        chance = np.exp(found.log_weights)
        rng = np.random.default_rng([seed, 2])
        chosen = rng.choice(found.draws, size=TRIED, p=chance / chance.sum())
        return _natural(model, found.points[chosen]), found.trusted

    return drawn


def by_nuts(n: int) -> Drawing:
    """Return a drawing of ``n`` by NUTS in `CHAINS` chains, evenly thinned.

    They are trusted if no R-hat is above `DISAGREE` and one in a hundred diverges or fewer.
    """

    def drawn(model: Model, events: pl.DataFrame, fitted: Fit, seed: int) -> tuple[Floats, bool]:
        found = draw(
            model,
            events,
            fitted,
            draws=-(-n // CHAINS),
            chains=CHAINS,
            seed=seed,
            threads=1,
            others=fitted.others,
        )
        flat = found.draws.reshape(-1, len(model.names))
        even = np.linspace(0, flat.shape[0] - 1, TRIED).round().astype(int)
        np.random.default_rng([seed, 2]).shuffle(even)
        r_hat = found.diagnostics["r_hat"].to_numpy()
        sound = bool(np.all(r_hat <= DISAGREE))
        return flat[even], sound and found.divergences <= MOST_DIVERGENT * flat.shape[0]

    return drawn


def _natural(model: Model, free: Floats) -> Floats:
    return np.array([model.coordinates.natural(row) for row in free])
