"""Strata of the Eastern bloc scenario: heads by country, and how they spread over the places.

Rows of the population table are used where they exist. The rest is recalled or carried over
from another country, and says so. How a stratum divides between recorded towns and remainders
is an assumption everywhere: the ratio of the two rates is stated in each row.
"""

from __future__ import annotations

from collections.abc import Callable

import eastern_bloc_tables as known

ACTIVE = 0.45
Value = Callable[[str], float]
Sizes = dict[tuple[str, str, str], float]

Figure = tuple[float, str, str]
"""Heads, source, confidence."""

TOWN_RATIO = {
    "workers": 2.0,
    "peasants": 0.2,
    "students": 5.0,
    "soldiers": 1.0,
    "security_police": 2.0,
    "prisoners": 1.0,
    "officials": 2.0,
    "patron_troops": 1.0,
}
"""Heads per inhabitant in recorded towns over heads per inhabitant elsewhere, assumed."""


def strata_rows(sizes: Sizes, value: Value) -> list[list[object]]:
    """Return the rows of strata.csv.

    Parameters
    ----------
    sizes
        Population by country, region and kind.
    value
        Returns the middle of a row of the population table.
    """
    rows: list[list[object]] = []
    for country in known.COUNTRIES:
        general = [key for key in sizes if key[0] == country and not key[1].endswith(")")]
        # Only camp systems are told apart; other regions with brackets are ordinary.
        if country != "USSR":
            general = [key for key in sizes if key[0] == country]
        region = "USSR" if country == "USSR" else ""
        people = {
            kind: sum(sizes[key] for key in general if key[2] == kind)
            for kind in ("town", "remainder")
        }
        shares = dict.fromkeys(people, 0.0)
        for stratum, (heads, source, confidence) in figures(country, people, value).items():
            ratio = TOWN_RATIO[stratum]
            base = heads / (ratio * people["town"] + people["remainder"])
            for kind, rate in (("town", ratio * base), ("remainder", base)):
                share = float(f"{rate:.4g}")
                shares[kind] += share
                spread = (
                    f"{heads:,.0f} in all; rate in recorded towns {ratio:g} times the rest, assumed"
                )
                rows.append(
                    [country, region, kind, stratum, share, "", f"{source}; {spread}", confidence]
                )
        for kind, share in shares.items():
            rest = int((1 - share) * 1e6) / 1e6
            source = "DERIVED: what the other strata leave"
            rows.append([country, region, kind, "other", rest, "", source, "low"])
    rows.extend(camp_rows(sizes, value))
    return rows


def camp_rows(sizes: Sizes, value: Value) -> list[list[object]]:
    """Return the rows of the camp towns: prisoners as stated, guards, and the others."""
    rows: list[list[object]] = []
    for system, row_id, _ in known.CAMPS.values():
        prisoners = value(row_id)
        guards = round(prisoners / 10)
        rest = sizes["USSR", system, "town"] - prisoners - guards
        source = f"populations.csv {row_id}"
        rows.append(["USSR", system, "", "prisoners", "", prisoners, source, "medium"])
        source = "one guard to ten prisoners, assumed"
        rows.append(["USSR", system, "", "security_police", "", guards, source, "low"])
        source = "half of the free inhabitants, assumed"
        rows.append(["USSR", system, "", "workers", "", round(rest / 2), source, "low"])
        source = "DERIVED: what the other strata leave"
        rows.append(["USSR", system, "", "other", "", int(rest - round(rest / 2)), source, "low"])
    return rows


def figures(country: str, people: dict[str, float], value: Value) -> dict[str, Figure]:
    """Return heads of each stratum of a country."""
    total = sum(people.values())
    found = {
        "workers": workers(country, total, value),
        "peasants": peasants(country, total, value),
        "students": students(country, total, value),
        "soldiers": soldiers(country, total, value),
        "security_police": security_police(country, total, value),
        "prisoners": prisoners(country, total, value),
        "officials": officials(country, total, value),
    }
    troops = {"Hungary": "P086", "East Germany": "P133", "Poland": "P171", "Romania": "P189"}
    if country in troops:
        row = troops[country]
        found["patron_troops"] = (value(row), f"Soviet troops, populations.csv {row}", "low")
    return found


