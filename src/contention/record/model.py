"""A record: the events that are used, the rows that are not, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from contention.foundation.errors import Problem
from contention.record.vocabulary import VOCABULARY, Vocabulary

if TYPE_CHECKING:
    from contention.record.audit import Audit

OUTSIDE = "outside calendar"
"""Reason of rows that lie wholly before or after the calendar of a scenario."""

PROBLEM = "problem"
"""Reasons of rows with problems begin with this word; the code follows."""


@dataclass(frozen=True, eq=False)
class Record:
    """What happened: a table of events.

    Parameters
    ----------
    name
        Name of the record, from its file.
    events
        Rows of role ``event`` without problems, in canonical columns, in the order of the file.
    set_aside
        All other rows: ``row`` (its number in the file), the canonical columns (null where a
        value could not be read) and ``reason``: ``aggregate``, ``part``, ``outside calendar``
        or ``problem CODE`` with the first problem of the row.
    problems
        Every problem of every row.
    rows
        Rows of the input: those of `events` and of `set_aside` together.
    digest
        SHA-256 of the input.
    sources
        Every source that a readable row names, sorted.
    ignored
        Columns of the input that are not canonical.
    vocabulary
        The words the record was read with.
    """

    name: str
    events: pl.DataFrame
    set_aside: pl.DataFrame
    problems: tuple[Problem, ...]
    rows: int
    digest: str
    sources: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    vocabulary: Vocabulary = VOCABULARY

    def within(self, start: date, end: date) -> Record:
        """Return the record with events that lie wholly outside a calendar set aside.

        An event dated to an interval stays if any day of the interval is inside.

        Parameters
        ----------
        start, end
            First and last day of the calendar, both included.
        """
        inside = (pl.col("date_high") >= start) & (pl.col("date_low") <= end)
        outside = self.events.filter(~inside).with_columns(reason=pl.lit(OUTSIDE))
        return replace(
            self,
            events=self.events.filter(inside),
            set_aside=pl.concat([self.set_aside, outside], how="diagonal"),
        )

    def audit(self) -> Audit:
        """Return what was used, what was set aside and why."""
        from contention.record.audit import make_audit

        return make_audit(self)

    def __repr__(self) -> str:
        """Return name and counts on one line."""
        return (
            f"Record({self.name!r}: {self.events.height:,} events, "
            f"{self.set_aside.height:,} rows set aside, {len(self.problems):,} problems)"
        )

    def _repr_html_(self) -> str:
        """Return the audit for a notebook."""
        return self.audit()._repr_html_()  # pyright: ignore[reportPrivateUsage]
