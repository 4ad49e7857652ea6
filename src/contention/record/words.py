"""Words of events: form, actor, demands, role, confidence, and names that must be there."""

from __future__ import annotations

from difflib import get_close_matches

import polars as pl

from contention.record.ledger import Ledger
from contention.record.schema import CONFIDENCES, ROLES
from contention.record.vocabulary import Kind, Vocabulary

NONE = "none"
"""In a CSV: stated that there were none; in canonical form an empty list. Blank is unstated."""

_CODES: dict[Kind, str] = {"form": "R312", "actor": "R313", "demand": "R314"}


def read_words(ledger: Ledger, vocabulary: Vocabulary) -> pl.DataFrame:
    """Return country, form, actor, demands, role and confidence.

    Notes R301 (country or form missing), R312 to R314 (word outside the vocabulary) and R315
    (unknown role or confidence).
    """
    country = ledger.text("country")
    _note_missing(ledger, country, "country", "the name of a country")
    form = ledger.text("form")
    _note_missing(ledger, form, "form", "what was done, as a word of the vocabulary")
    unknown = form.is_not_null() & ~form.is_in(vocabulary.names("form"))
    for row in unknown.arg_true().to_list():
        _note_unknown(ledger, row, "form", "form", [form[row]], vocabulary)
    return pl.DataFrame(
        [
            country.alias("country"),
            form.alias("form"),
            _read_list(ledger, "actor", "actor", vocabulary),
            _read_list(ledger, "demands", "demand", vocabulary),
            _read_choice(ledger, "role", ROLES).fill_null("event"),
            _read_choice(ledger, "confidence", CONFIDENCES),
        ]
    )


def _note_missing(ledger: Ledger, values: pl.Series, column: str, expected: str) -> None:
    hint = f"fill in the {column}; a row without one cannot be used"
    ledger.note(values.is_null(), column, "R301", found=values, expected=expected, hint=hint)


def _read_choice(ledger: Ledger, column: str, choices: tuple[str, ...]) -> pl.Series:
    values = ledger.text(column)
    unknown = values.is_not_null() & ~values.is_in(choices)
    expected = ", ".join(choices[:-1]) + f" or {choices[-1]}"
    ledger.note(unknown, column, "R315", found=values, expected=expected)
    return values.alias(column)


def _read_list(ledger: Ledger, column: str, kind: Kind, vocabulary: Vocabulary) -> pl.Series:
    values = _split(ledger, column)
    known = vocabulary.names(kind)
    unknown = values.list.eval(pl.element().filter(~pl.element().is_in(known)))
    for row in (unknown.list.len() > 0).fill_null(value=False).arg_true().to_list():
        _note_unknown(ledger, row, column, kind, unknown[row].to_list(), vocabulary)
    return values.alias(column)


def _split(ledger: Ledger, column: str) -> pl.Series:
    frame = ledger.raw.frame
    listed = column in frame.columns and isinstance(frame[column].dtype, pl.List)
    values = frame[column] if listed else ledger.text(column).str.split(";")
    element = pl.element().str.strip_chars()
    clean = values.list.eval(element.filter(element != "")).list.unique(maintain_order=True)
    if listed:
        return clean
    # A blank between two separators says nothing; the word "none" says that there were none.
    empty = clean.list.len() == 0
    nothing = (clean.list.len() == 1) & (clean.list.first() == NONE)
    choice = (
        pl.when(empty)
        .then(None)
        .when(nothing)
        .then(pl.lit([], dtype=pl.List(pl.String)))
        .otherwise(clean)
    )
    return pl.select(choice).to_series()


def _note_unknown(
    ledger: Ledger,
    row: int,
    column: str,
    kind: Kind,
    values: list[str],
    vocabulary: Vocabulary,
) -> None:
    known = vocabulary.names(kind)
    for value in values:
        if value in known:
            continue
        near = get_close_matches(value.lower(), known, n=1, cutoff=0.75)
        own = "to use a word of your own, put it into a vocabulary file beside the record"
        hint = f"write {near[0]}, or {own}" if near else own
        ledger.note_row(
            row,
            column,
            _CODES[kind],
            found=repr(value),
            expected=f"a {kind} of the vocabulary ({len(known)} words)",
            hint=hint,
        )
