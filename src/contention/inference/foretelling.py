"""Whether worlds that continue the record are calibrated, and sharper than fresh ones.

The record is replayed to a day and continued by worlds; after some weeks the town-days of each
country are set against the record's. Ranks are randomised where numbers are tied (Czado, Gneiting
and Held 2009), so that they are uniform if the worlds are right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import kstest as _kstest  # pyright: ignore[reportUnknownVariableType]

from contention.engine.asked import rate_cap
from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.inference.popular import popular_events
from contention.record import Record

Floats = NDArray[np.float64]

kstest = cast("Callable[..., Any]", _kstest)  # scipy has no types here

HORIZON = 28
"""Days ahead."""

EVERY = 84
"""Days between the days from which the record is continued."""

LEVELS = (0.5, 0.8, 0.95)


@dataclass(frozen=True)
class LeftOut:
    """Values that were fitted without some country-days.

    Attributes
    ----------
    mask
        The country-days (countries x days).
    values
        Parameters in natural units.
    """

    mask: NDArray[np.bool_]
    values: Floats


@dataclass(frozen=True)
class Foretold:
    """What worlds said of the weeks ahead, against what the record says of them.

    Attributes
    ----------
    starts
        Days from which the record was continued.
    record
        Town-days of the record in the days ahead (starts x countries).
    ahead, fresh
        The same of the worlds that continue the record, and of worlds that know nothing of it
        (worlds x starts x countries).
    pit
        Randomised ranks of the record among ``ahead`` (starts x countries), between 0 and 1.
    """

    starts: tuple[date, ...]
    record: Floats
    ahead: Floats
    fresh: Floats
    pit: Floats

    def coverage(self) -> list[dict[str, float]]:
        """Return level, share of ranks in the central interval, and its standard error.

        The error takes the days of one start as one draw, for its countries share their days.
        """
        found: list[dict[str, float]] = []
        for level in LEVELS:
            inside = np.abs(self.pit - 0.5) <= 0.5 * level
            by_start = inside.mean(axis=1)
            error = float(np.std(by_start, ddof=1) / np.sqrt(by_start.size))
            # Where all starts agree, the error of one share of that size stands in.
            error = max(error, float(np.sqrt(level * (1 - level) / inside.size)))
            found.append({"level": level, "share": float(inside.mean()), "error": error})
        return found

    def uniformity(self) -> float:
        """Return the p-value of Kolmogorov and Smirnov that the ranks are uniform."""
        return float(kstest(self.pit.ravel(), "uniform").pvalue)

    def sharpness(self) -> dict[str, float]:
        """Return mean widths of the central 80 per cent, and mean scores (lower is better).

        ``gain`` is how much lower the score is with the record, with its error over starts.
        """
        ahead, fresh = crps(self.ahead, self.record), crps(self.fresh, self.record)
        gain = (fresh - ahead).mean(axis=1)
        return {
            "width": _width(self.ahead),
            "width_fresh": _width(self.fresh),
            "crps": float(ahead.mean()),
            "crps_fresh": float(fresh.mean()),
            "gain": float(gain.mean()),
            "gain_error": float(np.std(gain, ddof=1) / np.sqrt(gain.size)),
        }

    def histogram(self, bins: int = 10) -> tuple[list[float], list[int]]:
        """Return edges and counts of the ranks."""
        counts, edges = np.histogram(self.pit, bins=bins, range=(0.0, 1.0))
        return edges.tolist(), counts.tolist()


def foretell(
    model: Model,
    values: Floats,
    record: Record,
    *,
    worlds: int,
    left_out: Sequence[LeftOut] = (),
    seed: int = 0,
    threads: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Foretold:
    """Continue the record from several days and set the weeks ahead against it.

    Parameters
    ----------
    model
        A bound model.
    values
        Parameters in natural units. If they were fitted to the whole record, so were the weeks
        ahead: the ranks then test the noise, not foresight.
    record
        The record.
    worlds
        Worlds from each day.
    left_out
        Values for weeks that they have not seen, in place of ``values``. The weeks of a country
        take the first entry that has any of their days.
    seed, threads
        As `contention.simulate`.
    progress
        Called with the number of days done, and of how many.
    """
    scenario = model.scenario
    every, horizon = spacing(scenario.days)
    span = range(every, max(scenario.days - horizon, every + 1), every)
    starts = tuple(scenario.start + timedelta(days=day) for day in span)

    fits = [values, *(entry.values for entry in left_out)]
    taken = [_taken(scenario.countries, left_out, slice(day, day + horizon)) for day in span]

    cap = rate_cap(model, record)

    def drawn(k: int, start: date | None) -> pl.DataFrame:
        past = None if start is None else record
        # No day is drawn that is not looked at.
        last = min((start or starts[-1]) + timedelta(days=horizon - 1), scenario.end)
        return simulate(
            model, fits[k], worlds=worlds, seed=seed, threads=threads,
            record=past, start=start, last=last, cap=cap if past is None else None,
        ).events  # fmt: skip

    def counted(events: pl.DataFrame, number: int, start: date) -> Floats:
        return town_days(events, number, start, scenario.countries, horizon=horizon)

    used = {k for group in taken for k in group}
    unknowing = {k: drawn(k, None) for k in sorted(used)}
    shape = worlds, len(starts), len(scenario.countries)
    fresh: Floats = np.zeros(shape)
    ahead: Floats = np.zeros(shape)
    for i, start in enumerate(starts):
        for k, countries in taken[i].items():
            fresh[:, i, countries] = counted(unknowing[k], worlds, start)[:, countries]
            ahead[:, i, countries] = counted(drawn(k, start), worlds, start)[:, countries]
        if progress is not None:
            progress(i + 1, len(starts))
    known = record.events.with_columns(world=pl.lit(0, pl.Int64))
    recorded = np.stack([counted(known, 1, start)[0] for start in starts])
    return Foretold(starts, recorded, ahead, fresh, ranks(ahead, recorded, seed=seed))


def _taken(
    countries: tuple[str, ...], left_out: Sequence[LeftOut], ahead: slice
) -> dict[int, list[int]]:
    """Return which values the weeks after a day take (0: those of the whole), and where."""
    found: dict[int, list[int]] = defaultdict(list)
    for c in range(len(countries)):
        without = (k for k, e in enumerate(left_out, 1) if e.mask[c, ahead].any())
        found[next(without, 0)].append(c)
    return dict(found)


def spacing(days: int) -> tuple[int, int]:
    """Return the days between starts and the days ahead: quarters of a calendar that is short."""
    if days > EVERY + HORIZON:
        return EVERY, HORIZON
    return max(days // 4, 1), max(days // 4, 1)


def town_days(
    events: pl.DataFrame,
    worlds: int,
    start: date,
    countries: tuple[str, ...],
    *,
    horizon: int = HORIZON,
) -> Floats:
    """Return town-days of popular contention in the days ahead of a day (worlds x countries)."""
    stop = start + timedelta(days=horizon)
    near = events.filter(pl.col("date") >= start, pl.col("date") < stop)
    days = popular_events(near).select("world", "country", "where", "date").unique()
    found = np.zeros((worlds, len(countries)))
    for world, country, number in days.group_by("world", "country").len().iter_rows():
        if country in countries:
            found[world, countries.index(country)] = number
    return found


def ranks(drawn: Floats, recorded: Floats, *, seed: int) -> Floats:
    """Return randomised ranks of numbers among draws (the first axis), between 0 and 1."""
    below = (drawn < recorded).sum(axis=0)
    equal = (drawn == recorded).sum(axis=0)
    where = np.random.default_rng(seed).uniform(size=recorded.shape)
    return (below + where * (equal + 1)) / (drawn.shape[0] + 1)


def crps(drawn: Floats, recorded: Floats) -> Floats:
    """Return the continuous ranked probability score of draws (the first axis), unbiased."""
    n = drawn.shape[0]
    ordered = np.sort(drawn, axis=0)
    weights: Floats = np.array(
        [2.0 * k - n + 1.0 for k in range(n)]
    )  # how many draws lie below, less how many above
    apart = 2 * np.tensordot(weights, ordered, axes=1) / (n * (n - 1))
    return np.abs(drawn - recorded).mean(axis=0) - 0.5 * apart


def _width(drawn: Floats) -> float:
    low, high = np.quantile(drawn, (0.1, 0.9), axis=0)
    return float((high - low).mean())
