"""The rows of a record that a test is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from contention.record import Record, popular

from .document import RowsPart

DATED = 7
"""Days of the longest interval of a row that still says when something came first."""


@dataclass(frozen=True)
class Selected:
    """Rows that meet the conditions of a test, in order of date and hour.

    Attributes
    ----------
    table
        The rows, with ``low`` and ``high``, the first and last day they may be of.
    """

    table: pl.DataFrame

    @property
    def number(self) -> int:
        """How many rows."""
        return self.table.height

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self.table["id"].to_list())

    def first(self) -> First | None:
        """Return the first of the rows that are dated to a week or better."""
        dated = self.table.filter((pl.col("high") - pl.col("low")).dt.total_days() < DATED)
        if dated.is_empty():
            return None
        row = dated.row(0, named=True)
        return First(str(row["id"]), row["date"], row["low"], row["high"], row["hour"])


@dataclass(frozen=True)
class First:
    """The first row of several: its id, best date, interval and hour (if known)."""

    id: str
    date: date
    low: date
    high: date
    hour: int | None

    def near(self, day: date, within_days: float) -> bool:
        """Return whether the row may be of a day, give or take some days."""
        slack = timedelta(days=within_days)
        return self.low - slack <= day <= self.high + slack

    def after(self, other: First) -> bool:
        """Return whether this row is surely later than another: no day or hour may be shared."""
        if self.date == other.date and self.low == self.high and other.low == other.high:
            both = self.hour is not None and other.hour is not None
            return both and (self.hour or 0) > (other.hour or 0)
        return self.low > other.high


class Rows:
    """All rows of a record, also totals and details, ready to be selected from.

    Parameters
    ----------
    record
        The record.
    named
        Kinds of rows by name, to which ``like`` refers.
    own_source
        How the source of a row begins that comes from the claims' own text. Rows that have no
        other source are left out: a text cannot confirm itself.
    """

    def __init__(
        self, record: Record, named: Mapping[str, RowsPart], *, own_source: str = ""
    ) -> None:
        columns = record.events.columns
        aside = record.set_aside.select(c for c in columns if c in record.set_aside.columns)
        if aside.height:
            aside = aside.filter(pl.col("role").is_in(["aggregate", "part"]))
        rows = pl.concat([record.events, aside], how="diagonal") if aside.height else record.events
        if own_source:
            other = pl.element().str.strip_chars().str.starts_with(own_source)
            rows = rows.filter(~pl.col("source").str.split(";").list.eval(other).list.all())
        self._named = named
        self._vocabulary = record.vocabulary
        self._table = rows.with_columns(
            low=pl.coalesce("date_low", "date"), high=pl.coalesce("date_high", "date")
        ).sort("date", pl.col("hour").fill_null(24), "id")

    def select(self, part: RowsPart) -> Selected:
        """Return the rows that meet every condition."""
        return Selected(self._select(part, self._table))

    def _select(self, part: RowsPart, table: pl.DataFrame) -> pl.DataFrame:
        if part.like:
            base = self._named[part.like]
            table = self._select(base, table)
            # The role of the kind holds unless the test states another.
            roles = part.role or base.role
        else:
            roles = part.role
        table = table.filter(pl.col("role").is_in(roles or ["event"]))
        if part.popular:
            table = popular(table, vocabulary=self._vocabulary)
        return table.filter(*_conditions(part))


def _conditions(part: RowsPart) -> list[pl.Expr]:
    found: list[pl.Expr] = []
    for column in ("form", "country", "town"):
        values: list[str] = getattr(part, column)
        if values:
            found.append(pl.col(column).is_in(values))
    if part.not_country:
        found.append(~pl.col("country").is_in(part.not_country))
    for column, values in (("actor", part.actor), ("demands", part.demands)):
        if values:
            found.append(_any(column, values))
    if part.not_actor:
        found.append(~_any("actor", part.not_actor))
    if part.mentions:
        text = pl.col("description").str.to_lowercase()
        found.append(
            pl.any_horizontal([text.str.contains(m.lower(), literal=True) for m in part.mentions])
        )
    if part.participants is not None:
        found.append(pl.col("participants_low") >= part.participants)
    if part.deaths is not None:
        found.append(pl.col("deaths_low") >= part.deaths)
    if part.start is not None:
        found.append(pl.col("date") >= part.start)
    if part.stop is not None:
        found.append(pl.col("date") <= part.stop)
    return found


def _any(column: str, values: list[str]) -> pl.Expr:
    listed = pl.col(column).list.eval(pl.element().is_in(values)).list.any()
    return listed.fill_null(value=False)
