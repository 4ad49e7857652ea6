"""The settings a user may get wrong: seeds, numbers of worlds, dates, levers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches

from contention.foundation.errors import ContentionError, Problem

SEEDS = 2**32
"""Seeds are below this: the random addresses have 32 bits for them."""

MOST_WORLDS = 1_000_000
"""More worlds than this are a slip of the finger; they would fill any disk."""


FEWEST_DRAWS, MOST_DRAWS = 100, 100_000
"""Draws of a chain: fewer cannot be judged, more are a slip of the finger."""

FEWEST_CHAINS, MOST_CHAINS = 2, 64

KINDS = ("claims", "record", "scenario", "theory", "classic")
"""Kinds of items in the catalogue."""

PLURALS = dict(zip(("claims", "records", "scenarios", "theories", "classics"), KINDS, strict=True))
"""More than one of a kind means the kind."""


def check_numbers(*, worlds: int = 1, seed: int = 0, threads: int = 0) -> None:
    """Refuse numbers that no run can use, all at once.

    Raises
    ------
    ContentionError
        U002 the seed, U003 the number of worlds, U004 the number of threads.
    """
    problems = list(_wrong_numbers(worlds, seed, threads))
    if problems:
        raise ContentionError(problems)


def _wrong_numbers(worlds: int, seed: int, threads: int) -> Iterator[Problem]:
    if not 0 <= seed < SEEDS:
        yield Problem(
            "U002",
            f"the seed {seed}",
            f"a whole number from 0 to {SEEDS - 1}",
            "--seed",
            "choose a seed in this range, such as 1",
        )
    if not 1 <= worlds <= MOST_WORLDS:
        yield Problem(
            "U003",
            f"{worlds} worlds",
            f"a whole number from 1 to {MOST_WORLDS}",
            "--worlds",
            "ask for 200 worlds, which is enough for a first look",
        )
    if threads < 0:
        yield Problem(
            "U004",
            f"{threads} threads",
            "0 or a positive whole number",
            "--threads",
            "leave the option out to use every core",
        )


def check_sampling(*, draws: int, chains: int) -> None:
    """Refuse numbers of draws and chains that no posterior can use, all at once.

    Raises
    ------
    ContentionError
        U060 the number of draws, U061 the number of chains.
    """
    problems: list[Problem] = []
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        problems.append(
            Problem(
                "U060",
                f"{draws} draws",
                f"a whole number from {FEWEST_DRAWS} to {MOST_DRAWS}",
                "--draws",
                "ask for 1000 draws of each chain",
            )
        )
    if not FEWEST_CHAINS <= chains <= MOST_CHAINS:
        problems.append(
            Problem(
                "U061",
                f"{chains} chains",
                f"a whole number from {FEWEST_CHAINS} to {MOST_CHAINS}",
                "--chains",
                "ask for 4 chains: one alone cannot disagree with another",
            )
        )
    if problems:
        raise ContentionError(problems)


def read_date(text: str) -> date:
    """Return the date that a text means.

    Raises
    ------
    ContentionError
        U005: the text is no date of the form ``1956-10-23``.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ContentionError(
            Problem(
                "U005",
                f"{text!r}",
                "a date such as 1956-10-23",
                "--from",
                "write year, month and day with hyphens",
            )
        ) from None


def check_start(start: date, *, first: date, last: date) -> None:
    """Refuse a day to continue from that leaves nothing to simulate or to replay.

    Raises
    ------
    ContentionError
        U006: the day is not after ``first`` and up to ``last``.
    """
    if not first < start <= last:
        raise ContentionError(
            Problem(
                "U006",
                f"the day {start}",
                f"a day after {first}, up to {last}",
                "--from",
                "choose a day inside the calendar of the scenario",
            )
        )


def check_levers(wanted: Sequence[str], *, known: Sequence[str], theory: str) -> None:
    """Refuse levers that the theory does not have, all at once.

    Raises
    ------
    ContentionError
        U007: a lever of this name is not in the theory.
    """
    problems = [
        Problem(
            "U007", f"the lever {lever!r}", f"a lever of {theory}", "--lever", suggest(lever, known)
        )
        for lever in wanted
        if lever not in known
    ]
    if problems:
        raise ContentionError(problems)


def check_kind(kind: str | None) -> str | None:
    """Return the kind of items of the catalogue that is meant; None means all.

    The plural means the same.

    Raises
    ------
    ContentionError
        U013: no such kind.
    """
    if kind is None or kind in KINDS:
        return kind
    if kind in PLURALS:
        return PLURALS[kind]
    hint = suggest(kind, KINDS)
    raise ContentionError(Problem("U013", f"the kind {kind!r}", "a kind of item", hint=hint))


def suggest(word: str, known: Sequence[str]) -> str:
    """Return a hint that names what was probably meant, or everything there is."""
    near = get_close_matches(word, known, n=2, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"choose one of {', '.join(known)}" if known else "there are none"
