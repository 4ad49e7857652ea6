"""Simulated worlds: events in the form of a record, stocks and acts by country and week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .model import Model

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class RawWorld:
    """One world as the walk leaves it."""

    act: NDArray[np.int16]
    day: NDArray[np.int32]
    country: NDArray[np.int16]
    place: NDArray[np.int32]
    commune: NDArray[np.int32]
    size: NDArray[np.float64]
    traits: NDArray[np.int64]
    stock: NDArray[np.float64]
    acts: NDArray[np.float32]
    inside: NDArray[np.float32]
    capped_days: int
    ended: bool


@dataclass(frozen=True)
class Worlds:
    """Simulated worlds.

    Attributes
    ----------
    events
        Every simulated event, in canonical columns with ``world``, ``act``, ``region`` and
        ``commune``; ordered by world and then as they happened.
    stocks
        Stocks (heads), acts (onsets) and drawn days inside the episode, by world, week and
        country.
    start
        First simulated day; before it the record was replayed.
    last
        Last simulated day.
    seconds, peak_rss_mb
        Wall time of the simulation and peak memory of the process so far.
    """

    model: Model
    raw: tuple[RawWorld, ...]
    numbers: tuple[int, ...]
    start: date
    last: date
    seconds: float
    peak_rss_mb: float

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.raw)

    @property
    def runaway(self) -> int:
        """Number of worlds in which some rate reached its cap (`contention.simulate`)."""
        return sum(raw.capped_days > 0 for raw in self.raw)

    @property
    def ended(self) -> tuple[int, ...]:
        """Numbers of the worlds that ended where a rate reached its cap."""
        return tuple(n for n, raw in zip(self.numbers, self.raw, strict=True) if raw.ended)

    @cached_property
    def events(self) -> pl.DataFrame:
        """Every simulated event, in canonical columns."""
        return events_frame(self.model, self.raw, self.numbers)

    @cached_property
    def stocks(self) -> xr.Dataset:
        """Stocks, acts and days inside the episode by world, week and country."""
        return stocks_dataset(self.model, self.raw, self.numbers, last=self.last)

    def _repr_html_(self) -> str:
        events = [raw.act.size for raw in self.raw]
        return (
            f"<p><b>{self.worlds} worlds</b> of {self.model.theory.title}, from {self.start} to "
            f"{self.last}: median {np.median(events):g} events a world, "
            f"{self.seconds:.2f} s.</p>{self.events.head(5)._repr_html_()}"  # pyright: ignore[reportPrivateUsage]
        )


def events_frame(
    model: Model, raws: tuple[RawWorld, ...], numbers: tuple[int, ...]
) -> pl.DataFrame:
    """Put the onsets of worlds into the columns of a record."""
    scenario, places = model.scenario, model.scenario.places
    counts = [raw.act.size for raw in raws]
    world = np.repeat(np.asarray(numbers, dtype=np.uint32), counts)
    act = _joined(raws, "act", np.int16)
    place = _joined(raws, "place", np.int32)
    commune = _joined(raws, "commune", np.int32)
    size = _joined(raws, "size", np.float64)
    day = _joined(raws, "day", np.int32) + (scenario.start - date(1970, 1, 1)).days
    traits = _joined(raws, "traits", np.int64)
    country = _joined(raws, "country", np.int16)
    sized = model.tables.act_sized[act] == 1
    persons = pl.Series(np.rint(size).astype(np.int64))
    index = np.concatenate([np.arange(n) for n in counts]) if counts else np.zeros(0)
    town = np.array([kind == "town" for kind in places.kind], dtype=bool)
    known = place >= 0
    at = np.where(known, place, 0)
    is_town = known & town[at]
    names = pl.Series(list(places.name), dtype=pl.String)
    regions = pl.Series(list(places.region), dtype=pl.String)
    frame = pl.DataFrame(
        {
            "world": world,
            "index": index.astype(np.uint32),
            "date": pl.Series(day.astype(np.int32)).cast(pl.Date),
            "country": pl.Series(list(scenario.countries), dtype=pl.String).gather(
                country.astype(np.uint32)
            ),
            "place": names.gather(at.astype(np.uint32)),
            "region": regions.gather(at.astype(np.uint32)),
            "commune": commune,
            "lat": places.lat[at],
            "lon": places.lon[at],
            "act": pl.Series([a.name for a in model.acts], dtype=pl.String).gather(
                act.astype(np.uint32)
            ),
            "form": pl.Series([a.record.form[0] for a in model.acts], dtype=pl.String).gather(
                act.astype(np.uint32)
            ),
            "known": known,
            "is_town": is_town,
            "sized": sized,
            "persons": persons,
        }
    )
    frame = frame.with_columns(
        pl.format("w{}-{}", "world", "index").alias("id"),
        *[
            pl.when("known").then(pl.col(name)).otherwise(None).alias(name)
            for name in ("place", "region", "lat", "lon")
        ],
        pl.when("is_town").then("place").otherwise(None).alias("town"),
        pl.lit("day").alias("date_precision"),
        pl.col("date").alias("date_low"),
        pl.col("date").alias("date_high"),
        pl.lit(None, dtype=pl.Int8).alias("hour"),
        pl.lit("event").alias("role"),
        *[
            pl.when("sized").then("persons").otherwise(None).alias(name)
            for name in ("participants_low", "participants_high")
        ],
        _marks(model, act, traits, "actor").alias("actor"),
        _marks(model, act, traits, "demands").alias("demands"),
    )
    return frame.select(
        "world", "id", "date", "date_precision", "date_low", "date_high", "hour", "country",
        "place", "town", "region", "commune", "lat", "lon", "actor", "form", "act",
        "participants_low", "participants_high", "demands", "role",
    )  # fmt: skip


def _marks(
    model: Model, act: NDArray[np.int16], traits: NDArray[np.int64], column: str
) -> pl.Series:
    """Return the values of a multi-valued column: each combination is written out once."""
    bits = 0
    for b, trait in enumerate(model.theory.traits):
        if trait.column == column:
            bits |= 1 << b
    # Traits are the low bits, and acts above them: one number sorts many times faster than two.
    width = len(model.theory.traits)
    pairs = (act.astype(np.int64) << width) | (traits & bits)
    kinds, inverse = np.unique(pairs, return_inverse=True)
    values: list[list[str]] = []
    for pair in kinds:
        a, mask = int(pair) >> width, int(pair) & bits
        found = [model.acts[a].by] if column == "actor" else []
        for b, trait in enumerate(model.theory.traits):
            if (mask >> b) & 1 and trait.value not in found:
                found.append(trait.value)
        values.append(sorted(found))
    return pl.Series(values, dtype=pl.List(pl.String)).gather(
        np.asarray(inverse).reshape(-1).astype(np.uint32)
    )


def _joined(raws: tuple[RawWorld, ...], name: str, dtype: type[Any]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, dtype=dtype), *[getattr(raw, name) for raw in raws]])


def stocks_dataset(
    model: Model, raws: tuple[RawWorld, ...], numbers: tuple[int, ...], *, last: date
) -> xr.Dataset:
    """Return stocks, weekly acts and days inside the episode, with dims world, week, country.

    A world that ended holds no number from the week of its end on.
    """
    import xarray as xr

    scenario = model.scenario
    days = (last - scenario.start).days + 1
    weeks = (days + 6) // 7
    ends = [
        np.datetime64(scenario.start + timedelta(days=min(7 * w + 6, days - 1)), "ns")
        for w in range(weeks)
    ]

    def stacked(name: str) -> NDArray[Any]:
        found = np.stack([getattr(raw, name)[:weeks] for raw in raws])
        for world, raw in enumerate(raws):
            if raw.ended:
                found[world, int(raw.day[-1]) // 7 :] = np.nan
        return found

    stock, acts = stacked("stock"), stacked("acts")
    dims = ("world", "week", "country")
    data = {s.name: (dims, stock[..., k]) for k, s in enumerate(model.theory.stocks)}
    data |= {f"act_{a.name}": (dims, acts[..., k]) for k, a in enumerate(model.acts)}
    if model.episode is not None:
        data[f"days_{model.episode.name}"] = (dims, stacked("inside"))
    return xr.Dataset(
        data,
        coords={
            "world": np.asarray(numbers, dtype=np.int64),
            "week": ends,
            "country": np.array(scenario.countries, dtype=str),
        },
        attrs={"theory": model.theory.name, "scenario": scenario.name},
    )
