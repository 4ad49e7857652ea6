"""Whether the intervals of a fit can be trusted: simulate records, mask them, fit them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import binomtest  # pyright: ignore[reportUnknownVariableType]

from contention.engine.model import Model
from contention.engine.recording import recorded
from contention.engine.simulation import simulate
from contention.foundation.crew import share_out
from contention.foundation.errors import ContentionError

from .fitting import ON_PRIOR, Fit
from .fitting import fit as fit_again
from .masking import mask, noted_actors

Floats = NDArray[np.float64]

MOST = 20_000  # events of a world that is still taken for a record
TRIES = 30  # draws a record asked for, before giving up
OFF = 0.01  # a coverage less likely than this under 95 per cent is off


@dataclass(frozen=True)
class Recovery:
    """Simulated records, fitted again.

    Attributes
    ----------
    model
        The model that drew them.
    truth, mode, low, high
        True values, modes and ends of the 95 per cent intervals (records x parameters).
    miss
        Mode less truth in unconstrained coordinates, in units of the Laplace error.
    share
        Laplace error as a share of the prior's sd, in unconstrained coordinates.
    skipped
        Draws that gave no record or no fit, by reason.
    events
        Number of events of each record.
    """

    model: Model = field(repr=False)
    truth: Floats = field(repr=False)
    mode: Floats = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    miss: Floats = field(repr=False)
    share: Floats = field(repr=False)
    skipped: dict[str, int]
    events: tuple[int, ...]

    @property
    def records(self) -> int:
        """Number of records fitted again."""
        return self.truth.shape[0]

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Whether each interval holds the true value (records x parameters)."""
        return (self.low <= self.truth) & (self.truth <= self.high)

    @property
    def coverage(self) -> float:
        """Share of all intervals that hold the true value."""
        return float(np.mean(self.inside))

    def table(self) -> pl.DataFrame:
        """Return one row a parameter.

        ``verdict`` is ``not identified`` where the error of a refit is typically above 0.8 of the
        prior's, ``off`` where the coverage has a probability below 0.01 under 95 per cent (exact
        binomial test, two-sided), else ``covered``. ``bias`` is the mean of `Recovery.miss`,
        ``spread`` its sd; 0 and 1 are expected.
        """
        n = self.records
        covered = self.inside.sum(axis=0)
        p_value = [_chance(int(k), n) for k in covered]
        share = np.median(self.share, axis=0)
        verdict = [
            "not identified" if s > ON_PRIOR else "off" if p < OFF else "covered"
            for s, p in zip(share, p_value, strict=True)
        ]
        return pl.DataFrame(
            {
                "name": self.model.names,
                "block": [p.block for p in self.model.parameters],
                "records": [n] * len(p_value),
                "covered": covered,
                "coverage": covered / n,
                "p_value": p_value,
                "bias": self.miss.mean(axis=0),
                "spread": self.miss.std(axis=0),
                "error_over_prior": share,
                "verdict": verdict,
            }
        )

    def _repr_html_(self) -> str:
        head = (
            f"<p><b>{self.records} records</b> of {self.model.theory.title}: "
            f"{100 * self.coverage:.1f} per cent of the intervals hold the true value.</p>"
        )
        return head + self.table()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def _say_nothing(_line: str) -> None:
    return


def recover(
    model: Model,
    fit: Fit,
    record: object,
    *,
    n: int = 50,
    seed: int = 0,
    most: int = MOST,
    masked: bool = True,
    threads: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Recovery:
    """Simulate records with known parameters and see whether fits recover them.

    Parameters
    ----------
    model
        A bound model.
    fit
        Its fit to the record. True parameters are draws of its Laplace posterior.
    record
        The record whose gaps the simulated ones take.
    n
        Number of records to fit again.
    seed
        Seed of parameters, worlds and gaps.
    most
        Events of a world that is still taken for a record.
    masked
        Whether the simulated records take those gaps.
    threads
        Processes; 0 takes one for each core. Results do not depend on it.
    progress
        Called with a line for every draw.

    Returns
    -------
    Recovery
        With fewer than ``n`` records if thirty times as many draws did not give them.

    Notes
    -----
    Each refit starts from the true values, so that a second mode elsewhere is not looked for.
    A world of more than ``most`` events is skipped and counted, and so is a draw whose refit
    finds no proper mode: the coverage then holds for the draws that gave a record.
    """
    say = progress or _say_nothing
    shared = _Shared(model, record if masked else None, seed, most)
    draws = list(enumerate(fit.draws(TRIES * n, seed=seed)))
    skipped: Counter[str] = Counter()
    kept: list[Again] = []
    while draws and len(kept) < n:
        now, draws = draws[: n - len(kept)], draws[n - len(kept) :]
        for found in share_out(_again, shared, now, workers=threads, hear=say):
            if isinstance(found, str):
                skipped[found] += 1
            else:
                kept.append(found)
    return _recovery(model, kept, dict(skipped))


@dataclass(frozen=True)
class _Shared:
    """What all draws have in common."""

    model: Model
    gaps: object
    seed: int
    most: int


Again = tuple[Floats, Fit, int]
"""A draw, the fit of its record, and the events of that."""


def _again(shared: _Shared, one: tuple[int, Floats], tell: Callable[[str], None]) -> Again | str:
    """Simulate a record and fit it again; return why where there is none."""
    k, truth = one
    most = shared.most
    try:
        events = _simulated(shared.model, truth, shared.gaps, seed=shared.seed + k, most=most)
        if events.height > most:
            tell(f"draw {k + 1}: {events.height:,} events, skipped")
            return f"world of more than {most:,} events"
        again = fit_again(shared.model, events, starts=1, start=truth)
    except ContentionError as error:
        tell(f"draw {k + 1}: {error.problems[0].code}, skipped")
        return f"{error.problems[0].code}: {error.problems[0].expected}"
    inside = np.count_nonzero((again.low <= truth) & (truth <= again.high)) / truth.size
    tell(f"draw {k + 1}: {events.height:,} events, {100 * inside:.0f} per cent inside")
    return truth, again, events.height


def _chance(covered: int, n: int) -> float:
    """Return the probability of a coverage at least as odd as this one under 95 per cent."""
    found = binomtest(covered, n, 0.95)  # pyright: ignore[reportUnknownVariableType]
    return float(found.pvalue)  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]


def _simulated(
    model: Model, values: Floats, record: object, *, seed: int, most: int
) -> pl.DataFrame:
    worlds = simulate(model, values, worlds=1, seed=seed, threads=1)
    if worlds.raw[0].act.size > most:
        return worlds.events
    events = worlds.events.with_columns(noted_actors(worlds))
    events = recorded(model, events, seed=seed)
    return events if record is None else mask(events, record, model, seed)


def _recovery(model: Model, kept: list[Again], skipped: dict[str, int]) -> Recovery:
    free = model.coordinates.free
    width = len(model.names)

    def table(rows: list[Floats]) -> Floats:
        return np.array(rows, dtype=float).reshape(-1, width)

    errors = [np.sqrt(np.diag(again.covariance)) for _, again, _ in kept]
    return Recovery(
        model=model,
        truth=table([truth for truth, _, _ in kept]),
        mode=table([again.mode for _, again, _ in kept]),
        low=table([again.low for _, again, _ in kept]),
        high=table([again.high for _, again, _ in kept]),
        miss=table(
            [
                (again.free - free(truth)) / sd
                for (truth, again, _), sd in zip(kept, errors, strict=True)
            ]
        ),
        share=table([sd / model.coordinates.prior_sd() for sd in errors]),
        skipped=skipped,
        events=tuple(n for _, _, n in kept),
    )
