"""A scenario in words: what a reader needs to know before using it."""

from __future__ import annotations

from textwrap import wrap

import numpy as np

from contention.scenario.model import Scenario

WIDTH = 80


def describe(scenario: Scenario) -> str:
    """Return a summary of a scenario in lines of at most 80 columns.

    Parameters
    ----------
    scenario
        A resolved scenario.
    """
    parts = [
        [*wrap(f"{scenario.title} ({scenario.name})", WIDTH), _calendar(scenario)],
        _countries(scenario),
        _strata(scenario),
        _links(scenario),
        _covariates(scenario),
        _recorded(scenario),
        _shocks(scenario),
        _confidence(scenario),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _calendar(scenario: Scenario) -> str:
    return f"{scenario.bloc}, {scenario.start} to {scenario.end}, {scenario.days:,} days"


def _countries(scenario: Scenario) -> list[str]:
    places = scenario.places
    town = np.array(places.kind) == "town"
    lines = [f"{'':<22}{'towns':>9}{'remainders':>13}{'communes':>13}{'population':>16}"]

    def row(label: str, here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
        communes = int(places.communes[here & ~town].sum())
        people = f"{places.population[here].sum():,.0f}"
        counts = f"{int((here & town).sum()):>9,}{int((here & ~town).sum()):>13,}{communes:>13,}"
        return f"{_short(label, 21):<22}{counts}{people:>16}"

    for index, country in enumerate(scenario.countries):
        lines.append(row(country, places.country == index))
    if len(scenario.countries) > 1:
        lines.append(row("all", np.ones(len(places.name), dtype=np.bool_)))
    return lines


def _strata(scenario: Scenario) -> list[str]:
    total = scenario.places.population.sum()
    lines = [f"{'stratum':<22}{'persons':>16}{'share':>9}"]
    for name, heads in scenario.strata.items():
        share = 100 * heads.sum() / total
        lines.append(f"{_short(name, 21):<22}{heads.sum():>16,.0f}{share:>8.1f}%")
    return lines if scenario.strata else []


def _links(scenario: Scenario) -> list[str]:
    return [
        f"link {_short(link.name, 30)}: {len(link.weight):,} pairs of "
        f"{'countries' if link.level == 'country' else 'places'}"
        for link in scenario.links
    ]


def _covariates(scenario: Scenario) -> list[str]:
    lines: list[str] = []
    for item in scenario.covariates:
        low, high = float(item.values.min()), float(item.values.max())
        text = f"covariate {item.name} by {item.level}: {low:g} to {high:g}, {item.unit}"
        lines.extend(wrap(text, WIDTH, subsequent_indent="  "))
    return lines


def _recorded(scenario: Scenario) -> list[str]:
    if scenario.recorded is None:
        return []
    shares = scenario.recorded.values
    text = f"share of onsets recorded, by country and day: {shares.min():g} to {shares.max():g}"
    return wrap(text, WIDTH, subsequent_indent="  ")


def _shocks(scenario: Scenario) -> list[str]:
    lines: list[str] = []
    for shock in scenario.shocks:
        days = sorted({int(day) for day in shock.day})
        dates = ", ".join(_date(scenario, day) for day in days)
        reach = len({int(country) for country in shock.country})
        where = "1 country" if reach == 1 else f"{reach} countries"
        lines.extend(wrap(f"shock {shock.name}: {dates}, {where}", WIDTH, subsequent_indent="  "))
    return lines


def _confidence(scenario: Scenario) -> list[str]:
    people = scenario.places.population
    level = np.array(scenario.places.confidence)
    shares = [
        f"{100 * people[level == name].sum() / people.sum():.0f}% {name}"
        for name in ("high", "medium", "low")
    ]
    return [f"population by confidence of its figure: {', '.join(shares)}"]


def _date(scenario: Scenario, day: int) -> str:
    from datetime import timedelta

    return str(scenario.start + timedelta(days=day))


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
