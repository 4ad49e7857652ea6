"""Dated facts: every comparison on a small record, and every shipped fact turned over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

import contention as ct
from contention.inference.claims import load_claims
from contention.inference.claims.document import FactPart, RowsPart
from contention.inference.claims.facts import Finding, find
from contention.inference.claims.of_record import answer_fact
from contention.inference.claims.rows import Rows
from contention.inference.claims.specification import Claims, Stated
from contention.record import Record, load
from contention.scenario import Scenario
from tests.record.conftest import Maker
from tests.reference.toy import toy_scenario

CASE = "eastern-bloc-1953"


def row(name: str, day: str, form: str = "strike", **rest: str) -> dict[str, str]:
    """Return a row that is dated to a day."""
    dates = {"date": day, "date_low": day, "date_high": day, "hour": ""}
    return {"id": name, "form": form, "source": "paper", "demands": "", **dates, **rest}


def size(number: int) -> dict[str, str]:
    return {"participants_low": str(number), "participants_high": str(number)}


NOBODY = {"participants_low": "", "participants_high": ""}


@pytest.fixture
def rows(make_csv: Maker) -> Rows:
    """Six rows: strikes in two towns of two countries, a march, a shot, a total."""
    one = {"country": "Alda", "town": "One"}
    shot = {"actor": "army", "hour": "15", "deaths_low": "3", "deaths_high": "3"}
    path = make_csv(
        row("a", "1953-06-16", **one, **size(100)),
        row("b", "1953-06-17", country="Bera", town="Two", **size(300)),
        row("c", "1953-06-17", "demonstration", **{**one, **NOBODY, "hour": "9"}),
        row("d", "1953-06-17", "police_fire", **{**one, **shot, **NOBODY}),
        row("e", "1953-06-18", country="Alda", town="Three", **NOBODY),
        row("f", "1953-06-18", "general_strike", country="Alda", town="", role="aggregate",
            **size(5000)),
    )  # fmt: skip
    return Rows(load(path, strict=True), {"work": RowsPart(form=["strike"])})


def fact(**comparison: Any) -> FactPart:
    return FactPart.model_validate(comparison)


def ask(rows: Rows, **comparison: Any) -> Finding:
    return find([fact(**comparison)], rows, toy_scenario())


STRIKES = {"form": "strike"}


@pytest.mark.parametrize(
    ("comparison", "holds", "value"),
    [
        ({"count": {"of": STRIKES, "at_least": 3}}, True, 3),
        ({"count": {"of": "work", "at_least": 4}}, False, 3),
        ({"count": {"of": {"like": "work", "country": "Bera"}, "at_most": 1}}, True, 1),
        ({"count": {"of": {"form": "riot"}, "at_least": 1}}, None, 0),
        ({"count": {"of": {"form": "riot"}, "at_most": 0}}, True, 0),
        ({"distinct": {"of": STRIKES, "column": "town", "at_least": 3}}, True, 3),
        ({"distinct": {"of": STRIKES, "column": "country", "at_least": 3}}, False, 2),
        ({"first": {"of": STRIKES, "on": date(1953, 6, 16)}}, True, 0),
        ({"first": {"of": STRIKES, "on": date(1953, 6, 18), "within_days": 1}}, False, -2),
        ({"first": {"of": {"form": "riot"}, "on": date(1953, 6, 18)}}, None, None),
        ({"order": {"of": [STRIKES, {"form": "demonstration"}]}}, True, 1),
        ({"order": {"of": [{"form": "police_fire"}, {"form": "demonstration"}]}}, False, 0),
        ({"order": {"of": [{"form": "demonstration"}, {"form": "police_fire"}]}}, True, 0),
        ({"order": {"of": [STRIKES, {"form": "riot"}]}}, None, None),
        ({"between": {"first": STRIKES, "then": {"form": "police_fire"}, "at_least": 1,
                      "at_most": 1}}, True, 1),
        ({"between": {"first": STRIKES, "then": {"form": "police_fire"}, "at_least": 2}}, False, 1),
        ({"share": {"of": STRIKES, "that": {"form": "strike", "country": "Alda"},
                    "at_least": 0.05}}, True, 2 / 3),
        ({"share": {"of": STRIKES, "that": {"form": "strike", "country": "Alda"},
                    "at_least": 0.6}}, None, 2 / 3),
        ({"sum": {"of": STRIKES, "column": "participants", "at_least": 400}}, True, 400),
        ({"sum": {"of": STRIKES, "column": "participants", "at_most": 399}}, False, 400),
        ({"sum": {"of": {"form": "general_strike", "role": "aggregate"},
                  "column": "participants", "at_least": 5000}}, True, 5000),
        ({"sum": {"of": {"form": "demonstration"}, "column": "participants", "at_least": 1}},
         None, None),
        ({"sum": {"of": {"form": "police_fire"}, "column": "deaths", "at_most": 2}}, False, 3),
        ({"peak": {"of": {}, "on": date(1953, 6, 17)}}, True, 0),
        ({"peak": {"of": {}, "on": date(1953, 6, 19), "within_days": 1}}, False, -2),
        ({"increasing": {"of": [{"form": "strike", "country": "Bera"},
                                {"form": "strike", "country": "Alda"}], "by": "towns"}}, True, 2),
        ({"increasing": {"of": [{"form": "strike", "country": "Bera"},
                                {"form": "strike", "country": "Alda"}], "by": "participants"}},
         False, 1 / 3),
        ({"unrecorded": "the weather"}, None, None),
    ],
)  # fmt: skip
def test_each_comparison(
    rows: Rows, comparison: dict[str, Any], holds: bool | None, value: float | None
) -> None:
    found = ask(rows, **comparison)
    assert found.holds is holds, found.says
    assert found.value == (None if value is None else pytest.approx(value))
    assert found.says


def test_several_comparisons_must_all_hold(rows: Rows) -> None:
    yes = fact(count={"of": STRIKES, "at_least": 1})
    no = fact(count={"of": STRIKES, "at_least": 9})
    open_ = fact(unrecorded="the weather")
    assert find([yes, yes], rows, toy_scenario()).holds is True
    assert find([yes, open_], rows, toy_scenario()).holds is None
    assert find([open_, no, yes], rows, toy_scenario()).holds is False


def test_a_rate_counts_days_and_not_rows(make_csv: Maker) -> None:
    days = [date(1953, 6, 1) + timedelta(days=k) for k in range(20)]
    busy = [row(f"x{k}", str(day)) for k, day in enumerate(days)]
    again = [row(f"y{k}", "1953-08-01") for k in range(50)]
    some = Rows(load(make_csv(*busy, *again), strict=True), {})
    spans = {"during": [date(1953, 6, 1), date(1953, 6, 20)],
             "against": [date(1953, 7, 1), date(1953, 8, 30)]}  # fmt: skip
    found = ask(some, rate={"of": STRIKES, **spans})
    assert found.holds is True
    assert found.value == pytest.approx((20 / 20) / (1 / 61))
    turned = {"during": spans["against"], "against": spans["during"]}
    assert ask(some, rate={"of": STRIKES, **turned}).holds is False
    assert ask(some, rate={"of": STRIKES, **spans, "at_least": 40}).holds is None


def test_a_share_may_be_asked_to_exceed_that_of_a_stratum(rows: Rows) -> None:
    # Workers are 0.3 of the people of the toy; two of three strikes do not settle it.
    part = {"of": STRIKES, "that": {"form": "strike", "country": "Alda"}}
    found = ask(rows, share={**part, "above_stratum": "workers"})
    assert found.holds is None
    all_of_them = ask(rows, share={"of": STRIKES, "that": STRIKES, "above_stratum": "soldiers"})
    assert all_of_them.holds is True


def test_rows_that_only_the_claims_own_text_states_are_left_out(make_csv: Maker) -> None:
    path = make_csv(
        {"id": "a", "form": "strike", "source": "seed (line 3)"},
        {"id": "b", "form": "strike", "source": "seed (line 3) ; paper"},
        {"id": "c", "form": "strike", "source": "paper"},
    )
    kept = Rows(load(path, strict=True), {}, own_source="seed").select(RowsPart())
    assert sorted(kept.ids) == ["b", "c"]


def test_popular_rows_are_those_of_the_record(rows: Rows) -> None:
    assert "d" not in rows.select(RowsPart(popular=True)).ids
    assert set(rows.select(RowsPart(popular=True)).ids) == {"a", "b", "c", "e"}


# Every shipped fact, turned over.


@cache
def case() -> tuple[Claims, Record, Scenario]:
    scenario = ct.load_scenario(CASE)
    return load_claims(CASE), ct.load_record(CASE).within(scenario.start, scenario.end), scenario


def facts() -> list[Stated]:
    return [one for one in load_claims(CASE).stated if one.test.fact is not None]


def verdict(one: Stated, record: Record) -> str:
    claims, _, scenario = case()
    rows = Rows(record, claims.rows, own_source=claims.own_source)
    assert one.test.fact is not None
    return answer_fact(one, find(one.test.fact, rows, scenario), end="1957-12-31").verdict


def edited(record: Record, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Record:
    """Return a record with events and the rows set aside changed alike."""
    return replace(record, events=change(record.events), set_aside=change(record.set_aside))


def moved(rows: pl.Expr, by: str) -> list[pl.Expr]:
    """Return the dates of a record with those of some rows moved."""
    return [
        pl.when(rows).then(pl.col(name).dt.offset_by(by)).otherwise(pl.col(name)).alias(name)
        for name in ("date", "date_low", "date_high")
    ]


def edits(record: Record, ids: list[str], one: Stated) -> Iterator[Record]:
    """Yield records that differ in the rows a fact rests on, or in rows added to them."""
    mine = pl.col("id").is_in(ids)
    sizes = pl.when(mine).then(pl.col("participants_low") * 100).otherwise("participants_low")
    changes = [moved(mine, "500d"), [sizes.alias("participants_low")]]
    changes += [moved(pl.col("id") == name, "500d") for name in ids[:5]]
    for actor in ("soviet_army", "security_police", "students"):
        changes.append([pl.when(mine).then(pl.lit([actor])).otherwise("actor").alias("actor")])
    yield edited(record, lambda t: t.filter(~mine))
    for change in changes:
        yield edited(record, lambda t, c=change: t.with_columns(c))
    for part in selections(one):
        yield with_rows(record, part)
    more = record
    for comparison in one.test.fact or []:
        if comparison.rate is not None:
            first, last = comparison.rate.during
            dates = {"start": first, "stop": last}
            more = with_rows(more, comparison.rate.of.model_copy(update=dates))
            yield more


def selections(one: Stated) -> list[RowsPart]:
    """Return every selection of rows in the test of a fact."""
    found: list[RowsPart] = []

    def walk(value: Any) -> None:
        if isinstance(value, RowsPart):
            found.append(value)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif hasattr(value, "model_fields_set"):
            for name in type(value).model_fields:
                walk(getattr(value, name))

    walk(one.test.fact)
    return found


def with_rows(record: Record, part: RowsPart) -> Record:
    """Return a record with many more rows that a selection takes, in towns of their own."""
    claims, _, _ = case()
    base = claims.rows[part.like] if part.like else RowsPart()

    def first(key: str, default: str) -> str:
        return next(iter(getattr(part, key) or getattr(base, key)), default)

    start = part.start or base.start or date(1956, 10, 24)
    stop = part.stop or base.stop or date(1957, 12, 20)
    template = record.events.head(1)
    new: list[pl.DataFrame] = []
    span = max((stop - start).days, 0) + 1
    for k in range(150):
        day = start + timedelta(days=k % span)
        country = first("country", "Poland")
        new.append(
            template.with_columns(
                id=pl.lit(f"NEW{k}"), date=pl.lit(day), date_low=pl.lit(day),
                date_high=pl.lit(day), date_precision=pl.lit("day"), country=pl.lit(country),
                town=pl.lit(first("town", f"Town {k}")), form=pl.lit(first("form", "strike")),
                actor=pl.lit([first("actor", "workers")]), role=pl.lit("event"),
                demands=pl.lit([first("demands", "political")]), source=pl.lit("another page"),
                description=pl.lit(" ".join(part.mentions or base.mentions or ["added"])),
                participants_low=pl.lit(10**6), participants_high=pl.lit(10**6),
            )
        )  # fmt: skip
    return replace(record, events=pl.concat([record.events, *new], how="diagonal_relaxed"))


@pytest.mark.parametrize("one", facts(), ids=lambda one: one.id)
def test_a_record_can_turn_every_fact(one: Stated) -> None:
    """Each dated fact has a record under which its verdict is another one."""
    claims, record, scenario = case()
    rows = Rows(record, claims.rows, own_source=claims.own_source)
    assert one.test.fact is not None
    found = find(one.test.fact, rows, scenario)
    before = answer_fact(one, found, end="1957-12-31").verdict
    after = {verdict(one, changed) for changed in edits(record, list(found.rows), one)}
    assert after - {before}, f"{one.id} stays {before}"


def test_facts_say_which_rows_and_that_sources_are_secondary() -> None:
    claims, record, scenario = case()
    one = claims["S095"]
    rows = Rows(record, claims.rows, own_source=claims.own_source)
    assert one.test.fact is not None
    answer = answer_fact(one, find(one.test.fact, rows, scenario), end="1957-12-31")
    assert answer.verdict == "fact agrees"
    assert answer.row_ids == ("E054", "E179", "E207", "E216")
    assert "E179" in answer.reason
    assert "secondary" in answer.reason


def test_what_has_not_come_by_the_end_of_the_record_is_no_failure() -> None:
    claims, record, scenario = case()
    one = claims["S030"]
    rows = Rows(record, claims.rows)
    assert one.test.fact is not None
    finding = find(one.test.fact, rows, scenario)
    assert finding.holds is False
    answer = answer_fact(one, finding, end="1957-12-31")
    assert answer.verdict == "undecided"
    assert "no date" in answer.reason
