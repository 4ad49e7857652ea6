"""A record's own words: a small table beside it, ``NAME.vocabulary.csv``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from contention.foundation.errors import ContentionError, Problem
from contention.record.tables import read_table
from contention.record.vocabulary import VOCABULARY, Kind, Vocabulary, Word, WordClass

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COLUMNS = ("kind", "name", "class", "says")


def vocabulary_path(record: Path) -> Path:
    """Return where the words of a record stand: ``events.csv`` -> ``events.vocabulary.csv``."""
    return record.with_name(f"{record.stem}.vocabulary.csv")


def load_vocabulary(path: str | Path) -> Vocabulary:
    """Read words of one's own and add them to those that every record may use.

    Parameters
    ----------
    path
        A CSV with the columns ``kind`` (form, actor, demand), ``name``, ``class`` (popular,
        institution, other; blank: other) and ``says`` (a sentence).

    Raises
    ------
    ContentionError
        F101 to F105, R101, R102: not a readable CSV. R201: a column is missing. R317: a row
        that is not a word.
    """
    raw = read_table(path)
    missing = [column for column in _COLUMNS if column not in raw.frame.columns]
    if missing:
        raise ContentionError(
            Problem(
                "R201",
                f"no column {missing[0]}",
                f"the columns {', '.join(_COLUMNS)}",
                raw.name,
                "name the columns in the first row",
            )
        )
    problems = [problem for _, problem in raw.broken]
    words: list[Word] = []
    for number, row in zip(raw.numbers, raw.frame.iter_rows(named=True), strict=True):
        wrong = _wrong_part(row)
        if wrong is None:
            kind, name, says = row["kind"], row["name"], row["says"]
            words.append(Word(name, kind, row["class"] or "other", says or ""))
            continue
        column, expected = wrong
        where = f"{raw.name}, row {number}, column {column}"
        problems.append(Problem("R317", repr(row[column] or ""), expected, where))
    if problems:
        raise ContentionError(problems)
    return VOCABULARY.extended(words)


def _wrong_part(row: dict[str, str | None]) -> tuple[str, str] | None:
    if row["kind"] not in get_args(Kind):
        return "kind", "form, actor or demand"
    if not _NAME.fullmatch(row["name"] or ""):
        return "name", "a word in lower case letters, digits and _, with a letter first"
    if row["class"] is not None and row["class"] not in get_args(WordClass):
        return "class", "popular, institution or other"
    return None
