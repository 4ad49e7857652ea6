"""Waves of contention that inform a number: rows that come together are not independent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

QUIET = 60
"""Days without a row that part two waves of one country, as with great risings."""

LEAST = 5
"""Rows below which a wave does not count."""


def waves(rows: Iterable[tuple[Hashable, int]]) -> int:
    """Count the waves that some rows form.

    Rows of one country with at most 60 days between them are one wave; a wave counts if it has
    five rows or more.

    Parameters
    ----------
    rows
        Country and day of each row; days are numbers.

    Examples
    --------
    >>> waves([(0, day) for day in (1, 2, 3, 4, 5, 100)])
    1
    """
    by_country: dict[Hashable, list[int]] = defaultdict(list)
    for country, day in rows:
        by_country[country].append(day)
    return sum(_waves(sorted(days)) for days in by_country.values())


def _waves(days: list[int]) -> int:
    found = size = 0
    for k, day in enumerate(days):
        size = size + 1 if k and day - days[k - 1] <= QUIET else 1
        found += size == LEAST
    return found
