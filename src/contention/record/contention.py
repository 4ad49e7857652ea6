"""Popular contention: who acts together in the open, and on how many town-days."""

from __future__ import annotations

import polars as pl

from contention.record.vocabulary import VOCABULARY, Vocabulary

SITE = "site"
"""The town of a row of popular contention; in a remainder, one of its communes."""

DEFINITION = (
    "A town-day is one town on one day with popular contention: at least one row of role event, "
    "dated to the day (by its best date), in a known town, of a popular form (people act together "
    "in the open: strikes, demonstrations, meetings, riots, risings, demands put forward, "
    "councils formed), by at least one actor that is not an institution, or by an unstated one."
)
"""The definition behind every count of town-days."""


def popular(events: pl.DataFrame, *, vocabulary: Vocabulary = VOCABULARY) -> pl.DataFrame:
    """Return the rows of popular contention, with the column ``site`` added.

    The same definition (`DEFINITION`) serves records and simulated worlds. In worlds a row in a
    remainder happens in one of its communes: place and ``commune`` together are the town.

    Parameters
    ----------
    events
        At least ``country``, ``date``, ``form`` and ``town`` or ``place``; of ``role``,
        ``date_precision``, ``actor`` and ``commune`` those that are there are used.
    vocabulary
        Says which forms are popular and which actors are institutions.
    """
    have = events.columns
    site = pl.col("town") if "town" in have else pl.col("place")
    if "commune" in have:
        in_commune = pl.col("commune").is_not_null() & (pl.col("commune") > 0)
        named = pl.format("{}#{}", "place", "commune")
        site = pl.when(in_commune).then(named).otherwise(site)
    conditions = [
        pl.col(SITE).is_not_null(),
        pl.col("form").is_in(vocabulary.names("form", word_class="popular")),
    ]
    if "role" in have:
        conditions.append(pl.col("role").fill_null("event") == "event")
    if "date_precision" in have:
        conditions.append(pl.col("date_precision").fill_null("day").is_in(["day", "hour"]))
    if "actor" in have:
        institutions = vocabulary.names("actor", word_class="institution")
        people = pl.element().filter(~pl.element().is_in(institutions))
        actor = pl.col("actor")
        if events.schema["actor"] == pl.String:
            actor = actor.str.split(";")
        unstated = actor.is_null() | (actor.list.len() == 0)
        conditions.append(unstated | (actor.list.eval(people).list.len() > 0))
    return events.with_columns(site.alias(SITE)).filter(*conditions)


def town_days(events: pl.DataFrame, *, vocabulary: Vocabulary = VOCABULARY) -> pl.DataFrame:
    """Count the towns with popular contention, by country and day.

    Parameters
    ----------
    events
        As for `popular`. With a column ``world`` the count is by world.
    vocabulary
        Says which forms are popular and which actors are institutions.

    Returns
    -------
    polars.DataFrame
        (``world``,) ``country``, ``date``, ``n`` (towns), sorted. The sum of ``n`` is the
        number of town-days. Days without popular contention have no row.

    Examples
    --------
    >>> import polars as pl
    >>> from datetime import date
    >>> day = date(1953, 6, 17)
    >>> events = pl.DataFrame(
    ...     {
    ...         "country": ["East Germany"] * 3,
    ...         "town": ["Halle", "Halle", "Jena"],
    ...         "date": [day] * 3,
    ...         "form": ["strike", "demonstration", "arrest"],
    ...     }
    ... )
    >>> town_days(events)["n"].to_list()
    [1]
    """
    keys = [key for key in ("world", "country", "date") if key in events.columns]
    towns = popular(events, vocabulary=vocabulary).select(*keys, SITE).unique()
    return towns.group_by(keys).agg(n=pl.len().cast(pl.Int64)).sort(keys)
