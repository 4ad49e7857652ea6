"""Dates in the forms that exports use, with the precision with which they are written."""

from __future__ import annotations

from typing import Literal

import polars as pl

Order = Literal["dmy", "mdy"]
"""Which comes first in 03/04/2021: the day, or the month."""

_PLAIN = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
_NAMED = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%B-%Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y")
_SHORT = ("%d-%b-%y", "%d %b %y")
_ORDERED: dict[Order, tuple[str, ...]] = {
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d.%m.%y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m.%d.%y"),
}
_PAIR = r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}$"


def read_days(texts: pl.Series, *, order: Order = "dmy") -> pl.DataFrame:
    """Return ``first`` and ``last`` day and ``precision`` (day, month, year) of each text.

    Understood are 2021-01-31, 31/01/2021, 31.01.2021, "31 January 2021", 31-Jan-2021,
    "January 31, 2021", 20210131, each with or without a time of day after it, and 2021-01 and
    2021 for a month and a year.

    Parameters
    ----------
    texts
        A column of text.
    order
        How 03/04/2021 is meant.
    """
    asked = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    bare = pl.col("text").str.strip_chars().str.replace(r"[T ]\d{1,2}:\d{2}.*$", "")
    known = asked.unique().drop_nulls().with_columns(bare=bare)
    forms = (*_PLAIN, *_ORDERED[order], *_NAMED, *_SHORT)
    known = known.with_columns(
        day=pl.coalesce(
            pl.when(_shaped(form)).then(pl.col("bare")).str.to_date(form, strict=False)
            for form in forms
        ),
        month=pl.when(pl.col("bare").str.contains(r"^\d{4}-\d{2}$"))
        .then(pl.col("bare") + "-01")
        .str.to_date("%Y-%m-%d", strict=False),
        year=pl.when(pl.col("bare").str.contains(r"^[12]\d{3}$"))
        .then(pl.col("bare") + "-01-01")
        .str.to_date("%Y-%m-%d", strict=False),
    ).select(
        "text",
        first=pl.coalesce("day", "month", "year"),
        last=pl.coalesce(
            "day",
            pl.col("month").dt.month_end(),
            pl.col("year").dt.offset_by("1y").dt.offset_by("-1d"),
        ),
        precision=pl.when(pl.col("day").is_not_null())
        .then(pl.lit("day"))
        .when(pl.col("month").is_not_null())
        .then(pl.lit("month"))
        .when(pl.col("year").is_not_null())
        .then(pl.lit("year")),
    )
    return asked.join(known, on="text", how="left", maintain_order="left").drop("text")


def guess_order(texts: pl.Series) -> Order | None:
    """Return whether days or months come first, or None where no date tells.

    A first number above 12 says that days come first, a second one that months do.
    """
    parts = texts.drop_nulls().str.extract_groups(_PAIR)
    first = parts.struct.field("1").cast(pl.Int64, strict=False).max()
    second = parts.struct.field("2").cast(pl.Int64, strict=False).max()
    if isinstance(first, int) and first > 12:
        return "dmy"
    if isinstance(second, int) and second > 12:
        return "mdy"
    return None


def _shaped(form: str) -> pl.Expr:
    """Say where the length fits: %Y would take 21 for the year 21, and %m%d any digits."""
    text = pl.col("bare")
    if form == "%Y%m%d":
        return text.str.contains(r"^\d{8}$")
    if form.endswith("%y"):
        return text.str.contains(r"\D\d{2}$")
    if form.startswith("%Y"):
        return text.str.contains(r"^\d{4}\D")
    return text.str.contains(r"\D\d{4}$")
