"""A table of claims with the test of each, read from its two files and checked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from contention.catalogue.index import resolve
from contention.foundation.documents import Document, read_yaml
from contention.foundation.errors import ContentionError, Problem
from contention.foundation.texts import read_text
from contention.record import VOCABULARY, Vocabulary, Word
from contention.theory.claims import KINDS as THEORY_KINDS
from contention.theory.claims import claim_of
from contention.theory.model import Claim, Lever
from contention.theory.resolve import resolve_lever
from contention.theory.wording import closest, show

from .document import FACTS, ClaimsDocument, RowsPart, TestPart

COLUMNS = ("id", "paragraph", "kind", "claim", "testable_as")
KINDS = ("dated_fact", "mechanism", "counterfactual", "prediction", "rival_view")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Stated:
    """A claim as it was stated, and its test.

    Attributes
    ----------
    id, paragraph, kind, claim, testable_as
        The row of the table.
    test
        How it is tested, or why it is not.
    """

    id: str
    paragraph: str
    kind: str
    claim: str
    testable_as: str
    test: TestPart

    @property
    def comparisons(self) -> tuple[str, ...]:
        """The comparisons of rows that the test makes, each kind once."""
        kinds = [kind for fact in self.test.fact or [] for kind in FACTS
                 if getattr(fact, kind) is not None]  # fmt: skip
        return tuple(dict.fromkeys(kinds))

    @property
    def of_theory(self) -> Claim | None:
        """The test in the language of theories, if it is one of its kinds."""
        kind = self.test.kind
        if kind not in THEORY_KINDS:
            return None
        return claim_of(self.id, self.claim, kind, getattr(self.test, kind))


@dataclass(frozen=True)
class Claims:
    """A table of claims with their tests, as `load_claims` reads it.

    Attributes
    ----------
    name, title, cites
        From the document.
    stated
        The claims, in the order of the table.
    rows
        Kinds of rows that tests name.
    levers
        Levers that tests use beside those of the theory.
    leave_out
        Months (``1953-06``) without which a verdict on a mechanism must stand.
    own_source
        How the source of a row begins that comes from the claims' own text.
    """

    name: str
    title: str
    cites: tuple[str, ...]
    stated: tuple[Stated, ...]
    rows: dict[str, RowsPart]
    levers: tuple[Lever, ...]
    leave_out: tuple[str, ...]
    own_source: str = ""

    def __getitem__(self, name: str) -> Stated:
        """Return a claim by its id."""
        return next(stated for stated in self.stated if stated.id == name)


def load_claims(source: str | Path, *, words: Iterable[Word] = ()) -> Claims:
    """Load a table of claims and their tests.

    Parameters
    ----------
    source
        A name in the catalogue, or the path of a YAML file.
    words
        Words that the record has beside those of every record.

    Returns
    -------
    Claims
        Every claim of the table with its test.

    Raises
    ------
    ContentionError
        F002 for an unknown name; F codes for unreadable files; I040 to I043 for faults of the
        document or the table, all at once.
    """
    source_ = read_yaml(resolve("claims", source))
    try:
        document = ClaimsDocument.model_validate(source_.data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=True)
        raise ContentionError(
            [_problem(source_, cast("dict[str, Any]", e)) for e in found]
        ) from None
    table = _table(source_.path.parent / document.table)
    problems = [
        *_unmatched(source_, document, table),
        *_unknown_words(source_, document, VOCABULARY.extended(words)),
    ]
    if problems:
        raise ContentionError(problems)
    return Claims(
        name=document.claims,
        title=document.title,
        cites=tuple(document.cites),
        stated=tuple(Stated(**row, test=document.tests[row["id"]]) for row in table),
        rows=dict(document.rows),
        levers=tuple(resolve_lever(name, part) for name, part in document.levers.items()),
        leave_out=tuple(document.leave_out),
        own_source=document.own_source,
    )


def _problem(source: Document, error: dict[str, Any]) -> Problem:
    loc: tuple[str | int, ...] = error["loc"]
    kind: str = error["type"]
    context: dict[str, Any] = error.get("ctx", {})
    if kind.startswith("T0"):
        where = source.where((*loc, *context["at"]))
        return Problem(kind, context["found"], context["expected"], where, context["hint"])
    if kind == "extra_forbidden":
        where = source.where(loc, of="key")
        return Problem("I040", f"the unknown key {loc[-1]}", "a key of the format", where)
    if kind == "missing":
        where = source.where(loc[:-1], of="key")
        return Problem("I040", f"no {loc[-1]}", f"the key {loc[-1]}", where)
    return Problem("I040", show(error["input"]), str(error["msg"]), source.where(loc))


def _table(path: Path) -> list[dict[str, str]]:
    """Read the rows of the table, or raise I041."""
    rows = list(csv.DictReader(io.StringIO(read_text(path))))
    columns = set(rows[0]) if rows else set[str]()
    if columns != set(COLUMNS):
        odd = sorted(columns ^ set(COLUMNS))
        expected = f"the columns {', '.join(COLUMNS)} and no other"
        raise ContentionError(
            Problem("I041", f"a difference in {', '.join(odd)}", expected, str(path))
        )
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        where = f"{path}, row {number}"
        if row["id"] in seen:
            problems.append(Problem("I041", f"the id {row['id']} twice", "each id once", where))
        seen.add(row["id"])
        if row["kind"] not in KINDS:
            expected = f"one of {', '.join(KINDS)}"
            hint = closest(row["kind"], KINDS)
            problems.append(Problem("I041", f"the kind {row['kind']}", expected, where, hint))
    if problems:
        raise ContentionError(problems)
    return rows


def _unmatched(
    source: Document, document: ClaimsDocument, table: list[dict[str, str]]
) -> list[Problem]:
    """Return claims without a test, tests without a claim, and months that are none."""
    ids = [row["id"] for row in table]
    where = source.where(("tests",), of="key")
    problems = [
        Problem("I042", f"no test of {name}", "a test of every claim of the table", where,
                "write not_testable with the reason if there is none")
        for name in ids if name not in document.tests
    ]  # fmt: skip
    problems += [
        Problem("I042", f"a test of {name}", "tests of claims of the table", source.where(
            ("tests", name), of="key"), closest(name, ids))
        for name in document.tests if name not in ids
    ]  # fmt: skip
    problems += [
        Problem("I042", f"the month {month}", "a month such as 1956-10", source.where(
            ("leave_out", k)))
        for k, month in enumerate(document.leave_out) if not _MONTH.fullmatch(month)
    ]  # fmt: skip
    return problems


def _unknown_words(
    source: Document, document: ClaimsDocument, vocabulary: Vocabulary
) -> list[Problem]:
    """Return forms, actors, demands and kinds of rows that nothing defines."""
    known = {
        "form": vocabulary.names("form"),
        "actor": vocabulary.names("actor"),
        "not_actor": vocabulary.names("actor"),
        "demands": vocabulary.names("demand"),
        "role": ("event", "aggregate", "part"),
        "like": tuple(document.rows),
    }
    problems: list[Problem] = []
    for loc, part in _rows_in(document, ()):
        for key, words in known.items():
            value = getattr(part, key)
            for word in [value] if isinstance(value, str) else value:
                if word and word not in words:
                    where = source.where((*loc, key))
                    found = f"the unknown word {word}" if key != "like" else f"the rows {word}"
                    expected = "a word of the record" if key != "like" else "rows defined above"
                    problems.append(Problem("I043", found, expected, where, closest(word, words)))
    return problems


def _rows_in(
    value: Any, loc: tuple[str | int, ...]
) -> list[tuple[tuple[str | int, ...], RowsPart]]:
    """Return every selection of rows inside a part, with its path."""
    found: list[tuple[tuple[str | int, ...], RowsPart]] = []
    if isinstance(value, RowsPart):
        return [(loc, value)]
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            found += _rows_in(getattr(value, name), (*loc, info.alias or name))
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            found += _rows_in(item, (*loc, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            found += _rows_in(item, (*loc, index))
    return found
