"""Which source saw which event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.record.frames import events_of

OTHERS = "others"
"""Name of all sources besides the largest, taken together."""


@dataclass(frozen=True, eq=False)
class Captures:
    """Events by source.

    Attributes
    ----------
    events
        ``country`` and ``date`` of each event that some source is named for.
    sources
        Names of the sources, those with most events first; ``others`` last.
    seen
        Events x sources: whether the source saw the event.
    unnamed
        Events that no source is named for; they are left out.
    """

    events: pl.DataFrame
    sources: tuple[str, ...]
    seen: NDArray[np.bool_]
    unnamed: int

    def table(self) -> pl.DataFrame:
        """Return one row a source: events, events it alone saw, first and last day."""
        alone = self.seen.sum(axis=1) == 1
        days = self.events["date"]
        rows: list[dict[str, Any]] = []
        for k, name in enumerate(self.sources):
            mine = days.filter(pl.Series(self.seen[:, k].tolist()))
            rows.append(
                {
                    "source": name,
                    "events": mine.len(),
                    "alone": int((self.seen[:, k] & alone).sum()),
                    "first": mine.min(),
                    "last": mine.max(),
                }
            )
        return pl.DataFrame(rows)


def read_captures(
    record: object,
    *,
    separator: str = ";",
    groups: Mapping[str, str] | None = None,
    most: int = 4,
) -> Captures:
    """Read from the column ``source`` which sources saw each event.

    Reports of one event must stand in one row, with all their sources: importers that merge
    duplicates leave such rows. Where each report has a row of its own, sources never overlap and
    nothing can be said.

    Parameters
    ----------
    record
        A record, or its events as polars.
    separator
        Stands between the sources of a row.
    groups
        Source -> name that stands for it, such as the type of a newspaper. Sources that are not
        named stay as they are.
    most
        Sources that are kept apart, the largest; all others are taken together as ``others``.

    Raises
    ------
    ContentionError
        I079: fewer than two sources, or no event that two of them saw.
    """
    events = events_of(record)
    known = dict(groups or {})
    named: list[tuple[str, ...]] = []
    for text in events["source"].to_list():
        words = [word.strip() for word in (text or "").split(separator)]
        named.append(tuple({known.get(word, word): None for word in words if word}))
    counts = Counter(name for names in named for name in names)
    largest = sorted(counts, key=lambda name: (-counts[name], name))
    sources = tuple(largest[:most]) + ((OTHERS,) if len(largest) > most else ())
    index = {name: min(k, most) for k, name in enumerate(largest)}
    seen = np.zeros((len(named), max(len(sources), 1)), dtype=bool)
    for row, names in enumerate(named):
        for name in names:
            seen[row, index[name]] = True
    some = [bool(names) for names in named]
    if len(sources) < 2 or not (seen.sum(axis=1) > 1).any():
        raise ContentionError(
            Problem(
                "I079",
                f"{len(sources)} sources, and no event that two of them saw"
                if len(sources) > 1
                else f"{len(sources)} sources",
                "at least two sources, and events that both of them saw",
                "column source",
                f"write all sources of an event into its row, with {separator!r} between",
            )
        )
    kept = events.select("country", "date").filter(pl.Series(some, dtype=pl.Boolean))
    return Captures(kept, sources, seen[some], some.count(False))
