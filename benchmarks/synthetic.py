"""A large made-up scenario and a record in which events breed events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention import Scenario
from contention.scenario.model import Covariate, Link, Places

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FORMS = ("strike", "demonstration", "meeting", "riot")
ACTORS = ("workers", "students", "peasants")
DEMANDS = ("economic", "political", "national")
STRATA = ("workers", "peasants", "students", "soldiers", "security_police", "officials")
START = date(1950, 1, 1)

OFFSPRING = 0.8  # events that an event brings, in the mean
MEAN_LAG = 3.0  # days from an event to one that it brings
AT_HOME = 0.7  # share of these at the same place; the others fall on a neighbour
SAME_FORM = 0.6
STATED_SIZE = 0.3
STATED_DEMANDS = 0.5


@dataclass(frozen=True)
class Extent:
    """How much of everything: places, days and events in all, over equal square countries."""

    countries: int
    side: int  # places of a country stand on a grid of side x side
    days: int
    events: int


def made_scenario(extent: Extent, *, seed: int) -> Scenario:
    """Return countries of towns on a grid; `near` links a town with its four neighbours.

    Populations are lognormal. Stratum by stratum a tenth of the people.
    """
    rng = np.random.default_rng(seed)
    each = extent.side**2
    n = extent.countries * each
    cell = np.arange(n) % each
    population = np.rint(np.exp(rng.normal(8.5, 1.2, n))) + 100.0
    large = (population > 10_000.0).astype(float)
    source, target = _neighbours(extent)
    return Scenario(
        name="synthetic",
        title="Made-up countries",
        bloc="Made-up bloc",
        start=START,
        end=START + timedelta(days=extent.days - 1),
        countries=tuple(f"Country {k}" for k in range(extent.countries)),
        places=Places(
            name=tuple(f"Town {k}" for k in range(n)),
            country=np.repeat(np.arange(extent.countries), each),
            region=("Region",) * n,
            kind=("town",) * n,
            communes=np.ones(n, dtype=np.int64),
            population=population,
            lat=np.asarray(40.0 + 0.1 * (cell // extent.side), dtype=float),
            lon=0.1 * (cell % extent.side) + 0.2 * extent.side * (np.arange(n) // each),
            source=("made up",) * n,
            confidence=("low",) * n,
        ),
        strata={name: np.rint(population / 10) for name in STRATA},
        links=(Link("near", "place", source, target, np.full(source.size, 0.5)),),
        covariates=(Covariate("town_status", "place", large, "flag", "made up", "low"),),
        shocks=(),
    )


def made_events(scenario: Scenario, extent: Extent, *, seed: int) -> pl.DataFrame:
    """Return events in canonical columns: some come of themselves, the others of earlier ones."""
    rng = np.random.default_rng(seed)
    day, place, form = _cascade(scenario, extent, rng)
    n = day.size
    stated = rng.random(n) < STATED_SIZE
    heads = np.rint(np.exp(rng.normal(6.0, 1.2, n))).astype(np.int64) + 1
    dates = pl.Series(day.astype(np.int32) + (START - date(1970, 1, 1)).days).cast(pl.Date)
    demands = pl.Series(rng.choice(DEMANDS, n))
    towns = pl.Series(scenario.places.name)
    countries = pl.Series(scenario.countries)
    frame = pl.DataFrame(
        {
            "id": pl.arange(n, eager=True).cast(pl.String),
            "date": dates,
            "date_low": dates,
            "date_high": dates,
            "country": countries.gather(scenario.places.country[place].astype(np.uint32)),
            "place": towns.gather(place.astype(np.uint32)),
            "town": towns.gather(place.astype(np.uint32)),
            "actor": pl.Series(rng.choice(ACTORS, n)),
            "form": pl.Series(FORMS).gather(form.astype(np.uint32)),
            "heads": heads,
            "stated": stated,
            "demands": demands,
            "demanding": rng.random(n) < STATED_DEMANDS,
        }
    )
    size = pl.when("stated").then("heads").otherwise(None)
    return frame.with_columns(
        size.alias("participants_low"),
        size.alias("participants_high"),
        pl.concat_list("actor").alias("actor"),
        pl.when("demanding").then(pl.concat_list("demands")).otherwise(None).alias("demands"),
    ).drop("heads", "stated", "demanding")


def _neighbours(extent: Extent) -> tuple[Ints, Ints]:
    side = extent.side
    grid = np.arange(extent.countries * side * side).reshape(extent.countries, side, side)
    east = (grid[:, :, :-1].ravel(), grid[:, :, 1:].ravel())
    south = (grid[:, :-1, :].ravel(), grid[:, 1:, :].ravel())
    one = np.concatenate([east[0], south[0]])
    other = np.concatenate([east[1], south[1]])
    source, target = np.concatenate([one, other]), np.concatenate([other, one])
    order = np.lexsort((target, source))
    return source[order], target[order]


def _cascade(
    scenario: Scenario, extent: Extent, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Draw generation after generation until there are enough; return day, place and form."""
    link = scenario.links[0]
    first = np.searchsorted(link.source, np.arange(len(scenario.places.name) + 1))
    weight = scenario.places.population / scenario.places.population.sum()
    n = round(extent.events * (1.0 - OFFSPRING) * 1.2)
    day = rng.integers(0, extent.days, n)
    place = rng.choice(weight.size, n, p=weight)
    form = rng.integers(0, len(FORMS), n)
    days, places, forms = [day], [place], [form]
    while day.size:
        parent = np.repeat(np.arange(day.size), rng.poisson(OFFSPRING, day.size))
        lag = 1.0 + rng.exponential(MEAN_LAG - 0.5, parent.size)
        day = day[parent] + lag.astype(np.int64)
        inside = day < extent.days
        parent, day = parent[inside], day[inside]
        origin = place[parent]
        pick = first[origin] + rng.integers(0, first[origin + 1] - first[origin])
        place = np.where(rng.random(parent.size) < AT_HOME, origin, link.target[pick])
        other = rng.integers(0, len(FORMS), parent.size)
        form = np.where(rng.random(parent.size) < SAME_FORM, form[parent], other)
        days.append(day)
        places.append(place)
        forms.append(form)
    day, place, form = np.concatenate(days), np.concatenate(places), np.concatenate(forms)
    chosen = rng.permutation(day.size)[: extent.events]
    chosen = chosen[np.argsort(day[chosen], kind="stable")]
    return day[chosen], place[chosen], form[chosen]
