"""Numbers of one history, computed in the same way from a record and from worlds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.inference.popular import WHERE, popular_events
from contention.inference.risings import great_risings
from contention.record import VOCABULARY, Vocabulary
from contention.theory.model import Claim, Selector, Theory

Floats = NDArray[np.float64]

BEFORE = 30
"""Days before a great rising in which what comes first is looked for."""

AFTER = 60
"""Days from the beginning of a great rising that belong to it."""


@dataclass(frozen=True)
class Quantity:
    """A number of one history, as a claim states it.

    Attributes
    ----------
    name
        One of `contention.theory.claims.Quantity`.
    of
        Acts or traits it is about.
    country, start, stop
        Where and when it counts; ``""`` and None for everywhere and always.
    """

    name: str
    of: tuple[str, ...] = ()
    country: str = ""
    start: date | None = None
    stop: date | None = None

    @classmethod
    def from_claim(cls, claim: Claim) -> Quantity:
        """Return the quantity of a pattern."""
        start, stop = (
            date.fromisoformat(claim.text(key)) if claim.text(key) else None
            for key in ("from", "until")
        )
        name, of = claim.text("quantity"), claim.several("of")
        return cls(name, of, claim.text("country"), start, stop)


def values(
    quantity: Quantity,
    events: pl.DataFrame,
    theory: Theory,
    *,
    worlds: int,
    vocabulary: Vocabulary = VOCABULARY,
) -> Floats:
    """Return a quantity by world.

    Parameters
    ----------
    quantity
        What to compute.
    events
        Events of a record, or of worlds in the same columns, with ``world`` counted from 0.
    theory
        Says which rows are its acts and carry its traits.
    worlds
        Number of worlds; those without events have no rows.
    vocabulary
        The words of the record.

    Returns
    -------
    numpy.ndarray
        One number a world; nan where a history has no such number.
    """
    events = events.filter(*_there(quantity))
    popular = popular_events(events, vocabulary=vocabulary)
    days = popular.select("world", "country", WHERE, "date").unique()
    if quantity.name in {"share", "order", "spread"}:
        table = _of_acts(quantity, events, popular, days, theory)
    elif quantity.name == "waiting":
        table = great_risings(days).group_by("world").agg(value=pl.col("waited").median())
    elif quantity.name == "growth":
        table = _growth(great_risings(days), days)
    else:
        table = days.group_by("world", "date").len().group_by("world").agg(value=pl.max("len"))
    missing = 0.0 if quantity.name in {"peak", "spread"} else np.nan
    found = np.full(worlds, missing)
    table = table.drop_nulls("value")
    found[table["world"].to_numpy().astype(np.int64)] = table["value"].to_numpy()
    return found


def rows_of(
    quantity: Quantity,
    events: pl.DataFrame,
    theory: Theory,
    *,
    vocabulary: Vocabulary = VOCABULARY,
) -> pl.DataFrame:
    """Return the rows of a record that a quantity is about: of its acts, or all that is popular."""
    events = events.filter(*_there(quantity))
    if quantity.of:
        return events.filter(pl.any_horizontal([_carries(name, theory) for name in quantity.of]))
    return popular_events(events, vocabulary=vocabulary)


def _there(quantity: Quantity) -> list[pl.Expr]:
    """Return where and when a quantity counts."""
    found: list[pl.Expr] = []
    if quantity.country:
        found.append(pl.col("country") == quantity.country)
    if quantity.start is not None:
        found.append(pl.col("date") >= quantity.start)
    if quantity.stop is not None:
        found.append(pl.col("date") <= quantity.stop)
    return found


def _of_acts(
    quantity: Quantity,
    events: pl.DataFrame,
    popular: pl.DataFrame,
    days: pl.DataFrame,
    theory: Theory,
) -> pl.DataFrame:
    marked = [_carries(name, theory) for name in quantity.of]
    if quantity.name == "spread":
        mine = popular.filter(pl.any_horizontal(marked)) if marked else days
        return mine.group_by("world").agg(value=pl.col(WHERE).n_unique())
    if quantity.name == "share":
        mine = popular.select("world", mine=pl.any_horizontal(marked))
        return mine.group_by("world").agg(value=pl.col("mine").mean())
    return _order(quantity.of, events, great_risings(days), theory)


def _growth(risings: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    inside = (pl.col("date") >= pl.col("begun")) & (
        pl.col("date") <= pl.col("begun") + timedelta(days=AFTER)
    )
    sizes = (
        risings.select("world", "country", begun="date")
        .join(days, on=["world", "country"])
        .filter(inside)
        .group_by("world", "country", "begun")
        .agg(size=pl.col(WHERE).n_unique())
        .sort("world", "begun", "country")
        .with_columns(step=pl.col("size").diff().over("world"))
    )
    grown = sizes.drop_nulls("step").with_columns(up=(pl.col("step") > 0).cast(pl.Float64))
    return grown.group_by("world").agg(value=pl.col("up").mean())


def _order(
    of: tuple[str, ...], events: pl.DataFrame, risings: pl.DataFrame, theory: Theory
) -> pl.DataFrame:
    """Return the share of great risings in which first days come in order, ties allowed."""
    begun = risings.select("world", "country", begun="date")
    joined = begun.join(events, on=["world", "country"])
    near = joined.filter(
        pl.col("date") >= pl.col("begun") - timedelta(days=BEFORE),
        pl.col("date") <= pl.col("begun") + timedelta(days=AFTER),
    )
    keys = ["world", "country", "begun"]
    firsts = near.group_by(keys).agg(
        pl.col("date").filter(_carries(name, theory)).min().alias(f"first_{k}")
        for k, name in enumerate(of)
    )
    names = [f"first_{k}" for k in range(len(of))]
    known = firsts.drop_nulls(names)
    steps = [pl.col(b) >= pl.col(a) for a, b in pairwise(names)]
    known = known.with_columns(right=pl.all_horizontal(steps).cast(pl.Float64))
    return known.group_by("world").agg(value=pl.col("right").mean())


def _carries(name: str, theory: Theory) -> pl.Expr:
    """Return whether a row is of an act, or carries a trait."""
    for act in theory.acts:
        if act.name == name:
            return _is_act(act.record)
    trait = next(trait for trait in theory.traits if trait.name == name)
    acts = [_is_act(act.record) for act in theory.acts if act.name in trait.of]
    return pl.any_horizontal(acts) & _lists(trait.column, (trait.value,))


def _is_act(selector: Selector) -> pl.Expr:
    found = pl.col("form").is_in(selector.form)
    if selector.actor:
        found &= _lists("actor", selector.actor)
    if selector.not_actor:
        found &= ~_lists("actor", selector.not_actor)
    if selector.demands:
        found &= _lists("demands", selector.demands)
    return found


def _lists(column: str, words: tuple[str, ...]) -> pl.Expr:
    listed = pl.col(column).list.eval(pl.element().is_in(words)).list.any()
    return listed.fill_null(value=False)
