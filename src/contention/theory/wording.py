"""How the errors of theory documents are put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, cast

from pydantic_core import PydanticCustomError


def problem(
    code: str, found: str, expected: str, hint: str = "", at: Sequence[str | int] = ()
) -> PydanticCustomError:
    """Return the pydantic error that becomes a `Problem` with these parts.

    Parameters
    ----------
    code
        Code of the error page.
    found, expected, hint
        As in `contention.foundation.errors.Problem`.
    at
        Path from the validated value to the part that is wrong.
    """
    context = {"found": found, "expected": expected, "hint": hint, "at": tuple(at)}
    # The code is the type of the error, which pydantic wants as a literal for its own errors.
    return PydanticCustomError(cast(Any, code), "{found}", context)


def closest(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint that names the known word closest to a misspelt one.

    Parameters
    ----------
    name
        What the document says.
    known
        The words it could have meant.
    otherwise
        The hint when none is close.
    """
    words = sorted(set(known))
    near = get_close_matches(name, words, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    if words and len(words) <= 8 and not otherwise:
        return f"known: {', '.join(words)}"
    return otherwise


def show(value: Any) -> str:
    """Return a value as a short text for an error."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
