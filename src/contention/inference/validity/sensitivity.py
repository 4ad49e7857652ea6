"""How far the main coefficients move if choices behind the record had been made otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.binding import bind
from contention.engine.model import Model
from contention.inference.fitting import Fit
from contention.inference.intervals import WIDE
from contention.inference.rechecks import Recheck, refit_all
from contention.record.frames import events_of

from .alterations import Alteration, alterations

Floats = NDArray[np.float64]

FAR = 1.0
"""Standard errors by which a coefficient may move before the shift is told."""


@dataclass(frozen=True)
class Sensitivity:
    """Shifts of the main coefficients.

    Attributes
    ----------
    shifts
        One row an alteration and coefficient: ``kind``, ``label``, ``rows`` (altered or left
        out), ``name``, ``before``, ``after``, ``shift`` (in standard errors of the fit as it
        is), ``flips`` (whether a sign that the interval settled becomes the other settled sign),
        ``lost`` (whether a settled sign becomes unsettled).
    failed
        Alterations whose fit found no proper mode, with the reason.
    """

    shifts: pl.DataFrame
    failed: dict[str, str] = field(default_factory=dict[str, str])

    def table(self) -> pl.DataFrame:
        """Return one row an alteration: the largest shift, and how many signs change."""
        return self.shifts.group_by("kind", "label", "rows", maintain_order=True).agg(
            pl.col("shift").abs().max().alias("largest"),
            pl.col("name").sort_by(pl.col("shift").abs()).last().alias("of"),
            (pl.col("shift").abs() > FAR).sum().alias("moved"),
            pl.col("lost").sum(),
            pl.col("flips").sum(),
        )

    def failures(self) -> list[str]:
        """Return what hangs on a choice, in sentences."""
        out = [
            f"{label}: the fit found no proper mode ({why})." for label, why in self.failed.items()
        ]
        changed = self.shifts.filter(pl.col("flips") | pl.col("lost"))
        for (name,), rows in changed.group_by("name", maintain_order=True):
            what = "changes its sign" if rows["flips"].any() else "loses its sign"
            out.append(f"{name} {what}: {'; '.join(rows['label'])}.")
        return out

    def to_json(self) -> dict[str, Any]:
        """Return the shifts with documented keys."""
        return {"alterations": self.table().to_dicts(), "shifts": self.shifts.to_dicts()} | {
            "failed": self.failed
        }

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def main_coefficients(fitted: Fit) -> list[int]:
    """Return the coefficients of mechanisms that the record informs, by index."""
    infos = fitted.model.parameters
    mine = [k for k, p in enumerate(infos) if p.block == "mechanism" and p.prior.family == "normal"]
    return [k for k in mine if not fitted.on_prior[k]]


def sensitivity(
    model: Model,
    record: object,
    fitted: Fit,
    *,
    sources: int = 0,
    counts: pl.DataFrame | None = None,
    seed: int = 0,
    threads: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Sensitivity:
    """Fit a theory again under every alteration of its record and scenario.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    fitted
        Its fit. Refits begin at its mode.
    sources
        How many of the largest sources are left out in turn; 0 means all with five rows or more.
    counts
        Totals that aggregate rows state (`contention.inference.detection.recorded_shares`); the
        shares recorded that follow are one more choice.
    seed
        Seed of days that are moved.
    threads
        Processes; 0 takes one for each core. The result does not depend on it.
    progress
        Called with a line for every fit.

    Returns
    -------
    Sensitivity
        Shifts of the coefficients of mechanisms that do not rest on their prior.
    """
    events = events_of(record)
    main = main_coefficients(fitted)

    altered = list(alterations(events, model.scenario, sources=sources, counts=counts, seed=seed))
    checks = rechecks(model, altered)
    found = refit_all(fitted, events, checks, threads=threads, progress=progress)
    rows: list[tuple[Any, ...]] = []
    failed: dict[str, str] = {}
    for one, again in zip(altered, found, strict=True):
        if isinstance(again, str):
            failed[one.label] = again
            continue
        mode, error = again.free[main], np.sqrt(np.diag(again.covariance))[main]
        rows += [
            (one.kind, one.label, one.rows, *row) for row in _shifts(fitted, main, mode, error)
        ]
    return Sensitivity(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), failed)


def rechecks(model: Model, altered: Iterable[Alteration]) -> list[Recheck]:
    """Return what is to be fitted again, by the label of each alteration."""
    return [
        Recheck(
            one.label,
            model if one.scenario is None else bind(model.theory, one.scenario),
            one.events,
        )
        for one in altered
    ]


def _shifts(
    fitted: Fit, main: list[int], mode: Floats, error: Floats
) -> Iterator[tuple[str, float, float, float, bool, bool]]:
    """Yield name, before, after, shift, flips and lost of the main coefficients.

    Their priors are normal, so that natural and unconstrained values are the same.
    """
    for k, new, wide in zip(main, mode.tolist(), error.tolist(), strict=True):
        old = float(fitted.mode[k])
        before = _sign(fitted.low[k], fitted.high[k])
        after = _sign(new - WIDE * wide, new + WIDE * wide)
        shift = (new - old) / float(fitted.se[k])
        yield fitted.names[k], old, new, shift, before * after < 0, before != 0 == after


_SCHEMA = {
    "kind": pl.String,
    "label": pl.String,
    "rows": pl.Int64,
    "name": pl.String,
    "before": pl.Float64,
    "after": pl.Float64,
    "shift": pl.Float64,
    "flips": pl.Boolean,
    "lost": pl.Boolean,
}


def _sign(low: float, high: float) -> int:
    """Return the sign that an interval settles, else 0."""
    return int(low > 0) - int(high < 0)
