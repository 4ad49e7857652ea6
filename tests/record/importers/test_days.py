"""Forms of dates in exports."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from contention.record.importers.days import guess_order, read_days

DAY = date(2021, 1, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2021-01-31",
        "2021/01/31",
        "20210131",
        "31/01/2021",
        "31-01-2021",
        "31.01.2021",
        "31.1.2021",
        "31/01/21",
        "31 January 2021",
        "31 Jan 2021",
        "31-Jan-2021",
        "31-Jan-21",
        "31-January-2021",
        "January 31, 2021",
        "2021-01-31 00:00:00.000",
        "2021-01-31T13:05:00Z",
    ],
)
def test_a_day_in_any_form(text: str) -> None:
    row = read_days(pl.Series([text])).row(0)
    assert row == (DAY, DAY, "day")


def test_months_and_years_are_intervals() -> None:
    days = read_days(pl.Series(["2020-02", "2021"]))
    assert days.rows() == [
        (date(2020, 2, 1), date(2020, 2, 29), "month"),
        (date(2021, 1, 1), date(2021, 12, 31), "year"),
    ]


@pytest.mark.parametrize("text", ["soon", "2021-13-01", "31/31/2021", "0", None])
def test_what_is_no_date_is_null(text: str | None) -> None:
    assert read_days(pl.Series([text], dtype=pl.String)).row(0) == (None, None, None)


def test_the_order_comes_from_a_date_that_tells() -> None:
    assert guess_order(pl.Series(["03/04/2021", "31/01/2021"])) == "dmy"
    assert guess_order(pl.Series(["03/04/2021", "01/31/2021"])) == "mdy"
    assert guess_order(pl.Series(["03/04/2021"])) is None
    assert read_days(pl.Series(["03/04/2021"]), order="mdy")["first"][0] == date(2021, 3, 4)
