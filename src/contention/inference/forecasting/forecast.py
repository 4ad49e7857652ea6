"""A forecast: what is likely to happen, where and how much, from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.inference.pooling.pool import LEVELS, Pool, pool_worlds
from contention.scenario.model import Scenario
from contention.theory.model import Theory

from .predict import Predicted, predict
from .summary import long_draws, summarise

if TYPE_CHECKING:
    from contention.record import Record

Ints = NDArray[np.int64]

ABOVE = (0, 5, 10)
"""Numbers whose exceedance a forecast states, if no others are asked for."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """The predictive distribution of the days from an origin on.

    Attributes
    ----------
    theory, scenario
        What was fitted, and where; the calendar of ``scenario`` ends with the last day foretold.
    origin, horizon
        The first day foretold, and how many.
    above
        Numbers whose exceedance is stated.
    predicted
        Worlds and fit.
    pool
        The weights of the theory and of `levels`, and the weeks they were learnt from; None where
        the theory stands alone.
    """

    theory: Theory = field(repr=False)
    scenario: Scenario = field(repr=False)
    origin: date
    horizon: int
    above: tuple[int, ...]
    predicted: Predicted = field(repr=False)
    pool: Pool | None = field(default=None, repr=False)

    @cached_property
    def counts(self) -> Ints:
        """Events of all acts of the theory, draws x places x days."""
        return self.predicted.drawn.counts()

    @property
    def weights(self) -> dict[str, float]:
        """Which part of the worlds each member of the pool has; 1 for a theory alone."""
        if self.pool is None:
            return {self.theory.name: 1.0}
        mine = self.pool.worlds(self.draws) / self.draws
        return {self.theory.name: mine, LEVELS: 1.0 - mine}

    @property
    def draws(self) -> int:
        """Number of worlds."""
        return self.predicted.drawn.draws

    @property
    def last(self) -> date:
        """The last day foretold."""
        return self.origin + timedelta(days=self.horizon - 1)

    @property
    def sized(self) -> tuple[str, ...]:
        """Acts with a size of which the record before the origin states some."""
        events = self.predicted.before.events
        return tuple(
            act.name
            for act in self.theory.acts
            if act.size is not None
            and events.filter(
                pl.col("form").is_in(list(act.record.form))
                & (
                    pl.col("participants_low").is_not_null()
                    | pl.col("participants_high").is_not_null()
                )
            ).height
        )

    @cached_property
    def summary(self) -> pl.DataFrame:
        """One row a measure, area and stretch of days: mean, quantiles, exceedance.

        ``measure`` is ``events``, or ``heads`` of acts of which the record states sizes.
        """
        parts = [summarise(self.counts, self.scenario, self.origin, self.above, measure="events")]
        if self.sized:
            heads = self.predicted.drawn.heads(self.sized)
            parts.append(summarise(heads, self.scenario, self.origin, self.above, measure="heads"))
        return pl.concat(parts)

    @cached_property
    def events(self) -> pl.DataFrame:
        """The worlds as rows ``draw, date, country, place, act, events``; zeros left out."""
        return long_draws(self.predicted.drawn.by_act(), self.scenario, self.origin)

    def table(self, level: str = "place", *, period: str = "all") -> pl.DataFrame:
        """Return the events of one level, the largest means first.

        Parameters
        ----------
        level
            ``total``, ``country``, ``region`` or ``place``.
        period
            ``all``, ``week`` or ``day`` (of ``total`` and ``country``).
        """
        return self.summary.filter(
            (pl.col("measure") == "events")
            & (pl.col("level") == level)
            & (pl.col("period") == period)
        ).sort("first", "mean", descending=[False, True], maintain_order=True)

    def _repr_html_(self) -> str:
        whole = self.table("total").row(0, named=True)
        head = (
            f"<p><b>Forecast</b> by {self.theory.title}, {self.origin} to {self.last}: "
            f"{whole['median']:.0f} events ({whole['q2_5']:.0f} to {whole['q97_5']:.0f}), "
            f"{self.draws:,} worlds.</p>"
        )
        return head + self.table().head(10)._repr_html_()  # pyright: ignore[reportPrivateUsage]


def forecast(
    theory: Theory,
    scenario: Scenario,
    record: Record,
    *,
    start: date,
    horizon: int = 28,
    worlds: int = 1000,
    above: Sequence[int] = ABOVE,
    pool: bool = True,
    seed: int = 1,
    threads: int = 0,
) -> Forecast:
    """Fit a theory to the record before a day and foretell the days from it on.

    Nothing dated to the day or later is read, nor an event that may fall on either side of it.

    Parameters
    ----------
    theory
        A theory, such as that of the catalogue named ``default``.
    scenario
        Where and when. The days foretold may lie beyond its calendar.
    record
        What happened.
    start
        The first day foretold.
    horizon
        Days foretold.
    worlds
        Worlds, each from a draw of the posterior of its own.
    above
        Numbers whose exceedance is asked for.
    pool
        Whether worlds of the theory stand beside paths of recent levels, in shares learnt from
        past origins (`contention.inference.pooling`); else the theory stands alone.
    seed, threads
        As in `contention.simulate`.

    Raises
    ------
    ContentionError
        I070 to I074, and what a fit raises.
    """
    wrong = [x for x in above if x < 0]
    if wrong:
        raise ContentionError(
            Problem(
                "I074",
                f"the number {wrong[0]}",
                "whole numbers from 0",
                "--above",
                "write for example 0,5,10",
            )
        )
    told = sorted(set(above))
    if pool and worlds > 1:
        made, learnt = pool_worlds(
            theory, scenario, record.events,
            origin=start, horizon=horizon, draws=worlds, seed=seed, threads=threads,
        )  # fmt: skip
    else:
        learnt = None
        made = predict(
            theory, scenario, record.events,
            origin=start, horizon=horizon, draws=worlds, seed=seed, threads=threads,
        )  # fmt: skip
    where = made.drawn.model.scenario
    return Forecast(theory, where, start, horizon, tuple(told), made, learnt)
