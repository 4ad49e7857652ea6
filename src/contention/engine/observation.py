"""A record as the engine reads it: rows matched to acts, spread over their dates and placed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.theory.model import Act, Selector

from .kernels.layout import Recorded
from .model import Model

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


_LAST = "_last_observed"

# how much a dated onset of a country draws rows of unknown day to its day
LEAN_SAME = 10.0  # one of the same act, besides
LEAN_ANY = 50.0  # one of any act


@dataclass(frozen=True)
class Row:
    """One onset of the record."""

    act: int
    country: int
    place: int
    first: int
    last: int
    weights: tuple[float, ...]  # on each day from first to last; they sum to one
    size: float  # stated size, or nan
    heads: float  # stated or imputed size
    traits: int
    trait_known: int
    low: float = float("nan")  # bounds of the stated size
    high: float = float("nan")
    seen: tuple[float, ...] = ()  # the weights again, 0 on days that are not watched

    @property
    def days(self) -> range:
        """Days the row may be of."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class Observed:
    """What a model takes from a record."""

    recorded: Recorded
    rows: tuple[Row, ...]
    ignored: dict[str, int]
    begins: Ints  # where in ``recorded`` the first day of each row stands


def selects(selector: Selector, form: str, actor: set[str], demands: set[str]) -> bool:
    """Return whether a row of a record is of an act."""
    return (
        form in selector.form
        and (not selector.actor or bool(actor & set(selector.actor)))
        and not (actor & set(selector.not_actor))
        and (not selector.demands or bool(demands & set(selector.demands)))
    )


def observe(model: Model, events: pl.DataFrame) -> Observed:
    """Match the events of a record to the acts of a model.

    Parameters
    ----------
    model
        A bound model.
    events
        Events in canonical columns (role ``event``).

    Returns
    -------
    Observed
        Arrays for the walk, the matched rows, and how many events were ignored for which reason.

    Raises
    ------
    ContentionError
        E020: a day brings more onsets than a cluster law allows.

    Notes
    -----
    A model keeps what it took from the last table, which fits to parts of one record and worlds
    that continue it ask for again and again. Tables do not change, so the same one is the same.
    """
    last = model.__dict__.get(_LAST)
    if last is not None and last[0] is events:
        return last[1]
    found = _observe(model, events)
    model.__dict__[_LAST] = (events, found)
    return found


def _observe(model: Model, events: pl.DataFrame) -> Observed:
    ignored: dict[str, int] = defaultdict(int)
    rows: list[Row] = []
    for event in _columns(model, events).iter_rows(named=True):
        rows += _rows_of(model, event, ignored)
    rows = lean(rows)
    recorded, begins = _recorded(model, rows)
    return Observed(recorded, tuple(rows), dict(ignored), begins)


def lean(rows: list[Row]) -> list[Row]:
    """Spread rows dated to an interval over its days, more on days with dated onsets.

    A day weighs 1 + 10 N + 50 A, where N counts the onsets of the same act and country that are
    dated to that day alone, and A those of any act: an onset of unknown day is likelier to be
    part of a wave, and to lie in a crisis, than to stand alone. Evenly spread, such rows look
    like small days of their own in calm times (docs/reference/calibration.md).
    """
    dated: dict[tuple[int, int, int], int] = defaultdict(int)
    busy: dict[tuple[int, int], int] = defaultdict(int)
    for row in rows:
        if row.first == row.last:
            dated[row.act, row.country, row.first] += 1
            busy[row.country, row.first] += 1
    out: list[Row] = []
    for row in rows:
        raw = [
            1.0
            + LEAN_SAME * dated.get((row.act, row.country, t), 0)
            + LEAN_ANY * busy.get((row.country, t), 0)
            for t in row.days
        ]
        total = sum(raw)
        weights = tuple(x / total for x in raw)
        out.append(replace(row, weights=weights, seen=weights))
    return out


