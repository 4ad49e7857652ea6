"""Settings a user may get wrong."""

from __future__ import annotations

from datetime import date

import pytest

from contention.foundation.errors import ContentionError
from contention.study.case import Case, make_case
from contention.study.settings import (
    check_kind,
    check_levers,
    check_numbers,
    check_start,
    read_date,
    suggest,
)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"seed": -1}, "U002"),
        ({"seed": 2**32}, "U002"),
        ({"worlds": 0}, "U003"),
        ({"worlds": 1_000_001}, "U003"),
        ({"threads": -1}, "U004"),
    ],
)
def test_impossible_numbers(numbers: dict[str, int], code: str) -> None:
    with pytest.raises(ContentionError) as refused:
        check_numbers(**numbers)
    assert refused.value.codes == (code,)
    assert refused.value.problems[0].hint


def test_the_ends_of_the_ranges_pass() -> None:
    check_numbers(worlds=1, seed=2**32 - 1, threads=0)
    check_numbers(worlds=1_000_000, seed=0, threads=64)


@pytest.mark.parametrize("text", ["", "1956", "23.10.1956", "1956-13-01", "1956-02-30", "today"])
def test_texts_that_are_no_dates(text: str) -> None:
    with pytest.raises(ContentionError) as refused:
        read_date(text)
    assert refused.value.codes == ("U005",)


def test_a_date() -> None:
    assert read_date("1956-10-23") == date(1956, 10, 23)


def test_the_day_to_continue_from() -> None:
    first, last = date(1953, 3, 1), date(1957, 12, 31)
    check_start(date(1953, 3, 2), first=first, last=last)
    check_start(last, first=first, last=last)
    with pytest.raises(ContentionError):
        check_start(first, first=first, last=last)


def test_every_unknown_lever_is_named() -> None:
    with pytest.raises(ContentionError) as refused:
        check_levers(["apeal", "x", "fresh"], known=["appeal", "fresh"], theory="t")
    assert refused.value.codes == ("U007", "U007")


def test_suggestions() -> None:
    assert suggest("contagon", ["contagion", "silence"]) == "did you mean contagion?"
    assert suggest("zzz", ["contagion", "silence"]) == "choose one of contagion, silence"
    assert suggest("zzz", []) == "there are none"


def test_kinds() -> None:
    assert check_kind(None) is None
    assert check_kind("theory") == check_kind("theories") == "theory"
    assert check_kind("classics") == "classic"
    with pytest.raises(ContentionError) as refused:
        check_kind("theorie")
    assert "did you mean theory?" in str(refused.value)


def test_cases() -> None:
    assert make_case("a") == Case("a", "a", "a")
    assert make_case("a", record="b.csv") == Case("a", "a", "b.csv")
    assert make_case(scenario="x/s.yaml", record="b.csv") == Case("s", "x/s.yaml", "b.csv")
    for given in ({}, {"scenario": "s.yaml"}, {"record": "b.csv"}):
        with pytest.raises(ContentionError) as refused:
            make_case(**given)
        assert refused.value.codes == ("U001",)
