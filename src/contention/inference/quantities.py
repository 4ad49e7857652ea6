"""Numbers of a world that a what-if compares: one number a world and quantity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.engine.worlds import Worlds
from contention.foundation.errors import ContentionError, Problem
from contention.inference.popular import WHERE, popular_events
from contention.inference.risings import great_risings
from contention.record import VOCABULARY, Record, Vocabulary
from contention.record.frames import events_of

Floats = NDArray[np.float64]

STRIKES = ("strike", "general_strike")
GENERAL_STRIKE_TOWNS = 10
"""Places on strike that make a general strike. The record has 90 within a week in East Germany
and 10 in Czechoslovakia (June 1953), and at most 6 in any other country."""

GENERAL_STRIKE_DAYS = 7

GENERAL_STRIKE = (
    f"A country sees a general strike if strikes begin in {GENERAL_STRIKE_TOWNS} or more of its "
    f"places within {GENERAL_STRIKE_DAYS} days."
)
"""The rule, in the words that verbs and reports print."""


@dataclass(frozen=True)
class Quantity:
    """A number that every world has.

    Attributes
    ----------
    name, label
        What it is called in tables and in prose.
    forms
        It can be other than 0 only if an act of the theory is recorded under one of these forms;
        empty for quantities of popular contention.
    count
        Takes the events of worlds, with ``site``, and returns one row a world that is not 0
        (``world``, ``value``).
    """

    name: str
    label: str
    forms: tuple[str, ...]
    count: Callable[[pl.DataFrame], pl.DataFrame]


def _rows(*forms: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def count(events: pl.DataFrame) -> pl.DataFrame:
        return _per_world(events.filter(pl.col("form").is_in(forms)))

    return count


def _country_days(*forms: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def count(events: pl.DataFrame) -> pl.DataFrame:
        found = events.filter(pl.col("form").is_in(forms))
        return _per_world(found.unique(["world", "country", "date"]))

    return count


def _town_days(events: pl.DataFrame) -> pl.DataFrame:
    return _per_world(_days(events))


def _largest_day(events: pl.DataFrame) -> pl.DataFrame:
    daily = _days(events).group_by("world", "date").agg(value=pl.len())
    return daily.group_by("world").agg(pl.col("value").max())


def _countries(events: pl.DataFrame) -> pl.DataFrame:
    return _per_world(_days(events).unique(["world", "country"]))


def _countries_on_strike(events: pl.DataFrame) -> pl.DataFrame:
    strikes = events.filter(pl.col("form").is_in(STRIKES))
    return _per_world(strikes.unique(["world", "country"]))


def _countries_in_general_strike(events: pl.DataFrame) -> pl.DataFrame:
    strikes = events.filter(pl.col("form").is_in(STRIKES) & pl.col("place").is_not_null())
    where = pl.concat_str("place", pl.col("commune").fill_null(0), separator="#")
    week = (
        strikes.with_columns(where=where)
        .sort("date")
        .rolling("date", period=f"{GENERAL_STRIKE_DAYS}d", group_by=["world", "country"])
        .agg(pl.col("where").n_unique())
    )
    great = week.filter(pl.col("where") >= GENERAL_STRIKE_TOWNS)
    return _per_world(great.unique(["world", "country"]))


def _great_risings(events: pl.DataFrame) -> pl.DataFrame:
    return _per_world(great_risings(_days(events)))


def _days(events: pl.DataFrame) -> pl.DataFrame:
    return events.filter("popular").unique(["world", WHERE, "date"])


def _per_world(table: pl.DataFrame) -> pl.DataFrame:
    return table.group_by("world").agg(value=pl.len())


QUANTITIES = (
    Quantity("town_days", "Town-days of popular contention", (), _town_days),
    Quantity("largest_day", "Towns on the largest day", (), _largest_day),
    Quantity("countries", "Countries with contention", (), _countries),
    Quantity("countries_on_strike", "Countries with a strike", STRIKES, _countries_on_strike),
    Quantity(
        "general_strikes",
        "Countries with a general strike",
        STRIKES,
        _countries_in_general_strike,
    ),
    Quantity("great_risings", "Great risings", (), _great_risings),
    Quantity("risings", "Armed risings", ("armed_uprising",), _rows("armed_uprising")),
    Quantity("councils", "Councils founded", ("council_formed",), _rows("council_formed")),
    Quantity(
        "concessions",
        "Concessions and amnesties",
        ("concession_economic", "concession_political", "amnesty"),
        _rows("concession_economic", "concession_political", "amnesty"),
    ),
    Quantity(
        "soldiers_over",
        "Soldiers siding or going over",
        ("fraternisation", "defection"),
        _rows("fraternisation", "defection"),
    ),
    Quantity(
        "fire_days", "Days of fire in a country", ("police_fire",), _country_days("police_fire")
    ),
    Quantity(
        "intervention_days",
        "Days of foreign intervention",
        ("foreign_intervention",),
        _country_days("foreign_intervention"),
    ),
)
"""Quantities of every what-if, in the order in which they are shown."""

_OF = re.compile(r"(town_days|onsets)\[(.+)\]")


def known_quantities(model: Model) -> tuple[str, ...]:
    """Return the names of the quantities whose number worlds of a model can change."""
    forms = {form for act in model.acts for form in act.record.form}
    popular = forms & set(VOCABULARY.names("form", word_class="popular"))
    return tuple(
        quantity.name
        for quantity in QUANTITIES
        if (set(quantity.forms) & forms if quantity.forms else popular)
    )


def label_of(name: str) -> str:
    """Return what a quantity is called in prose."""
    labels = {quantity.name: quantity.label for quantity in QUANTITIES}
    match = _OF.fullmatch(name)
    if match is None:
        return labels[name]
    return f"Town-days, {match[2]}" if match[1] == "town_days" else f"Onsets of {match[2]}"


def check_quantities(model: Model, names: Sequence[str]) -> None:
    """Refuse quantities that worlds of a model do not have, all at once.

    Raises
    ------
    ContentionError
        I030: no quantity of this name.
    """
    known = known_quantities(model)
    of = {"town_days": model.scenario.countries, "onsets": [act.name for act in model.acts]}
    problems: list[Problem] = []
    for name in names:
        match = _OF.fullmatch(name)
        if name in known or (match is not None and match[2] in of[match[1]]):
            continue
        expected = f"one of: {', '.join(known)}, town_days[COUNTRY], onsets[ACT]"
        hint = "name a quantity that worlds of this theory have"
        problems.append(Problem("I030", f"the quantity {name!r}", expected, hint=hint))
    if problems:
        raise ContentionError(problems)


def measure(
    worlds: Worlds, names: Iterable[str], *, vocabulary: Vocabulary = VOCABULARY
) -> dict[str, Floats]:
    """Return quantities of worlds: name -> one number a world.

    Parameters
    ----------
    worlds
        Simulated worlds. Where they continue a record, only drawn days count.
    names
        Names of `QUANTITIES`, ``town_days[COUNTRY]`` or ``onsets[ACT]``.
    vocabulary
        Says which forms and actors are popular.
    """
    events = _marked(worlds.events, vocabulary)
    return _count(events, names, first=worlds.numbers[0], worlds=worlds.worlds)


def _count(
    events: pl.DataFrame, names: Iterable[str], *, first: int, worlds: int
) -> dict[str, Floats]:
    """Return one number a world of events that are marked."""
    counts = {quantity.name: quantity.count for quantity in QUANTITIES}
    found: dict[str, Floats] = {}
    for name in names:
        match = _OF.fullmatch(name)
        if match is None:
            table = counts[name](events)
        elif match[1] == "town_days":
            table = _town_days(events.filter(pl.col("country") == match[2]))
        else:
            table = _per_world(events.filter(pl.col("act") == match[2]))
        values = np.zeros(worlds)
        values[table["world"].to_numpy().astype(np.int64) - first] = table["value"].to_numpy()
        found[name] = values
    return found


def measure_record(
    record: object, model: Model, names: Iterable[str], start: date
) -> dict[str, float | None]:
    """Return quantities of the record from a day to the end of the calendar.

    None for the onsets of an act, which a record does not name. Rows of role event count, at
    their best date.
    """
    events = events_of(record)
    have = set(events.columns)
    rows = events.filter(
        pl.col("date").is_between(start, model.scenario.end),
        pl.col("country").is_in(model.scenario.countries),
        *([pl.col("role").fill_null("event") == "event"] if "role" in have else []),
    ).with_columns(
        world=pl.lit(0, pl.Int64),
        **({} if "place" in have else {"place": pl.col("town")}),
        **({} if "commune" in have else {"commune": pl.lit(None, pl.Int64)}),
    )
    vocabulary = record.vocabulary if isinstance(record, Record) else VOCABULARY
    told = [name for name in names if not name.startswith("onsets[")]
    found = _count(_marked(rows, vocabulary), told, first=0, worlds=1)
    return {name: float(found[name][0]) if name in found else None for name in names}


def _marked(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Return events with the columns ``popular`` and `WHERE`."""
    rows = events.with_row_index("row")
    marks = popular_events(rows, vocabulary=vocabulary).select(
        "row", WHERE, popular=pl.lit(value=True)
    )
    return rows.join(marks, on="row", how="left", maintain_order="left").with_columns(
        pl.col("popular").fill_null(value=False)
    )
