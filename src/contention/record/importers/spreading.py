"""One row that becomes several events: several towns, and what those in power did."""

from __future__ import annotations

import polars as pl

from contention.record.importers.mapping import Mapping
from contention.record.schema import SCHEMA

EXTRA = ("region", "district", "place_precision", "type", "actor_name")
"""Columns of an imported record beyond the canonical ones."""

ANSWER = "state response"
"""Type of the rows that say what those in power did."""

SPLIT, RESPONSE = "split over several towns", "response written as a row"


def spread(frame: pl.DataFrame, mapping: Mapping) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the events of kept rows in canonical columns and `EXTRA`, and what was changed.

    An event in n towns becomes n events. Its size is the total over them: each may have had a
    share of low / n and at most the whole. Responses follow as rows of their own, dated to the
    days from the first to the last of the protest.
    """
    number = pl.col("towns").list.len().fill_null(0)
    several = number > 1
    frame = frame.with_columns(_number=number)
    split = frame.filter(several).select(
        "file", "row", "id", detail=pl.col("towns").list.join("; "), reason=pl.lit(SPLIT)
    )
    rows = frame.with_columns(
        towns=pl.when(number > 0).then("towns").otherwise(pl.lit([None], dtype=pl.List(pl.String)))
    ).explode("towns")
    part = pl.int_range(pl.len()).over("order") + 1
    share = (pl.col("participants_low") / pl.col("_number")).floor().clip(1).cast(pl.Int64)
    rows = rows.with_columns(
        id=pl.when(pl.col("_number") > 1)
        .then(pl.format("{}/{}", pl.col("id"), part))
        .otherwise("id"),
        participants_low=pl.when(pl.col("_number") > 1).then(share).otherwise("participants_low"),
        town="towns",
        place=pl.when(pl.col("_number") > 1).then("towns").otherwise("place"),
        **{
            f"deaths_{end}": pl.when((pl.col("_number") == 1) | (pl.col("_number") == 0)).then(
                f"deaths_{end}"
            )
            for end in ("low", "high")
        },
    )
    answers = _responses(rows, mapping)
    changed = answers.select("file", "row", "id", detail="responses", reason=pl.lit(RESPONSE))
    events = pl.concat([_canonical(rows), _canonical(answers)])
    return events, pl.concat([split, changed])


def _responses(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    forms = {name: form for name, form in mapping.responses.items() if form}
    answers = (
        rows.filter(pl.col("responses").list.len() > 0)
        .explode("responses")
        .with_columns(
            form=pl.col("responses").replace_strict(forms, default=None, return_dtype=pl.String)
        )
        .filter(pl.col("form").is_not_null())
        .unique(["id", "form"], keep="first", maintain_order=True)
    )
    last = pl.coalesce("end_date", "date_high")
    precision = pl.when(last == pl.col("date_low")).then("date_precision")
    return answers.with_columns(
        id=pl.format("{}/{}", "id", "form"),
        type=pl.lit(ANSWER),
        date_high=last,
        date_precision=precision.otherwise(pl.lit("week")),
        end_date=pl.lit(None, dtype=pl.Date),
        actor=pl.lit(["government"], dtype=pl.List(pl.String)),
        participants_low=pl.lit(None, dtype=pl.Int64),
        participants_high=pl.lit(None, dtype=pl.Int64),
        deaths_low=pl.lit(None, dtype=pl.Int64),
        deaths_high=pl.lit(None, dtype=pl.Int64),
        demands=pl.lit(None, dtype=pl.List(pl.String)),
    )


def _canonical(rows: pl.DataFrame) -> pl.DataFrame:
    made = rows.with_columns(hour=pl.lit(None, dtype=pl.Int8), role=pl.lit("event"))
    return made.select(
        *(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()),
        *(pl.col(name) for name in EXTRA),
    )
