"""Counts of events by place and day, of a record and of worlds alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.record import VOCABULARY, Vocabulary
from contention.scenario.model import Scenario

Ints = NDArray[np.int64]

ROUGH = ("attack", "arson", "assault", "clash")
"""Forms that are counted beside the popular ones: people act, though no crowd gathers."""


def counted_forms(vocabulary: Vocabulary = VOCABULARY) -> tuple[str, ...]:
    """Return the forms that are counted unless others are asked for: what people do, not states."""
    return tuple(sorted({*vocabulary.names("form", word_class="popular"), *ROUGH}))


def check_forms(forms: Sequence[str], vocabulary: Vocabulary = VOCABULARY) -> tuple[str, ...]:
    """Return the forms asked for, or refuse words that no record has.

    Raises
    ------
    ContentionError
        I075: no form, or a word that is none.
    """
    known = vocabulary.names("form")
    strange = [form for form in forms if form not in known]
    if strange or not forms:
        raise ContentionError(
            Problem(
                "I075",
                f"the form {strange[0]!r}" if strange else "no form",
                "forms of the vocabulary, such as demonstration",
                "--forms",
                "name forms with commas between; contention audit shows those of a record",
            )
        )
    return tuple(sorted(set(forms)))


def counted(
    events: pl.DataFrame, forms: Sequence[str], vocabulary: Vocabulary = VOCABULARY
) -> pl.DataFrame:
    """Return the rows that count: of these forms, by anybody but institutions alone."""
    rows = events.filter(pl.col("form").is_in(list(forms)))
    if "actor" not in rows.columns:
        return rows
    actor = pl.col("actor")
    if rows.schema["actor"] == pl.String:
        actor = actor.str.split(";")
    institutions = vocabulary.names("actor", word_class="institution")
    people = actor.list.eval(pl.element().filter(~pl.element().is_in(institutions)))
    return rows.filter(actor.is_null() | (actor.list.len() == 0) | (people.list.len() > 0))


def count_cells(
    events: pl.DataFrame, scenario: Scenario, forms: Sequence[str], *, first: date, days: int
) -> Ints:
    """Count events by place and day.

    Parameters
    ----------
    events
        Events of a record, or of one world. An event counts on its ``date``. In a town of the
        scenario it counts there; in worlds an event of a remainder counts in it.
    scenario
        Its places.
    forms
        Forms that count.
    first, days
        First day, and how many.

    Returns
    -------
    numpy.ndarray
        Places x days. Events at no place of the scenario are in no cell.
    """
    return count_worlds(
        events.with_columns(world=pl.lit(0)), scenario, forms, first=first, days=days, worlds=1
    )[0]


def count_worlds(
    events: pl.DataFrame,
    scenario: Scenario,
    forms: Sequence[str],
    *,
    first: date,
    days: int,
    worlds: int,
) -> Ints:
    """Count events of many worlds by place and day; as `count_cells`, worlds x places x days."""
    places = scenario.places
    index = pl.DataFrame(
        {
            "country": [scenario.countries[int(c)] for c in places.country],
            "site": places.name,
            "remainder": [kind == "remainder" for kind in places.kind],
            "p": range(len(places.name)),
        }
    )
    rows = counted(events, forms).with_columns(
        site=pl.col("town"),
        remainder=pl.lit(value=False),
        t=(pl.col("date") - first).dt.total_days(),
    )
    if "commune" in rows.columns:
        outside = pl.col("town").is_null() & (pl.col("commune").fill_null(0) > 0)
        rows = rows.with_columns(
            site=pl.when(outside).then(pl.col("place")).otherwise(pl.col("town")), remainder=outside
        )
    rows = rows.filter(pl.col("t").is_between(0, days - 1))
    found = rows.select("world", "country", "site", "remainder", "t").join(
        index, on=["country", "site", "remainder"], how="inner"
    )
    out = np.zeros((worlds, len(places.name), days), dtype=np.int64)
    np.add.at(out, tuple(found[name].to_numpy() for name in ("world", "p", "t")), 1)
    return out
