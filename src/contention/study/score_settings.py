"""Words of ``contention score``: origins, horizons, cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contention.foundation.errors import ContentionError, Problem

FEWEST_DRAWS, MOST_DRAWS = 50, 100_000
"""Draws of a forecast: fewer say nothing of its tails, more are a slip of the finger."""

LONGEST = 366
"""Days ahead at most."""


@dataclass(frozen=True)
class Origins:
    """Days from which is foretold: from one to another, every so many days (0: the horizon)."""

    first: date
    last: date
    step: int = 0


def read_origins(text: str) -> Origins:
    """Return the origins that ``FROM:TO`` or ``FROM:TO:STEP`` means.

    Raises
    ------
    ContentionError
        U080: it means none.
    """
    parts = text.split(":")
    try:
        first, last = (date.fromisoformat(part) for part in parts[:2])
        step = _days(parts[2]) if len(parts) == 3 else 0
        if len(parts) > 3 or last < first or (len(parts) == 3 and step < 1):
            raise ValueError
    except ValueError:
        raise ContentionError(
            Problem(
                "U080",
                repr(text),
                "two days, such as 2015-01-05:2015-06-29, or with a step 2015-01-05:2015-06-29:7d",
                "--origins",
                "write the first and the last day from which is foretold, the earlier one first",
            )
        ) from None
    return Origins(first, last, step)


def read_horizon(text: str) -> int:
    """Return the days that a horizon such as ``7d``, ``7`` or ``4w`` means.

    Raises
    ------
    ContentionError
        U081: it means none.
    """
    try:
        return _days(text)
    except ValueError:
        raise ContentionError(_no_horizon(repr(text))) from None


def check_score(*, horizon: int, cells: str, level: str, draws: int) -> None:
    """Refuse settings that no score can use, all at once.

    Raises
    ------
    ContentionError
        U081 the horizon, U082 the cells or the level, U083 the draws.
    """
    problems: list[Problem] = []
    if cells not in ("day", "week"):
        problems.append(_no_cells(cells, "day or week", "--cells"))
    if level not in ("place", "region"):
        problems.append(_no_cells(level, "place or region", "--level"))
    if not 1 <= horizon <= LONGEST or (cells == "week" and horizon % 7):
        problems.append(_no_horizon(f"{horizon} days with cells of a {cells}"))
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        problems.append(
            Problem(
                "U083",
                f"{draws} draws",
                f"a whole number from {FEWEST_DRAWS} to {MOST_DRAWS}",
                "--draws",
                "ask for 1000 draws",
            )
        )
    if problems:
        raise ContentionError(problems)


def _days(text: str) -> int:
    text = text.strip().lower()
    if text.endswith("w"):
        return 7 * int(text[:-1])
    return int(text.removesuffix("d"))


def _no_horizon(found: str) -> Problem:
    return Problem(
        "U081",
        found,
        f"1 to {LONGEST} days, and whole weeks for cells of a week",
        "--horizon",
        "write 7d, 28d or 4w",
    )


def _no_cells(found: str, expected: str, where: str) -> Problem:
    return Problem("U082", repr(found), expected, where, "take one of the two words")