def watch(model: Model, observed: Observed, watched: NDArray[np.bool_] | None) -> Observed:
    """Let only watched country-days count; memories and stocks still take in everything.

    Parameters
    ----------
    watched
        Countries x days; None watches all.

    Raises
    ------
    ContentionError
        E024: the table has other lengths than the scenario.
    """
    if watched is None:
        return observed
    shape = (len(model.scenario.countries), model.scenario.days)
    if watched.shape != shape:
        raise ContentionError(
            Problem(
                "E024",
                f"a table of watched days of {watched.shape}",
                f"{shape}: countries by days of the scenario",
                hint="make it from the model that is fitted",
            )
        )
    rows = [
        replace(
            row,
            seen=tuple(
                w if watched[row.country, t] else 0.0
                for t, w in zip(row.days, row.weights, strict=True)
            ),
        )
        for row in observed.rows
    ]
    recorded = observed.recorded
    day = np.repeat(np.arange(shape[1]), np.diff(recorded.ptr))
    seen = recorded.seen * watched[recorded.country, day]
    return replace(observed, recorded=recorded._replace(seen=seen), rows=tuple(rows))


def _columns(model: Model, events: pl.DataFrame) -> pl.DataFrame:
    wanted = ["form", "actor", "demands", "country", "town", "date", "date_low", "date_high",
              "participants_low", "participants_high"]  # fmt: skip
    # Simulated records: a commune of a remainder is known, though it is no town of the scenario.
    wanted += [name for name in ("place", "commune") if "commune" in events.columns]
    forms = {form for act in model.acts for form in act.record.form}
    return events.select(wanted).filter(pl.col("form").is_in(sorted(forms)))


def _rows_of(model: Model, event: dict[str, object], ignored: dict[str, int]) -> list[Row]:
    scenario = model.scenario
    country = str(event["country"])
    if country not in scenario.countries:
        ignored["country not in the scenario"] += 1
        return []
    c = scenario.countries.index(country)
    low = event["date_low"] or event["date"]
    high = event["date_high"] or event["date"]
    assert isinstance(low, date)
    assert isinstance(high, date)
    first = max((low - scenario.start).days, 0)
    last = min((high - scenario.start).days, scenario.days - 1)
    if first > last:
        ignored["outside the calendar"] += 1
        return []
    actor = set(_listed(event["actor"]))
    demands = set(_listed(event["demands"]))
    least, most = _bounds(event["participants_low"], event["participants_high"])
    size = float(np.sqrt(least * most))
    out: list[Row] = []
    for a, act in enumerate(model.acts):
        if not selects(act.record, str(event["form"]), actor, demands):
            continue
        place = -1
        if act.level == "place":
            place = _place(model, c, event)
            if place < 0:
                ignored["place not in the scenario (counted in its country)"] += 1
        traits, known = _traits(model, act, event)
        stated = size if act.size else float("nan")
        missing = act.size.missing if act.size else 0.0
        heads = missing if np.isnan(stated) else stated
        out.append(Row(a, c, place, first, last, (), stated, heads, traits, known, least, most))
    if not out:
        ignored["no act of the theory"] += 1
    return out


def _listed(value: object) -> list[str]:
    return [str(x) for x in value] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]


def _bounds(low: object, high: object) -> tuple[float, float]:
    """Return the bounds of a stated size, each at least one; nan where none is stated."""
    if low is None and high is None:
        return float("nan"), float("nan")
    a = float(low if low is not None else high)  # type: ignore[arg-type]
    b = float(high if high is not None else low)  # type: ignore[arg-type]
    return max(a, 1.0), max(b, 1.0)


def _place(model: Model, country: int, event: dict[str, object]) -> int:
    """Return the index of the town, or of the remainder whose commune is named; -1 for neither."""
    town, commune = event["town"], event.get("commune")
    if town is not None and town != "":
        return _places(model, "town").get((country, str(town)), -1)
    if isinstance(commune, int) and commune > 0:
        return _places(model, "remainder").get((country, str(event["place"])), -1)
    return -1


def _places(model: Model, wanted: str) -> dict[tuple[int, str], int]:
    """Return the index of each place of a kind by country and name."""
    key = f"_{wanted}s"
    cached = model.__dict__.get(key)
    if cached is None:
        places = model.scenario.places
        cached = {
            (int(c), name): k
            for k, (c, name, kind) in enumerate(
                zip(places.country, places.name, places.kind, strict=True)
            )
            if kind == wanted
        }
        model.__dict__[key] = cached
    return cached


def _traits(model: Model, act: Act, event: dict[str, object]) -> tuple[int, int]:
    """Return which traits a row carries, and which could be known, as bits."""
    bits = known = 0
    for b, trait in enumerate(model.theory.traits):
        if act.name not in trait.of:
            continue
        values = event[trait.column]
        if values is None:
            continue
        known |= 1 << b
        if trait.value in _listed(values):
            bits |= 1 << b
    return bits, known


