"""Rows that tell of one event: the same id, or the same place, day, form and actor."""

from __future__ import annotations

from typing import Literal

import polars as pl

Near = Literal["source", "drop", "keep"]
"""What becomes of near-duplicates: as the source asks, all dropped, all kept."""

SAME, OLDER = "duplicate id", "older version of the id"
NEAR, POSSIBLE = "near-duplicate", "possible duplicate"
RENAMED = "id used twice"

_CONTENT = (
    "date", "date_low", "date_high", "country", "region", "place", "lat", "lon", "form",
    "participants_low", "participants_high", "deaths_low", "deaths_high", "description",
)  # fmt: skip


def drop_repeated_ids(
    frame: pl.DataFrame, *, renames: bool
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Keep one row an id: the highest version, and of equal ones the last.

    Parameters
    ----------
    frame
        Finished rows of all files, with ``order`` (their position in the input).
    renames
        Keep rows of one id that lie on other days or in other countries, under a new id.

    Returns
    -------
    kept, dropped, changed
        Rows; then notes of ``file``, ``row``, ``id``, ``reason``, ``detail``.
    """
    key = ["id", "date", "country"] if renames else ["id"]
    content = pl.struct(_CONTENT).hash(seed=0)
    rank = frame.select(
        "file", "row", "order", "version", *dict.fromkeys(["id", *key]), _content=content
    ).sort("version", "order", descending=True, nulls_last=True)
    has_id = pl.col("id").is_not_null()
    rank = rank.with_columns(
        _again=has_id & ~pl.struct(key).is_first_distinct(),
        _kept=pl.col("_content").first().over(key),
    )
    again = rank.filter("_again")
    reason = pl.when(pl.col("_content") == pl.col("_kept")).then(pl.lit(SAME))
    dropped = again.select(
        "file", "row", "id", detail=pl.lit(None, dtype=pl.String),
        reason=reason.otherwise(pl.lit(OLDER)),
    )  # fmt: skip
    kept = frame.join(again.select("order"), on="order", how="anti", maintain_order="left")
    number = pl.int_range(pl.len()).over("id")
    kept = kept.with_columns(_number=pl.when(has_id).then(number).otherwise(0))
    clash = kept.filter(pl.col("_number") > 0)
    fresh = pl.format("{}/{}", pl.col("id"), pl.col("_number") + 1)
    changed = clash.select("file", "row", "id", detail=fresh, reason=pl.lit(RENAMED))
    kept = kept.with_columns(id=pl.when(pl.col("_number") > 0).then(fresh).otherwise("id"))
    return kept.drop("_number"), dropped, changed


def drop_near(
    frame: pl.DataFrame, *, near: Near, merges: bool
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Keep one row of those with the same place, days, form and actor.

    Where the source does not merge them (`merges`), only rows whose place in words, size and
    description are the same too are dropped; the others are kept and noted as possible
    duplicates. Rows without any place are never compared.

    Returns
    -------
    kept, dropped, changed
        As `drop_repeated_ids`.
    """
    where = pl.coalesce(pl.col("towns").list.join(";"), "place", "district", "region")
    says = pl.col("description").fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ")
    frame = frame.with_columns(_where=where.str.to_lowercase(), _says=says)
    key = ["country", "region", "_where", "date_low", "date_high", "form", "actor_name"]
    placed = pl.col("_where").is_not_null()
    loose = placed & ~pl.struct(key).is_first_distinct()
    same = [*key, "place", "participants_low", "participants_high", "_says"]
    tight = placed & ~pl.struct(same).is_first_distinct()
    everything = near == "drop" or (near == "source" and merges)
    gone = loose if everything else tight
    frame = frame.with_columns(
        _gone=gone if near != "keep" else pl.lit(value=False),
        _loose=loose,
        _first=pl.col("id").first().over(key),
    )
    detail = pl.lit("as ") + pl.col("_first")
    notes = [
        frame.filter(condition).select("file", "row", "id", detail=detail, reason=pl.lit(reason))
        for condition, reason in (
            (pl.col("_gone"), NEAR),
            (pl.col("_loose") & ~pl.col("_gone"), POSSIBLE),
        )
    ]
    return frame.filter(~pl.col("_gone")).select(pl.exclude("^_.*$")), notes[0], notes[1]
