"""Fit a model to a record: the posterior mode from several starts, and Laplace errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.foundation.errors import ContentionError, Problem
from contention.inference.intervals import WIDE
from contention.record.frames import events_of

from .climbing import approach, climb, positive
from .gaussian import Approximation, Mode
from .informing import informative_rows
from .modes import find_modes
from .posterior import LogPosterior

Floats = NDArray[np.float64]

ON_PRIOR = 0.8  # posterior sd above this share of the prior's: the parameter rests on its prior


@dataclass(frozen=True)
class Fit:
    """The posterior mode with Laplace errors.

    Attributes
    ----------
    names, mode, se
        Parameters, their values at the mode in natural units, and standard errors (by the delta
        method where the coordinate is a logarithm or a logit).
    low, high
        95 per cent intervals, formed in unconstrained coordinates.
    free, covariance
        The mode and the Laplace covariance in unconstrained coordinates.
    log_likelihood, log_posterior
        At the mode; constants of the record are left out.
    starts
        Log posterior that each start reached.
    on_prior
        Whether a parameter's error is above 0.8 of its prior's: the record hardly informs it.
    rows
        Rows of the record that inform each parameter.
    others
        Other modes that the starts reached and that hold some of the posterior.
    """

    model: Model = field(repr=False)
    theory: str
    names: tuple[str, ...]
    mode: Floats
    se: Floats
    low: Floats
    high: Floats
    free: Floats = field(repr=False)
    covariance: Floats = field(repr=False)
    log_likelihood: float
    log_posterior: float
    starts: tuple[float, ...]
    on_prior: NDArray[np.bool_] = field(repr=False)
    rows: NDArray[np.int64] = field(repr=False)
    others: tuple[Mode, ...] = field(default=(), repr=False)

    @property
    def modes(self) -> tuple[Approximation, ...]:
        """The mode and the others, the heaviest first."""
        return (self, *self.others)

    def table(self) -> pl.DataFrame:
        """Return one row a parameter."""
        infos = self.model.parameters
        return pl.DataFrame(
            {
                "name": self.names,
                "mode": self.mode,
                "se": self.se,
                "low": self.low,
                "high": self.high,
                "rows": self.rows,
                "rests_on_prior": self.on_prior,
                "unit": [p.unit for p in infos],
                "block": [p.block for p in infos],
                "of": [p.of for p in infos],
            }
        )

    def draws(self, n: int, *, seed: int = 0) -> Floats:
        """Return draws of the Laplace approximation in natural units (n x parameters)."""
        rng = np.random.default_rng(seed)
        root = np.linalg.cholesky(self.covariance)
        free = self.free + rng.standard_normal((n, self.free.size)) @ root.T
        return np.array([self.model.coordinates.natural(row) for row in free])

    def _repr_html_(self) -> str:
        head = (
            f"<p><b>{self.model.theory.title}</b>: log posterior {self.log_posterior:.1f}, "
            f"log-likelihood {self.log_likelihood:.1f}.</p>"
        )
        return head + self.table()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def fit(
    model: Model,
    record: object,
    *,
    starts: int = 3,
    seed: int = 0,
    start: Floats | None = None,
    around: Fit | None = None,
    watched: NDArray[np.bool_] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Fit:
    """Find the posterior mode of a model on a record.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    starts
        Starting points: ``start`` and draws of the prior around it, or draws around the mode of
        ``around``. Of several modes that they reach, the one around which most of the posterior
        lies is taken, by Laplace.
    seed
        Seed of the starting points.
    start
        First starting point in natural units. Default: the middle of the prior.
    around
        A fit to the same record to go on from, in place of ``start``: its modes are among those
        reached.
    watched
        Country-days that count (countries x days); signals see the others too. Default: all.
    progress
        Called with a line for every step.

    Returns
    -------
    Fit
        Around the mode, with Laplace errors.

    Raises
    ------
    ContentionError
        I001: a random flow feeds an act, so that the likelihood cannot be written. I002: no
        start reached a proper mode.
    """
    refuse_random_flows(model)
    events = events_of(record)
    posterior = LogPosterior(model, events, watched=watched)
    scale = model.coordinates.prior_sd()
    rng = np.random.default_rng(seed)
    known: list[tuple[float, Floats]] = []
    if around is None:
        middle = model.coordinates.free(model.start() if start is None else start)
        begin = approach(posterior, middle, np.diag(scale**-2))
        curvature = positive(-posterior.hessian(begin), scale)
    else:
        known = [(posterior.value(mode.free), mode.free) for mode in around.modes]
        begin = middle = around.free
        curvature = np.linalg.inv(around.covariance).astype(np.float64)
    reached: list[tuple[float, Floats]] = []
    for k in range(starts):
        if k or known:
            begin = middle + 0.5 * scale * rng.standard_normal(middle.size)
        found, value = climb(posterior, begin, curvature)
        if progress is not None:
            progress(f"start {k + 1} of {starts}: log posterior {value:.2f}")
        reached.append((value, found))
    first, *others = find_modes(posterior, [*known, *reached])
    return _described(posterior, first, tuple(others), tuple(value for value, _ in reached))


def _described(
    posterior: LogPosterior, mode: Mode, others: tuple[Mode, ...], starts: tuple[float, ...]
) -> Fit:
    """Say in natural units what a mode is."""
    model = posterior.model
    natural = model.coordinates.natural(mode.free)
    sd = np.sqrt(np.diag(mode.covariance))
    prior, _ = model.coordinates.log_prior(mode.free)
    return Fit(
        model=model,
        theory=model.theory.name,
        names=model.names,
        mode=natural,
        se=sd * model.coordinates.slope(natural),
        low=model.coordinates.natural(mode.free - WIDE * sd),
        high=model.coordinates.natural(mode.free + WIDE * sd),
        free=mode.free,
        covariance=mode.covariance,
        log_likelihood=mode.height - prior,
        log_posterior=mode.height,
        starts=starts,
        on_prior=sd > ON_PRIOR * model.coordinates.prior_sd(),
        rows=informative_rows(model, posterior.likelihood, natural),
        others=others,
    )


def refuse_random_flows(model: Model) -> None:
    """Refuse a theory whose random flow feeds an act.

    Raises
    ------
    ContentionError
        With code I001.
    """
    theory = model.theory
    moved = {f.name: {f.source, f.target} for f in theory.flows if f.random}
    by_name = {s.name: s for s in theory.signals}

    def stocks(name: str) -> set[str]:
        s = by_name[name]
        if s.kind == "product":
            return {name for x in s.sources for name in stocks(x)}
        return set(s.sources) if s.kind == "stock" else set()

    readers = [(f"act {act.name!r}", (*act.rate, *act.place)) for act in theory.acts]
    readers += [(f"episode {e.name!r}", (*e.enter, *e.leave)) for e in theory.episodes]
    for reader, terms in readers:
        read = {name for t in terms if t.signal in by_name for name in stocks(t.signal)}
        for flow, touched in moved.items():
            if read & touched:
                raise ContentionError(
                    Problem(
                        "I001",
                        f"random flow {flow!r}, which feeds {reader}",
                        "flows that move expected heads where an act depends on them",
                        where=f"theory {theory.name}",
                        hint="set `random: false`, or simulate without fitting",
                    )
                )
