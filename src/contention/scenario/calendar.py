"""What is dated: country covariates that change in steps, and shocks from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from contention.scenario.model import HOLIDAY, Covariate, DatedShock, Provenance
from contention.scenario.tables import CONFIDENCES, Table

STEP_COLUMNS = ("country", "from", "value", "source", "confidence")
SHOCK_COLUMNS = ("name", "date", "country", "value", "source")
EVERY = "*"


def resolve_steps(
    name: str, unit: str, table: Table, countries: Sequence[str], start: date, end: date
) -> tuple[Covariate, list[Provenance]]:
    """Resolve a country covariate into one number a country and day.

    A value holds from its date until the next one of the same country; before the first it
    is 0. Dates before the calendar are allowed (the value then holds at the start). Those of
    `HOLIDAY` may lie after it, and its values reach up to the last of them.

    Parameters
    ----------
    name, unit
        Name and unit of the covariate.
    table
        Columns as in `STEP_COLUMNS`; country ``*`` stands for all.
    countries
        Countries in order.
    start, end
        The calendar.
    """
    country = table.choices("country", [*countries, EVERY], "S020")
    days = table.dates("from")
    value = table.numbers("value")
    source = table.required("source")
    confidence = table.choices("confidence", CONFIDENCES, "S027")
    if name == HOLIDAY:
        end = max([end, *(day for day in days if day is not None)])
    late = [row for row, day in enumerate(days) if day is not None and day > end]
    table.report(
        "S053",
        "from",
        late,
        lambda row: f"{days[row]}, after the calendar",
        f"a date up to {end}",
        "drop the row or extend the calendar",
    )
    _check_repeats(
        table, "from", [f"{name} of {c} from {d}" for c, d in zip(country, days, strict=True)]
    )
    values = np.zeros((len(countries), (end - start).days + 1))
    # The steps for all come first on a day, so that a country's own row wins.
    order = sorted(
        (day, country[row] != EVERY, row) for row, day in enumerate(days) if day is not None
    )
    for day, _, row in order:
        first = max((day - start).days, 0)
        values[_positions(countries, country[row]), first:] = value[row]
    # A holiday comes every year from one source: one entry a country says it all.
    dated = ["" if name == HOLIDAY else f", from {day}" for day in days]
    noted = (
        Provenance(f"{name}, {country[row]}{dated[row]}", source[row], confidence[row])
        for row in range(len(country))
    )
    provenance = list(dict.fromkeys(noted))
    sources = "; ".join(dict.fromkeys(source))
    weakest = max(confidence, key=lambda c: CONFIDENCES.index(c) if c in CONFIDENCES else -1)
    return Covariate(name, "country", values, unit, sources, weakest), provenance


def resolve_recorded(
    table: Table, countries: Sequence[str], start: date, end: date
) -> tuple[Covariate, list[Provenance]]:
    """Resolve the share of onsets that a record holds, by country and day; 1 before the first.

    Parameters
    ----------
    table
        Columns as in `STEP_COLUMNS`; values above 0 and at most 1.
    countries
        Countries in order.
    start, end
        The calendar.
    """
    value = table.numbers("value")
    table.report(
        "S054",
        "value",
        [row for row, share in enumerate(value) if not 0.0 < share <= 1.0],
        lambda row: f"{value[row]:g}",
        "a share above 0 and at most 1",
        "write 1 where the record holds everything; leave out what nobody knows",
    )
    steps, noted = resolve_steps("recorded", "share", table, countries, start, end)
    known = np.where(steps.values > 0.0, steps.values, 1.0)
    return replace(steps, values=known), noted


def resolve_shocks(
    table: Table, countries: Sequence[str], start: date, end: date
) -> tuple[list[DatedShock], list[Provenance]]:
    """Resolve the table of dated shocks; a row with country ``*`` reaches every country.

    Parameters
    ----------
    table
        Columns as in `SHOCK_COLUMNS`, and ``confidence``.
    countries
        Countries in order.
    start, end
        The calendar.
    """
    names = table.required("name")
    days = table.dates("date")
    country = table.choices("country", [*countries, EVERY], "S020")
    value = table.numbers("value")
    source = table.required("source")
    confidence = table.texts("confidence")
    outside = [row for row, day in enumerate(days) if day is not None and not start <= day <= end]
    table.report(
        "S053",
        "date",
        outside,
        lambda row: f"{days[row]}, outside the calendar",
        f"a date from {start} to {end}",
        "correct the date or extend the calendar",
    )
    _check_repeats(
        table, "name", [f"{n} in {c} on {d}" for n, c, d in zip(names, country, days, strict=True)]
    )
    shocks: list[DatedShock] = []
    for name in dict.fromkeys(names):
        impulses = [
            ((day - start).days, target, value[row])
            for row, day in enumerate(days)
            if names[row] == name and day is not None
            for target in _positions(countries, country[row])
        ]
        shocks.append(
            DatedShock(
                name=name,
                day=np.array([day for day, _, _ in impulses], dtype=np.int64),
                country=np.array([target for _, target, _ in impulses], dtype=np.int64),
                value=np.array([size for _, _, size in impulses], dtype=np.float64),
                source="; ".join(
                    dict.fromkeys(s for s, n in zip(source, names, strict=True) if n == name)
                ),
            )
        )
    provenance = [
        Provenance(f"shock {names[row]}, {country[row]}", source[row], confidence[row] or "")
        for row in range(len(names))
    ]
    return shocks, provenance


def _check_repeats(table: Table, column: str, keys: Sequence[str]) -> None:
    seen: set[str] = set()
    again: list[int] = []
    for row, key in enumerate(keys):
        if key in seen:
            again.append(row)
        seen.add(key)
    table.report(
        "S052",
        column,
        again,
        lambda row: f"{keys[row]} a second time",
        "one row for each",
        "remove one of the rows",
    )


def _positions(countries: Sequence[str], name: str) -> list[int]:
    if name == EVERY:
        return list(range(len(countries)))
    return [countries.index(name)] if name in countries else []
