"""The events of what a caller gave: a record, or a table of events."""

from __future__ import annotations

from typing import Protocol, cast

import polars as pl


class _HasEvents(Protocol):
    @property
    def events(self) -> pl.DataFrame: ...


def events_of(record: object) -> pl.DataFrame:
    """Return the events of a record, or the table itself where it is one."""
    return record if isinstance(record, pl.DataFrame) else cast("_HasEvents", record).events
