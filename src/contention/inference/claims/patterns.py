"""Claims about patterns of the record and of worlds with a mechanism and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.inference.estimands import family
from contention.inference.fitting import Fit
from contention.inference.local import restricted_mode
from contention.inference.posterior import LogPosterior
from contention.inference.waves import waves
from contention.record import Vocabulary
from contention.theory.model import Claim

from .answers import Answer, Verdict
from .histories import Quantity, rows_of, values
from .verdicts import FALSE, POWER

Floats = NDArray[np.float64]


class Drawn(Protocol):
    """Worlds, wherever they come from."""

    @property
    def events(self) -> pl.DataFrame:
        """Events in the columns of a record, with ``world``."""
        ...


@dataclass(frozen=True)
class Shown:
    """How often a pattern shows.

    Attributes
    ----------
    record
        The record's number; nan if it has none.
    inside
        Whether it lies between the claim's bounds.
    present, absent
        Share of worlds with the mechanism, and without it, whose number does.
    low, high
        Central 95 per cent of the worlds with it.
    """

    record: float
    inside: bool
    present: float
    absent: float
    low: float
    high: float


def judge(shown: Shown) -> tuple[Verdict, str]:
    """Return the verdict on a pattern, and why.

    Supported: the record shows it, worlds with the mechanism do so in four of five cases and
    worlds without it in one of ten at most. Contradicted: the record does not show it, worlds
    with the mechanism fail to do so in one of ten cases at most and worlds without it in four of
    five.
    """
    if np.isnan(shown.record):
        return "undecided", "the record has no such number"
    if not shown.inside:
        if shown.present < 1 - FALSE:
            return "undecided", "the record does not show it, and worlds of the theory need not"
        if shown.absent > 1 - POWER:
            return "undecided", "the record does not show it, but worlds without would not tell"
        return "contradicted", "the theory foretells what the record does not show"
    if shown.present < POWER:
        return "undecided", f"shown in {shown.present:.2f} of worlds only"
    if shown.absent > FALSE:
        return "undecided", f"worlds without the mechanism show it as well ({shown.absent:.2f})"
    return "supported", "seldom shown without the mechanism"


def without_of(claim: Claim, model: Model) -> tuple[str, ...]:
    """Return what a pattern is compared without: what it names, or all mechanisms."""
    named = claim.several("without")
    if named:
        return named
    return tuple(
        info.name
        for info in model.parameters
        if info.block == "mechanism" and info.prior.family == "normal"
    )


def answer_pattern(
    claim: Claim,
    kind: str,
    model: Model,
    fit: Fit,
    events: pl.DataFrame,
    *,
    present: pl.DataFrame,
    months: Sequence[str],
    worlds: int,
    seed: int,
    threads: int,
    vocabulary: Vocabulary,
) -> Answer:
    """Answer a claim about a pattern.

    Parameters
    ----------
    present
        Events of worlds of the theory as it was fitted, drawn with ``seed``; worlds without the
        mechanism are drawn here with the same randomness.
    months
        Months such as ``1956-10``. The verdict must be the same without each of them, in the
        record and in worlds; else it is `undecided`.
    """
    quantity = Quantity.from_claim(claim)
    names = without_of(claim, model)
    absent_at, _ = restricted_mode(LogPosterior(model, events), fit, family(model, names).rows)
    absent = simulate(
        model, model.coordinates.natural(absent_at), worlds=worlds, seed=seed, threads=threads
    ).events

    mine = events.with_columns(world=pl.lit(0, pl.Int64))

    def show(*left_out: pl.Expr) -> Shown:
        one, some, none = (
            values(quantity, table.filter(*left_out), model.theory, worlds=n, vocabulary=vocabulary)
            for table, n in ((mine, 1), (present, worlds), (absent, worlds))
        )
        return compare_shares(claim, one[0], some, none)

    shown = show()
    one = shown.record
    verdict, why = judge(shown)
    if verdict != "undecided":
        month = pl.col("date").dt.strftime("%Y-%m")
        lost = [name for name in months if judge(show(month != name))[0] != verdict]
        if lost:
            verdict, why = "undecided", f"{why}, but not without {' or without '.join(lost)}"
    rows = rows_of(quantity, mine, model.theory, vocabulary=vocabulary)
    bounds = [f"{word} {bound:g}" for word, bound in (
        ("at least", claim.number("at_least")), ("at most", claim.number("at_most")))
        if bound is not None]  # fmt: skip
    what = quantity.name + (f" of {', '.join(quantity.of)}" if quantity.of else "")
    reason = (
        f"{what}, {' and '.join(bounds)} asked: record {one:.3g}, worlds {shown.low:.3g} to "
        f"{shown.high:.3g}; inside in {shown.present:.2f} of worlds and in {shown.absent:.2f} "
        f"without {', '.join(names) if len(names) < 6 else 'any mechanism'}: {why}."
    )
    return Answer(
        id=claim.name,
        kind=kind,
        claim=claim.says,
        verdict=verdict,
        method=f"pattern of worlds: {what}",
        reason=reason,
        value=one,
        low=shown.low,
        high=shown.high,
        power=shown.present,
        false_positive=shown.absent,
        rows=rows.height,
        episodes=waves(
            (country, day.toordinal())
            for country, day in rows.select("country", "date").iter_rows()
        ),
    )


def compare_shares(claim: Claim, record: float, present: Floats, absent: Floats) -> Shown:
    """Return how often a pattern shows in the record, in worlds, and in worlds without it."""
    low, high = claim.number("at_least"), claim.number("at_most")

    def inside(x: Floats) -> NDArray[np.bool_]:
        return (x >= (-np.inf if low is None else low)) & (x <= (np.inf if high is None else high))

    some = present[~np.isnan(present)]
    ends = np.quantile(some, [0.025, 0.975]) if some.size else np.array([np.nan, np.nan])
    return Shown(
        record=float(record),
        inside=bool(inside(np.array([record]))[0]),
        present=float(np.mean(inside(present))),
        absent=float(np.mean(inside(absent))),
        low=float(ends[0]),
        high=float(ends[1]),
    )
