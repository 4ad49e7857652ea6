"""Public holidays of the countries of a record, as the covariate ``holiday``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version

import polars as pl

from contention.foundation import gazetteer

AHEAD = 366
"""Days after the calendar of which holidays are stated: forecasts may reach beyond it."""

_COLUMNS = {
    "country": pl.String, "from": pl.Date, "value": pl.Int64, "name": pl.String,
    "source": pl.String, "confidence": pl.String,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Holidays:
    """Public holidays as steps of a covariate: 1 on the day, 0 on the day after.

    Parameters
    ----------
    table
        ``country, from, value, name, source, confidence``.
    notes
        Countries of which none are known.
    """

    table: pl.DataFrame
    notes: tuple[str, ...]


def public_holidays(countries: list[str], first: date, last: date) -> Holidays:
    """Return the public holidays of whole countries, up to `AHEAD` days after a calendar.

    They are those of the library holidays (https://pypi.org/project/holidays/, MIT), by the ISO
    code that the gazetteer has for the name of a country. Holidays of regions are left out.

    Parameters
    ----------
    countries
        Names in English.
    first, last
        The calendar.
    """
    rows: list[dict[str, object]] = []
    unknown: list[str] = []
    for country in countries:
        found = _of_country(gazetteer.country_code(country), first, last + timedelta(days=AHEAD))
        rows += [{"country": country, **row} for row in found]
        if not found:
            unknown.append(country)
    notes: list[str] = []
    if unknown:
        shown = ", ".join(unknown[:5]) + (" and others" if len(unknown) > 5 else "")
        notes.append(f"public holidays are not known for {shown}: no day counts as one")
    return Holidays(pl.DataFrame(rows, schema=_COLUMNS), tuple(notes))


def _of_country(code: str | None, first: date, last: date) -> list[dict[str, object]]:
    # Loaded late: only this needs it.
    import holidays

    if code is None or code not in holidays.list_supported_countries(include_aliases=False):
        return []
    years = range(first.year, last.year + 1)
    languages = holidays.country_holidays(code).supported_languages
    language = "en_US" if "en_US" in languages else None
    known = holidays.country_holidays(code, years=years, language=language)
    named = {day: name for day, name in sorted(known.items()) if first <= day <= last}
    source = f"public holidays of {code}, holidays {version('holidays')} (PyPI, MIT)"
    rows: list[dict[str, object]] = []
    for day, name in named.items():
        rows.append(_row(day, 1, name, source))
        after = day + timedelta(days=1)
        if after not in named and after <= last:
            rows.append(_row(after, 0, "the day after", source))
    return rows


def _row(day: date, value: int, name: str, source: str) -> dict[str, object]:
    return {"from": day, "value": value, "name": name, "source": source, "confidence": "high"}
