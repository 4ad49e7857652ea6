"""The settings of an import that a user may get wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast, get_args

from contention.foundation.errors import ContentionError, Problem
from contention.record.importers.duplicates import Near


def read_pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """Return ``NAME=VALUE`` texts as a mapping.

    Raises
    ------
    ContentionError
        R406: a text without ``=``.
    """
    pairs = [text.partition("=") for text in texts]
    problems = [
        Problem("R406", repr(text), "FIELD=VALUE", option, "write for example date=Datum")
        for text, (name, sign, value) in zip(texts, pairs, strict=True)
        if not (name.strip() and sign and value.strip())
    ]
    if problems:
        raise ContentionError(problems)
    return {name.strip(): value.strip() for name, _, value in pairs}


def check_near(text: str) -> Near:
    """Return the rule for near-duplicates.

    Raises
    ------
    ContentionError
        R408: no such rule.
    """
    if text in get_args(Near):
        return cast("Near", text)
    hint = "leave the option out to do what the source needs"
    raise ContentionError(
        Problem("R408", repr(text), "source, drop or keep", "--near-duplicates", hint)
    )


def read_day(text: str | None) -> date | None:
    """Return a day written as 2021-01-31.

    Raises
    ------
    ContentionError
        R408: not a day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = Problem(
            "R408", repr(text), "a date such as 2021-01-31", "--until", "write year-month-day"
        )
        raise ContentionError(problem) from None