def _recorded(model: Model, rows: list[Row]) -> tuple[Recorded, Ints]:
    """Return what the walk replays, and where in it the first day of each row stands."""
    tb = model.tables
    days = model.scenario.days
    rank = {int(a): k for k, a in enumerate(tb.act_order)}
    spread: list[tuple[int, int, int, int]] = []
    for r, row in enumerate(rows):
        spread += [(t, rank[row.act], row.country, r) for t in row.days]
    # a day runs phase by phase, country by country, act by act
    phase = np.searchsorted(tb.phase_ptr, np.arange(len(rank)), side="right")
    spread.sort(key=lambda x: (x[0], phase[x[1]], x[2], x[1], x[3]))
    index = [x[3] for x in spread]
    day = np.array([x[0] for x in spread], dtype=np.int64)

    def column(values: list[float] | list[int], dtype: type[Any]) -> NDArray[Any]:
        return np.array(values, dtype=dtype)

    seen = column([rows[x[3]].weights[x[0] - rows[x[3]].first] for x in spread], np.float64)
    country = column([rows[r].country for r in index], np.int64)
    # what a record misses acts all the same: signals and stocks feel one over its share
    weight = seen / shares_of(model)[country, day] if day.size else seen
    heads = column([rows[r].heads for r in index], np.float64) * weight
    needs = _needs(model, rows, spread)
    begins = np.zeros(len(rows), dtype=np.int64)
    for k, (t, _, _, r) in enumerate(spread):
        if t == rows[r].first:
            begins[r] = k
    recorded = Recorded(
        ptr=_offsets(day, days),
        act=column([rows[r].act for r in index], np.int64),
        country=country,
        place=column([rows[r].place for r in index], np.int64),
        weight=weight,
        seen=seen,
        heads=heads,
        traits=column([rows[r].traits for r in index], np.int64),
        need_ptr=_offsets(needs[:, 0], days),
        need_group=np.ascontiguousarray(needs[:, 1]),
        need_country=np.ascontiguousarray(needs[:, 2]),
    )
    return recorded, begins


def shares_of(model: Model) -> Floats:
    """Return the share of onsets that the record holds (countries x days)."""
    recorded = model.scenario.recorded
    if recorded is None:
        return np.ones((len(model.scenario.countries), model.scenario.days))
    return recorded.values


def _offsets(day: Ints, days: int) -> Ints:
    counts = np.bincount(day, minlength=days)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _needs(model: Model, rows: list[Row], spread: list[tuple[int, int, int, int]]) -> Ints:
    """List the placing totals a likelihood needs: (day, group, country), in order of days."""
    tb = model.tables
    lively = np.diff(tb.group_live_ptr) > 0
    wanted = {
        (t, int(tb.act_group[rows[r].act]), c)
        for t, _, c, r in spread
        if tb.act_group[rows[r].act] >= 0 and lively[tb.act_group[rows[r].act]]
    }
    for g in np.flatnonzero((tb.group_always == 1) & lively):
        wanted |= {
            (t, int(g), c)
            for t in range(model.scenario.days)
            for c in range(len(model.scenario.countries))
        }
    return np.array(sorted(wanted), dtype=np.int64).reshape(-1, 3)


def check_clusters(model: Model, rows: tuple[Row, ...]) -> None:
    """Refuse a record whose days bring more onsets than a cluster law can.

    Raises
    ------
    ContentionError
        With code E020.
    """
    n: dict[tuple[int, int, int], int] = defaultdict(int)
    for row in rows:
        if model.tables.act_cluster[row.act] == 1 and row.first == row.last:
            n[row.act, row.country, row.first] += 1
    for (a, c, t), value in n.items():
        most = int(model.law_sizes[model.tables.act_law[a, c]])
        if value > most:
            day = date.fromordinal(model.scenario.start.toordinal() + t)
            raise ContentionError(
                Problem(
                    "E020",
                    f"{value:g} onsets of {model.acts[a].name!r} in "
                    f"{model.scenario.countries[c]} on {day}",
                    f"at most {most}, the largest cluster",
                    hint="raise `at_most` of the cluster, or give the country more places",
                )
            )
