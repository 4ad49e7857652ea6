"""Draws of a posterior, with what is needed to judge them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model

from .chains import bulk_size, mean_error, r_hat, tail_size
from .nuts import Chains

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """What weighing the shapes did to the draws.

    Attributes
    ----------
    shapes
        Names of the shapes.
    ess, k
        Effective sample size and Pareto k of the weights.
    chosen
        Which draw of its chain each kept draw is (chains x draws).
    """

    shapes: tuple[str, ...]
    ess: float
    k: float
    chosen: NDArray[np.int64] = field(repr=False)


@dataclass(frozen=True)
class Posterior:
    """Draws of the posterior of a model on a record.

    Attributes
    ----------
    theory
        Name of the theory.
    names, draws
        Parameters, and their draws in natural units (chains x draws x parameters).
    log_posterior, log_likelihood
        Of each draw (chains x draws); constants of the record are left out. The log posterior
        is that of unconstrained coordinates.
    run
        What NUTS says of its draws.
    weights
        What weighing the shapes did; None for a model without shapes.
    """

    model: Model = field(repr=False)
    theory: str
    names: tuple[str, ...] = field(repr=False)
    draws: Floats = field(repr=False)
    log_posterior: Floats = field(repr=False)
    log_likelihood: Floats = field(repr=False)
    run: Chains = field(repr=False)
    weights: Weights | None
    seed: int

    @property
    def divergences(self) -> int:
        """Number of draws at which the integrator lost the density."""
        return int(np.sum(self.run.diverging))

    @cached_property
    def diagnostics(self) -> pl.DataFrame:
        """One row a parameter: ``name``, ``r_hat``, ``ess_bulk``, ``ess_tail``, ``mcse``.

        R-hat is rank-normalised, split and folded; ``mcse`` is the Monte Carlo error of the mean
        in natural units.
        """
        columns = [self.draws[:, :, k] for k in range(len(self.names))]
        return pl.DataFrame(
            {
                "name": self.names,
                "r_hat": [r_hat(x) for x in columns],
                "ess_bulk": [bulk_size(x) for x in columns],
                "ess_tail": [tail_size(x) for x in columns],
                "mcse": [mean_error(x) for x in columns],
            }
        )

    def table(self) -> pl.DataFrame:
        """Return one row a parameter: mean, sd, median, 95 per cent interval, diagnostics."""
        flat = self.draws.reshape(-1, len(self.names))
        low, median, high = np.quantile(flat, [0.025, 0.5, 0.975], axis=0)
        infos = self.model.parameters
        return pl.DataFrame(
            {
                "name": self.names,
                "mean": flat.mean(axis=0),
                "sd": flat.std(axis=0, ddof=1),
                "low": low,
                "median": median,
                "high": high,
            }
        ).hstack(
            [
                *self.diagnostics.drop("name").get_columns(),
                pl.Series("unit", [p.unit for p in infos]),
                pl.Series("block", [p.block for p in infos]),
                pl.Series("of", [p.of for p in infos]),
            ]
        )

    def summary(self) -> dict[str, object]:
        """Return the worst of every diagnostic over the parameters."""
        table = self.diagnostics
        worst = table.sort("r_hat", descending=True, nulls_last=True).row(0, named=True)
        return {
            "chains": self.draws.shape[0],
            "draws": self.draws.shape[1],
            "r_hat": worst["r_hat"],
            "r_hat_of": worst["name"],
            "ess_bulk": table["ess_bulk"].min(),
            "ess_tail": table["ess_tail"].min(),
            "divergences": self.divergences,
            "gradients_a_draw": float(np.mean(self.run.steps)),
            "weights_ess": None if self.weights is None else self.weights.ess,
            "weights_k": None if self.weights is None else self.weights.k,
        }

    def sample(self, n: int, *, seed: int = 0) -> Floats:
        """Return some of the draws, chosen at random, in natural units (n x parameters)."""
        flat = self.draws.reshape(-1, len(self.names))
        rng = np.random.default_rng(seed)
        return flat[rng.choice(flat.shape[0], size=n, replace=n > flat.shape[0])]

    def write(self, path: str | Path) -> Path:
        """Write the draws as a zarr store in ArviZ's groups, whole or not at all.

        Parameters
        ----------
        path
            The store, such as ``posterior.zarr``; what is there is replaced.

        Returns
        -------
        Path
            The store. ``arviz.from_zarr`` and ``xarray.open_zarr(path, group="posterior")``
            read it.

        Raises
        ------
        ContentionError
            F010 to F013: the store cannot be written.
        """
        from .groups import write_groups

        return write_groups(self, Path(path))

    def _repr_html_(self) -> str:
        chains, draws, _ = self.draws.shape
        summary = self.summary()
        head = (
            f"<p><b>{self.model.theory.title}</b>: {chains} chains of {draws} draws, largest "
            f"R-hat {summary['r_hat']:.3f} ({summary['r_hat_of']}), least effective sample size "
            f"{summary['ess_bulk']:.0f}, {self.divergences} divergences.</p>"
        )
        return head + self.table()._repr_html_()  # pyright: ignore[reportPrivateUsage]
