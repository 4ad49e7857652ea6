"""Patterns, forecasts and rivals: what the numbers must be for each verdict."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from contention import load_record, load_theory
from contention.inference.claims import load_claims
from contention.inference.claims.document import RivalPart
from contention.inference.claims.forecasts import judge as judge_forecast
from contention.inference.claims.histories import Quantity, values
from contention.inference.claims.patterns import Shown, compare_shares, judge, without_of
from contention.inference.claims.rivals import answer_rival, pair_of
from contention.inference.claims.rivals import judge as judge_rival
from contention.inference.ranking.order import Ranking
from contention.theory.model import Claim
from tests.inference.claims.toy import toy_model

NAN = float("nan")


@pytest.mark.parametrize(
    ("record", "inside", "present", "absent", "verdict"),
    [
        (4.0, True, 0.9, 0.05, "supported"),
        (4.0, True, 0.79, 0.0, "undecided"),
        (4.0, True, 1.0, 0.2, "undecided"),
        (4.0, False, 0.95, 0.1, "contradicted"),
        (4.0, False, 0.85, 0.1, "undecided"),
        (4.0, False, 0.95, 0.9, "undecided"),
        (NAN, False, 1.0, 0.0, "undecided"),
    ],
)
def test_patterns(record: float, inside: bool, present: float, absent: float, verdict: str) -> None:
    assert judge(Shown(record, inside, present, absent, 1.0, 2.0))[0] == verdict


def test_worlds_can_turn_every_pattern_that_ships() -> None:
    ids = [one.id for one in load_claims("eastern-bloc-1953").stated if one.test.kind == "pattern"]
    assert ids == ["S017"]
    claim = load_claims("eastern-bloc-1953")["S017"].of_theory
    assert claim is not None
    often, never = np.full(50, 1.0), np.zeros(50)
    assert judge(compare_shares(claim, 0.67, often, never))[0] == "supported"
    assert judge(compare_shares(claim, 0.33, often, never))[0] == "contradicted"
    assert judge(compare_shares(claim, 0.67, often, often))[0] == "undecided"
    assert judge(compare_shares(claim, 0.67, never, never))[0] == "undecided"


def test_the_record_turns_the_pattern_that_ships() -> None:
    claim = load_claims("eastern-bloc-1953")["S017"].of_theory
    assert claim is not None
    record, theory = load_record("eastern-bloc-1953"), load_theory("political-revolution")
    quantity = Quantity.from_claim(claim)
    events = record.events.with_columns(world=pl.lit(0, pl.Int64))
    first, last = events["date"].min(), events["date"].max()
    turned = events.with_columns(date=pl.lit(first) + (pl.lit(last) - pl.col("date")))
    often, never = np.full(50, 1.0), np.zeros(50)
    found: list[str] = []
    for rows in (events, turned.with_columns(pl.col("date").cast(pl.Date))):
        (number,) = values(quantity, rows, theory, worlds=1)
        found.append(judge(compare_shares(claim, number, often, never))[0])
    # where time runs backwards, more risings begin with wages and end with the nation
    assert found == ["contradicted", "supported"]


def test_worlds_without_the_number_do_not_show_the_pattern() -> None:
    claim = Claim("X", "", "pattern", (("quantity", "waiting"), ("at_least", 10.0)))
    shown = compare_shares(claim, 20.0, np.array([20.0, NAN, 30.0, 5.0]), np.full(4, NAN))
    assert (shown.present, shown.absent) == (0.5, 0.0)
    assert shown.low == pytest.approx(np.quantile([5, 20, 30], 0.025))
    bounded = Claim("X", "", "pattern", (("at_least", 10.0), ("at_most", 15.0)))
    assert not compare_shares(bounded, 20.0, np.ones(2), np.ones(2)).inside


def test_without_stands_for_all_mechanisms_if_nothing_is_named() -> None:
    model = toy_model(days=30)
    every = ("spread", "fear", "provoke", "return_here", "harden")
    assert without_of(Claim("X", "", "pattern", (("quantity", "peak"),)), model) == every
    one = Claim("X", "", "pattern", (("quantity", "peak"), ("without", "fear")))
    assert without_of(one, model) == ("fear",)


@pytest.mark.parametrize(
    ("total", "half", "rows", "verdict"),
    [
        (3.0, 2.0, 40, "supported"),
        (-3.0, 2.0, 40, "contradicted"),
        (1.0, 2.0, 40, "undecided"),
        (3.0, 2.0, 14, "undecided"),
        (3.0, float("inf"), 40, "undecided"),
    ],
)
def test_forecasts(total: float, half: float, rows: int, verdict: str) -> None:
    assert judge_forecast(total, half, rows)[0] == verdict


PART = RivalPart(theory="self-reform", against="political-revolution")


def pairs(better: str, worse: str, **other: object) -> pl.DataFrame:
    """Return the pairs of a ranking of two theories that leaves no doubt, but for some columns."""
    row = {"better": better, "worse": worse, "difference": 10.0, "se": 3.0, "separated": True,
           "rests_on": "", "turns_under": "", "turns": 0}  # fmt: skip
    return pl.DataFrame([row | other])


def ranking(table: pl.DataFrame) -> Ranking:
    empty = pl.DataFrame()
    return Ranking(empty, table, empty, empty, empty, (), "quick", 0.0)


@pytest.mark.parametrize(
    ("table", "verdict"),
    [
        (pairs("self-reform", "political-revolution"), "supported"),
        (pairs("political-revolution", "self-reform"), "contradicted"),
        (pairs("self-reform", "political-revolution", separated=False), "undecided"),
        (pairs("self-reform", "political-revolution", rests_on="Hungary 1956-10"), "undecided"),
        (pairs("self-reform", "political-revolution", turns=1, turns_under="plain"), "undecided"),
        (pairs("self-reform", "silence"), "undecided"),
    ],
)
def test_rivals(table: pl.DataFrame, verdict: str) -> None:
    assert judge_rival(PART, pair_of(table, PART))[0] == verdict


def test_every_rival_view_that_ships_can_be_turned() -> None:
    stated = [one for one in load_claims("eastern-bloc-1953").stated if one.test.kind == "rival"]
    assert [one.id for one in stated] == ["S024"]
    for one in stated:
        part = one.test.rival
        assert part is not None
        verdicts: list[str] = []
        values: list[float | None] = []
        for two in ((part.theory, part.against), (part.against, part.theory)):
            answer = answer_rival(one, part, ranking(pairs(*two)))
            verdicts.append(answer.verdict)
            values.append(answer.value)
        assert verdicts == ["supported", "contradicted"]
        assert values == [10.0, -10.0]
        assert answer_rival(one, part, None).verdict == "undecided"
        assert "not compared" in answer_rival(one, part, None).reason
