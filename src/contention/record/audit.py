"""What a record gave: counts of what was used, what was set aside and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from contention.foundation.errors import Problem
from contention.record.contention import DEFINITION, town_days
from contention.record.model import Record
from contention.record.schema import CONFIDENCES, PRECISIONS, ROLES

UNSTATED = "not stated"
"""Stands for a blank in counts."""


@dataclass(frozen=True)
class Count:
    """How many rows have something, among the events used and among all readable rows."""

    used: int
    all: int


@dataclass(frozen=True)
class TownDays:
    """Town-days of popular contention.

    Parameters
    ----------
    total
        Town-days.
    largest
        Towns on the largest day.
    largest_day
        That day; the first, where several are as large. None without any town-day.
    by_country
        Country -> town-days.
    definition
        What is counted.
    """

    total: int
    largest: int
    largest_day: date | None
    by_country: dict[str, int]
    definition: str = DEFINITION


@dataclass(frozen=True)
class Audit:
    """What a record gave. Counts by value are of the events used, largest first.

    Parameters
    ----------
    name, digest
        Of the record.
    rows, kept
        Rows of the input, and those used.
    set_aside
        Reason -> rows.
    first, last
        First and last day an event used can have happened.
    by_country, by_form, by_actor, by_demand
        Value -> events. An event with several actors or demands counts for each of them.
    by_role, precision, confidence
        Value -> rows; roles over all rows that could be read.
    stated
        What -> rows that state it: ``hour``, ``interval`` (more than one possible day),
        ``end_date``, ``town``, ``participants``, ``deaths``, ``deaths_zero`` (stated as none).
    towns
        Different towns, each with its country.
    town_days
        Popular contention.
    sources
        Number of different sources.
    ignored
        Columns of the input that are not canonical.
    problems
        Every problem.
    """

    name: str
    digest: str
    rows: int
    kept: int
    set_aside: dict[str, int]
    first: date | None
    last: date | None
    by_country: dict[str, int]
    by_form: dict[str, int]
    by_actor: dict[str, int]
    by_demand: dict[str, int]
    by_role: dict[str, int]
    precision: dict[str, int]
    confidence: dict[str, int]
    stated: dict[str, Count]
    towns: Count
    town_days: TownDays
    sources: int
    ignored: tuple[str, ...]
    problems: tuple[Problem, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: dates as text, problems as mappings."""
        days = self.town_days
        return {
            "rows": self.rows,
            "kept": self.kept,
            "set_aside": self.set_aside,
            "name": self.name,
            "digest": self.digest,
            "first": _iso(self.first),
            "last": _iso(self.last),
            "by_country": self.by_country,
            "by_form": self.by_form,
            "by_actor": self.by_actor,
            "by_demand": self.by_demand,
            "by_role": self.by_role,
            "precision": self.precision,
            "confidence": self.confidence,
            "stated": {name: vars(count) for name, count in self.stated.items()},
            "towns": vars(self.towns),
            "town_days": {**vars(days), "largest_day": _iso(days.largest_day)},
            "sources": self.sources,
            "ignored": list(self.ignored),
            "problems": [vars(problem) for problem in self.problems],
        }

    def text(self) -> str:
        """Return the audit as lines of at most 80 columns."""
        from contention.record.audit_text import audit_text

        return audit_text(self)

    def _repr_html_(self) -> str:
        """Return the audit for a notebook."""
        from contention.record.audit_text import audit_html

        return audit_html(self)


def make_audit(record: Record) -> Audit:
    """Count what a record gave."""
    used = record.events
    readable = pl.concat([used, record.set_aside.select(used.columns)])
    return Audit(
        name=record.name,
        digest=record.digest,
        rows=record.rows,
        kept=used.height,
        set_aside=_count_values(record.set_aside["reason"]),
        first=_as_date(used["date_low"].min()),
        last=_as_date(used["date_high"].max()),
        by_country=_count_values(used["country"]),
        by_form=_count_values(used["form"]),
        by_actor=_count_lists(used["actor"]),
        by_demand=_count_lists(used["demands"]),
        by_role=_count_values(readable["role"], order=ROLES),
        precision=_count_values(used["date_precision"], order=PRECISIONS),
        confidence=_count_values(used["confidence"], order=(*CONFIDENCES, UNSTATED)),
        stated=_count_stated(used, readable),
        towns=Count(_count_towns(used), _count_towns(readable)),
        town_days=_measure_town_days(record),
        sources=len(record.sources),
        ignored=record.ignored,
        problems=record.problems,
    )


def _count_stated(used: pl.DataFrame, readable: pl.DataFrame) -> dict[str, Count]:
    deaths = pl.col("deaths_low").is_not_null() | pl.col("deaths_high").is_not_null()
    size = pl.col("participants_low").is_not_null() | pl.col("participants_high").is_not_null()
    zero = pl.coalesce("deaths_high", "deaths_low") == 0
    conditions = {
        "hour": pl.col("hour").is_not_null(),
        "interval": pl.col("date_high") > pl.col("date_low"),
        "end_date": pl.col("end_date").is_not_null(),
        "town": pl.col("town").is_not_null(),
        "participants": size,
        "deaths": deaths,
        "deaths_zero": zero,
    }
    return {
        name: Count(used.filter(condition).height, readable.filter(condition).height)
        for name, condition in conditions.items()
    }


def _measure_town_days(record: Record) -> TownDays:
    days = town_days(record.events, vocabulary=record.vocabulary)
    by_day = (
        days.group_by("date").agg(pl.col("n").sum()).sort("n", "date", descending=[True, False])
    )
    by_country = days.group_by("country").agg(pl.col("n").sum())
    by_country = by_country.sort("n", "country", descending=[True, False])
    return TownDays(
        total=int(days["n"].sum()),
        largest=int(by_day["n"][0]) if by_day.height else 0,
        largest_day=by_day["date"][0] if by_day.height else None,
        by_country=dict(zip(by_country["country"], by_country["n"], strict=True)),
    )


def _count_towns(frame: pl.DataFrame) -> int:
    return frame.filter(pl.col("town").is_not_null()).select("country", "town").unique().height


def _count_values(values: pl.Series, *, order: tuple[str, ...] = ()) -> dict[str, int]:
    """Count each value, in a given order or by falling count and then by name."""
    counts: dict[str, int] = {}
    for value in values:
        key = UNSTATED if value is None else str(value)
        counts[key] = counts.get(key, 0) + 1
    if order:
        return {key: counts[key] for key in order if key in counts}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _count_lists(values: pl.Series) -> dict[str, int]:
    exploded = values.drop_nulls()
    exploded = exploded.filter(exploded.list.len() > 0).explode()
    counts = _count_values(exploded)
    unstated = values.null_count()
    return counts | ({UNSTATED: unstated} if unstated else {})


def _as_date(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
