"""A small invented scenario, built in code, that every part of the grammar can run on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from contention.scenario.model import Covariate, DatedShock, Link, Places, Scenario

COUNTRIES = ("Alda", "Bera", "Cora", "Dena", "Elna", "Fara")
STRATA = {"workers": 0.3, "soldiers": 0.01}
LINKS = {"border": "country", "near": "place"}
COVARIATES = {"wages": "country", "industry": "place"}
SHOCKS = ("death",)


def toy_scenario(
    countries: int = 2,
    towns: int = 3,
    days: int = 60,
    *,
    remainders: int = 2,
    start: date = date(1953, 3, 1),
    strata: Mapping[str, float] | None = None,
) -> Scenario:
    """Return an invented scenario.

    Parameters
    ----------
    countries, towns, remainders, days
        How many countries, towns and remainders a country, and days.
    start
        First day.
    strata
        Share of the population of every place in each stratum. Default: workers 0.3, soldiers
        0.01. Heads are the share times the population, not rounded.

    Returns
    -------
    Scenario
        Places stand country by country, towns before remainders. Links: ``border`` (country
        level, neighbours in a ring, weights unequal) and ``near`` (place level, towns only,
        within and across countries). Covariates: ``wages`` (country, steps) and ``industry``
        (place). Shock ``death``: one in every country early on, one in the first country later.
    """
    names = COUNTRIES[:countries]
    places = _places(names, towns, remainders)
    shares = STRATA if strata is None else strata
    index = np.arange(countries)
    quarter = np.arange(days)[None, :] // max(days // 4, 1)
    wages = np.where(quarter == 0, 0.0, 0.3 * np.sin(1.0 + index[:, None] + 2.0 * quarter))
    industry = np.abs(np.sin(1.0 + np.arange(len(places.name))))
    early, late = min(3, days - 1), min(2 * days // 3, days - 1)
    return Scenario(
        name="toy",
        title="An invented scenario",
        bloc="Toy bloc",
        start=start,
        end=start + timedelta(days=days - 1),
        countries=names,
        places=places,
        strata={name: share * places.population for name, share in shares.items()},
        links=(_border(countries), _near(places)),
        covariates=(
            Covariate("wages", "country", wages, "per cent", "invented", "high"),
            Covariate("industry", "place", industry, "share", "invented", "high"),
        ),
        shocks=(
            DatedShock(
                "death",
                day=np.array([early] * countries + [late], dtype=np.int64),
                country=np.array([*range(countries), 0], dtype=np.int64),
                value=np.array([1.0] * countries + [0.5]),
                source="invented",
            ),
        ),
    )


def _places(countries: tuple[str, ...], towns: int, remainders: int) -> Places:
    """Towns of falling size, then remainders of several communes, for each country."""
    rows: list[tuple[str, int, str, str, int, float, float, float]] = []
    for c, country in enumerate(countries):
        for i in range(towns):
            rows.append(
                (f"{country} town {i + 1}", c, f"region {1 + i % max(remainders, 1)}", "town", 1,
                 90_000.0 / (i + 1) + 1_000.0 * c, 50.0 + 0.2 * i, 10.0 + 1.5 * c + 0.1 * i)
            )  # fmt: skip
        for i in range(remainders):
            rows.append(
                (f"{country} rest of region {i + 1}", c, f"region {i + 1}", "remainder", 4 + 3 * i,
                 40_000.0 + 15_000.0 * i, 51.0 + 0.3 * i, 10.5 + 1.5 * c)
            )  # fmt: skip
    name, country, region, kind, communes, population, lat, lon = zip(*rows, strict=True)
    return Places(
        name=name,
        country=np.array(country, dtype=np.int64),
        region=region,
        kind=kind,
        communes=np.array(communes, dtype=np.int64),
        population=np.array(population),
        lat=np.array(lat),
        lon=np.array(lon),
        source=("invented",) * len(name),
        confidence=("high",) * len(name),
    )


def _border(countries: int) -> Link:
    """Neighbours in a ring, both ways, with weights that differ."""
    pairs = {
        (a, b): 1.0 / (1 + min(a, b))
        for a in range(countries)
        for b in ((a + 1) % countries, (a - 1) % countries)
        if a != b
    }
    return _link("border", "country", pairs)


def _near(places: Places) -> Link:
    """Towns within half a degree or so, whatever their country."""
    pairs: dict[tuple[int, int], float] = {}
    for a, kind in enumerate(places.kind):
        for b, other in enumerate(places.kind):
            gap = float(np.hypot(places.lat[a] - places.lat[b], places.lon[a] - places.lon[b]))
            if a != b and kind == other == "town" and gap <= 1.6:
                pairs[a, b] = 2.0 ** (-gap / 0.5)
    return _link("near", "place", pairs)


def _link(name: str, level: str, pairs: dict[tuple[int, int], float]) -> Link:
    source = np.array([a for a, _ in pairs], dtype=np.int64)
    target = np.array([b for _, b in pairs], dtype=np.int64)
    weight = np.array(list(pairs.values()), dtype=np.float64)
    return Link(name, level, source, target, weight)  # pyright: ignore[reportArgumentType]
