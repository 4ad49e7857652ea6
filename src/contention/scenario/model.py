"""A scenario in its resolved form: places in countries, people, links, covariates, calendar.

The engine sees only this. `contention.scenario.load` makes it from a YAML document and tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

HOLIDAY = "holiday"
"""The covariate that is part of the calendar: 1 on public holidays of a country, else 0."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """The places, as columns of equal length P.

    ``kind`` is ``town`` or ``remainder``: what is left of a region besides its towns, made of
    ``communes`` communes. ``population`` in persons. ``country`` indexes ``Scenario.countries``.
    """

    name: tuple[str, ...]
    country: Ints
    region: tuple[str, ...]
    kind: tuple[Literal["town", "remainder"], ...]
    communes: Ints
    population: Floats
    lat: Floats
    lon: Floats
    source: tuple[str, ...]
    confidence: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """A named link kernel with finite support.

    ``weight[k]`` is what an event at ``source[k]`` adds to the signal at ``target[k]``. Indices
    are places or countries, by ``level``. Place links include no place with itself.
    """

    name: str
    level: Literal["place", "country"]
    source: Ints
    target: Ints
    weight: Floats


@dataclass(frozen=True)
class Covariate:
    """A covariate by country and day (``values`` is countries x days) or by place (places,).

    Only `HOLIDAY`, which is known in advance, may have days beyond the end of the calendar.
    """

    name: str
    level: Literal["country", "place"]
    values: Floats
    unit: str
    source: str
    confidence: str


@dataclass(frozen=True)
class DatedShock:
    """Impulses from outside: on ``day`` (index), in ``country`` (index), of size ``value``."""

    name: str
    day: Ints
    country: Ints
    value: Floats
    source: str


@dataclass(frozen=True)
class Provenance:
    """Where a number comes from that has no column of its own for it.

    ``item`` says which number in words, such as ``stratum workers, Hungary, town``.
    """

    item: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Scenario:
    """A scenario in its resolved form. Days are indices from ``start``; both ends included."""

    name: str
    title: str
    bloc: str
    start: date
    end: date
    countries: tuple[str, ...]
    places: Places
    strata: dict[str, Floats]
    links: tuple[Link, ...]
    covariates: tuple[Covariate, ...]
    shocks: tuple[DatedShock, ...]
    digest: str = ""
    provenance: tuple[Provenance, ...] = ()
    recorded: Covariate | None = None  # share of onsets that a record holds, by country and day

    @property
    def days(self) -> int:
        """Number of days of the calendar."""
        return (self.end - self.start).days + 1

    def _repr_html_(self) -> str:
        """Return the summary that notebooks show."""
        from html import escape

        from contention.scenario.summary import describe

        return f"<pre>{escape(describe(self))}</pre>"
