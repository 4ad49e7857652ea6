"""Import exports of event data sets, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.record.importers import sources
from contention.record.importers.batches import Batch, read_csv, read_header, read_tabs
from contention.record.importers.duplicates import Near, drop_near, drop_repeated_ids
from contention.record.importers.finishing import finish
from contention.record.importers.mapping import UNKNOWN, load_mapping
from contention.record.importers.mapping import Mapping as WordMapping
from contention.record.importers.opening import Opened, open_tables
from contention.record.importers.outcome import LEDGER, Import
from contention.record.importers.packing import pack, unpack
from contention.record.importers.source import Source, complete
from contention.record.importers.spreading import spread
from contention.record.importers.table import (
    TableMap,
    complete_map,
    make_map,
    make_source,
    read_map,
)

BROKEN = "wrong number of fields"
_BULK = "not a protest"
"""Rows of this reason are many; the ledger has their file and row only."""


def import_events(
    files: str | Path | Sequence[str | Path],
    *,
    source: str | None = None,
    mapping: str | Path | None = None,
    table: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    near_duplicates: Near = "source",
    until: date | None = None,
) -> Import:
    """Read exports of an event data set into a record.

    Parameters
    ----------
    files
        CSV or tab-separated files of one source, as they are, gzipped or in zip archives.
    source
        ``acled``, ``gdelt``, ``ucdp-ged``, ``mass-mobilization``, ``ccc`` or ``table``; found
        from the first row if not given.
    mapping
        A CSV ``maps,type,subtype,to`` whose rows replace those of the shipped mapping.
    table
        For ``table``: a YAML that says which column means what.
    columns, constants
        For ``table``: field -> column, and field -> value of every row; they come before the
        YAML.
    near_duplicates
        ``drop`` or ``keep`` all rows of one place, day, form and actor but the first; by default
        as the source needs.
    until
        Last day that is not in the future; today if not given.

    Raises
    ------
    ContentionError
        F101, F102, F105: missing, unreadable, empty. R101: no table. R202: a column twice. R400:
        no such source. R401, R404: not the layout of a source. R402, R403: a broken archive, or
        one without a table. R405: the mapping. R406: the map of a table. R407: nothing kept.
    """
    if source is not None and source not in sources.NAMES:
        raise sources.unknown_name(source)
    given = [files] if isinstance(files, str | Path) else list(files)
    own = read_map(table) if table else TableMap()
    said = make_map(columns or {}, constants or {}, where="--column and --set")
    own = TableMap(own.columns | said.columns, own.constants | said.constants, own.order)
    gathered = _Gathered(source, mapping, own, until or date.today())
    for file in given:
        for opened in open_tables(file):
            gathered.take(opened)
    return gathered.close(tuple(str(file) for file in given), near_duplicates)


@dataclass
class _Gathered:
    """What has been read so far."""

    name: str | None
    own_mapping: str | Path | None
    own_map: TableMap
    until: date
    source: Source | None = None
    mapping: WordMapping | None = None
    rows: int = 0
    kept: list[bytes] = field(default_factory=list[bytes])
    parts: list[bytes] = field(default_factory=list[bytes])
    counts: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    unknown: Counter[str] = field(default_factory=Counter[str])
    changes: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    notes: list[str] = field(default_factory=list[str])
    guesses: dict[str, str] = field(default_factory=dict[str, str])

    def take(self, opened: Opened) -> None:
        """Read one table."""
        heads = read_header(opened)
        source = self._choose(heads, opened.name)
        mapping = self.mapping or load_mapping(source.name, own=self.own_mapping)
        self.mapping = mapping
        for batch in _batches(opened, source, heads):
            self._take_batch(batch, source, mapping, opened.name)
        self.notes += opened.notes

    def _choose(self, heads: list[str], where: str) -> Source:
        if self.name is None:
            found = sources.recognise(heads)
            if found is None:
                raise sources.unknown_layout(heads, where=where)
            self.name = found.name
        if self.name == sources.TABLE:
            chosen = complete_map(self.own_map, heads, where=where)
            self.guesses |= {key: chosen.columns[key] for key in chosen.guessed}
            self.source = make_source(chosen)
        else:
            sources.check_layout(self.name, heads, where=where)
            self.source = sources.SOURCES[self.name]
        return self.source

    def _take_batch(self, batch: Batch, source: Source, mapping: WordMapping, file: str) -> None:
        raw, start = batch.frame, self.rows
        self.rows += raw.height + len(batch.broken)
        if batch.broken:
            broken = pl.DataFrame(
                batch.broken, schema=["row", "detail", "raw"], orient="row"
            ).with_columns(reason=pl.lit(BROKEN))
            self._log(broken, "dropped", file)
        if not raw.height:
            return
        done = finish(complete(source.draft(raw)), mapping, until=self.until)
        texts = _texts(raw, whole=not _headless(source, raw))
        bulk = pl.col("reason") == _BULK
        self._log(done.dropped.filter(bulk), "dropped", file)
        dropped = done.dropped.filter(~bulk)
        self._log(dropped.join(texts, on="row", how="left", maintain_order="left"), "dropped", file)
        changed = done.changed.with_columns(file=pl.lit(file, dtype=pl.Categorical))
        self.changes.append(changed)
        kept = done.kept.join(texts, on="row", how="left", maintain_order="left")
        kept = kept.with_columns(
            file=pl.lit(file, dtype=pl.Categorical), order=pl.int_range(pl.len()) + start
        ).drop("drop", "detail", "size_low", "size_high", "size_text", "actor_text", "subtype")
        if kept.height:
            self.kept.append(pack(kept))

    def _log(self, notes: pl.DataFrame, outcome: str, file: str | None = None) -> None:
        if not notes.height:
            return
        where = {"file": pl.lit(file)} if file is not None else {}
        full = notes.with_columns(outcome=pl.lit(outcome), **where)
        empty = [pl.lit(None).alias(name) for name in LEDGER if name not in full.columns]
        full = full.with_columns(empty).select(pl.col(n).cast(t) for n, t in LEDGER.items())
        self.parts.append(pack(full))
        for reason, number in full["reason"].value_counts().rows():
            self.counts[outcome, str(reason)] += int(number)
        untold = full.filter(pl.col("reason") == UNKNOWN)["detail"]
        self.unknown.update(str(kind) for kind in untold)

    def count(self, outcome: str) -> dict[str, int]:
        """Return reason -> rows, the most frequent first."""
        found = {reason: n for (kind, reason), n in self.counts.items() if kind == outcome}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def close(self, files: tuple[str, ...], near: Near) -> Import:
        """Compare all rows, spread them over towns, and count."""
        source, mapping = self.source, self.mapping
        if source is None or mapping is None or not self.kept:
            raise ContentionError(_nothing(self, files))
        every = unpack(self.kept)
        frame = every.drop("raw").collect()
        frame, again, renamed = drop_repeated_ids(frame, renames=source.renames_ids)
        made = pl.format("row-{}", pl.col("order") + 1)
        frame = frame.with_columns(id=pl.coalesce("id", made))
        frame, close, possible = drop_near(frame, near=near, merges=source.near_duplicates)
        kept = frame.height
        events, changed = spread(frame, mapping)
        # Of rows that were dropped in the end it does not matter how they were changed.
        early = pl.concat(self.changes).join(
            frame.select("file", "row"), on=["file", "row"], how="semi", maintain_order="left"
        )
        for notes, outcome in (
            (early, "changed"),
            (again, "dropped"),
            (close, "dropped"),
            (renamed, "changed"),
            (possible, "changed"),
            (changed, "changed"),
        ):
            if notes.height:
                texts = every.select("file", "row", "raw").join(
                    notes.lazy().select("file", "row"), on=["file", "row"], how="semi"
                )
                self._log(notes.join(texts.collect(), on=["file", "row"], how="left"), outcome)
        if not events.height:
            raise ContentionError(_nothing(self, files))
        return Import(
            source=source.name,
            files=files,
            events=events.sort("date_low", "country", "town", "id", maintain_order=True),
            rows_in=self.rows,
            kept=kept,
            dropped=self.count("dropped"),
            changed=self.count("changed"),
            unknown=dict(self.unknown.most_common()),
            notes=tuple(self.notes),
            guesses=self.guesses,
            parts=tuple(self.parts),
        )


def _batches(opened: Opened, source: Source, heads: list[str]) -> Iterator[Batch]:
    if source.headers and source.needed[0] not in heads:
        return read_tabs(opened, source.headers[len(heads)], source.wanted)
    return read_csv(opened)


def _headless(source: Source, raw: pl.DataFrame) -> bool:
    """Say whether the batch is of a table without a header, of which not all columns are read."""
    return bool(source.headers) and raw.width <= len(source.wanted) + 2


def _texts(raw: pl.DataFrame, *, whole: bool) -> pl.DataFrame:
    """Return the rows as JSON, for the ledger; where the file has them in full, none."""
    if not whole:
        return raw.select("row", raw=pl.lit(None, dtype=pl.String))
    return raw.select("row", raw=pl.struct(pl.exclude("row")).struct.json_encode())


def _nothing(gathered: _Gathered, files: tuple[str, ...]) -> Problem:
    counts = gathered.count("dropped")
    why = ", ".join(f"{number:,} {reason}" for reason, number in counts.items()) or "no rows at all"
    unknown = [name for name, _ in gathered.unknown.most_common(5)]
    hint = "check that this is the export you meant, and that it is complete"
    if unknown:
        hint = f"map the types {', '.join(unknown)} with --mapping FILE"
    return Problem(
        "R407",
        f"nothing to keep among {gathered.rows:,} rows: {why}",
        "at least one event",
        ", ".join(files),
        hint,
    )
