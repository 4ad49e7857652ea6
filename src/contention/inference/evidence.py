"""The log evidence of a model on a record, and draws of its posterior by weights."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.foundation.errors import ContentionError, Problem
from contention.record.frames import events_of

from .fitting import Fit, fit
from .pareto import highest_k
from .posterior import LogPosterior
from .weighing import FEWEST, Progress, Weighted, weigh

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """Log evidence of a model on a record.

    Attributes
    ----------
    theory
        Name of the theory.
    log_evidence, se
        Log of the probability of the record under the model, priors integrated out, and its
        Monte Carlo standard error. Constants of the record are left out, so that theories of
        the same acts on the same record can be compared, and no others.
    laplace
        The same by the Laplace approximation.
    ess, k, draws
        Effective sample size and Pareto k of the weights, and the number of draws.
    modes
        Modes around which they were drawn.
    """

    theory: str
    log_evidence: float
    se: float
    laplace: float
    ess: float
    k: float
    draws: int
    modes: int
    model: Model = field(repr=False)
    weighted: Weighted = field(repr=False)

    def sample(self, n: int, *, seed: int = 0) -> Floats:
        """Return draws of the posterior by importance resampling, in natural units.

        Parameters
        ----------
        n
            How many (n x parameters). More than the effective size repeat each other.
        seed
            Seed of the choice.
        """
        weight = np.exp(self.weighted.log_weights)
        rng = np.random.default_rng(seed)
        chosen = rng.choice(weight.size, size=n, p=weight / weight.sum())
        return np.array([self.model.coordinates.natural(self.weighted.points[i]) for i in chosen])

    def _repr_html_(self) -> str:
        return (
            f"<p><b>{self.model.theory.title}</b>: log evidence {self.log_evidence:.2f} ± "
            f"{self.se:.2f} (Laplace {self.laplace:.2f}), effective sample size {self.ess:.0f} "
            f"of {self.draws}, Pareto k {self.k:.2f}, modes {self.modes}.</p>"
        )


def evidence(
    model: Model,
    record: object,
    *,
    draws: int = 2000,
    seed: int = 0,
    fitted: Fit | None = None,
    threads: int = 0,
    progress: Progress | None = None,
) -> Evidence:
    """Integrate likelihood times prior over all parameters.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    draws
        Importance draws; each costs a walk through the record, if the model has shapes. As many
        are made again, up to eight times in all, until they can be trusted.
    seed
        Seed of the draws. The same seed gives the same draws for any number of threads.
    fitted
        The model's fit to the record; else it is made.
    threads
        Threads that walk; 0 takes one for each core.
    progress
        Called with a stage, what is done of it and its whole.

    Returns
    -------
    Evidence
        With its Monte Carlo error.

    Raises
    ------
    ContentionError
        I020: the effective sample size is below 100, or Pareto k above the limit for so many
        draws, even so. I001 and I002, as in `fit`.
    """
    events = events_of(record)
    begun = fitted if fitted is not None else fit(model, record, seed=seed)
    found = weigh(
        lambda: LogPosterior(model, events),
        begun.modes,
        draws=draws,
        worth=FEWEST,
        seed=seed,
        threads=threads or os.cpu_count() or 1,
        progress=progress,
    )
    if not found.trusted:
        raise refusal(found, model.theory.name)
    return Evidence(
        theory=model.theory.name,
        log_evidence=found.log_integral,
        se=found.se,
        laplace=found.laplace,
        ess=found.ess,
        k=found.k,
        draws=found.draws,
        modes=len(begun.modes),
        model=model,
        weighted=found,
    )


def refusal(found: Weighted, theory: str) -> ContentionError:
    """Return the error for weights that cannot be trusted."""
    return ContentionError(
        Problem(
            "I020",
            f"log evidence {found.log_integral:.2f} with an effective sample size of "
            f"{found.ess:.0f} of {found.draws} and Pareto k {found.k:.2f}",
            f"an effective sample size of {FEWEST:.0f} or more and k up to "
            f"{highest_k(found.draws):.2f}",
            where=f"theory {theory}",
            hint="ask for more draws; if k stays high, the posterior is far from the Laplace "
            "approximation, and simpler shapes or narrower priors may help",
        )
    )
