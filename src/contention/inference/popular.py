"""Popular contention with a name for the place that is unique over countries."""

from __future__ import annotations

import polars as pl

from contention.record import VOCABULARY, Vocabulary, popular

WHERE = "where"
"""Column that names the place: the country and the town, or the commune of a remainder."""


def popular_events(events: pl.DataFrame, *, vocabulary: Vocabulary = VOCABULARY) -> pl.DataFrame:
    """Return the rows of popular contention at a known place, with the column `WHERE` added.

    Parameters
    ----------
    events
        Events of a record or of worlds. ``contention.record.contention.DEFINITION`` says which
        rows count.
    vocabulary
        The words of the record.
    """
    rows = popular(events, vocabulary=vocabulary)
    return rows.with_columns(pl.concat_str("country", "site", separator="/").alias(WHERE))
