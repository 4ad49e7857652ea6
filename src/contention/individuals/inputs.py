"""What every model checks before it runs: people, ranges, probabilities, ties."""

from __future__ import annotations

import math
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem

LARGEST_SEED = 2**32 - 1


def no_people() -> NoReturn:
    """Refuse a population of nobody (P050)."""
    raise ContentionError(
        Problem("P050", "no people", "at least one person", hint="give a number of people above 0")
    )


def check_people(people: int, *, least: int = 1) -> None:
    """Refuse fewer people than a model needs (P050)."""
    if people < 1:
        no_people()
    if people < least:
        raise ContentionError(
            Problem("P050", f"{people} people", f"at least {least} people", hint="give more people")
        )


def in_range(
    name: str,
    value: float,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    open_low: bool = False,
    open_high: bool = False,
) -> None:
    """Refuse a number outside of its range, or none at all (P051)."""
    above = value > low if open_low else value >= low
    below = value < high if open_high else value <= high
    if above and below and math.isfinite(value):
        return
    sides: list[str] = []
    if low > -math.inf:
        sides.append(f"{'above' if open_low else 'of at least'} {low:g}")
    if high < math.inf:
        sides.append(f"{'below' if open_high else 'of at most'} {high:g}")
    expected = f"a number {' and '.join(sides)}".strip() if sides else "a finite number"
    raise ContentionError(
        Problem("P051", f"{value:g}", expected, name, f"give {name} within its range")
    )


def positive(name: str, value: float) -> None:
    """Refuse a number that is not above zero (P051)."""
    in_range(name, value, low=0.0, open_low=True)


def probability(name: str, value: float) -> None:
    """Refuse a probability or a share outside of 0..1 (P052)."""
    if 0.0 <= value <= 1.0:
        return
    raise ContentionError(
        Problem(
            "P052",
            f"{value:g}",
            "a probability from 0 to 1",
            name,
            "write 25 per cent as 0.25",
        )
    )


def all_numbers(name: str, values: NDArray[np.float64]) -> None:
    """Refuse an array that holds something that is no number (P051)."""
    if np.isnan(values).any():
        raise ContentionError(
            Problem("P051", "NaN", "numbers only", name, f"fill the gaps of {name}")
        )


def check_ties(ties: int) -> None:
    """Refuse a network in which nobody knows anybody (P053)."""
    if ties < 1:
        raise ContentionError(
            Problem(
                "P053",
                "a network with no edges",
                "at least one tie between two people",
                hint="raise the number of ties a person",
            )
        )


def check_seed(seed: int) -> None:
    """Refuse a seed outside of 0..4294967295 (P051)."""
    in_range("seed", seed, low=0, high=LARGEST_SEED)
