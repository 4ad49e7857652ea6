"""From a draft to canonical values: sizes, deaths, coordinates, dates that cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from contention.record.importers.coordinates import settle_coordinates
from contention.record.importers.mapping import Mapping
from contention.record.importers.sizes import read_sizes

NO_DATE, FUTURE, NO_COUNTRY = "no readable date", "date in the future", "no country"
AT_SEA = "international waters or airspace"
FROM_WORDS, SIZE_UNREAD = "size read from words", "size not understood"

_CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class Finished:
    """Rows in canonical values.

    Parameters
    ----------
    kept
        Rows without a reason to drop them.
    dropped
        ``row``, ``id``, ``reason``, ``detail``.
    changed
        The same, for rows of `kept` in which something is not as the source has it.
    """

    kept: pl.DataFrame
    dropped: pl.DataFrame
    changed: pl.DataFrame


def finish(draft: pl.DataFrame, mapping: Mapping, *, until: date) -> Finished:
    """Give every row of a draft its canonical values or a reason to drop it.

    Parameters
    ----------
    draft
        Columns of `contention.record.importers.source.DRAFT`.
    mapping
        What the words of the source become.
    until
        Last day that is not in the future.
    """
    frame = mapping.add_forms(_drop(draft, until=until))
    dropped = frame.filter(pl.col("drop").is_not_null()).select(
        "row", "id", "detail", reason="drop"
    )
    kept = mapping.add_actors(frame.filter(pl.col("drop").is_null()))
    kept, sized = _settle_sizes(kept)
    kept, placed = settle_coordinates(kept)
    kept = kept.with_columns(
        _persons("deaths_low"),
        _persons("deaths_high"),
        confidence=pl.when(pl.col("confidence").is_in(_CONFIDENCES)).then("confidence"),
    ).with_columns(
        deaths_low=pl.min_horizontal("deaths_low", "deaths_high"),
        deaths_high=pl.max_horizontal("deaths_low", "deaths_high"),
    )
    return Finished(kept, dropped, pl.concat([sized, placed]))


def note(rows: pl.DataFrame, reason: str, detail: pl.Expr) -> pl.DataFrame:
    """Return rows of a table of notes: ``row``, ``id``, ``detail``, ``reason``."""
    return rows.select("row", "id", detail=detail.cast(pl.String), reason=pl.lit(reason))


def _drop(draft: pl.DataFrame, *, until: date) -> pl.DataFrame:
    day, where = pl.col("date_low"), pl.col("place_precision")
    reasons = (
        (pl.col("date").is_null(), NO_DATE, pl.lit(None, dtype=pl.String)),
        (day > until, FUTURE, day.cast(pl.String)),
        (where == "sea", AT_SEA, pl.col("place")),
        (pl.col("country").is_null(), NO_COUNTRY, pl.col("place")),
    )
    frame = draft
    for condition, reason, detail in reasons:
        fits = condition & pl.col("drop").is_null()
        frame = frame.with_columns(
            detail=pl.when(fits).then(detail).otherwise("detail"),
            drop=pl.when(fits).then(pl.lit(reason)).otherwise("drop"),
        )
    return frame


def _settle_sizes(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Numbers of the source come first, then its words; the two bounds stand in order."""
    bounds = [read_sizes(frame[name]) for name in ("size_low", "size_high", "size_text")]
    lows, highs = [b["low"] for b in bounds], [b["high"] for b in bounds]
    numbers = lows[0].is_not_null() | highs[1].is_not_null()
    low = pl.select(pl.when(numbers).then(lows[0]).otherwise(lows[2])).to_series()
    high = pl.select(pl.when(numbers).then(highs[1]).otherwise(highs[2])).to_series()
    words = frame["size_text"]
    spoken = words.is_not_null() & ~words.fill_null("").str.contains(r"^[\d.,\s]+$")
    from_words = spoken & ~numbers & low.is_not_null()
    unread = spoken & ~numbers & low.is_null() & ~words.fill_null("").str.contains(_UNSTATED)
    interval = pl.format("{} -> {} to {}", words, low, high)
    notes = pl.concat(
        [
            note(frame.with_columns(d=interval).filter(from_words), FROM_WORDS, pl.col("d")),
            note(frame.filter(unread), SIZE_UNREAD, pl.col("size_text")),
        ]
    )
    settled = frame.with_columns(
        participants_low=pl.select(pl.min_horizontal(low, high)).to_series(),
        participants_high=pl.select(pl.max_horizontal(low, high)).to_series(),
    )
    return settled, notes


_UNSTATED = r"(?i)^\W*(no report|not reported|unknown|unspecified|unclear|n/?a|none|nan)?\W*$"


def _persons(name: str) -> pl.Expr:
    number = pl.col(name).str.replace_all(",", "").cast(pl.Float64, strict=False)
    return pl.when(number >= 0).then(number).cast(pl.Int64, strict=False).alias(name)
