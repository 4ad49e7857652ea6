"""Whether a theory is stable: an outbreak dies out, instead of feeding itself for ever.

Priors on coefficients are wide, so that they decide no sign. Some of their values make unrest
feed itself without end. Nobody who holds the theory believes in those, and no record can come
from them. So priors are truncated to stable values wherever worlds are drawn from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.past import Past
from contention.engine.simulation import simulate
from contention.engine.worlds import Worlds
from contention.foundation.errors import ContentionError, Problem

from .fitting import Fit
from .prior import prior_stream

Floats = NDArray[np.float64]

MOST = 20_000
"""Onsets of a world that ran away: twenty times the 1,008 events of the shipped record."""

TRIES = 200
"""Draws for each one that is asked for, before giving up."""

WORLDS = 2
"""Worlds after each outbreak."""

OUTBREAKS = 2
"""Outbreaks of a record after which worlds are drawn."""

MONTH = 30
YEAR = 365


def rule(most: int = MOST) -> str:
    """Return the rule in the words that verbs and reports print."""
    return (
        f"Values are stable if {WORLDS} worlds that continue the record from the day after the "
        f"busiest day of each of its {OUTBREAKS} busiest countries all do three things: no rate "
        "reaches its cap (500 onsets a country and day, or four times the busiest country-day of "
        f"an act before that day if that is more); there are at most {most:,} onsets to the end "
        f"of the calendar; and within a year some {MONTH} days in a row have fewer onsets than "
        f"halfway between the mean and the busiest {MONTH} days of the record. The worlds have "
        "fixed seeds, so that the answer is a function of the values. Without a record the worlds "
        "start from nothing, and only the first two are asked."
    )


@dataclass(frozen=True)
class Outbreaks:
    """What the rule takes from a record.

    Attributes
    ----------
    past
        The record as the engine reads it.
    starts
        Days after the busiest day of the busiest countries.
    quiet
        Onsets halfway between the mean and the busiest 30 days.
    """

    past: Past
    starts: tuple[date, ...]
    quiet: float


@dataclass(frozen=True)
class Stability:
    """The rule (`rule`) for one model and record.

    Parameters
    ----------
    model
        A bound model.
    outbreaks
        The outbreaks of a record (`outbreaks_of`); None starts worlds from nothing.
    most
        Onsets of a world that is still stable, in place of 20,000.
    """

    model: Model
    outbreaks: Outbreaks | None = None
    most: int = MOST

    def holds(self, values: Floats) -> bool:
        """Return whether values in natural units are stable."""
        outbreaks = self.outbreaks
        if outbreaks is None:
            return self._finite(values, None) is not None
        for start in outbreaks.starts:
            worlds = self._finite(values, start)
            if worlds is None or not self._calms_down(worlds, start, outbreaks.quiet):
                return False
        return True

    def _finite(self, values: Floats, start: date | None) -> Worlds | None:
        """Return worlds that stay finite, or None."""
        record = None if start is None or self.outbreaks is None else self.outbreaks.past
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                worlds = simulate(
                    self.model,
                    values,
                    worlds=WORLDS,
                    seed=0,
                    threads=1,
                    record=record,
                    start=start,
                    most=self.most,
                )
        except ContentionError as error:
            if error.codes != ("E019",):
                raise
            return None
        return None if worlds.runaway else worlds

    def _calms_down(self, worlds: Worlds, start: date, quiet: float) -> bool:
        first = (start - self.model.scenario.start).days
        last = min(first + YEAR, self.model.scenario.days)
        if last - first < MONTH:
            return True
        for raw in worlds.raw:
            daily = np.bincount(raw.day, minlength=self.model.scenario.days)[first:last]
            if _windows(daily).min() >= quiet:
                return False
        return True


def outbreaks_of(model: Model, record: object) -> Outbreaks:
    """Return what `rule` takes from a record (or from its events as polars)."""
    past = Past(model, record)
    recorded = past.observed.recorded
    days = model.scenario.days
    daily = np.zeros((len(model.scenario.countries), days))
    day = np.repeat(np.arange(days), np.diff(recorded.ptr))
    np.add.at(daily, (recorded.country, day), recorded.weight)
    busiest = np.argsort(-daily.sum(axis=1), kind="stable")[:OUTBREAKS]
    after = {int(np.argmax(daily[c])) + 1 for c in busiest if daily[c].any()}
    starts = (model.scenario.start + timedelta(days=d) for d in sorted(after) if d < days)
    months = _windows(daily.sum(axis=0))
    return Outbreaks(past, tuple(starts), 0.5 * float(months.mean() + months.max()))


def _windows(daily: Floats | NDArray[np.int64]) -> Floats:
    """Return sums over 30 days in a row."""
    return np.convolve(daily, np.ones(min(MONTH, daily.size)), "valid")


def stable(model: Model, values: Floats, *, record: object = None) -> bool:
    """Return whether values in natural units are stable by `rule`.

    For many values make one `Stability`, which reads the record once.
    """
    outbreaks = None if record is None else outbreaks_of(model, record)
    return Stability(model, outbreaks).holds(np.ascontiguousarray(values, dtype=float))


@dataclass(frozen=True)
class StableDraws:
    """Draws that are stable.

    Attributes
    ----------
    values
        The draws in natural units (n x parameters).
    tried
        How many draws were tried for them.
    numbers
        Which of the draws tried they are.
    """

    values: Floats = field(repr=False)
    tried: int
    numbers: tuple[int, ...] = field(repr=False)

    @property
    def share(self) -> float:
        """Share of the draws tried that are stable."""
        return len(self.numbers) / self.tried


def stable_draws(
    fit: Fit, n: int, *, record: object = None, seed: int = 0, tries: int = TRIES
) -> StableDraws:
    """Return draws of the Laplace posterior of a fit under the prior truncated to stable values.

    Parameters
    ----------
    fit
        A fit.
    n
        Number of draws.
    record
        The record it was made from.
    seed
        Seed of the draws.
    tries
        Draws for each one that is asked for, before giving up.

    Raises
    ------
    ContentionError
        I034: too few draws are stable.
    """
    asked = Stability(fit.model, None if record is None else outbreaks_of(fit.model, record))
    return _first_stable(asked, fit.draws(tries * n, seed=seed), n, tries * n, of="posterior")


def stable_prior_draws(
    model: Model,
    n: int,
    *,
    record: object = None,
    seed: int = 0,
    tries: int = TRIES,
    most: int = MOST,
) -> StableDraws:
    """Return draws of the prior truncated to stable values.

    Parameters
    ----------
    model
        A bound model.
    n
        Number of draws.
    record
        A record whose outbreaks are to die out.
    seed
        Seed of the draws.
    tries
        Draws for each one that is asked for, before giving up.
    most
        Onsets of a world that is still stable.

    Raises
    ------
    ContentionError
        I034: too few draws are stable.
    """
    asked = Stability(model, None if record is None else outbreaks_of(model, record), most)
    return _first_stable(asked, prior_stream(model, seed=seed), n, tries * n, of="prior")


def _first_stable(
    asked: Stability, draws: Iterable[Floats], n: int, most: int, *, of: str
) -> StableDraws:
    """Return the first stable draws of at most so many."""
    kept: dict[int, Floats] = {}
    tried = 0
    for tried, values in enumerate(islice(draws, most), 1):
        if asked.holds(values):
            kept[tried - 1] = values
        if len(kept) == n:
            return StableDraws(np.array(list(kept.values())), tried, tuple(kept))
    raise ContentionError(
        Problem(
            "I034",
            f"{len(kept)} stable draws among {tried} of the {of} of {asked.model.theory.name}",
            f"{n} stable draws",
            hint="its unrest feeds itself: bound its signals, or ask for fewer draws",
        )
    )
