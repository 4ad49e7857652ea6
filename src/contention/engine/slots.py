"""Where parameters enter the arrays: slots filled from a vector of parameter values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.theory.model import Number, Sum

from .parameters import ParameterInfo

Floats = NDArray[np.float64]
T = TypeVar("T")
Ints = NDArray[np.int64]


class Lookup:
    """Finds parameters of a bound model by name and country."""

    def __init__(self, infos: Sequence[ParameterInfo]) -> None:
        self._single = {info.name: k for k, info in enumerate(infos)}
        self._by_country = {(i.base, i.country): k for k, i in enumerate(infos) if i.country}

    def one(self, number: Number, use: str) -> tuple[float, int]:
        """Return (constant, -1) or (0, index) for a number that is the same in all countries."""
        if not isinstance(number, str):
            return float(number), -1
        if number in self._single:
            return 0.0, self._single[number]
        raise ContentionError(
            Problem(
                "E002",
                f"parameter {number!r}, which differs by country, as {use}",
                "a parameter that is the same in all countries",
                hint="parameters by country may only be coefficients of rates and odds",
            )
        )

    def in_country(self, number: str, country: str) -> int:
        """Return the index of a parameter, by country or not."""
        if number in self._single:
            return self._single[number]
        return self._by_country[number, country]


@dataclass(frozen=True)
class Slots:
    """Numbers ``constant[k]`` or, where ``index[k] >= 0``, parameters."""

    constant: Floats
    index: Ints

    @classmethod
    def of(cls, numbers: Sequence[Number], lookup: Lookup, use: str) -> Slots:
        """Make slots from numbers and names."""
        pairs = [lookup.one(number, use) for number in numbers]
        return cls(
            np.array([c for c, _ in pairs], dtype=float),
            np.array([k for _, k in pairs], dtype=np.int64),
        )

    def fill(self, values: Floats) -> Floats:
        """Return the numbers for a vector of parameter values."""
        out = self.constant.copy()
        out[self._used] = values[self._source]
        return out

    def add_slope(self, slope: Floats, by_slot: Floats) -> None:
        """Add slopes in the slots to slopes in the parameters."""
        slope += np.bincount(self._source, by_slot[self._used], slope.size)

    @cached_property
    def _used(self) -> Ints:
        return np.flatnonzero(self.index >= 0)

    @cached_property
    def _source(self) -> Ints:
        return self.index[self._used]


@dataclass(frozen=True)
class Sums:
    """Numbers that are sums of constants and parameters, one for each slot and country."""

    constant: Floats  # slots x C
    slot: Ints
    country: Ints
    index: Ints

    @classmethod
    def of(
        cls, sums: Sequence[Sum], lookup: Lookup, countries: Sequence[str], single: str = ""
    ) -> Sums:
        """Make slots; with ``single``, the use that takes no parameters by country."""
        constant = np.zeros((len(sums), len(countries)))
        entries: list[tuple[int, int, int]] = []
        for k, numbers in enumerate(sums):
            for number in numbers:
                if not isinstance(number, str):
                    constant[k] += float(number)
                    continue
                if single:
                    lookup.one(number, single)
                for c, country in enumerate(countries):
                    entries.append((k, c, lookup.in_country(number, country)))
        table = np.array(entries, dtype=np.int64).reshape(-1, 3)
        return cls(constant, table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())

    def fill(self, values: Floats) -> Floats:
        """Return the numbers (slots x C)."""
        flat = np.bincount(self._flat, values[self.index], self.constant.size)
        return self.constant + flat.reshape(self.constant.shape)

    def add_slope(self, slope: Floats, by_slot: Floats) -> None:
        """Add slopes in the numbers (slots x C) to slopes in the parameters."""
        slope += np.bincount(self.index, by_slot.reshape(-1)[self._flat], slope.size)

    @cached_property
    def _flat(self) -> Ints:
        return self.slot * self.constant.shape[1] + self.country


def pointers(lengths: Sequence[int]) -> Ints:
    """Return offsets for rows of these lengths."""
    return np.concatenate([[0], np.cumsum(np.asarray(lengths, dtype=np.int64))]).astype(np.int64)


def integers(values: Sequence[int]) -> Ints:
    """Return a contiguous int64 array."""
    return np.array(list(values), dtype=np.int64)


def flags(items: Sequence[T], test: Callable[[T], bool]) -> Ints:
    """Return 1 where the test holds."""
    return np.array([1 if test(item) else 0 for item in items], dtype=np.int64)
