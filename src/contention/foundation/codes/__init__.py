"""The pages behind the codes of errors, one small file beside this one for each code."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path

from contention.foundation.errors import ContentionError, Problem

_HERE = Path(__file__).parent


@cache
def all_codes() -> tuple[str, ...]:
    """Return every code that has a page, sorted."""
    return tuple(sorted(page.stem for page in _HERE.glob("*.md")))


def title(code: str) -> str:
    """Return the title of a code's page.

    Parameters
    ----------
    code
        Such as ``T012``, in either case.

    Raises
    ------
    ContentionError
        F001: no such code.
    """
    first_line = explain(code).partition("\n")[0]
    return first_line.partition(": ")[2]


def explain(code: str) -> str:
    """Return the page of a code: a title line, then what it means and how to mend it.

    Parameters
    ----------
    code
        Such as ``T012``, in either case.

    Raises
    ------
    ContentionError
        F001: no such code.
    """
    wanted = code.strip().upper()
    if wanted not in all_codes():
        raise ContentionError(_unknown(code, wanted))
    page = (_HERE / f"{wanted}.md").read_text(encoding="utf-8")
    return page.removeprefix("# ").strip()


def _unknown(code: str, wanted: str) -> Problem:
    near = get_close_matches(wanted, all_codes(), n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else "copy the code from the error message"
    return Problem("F001", f"{code!r}", "the code of an error, such as F001", hint=hint)