def workers(country: str, total: float, value: Value) -> Figure:
    """Industrial workers."""
    rows = {"Hungary": "P078", "East Germany": "P131", "Poland": "P172"}
    if country in rows:
        return value(rows[country]), f"populations.csv {rows[country]}", "low"
    shares = {
        "USSR": 0.09,
        "Czechoslovakia": 0.15,
        "Bulgaria": 0.06,
        "Romania": 0.06,
        "Yugoslavia": 0.05,
        "Albania": 0.03,
    }
    share = shares[country]
    return share * total, f"{100 * share:g} per cent of the population, recalled, unchecked", "low"


def peasants(country: str, total: float, value: Value) -> Figure:
    """People who work the land."""
    if country == "Hungary":
        share = value("P079") + (value("P080") - value("P079")) * 7 / 11
        source = "DERIVED: share of earners interpolated to 1956 between populations.csv P079, P080"
    elif country in (rows := {"East Germany": "P132", "Romania": "P187", "Bulgaria": "P188"}):
        share, source = value(rows[country]), f"share of employed, populations.csv {rows[country]}"
    elif country == "Poland":
        share, source = value("P173"), "share of population, populations.csv P173"
    else:
        recalled = {"USSR": 42, "Czechoslovakia": 33, "Yugoslavia": 61, "Albania": 70}
        share, source = recalled[country], f"{recalled[country]} per cent, recalled, unchecked"
    heads = share / 100 * ACTIVE * total
    return heads, f"{source}; {100 * ACTIVE:g} per cent of people active, assumed", "low"


def students(country: str, total: float, value: Value) -> Figure:
    """Students of universities, upper secondary pupils and the intelligentsia."""
    tail = "; times four for upper secondary pupils and the intelligentsia, assumed"
    if country == "Hungary":
        return 4 * value("P081"), f"students: populations.csv P081{tail}", "low"
    recalled = {
        "East Germany": 60_000,
        "Poland": 140_000,
        "USSR": 1_800_000,
        "Czechoslovakia": 48_000,
        "Bulgaria": 35_000,
        "Romania": 75_000,
        "Yugoslavia": 70_000,
        "Albania": 2_000,
    }
    source = f"{recalled[country]:,} students, recalled, unchecked{tail}"
    return 4 * recalled[country], source, "low"


def soldiers(country: str, total: float, value: Value) -> Figure:
    """Soldiers of the country's own army."""
    if country == "Hungary":
        return value("P082"), "populations.csv P082", "medium"
    if country == "East Germany":
        return value("P135"), "barracked police, populations.csv P135", "medium"
    if country == "Poland":
        return value("P169"), "populations.csv P169", "low"
    recalled = {
        "USSR": 4_800_000,
        "Czechoslovakia": 200_000,
        "Bulgaria": 140_000,
        "Romania": 200_000,
        "Yugoslavia": 300_000,
        "Albania": 35_000,
    }
    return recalled[country], "recalled, unchecked", "low"


def security_police(country: str, total: float, value: Value) -> Figure:
    """Security police and its troops."""
    if country == "Hungary":
        return value("P083"), "populations.csv P083", "low"
    if country == "East Germany":
        return value("P136"), "populations.csv P136", "low"
    if country == "Poland":
        heads = value("P160") + value("P161") + value("P162")
        return heads, "office, militia and internal corps, populations.csv P160-P162", "high"
    rate = value("P083") / value("P071")
    return rate * total, "DERIVED: the Hungarian rate (populations.csv P083 / P071)", "low"


def prisoners(country: str, total: float, value: Value) -> Figure:
    """Prisoners."""
    if country == "USSR":
        in_camps = sum(value(row) for _, row, _ in known.CAMPS.values())
        source = "populations.csv P193 (before the amnesty of March 1953) less P190-P192"
        return value("P193") - in_camps, source, "medium"
    source = "3 in 1,000 inhabitants, recalled order of magnitude, unchecked"
    return 0.003 * total, source, "low"


def officials(country: str, total: float, value: Value) -> Figure:
    """People who live by office: taken as a tenth of the party's members."""
    rows = {
        "Hungary": "P084",
        "East Germany": "P137",
        "Poland": "P170",
        "Czechoslovakia": "P181",
        "Romania": "P182",
        "Bulgaria": "P183",
        "USSR": "P184",
    }
    tail = "a tenth of the party's members, assumed"
    if country in rows:
        return (
            value(rows[country]) / 10,
            f"DERIVED: {tail} (populations.csv {rows[country]})",
            "low",
        )
    recalled = {"Yugoslavia": 650_000, "Albania": 48_000}
    return recalled[country] / 10, f"DERIVED: {tail} ({recalled[country]:,}, recalled)", "low"
