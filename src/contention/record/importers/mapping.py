"""From the words of a source to those of the vocabulary, by a table anybody can read and change.

The tables stand in ``contention/record/mappings``. Each row says what one word becomes: ``maps``
is ``event`` (type and subtype), ``event contains`` (a piece of the type), ``actor contains`` or
``response``; ``to`` is a word of the vocabulary, and blank where the row is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.record.tables import read_table
from contention.record.vocabulary import VOCABULARY

FOLDER = Path(__file__).parents[1] / "mappings"
"""Where the shipped tables are."""

KINDS = ("event", "event contains", "actor contains", "response")
COLUMNS = ("maps", "type", "subtype", "to")

UNKNOWN, LEFT_OUT = "unknown type", "type left out"
"""Reasons: no row of the mapping speaks of the type; or one does and says to leave it out."""

_ANYBODY = "civilians"


@dataclass(frozen=True)
class Mapping:
    """What the words of a source become.

    Parameters
    ----------
    events
        (type, subtype) in lower case -> form, or ``""`` where it is left out.
    pieces
        Pieces of a type -> form, in the order of the table.
    actors
        Pieces of an actor -> actor.
    responses
        Response -> form.
    """

    events: dict[tuple[str, str], str]
    pieces: dict[str, str]
    actors: dict[str, str]
    responses: dict[str, str]

    def form(self, event_type: str | None, subtype: str | None) -> str | None:
        """Return the form, ``""`` where the type is left out, None where it is unknown."""
        kind, sub = _key(event_type), _key(subtype)
        for key in ((kind, sub), (kind, "")):
            if key in self.events:
                return self.events[key]
        parts = {part.strip() for part in re.split(r"[;&/,|]| and ", kind)}
        for (known, _), form in self.events.items():
            if known in parts:
                return form
        for piece, form in self.pieces.items():
            if piece in kind:
                return form
        return kind if kind in VOCABULARY.names("form") else None

    def actor(self, text: str | None) -> list[str] | None:
        """Return the actors that a text names, None where it names none that are known."""
        words = _key(text)
        found = [
            actor
            for piece, actor in self.actors.items()
            if re.search(rf"(?<!\w){re.escape(piece)}", words)
        ]
        found += [part for part in re.split(r"\s*;\s*", words) if part in _ACTORS]
        different = list(dict.fromkeys(found))
        return [name for name in different if name != _ANYBODY] or different or None

    def add_forms(self, draft: pl.DataFrame) -> pl.DataFrame:
        """Return the draft with ``form``, and with a reason where there is none."""
        kinds = draft.select("type", "subtype").unique()
        forms = [self.form(*row) for row in kinds.rows()]
        known = kinds.with_columns(form=pl.Series(forms, dtype=pl.String))
        found = draft.join(
            known, on=["type", "subtype"], how="left", nulls_equal=True, maintain_order="left"
        )
        reason = (
            pl.when(pl.col("form").is_null())
            .then(pl.lit(UNKNOWN))
            .when(pl.col("form") == "")
            .then(pl.lit(LEFT_OUT))
        )
        named = pl.concat_str("type", "subtype", separator=": ", ignore_nulls=True)
        return found.with_columns(
            detail=pl.when(pl.col("drop").is_null() & reason.is_not_null())
            .then(named)
            .otherwise("detail"),
            drop=pl.coalesce("drop", reason),
        )

    def add_actors(self, draft: pl.DataFrame) -> pl.DataFrame:
        """Return the draft with ``actor``, a list."""
        texts = draft["actor_text"].unique()
        actors = [self.actor(text) for text in texts]
        known = pl.DataFrame(
            {"actor_text": texts, "actor": actors},
            schema={"actor_text": pl.String, "actor": pl.List(pl.String)},
        )
        return draft.join(
            known, on="actor_text", how="left", nulls_equal=True, maintain_order="left"
        )


_ACTORS = frozenset(VOCABULARY.names("actor"))


def load_mapping(name: str, *, own: str | Path | None = None) -> Mapping:
    """Read the mapping of a source, and put rows of one's own in the place of shipped ones.

    Parameters
    ----------
    name
        Name of the source.
    own
        A table of the same columns; its rows come first and replace those of the same words.

    Raises
    ------
    ContentionError
        F101 to F105, R101, R102: not a readable CSV. R405: a row that cannot be a mapping.
    """
    rows = _read(FOLDER / f"{name}.csv")
    if own is not None:
        mine = _read(Path(own))
        rows = mine | {key: to for key, to in rows.items() if key not in mine}
    return Mapping(
        {key[1:]: to for key, to in rows.items() if key[0] == "event"},
        {kind: to for (maps, kind, _), to in rows.items() if maps == "event contains"},
        {kind: to for (maps, kind, _), to in rows.items() if maps == "actor contains"},
        {kind: to for (maps, kind, _), to in rows.items() if maps == "response"},
    )


def _read(path: Path) -> dict[tuple[str, str, str], str]:
    raw = read_table(path)
    missing = [name for name in COLUMNS if name not in raw.frame.columns and name != "subtype"]
    if missing:
        raise ContentionError(
            _problem(f"no column {missing[0]}", f"the columns {', '.join(COLUMNS)}", raw.name)
        )
    rows: dict[tuple[str, str, str], str] = {}
    problems = [problem for _, problem in raw.broken]
    for number, row in zip(raw.numbers, raw.frame.iter_rows(named=True), strict=True):
        where = f"{raw.name}, row {number}"
        maps, to = row["maps"] or "", row["to"] or ""
        if maps not in KINDS:
            problems.append(_problem(f"maps {maps!r}", ", ".join(KINDS), where))
            continue
        kind = "actor" if maps.startswith("actor") else "form"
        if to and to not in VOCABULARY.names(kind):
            problems.append(_problem(f"to {to!r}", f"a {kind} of the vocabulary", where))
            continue
        rows[maps, _key(row["type"]), _key(row.get("subtype"))] = to
    if problems:
        raise ContentionError(problems)
    return rows


def _problem(found: str, expected: str, where: str) -> Problem:
    hint = "docs/guides/import.md shows a mapping; docs/reference/record.md lists the words"
    return Problem("R405", found, expected, where, hint)


def _key(text: str | None) -> str:
    return " ".join((text or "").lower().split())
