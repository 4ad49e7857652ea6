"""What a model of individuals is: a few tables and two functions.

A model is one small file. It lists its parameters, its variants and its observables, and gives two
functions: ``begin`` fills arrays with people, ``walk`` (a compiled kernel) moves them on. People
are rows of arrays, never objects. `contention.individuals.running.run` does the rest: checks of
input, dated changes, worlds on threads, labelled results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import Problem

Value = float | str
"""A number, or one of the words of a parameter."""

Settings = Mapping[str, Value]
"""Values by the names of parameters."""

NOTHING: Settings = MappingProxyType({})
"""No settings."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a model.

    Parameters
    ----------
    name
        Such as ``legitimacy``; the user sets it by this name.
    default
        A number, or a word of ``words``.
    says
        What it is, in a phrase.
    low, high
        Least and greatest value; numbers only.
    unit
        ``1`` for a pure number.
    whole
        Whole numbers only.
    words
        The choices, for a parameter that is a choice of rule.
    live
        May change while a world walks: `walk` gets its value for every step.
    """

    name: str
    default: Value
    says: str
    low: float = -np.inf
    high: float = np.inf
    unit: str = "1"
    whole: bool = False
    words: tuple[str, ...] = ()
    live: bool = False


@dataclass(frozen=True)
class Variant:
    """A published version of a model's rules: the settings by which it differs."""

    name: str
    says: str
    settings: Settings = field(default_factory=dict[str, Value])


@dataclass(frozen=True)
class Observable:
    """A number that a model gives after every step."""

    name: str
    says: str
    unit: str = "people"


@dataclass(frozen=True)
class Address:
    """Which world: with a step and a purpose it addresses every random number.

    Parameters
    ----------
    seed, world
        Both below 2**32.
    """

    seed: int
    world: int


class Walk(Protocol):
    """The kernel that moves a world on."""

    def __call__(
        self,
        state: object,
        live: NDArray[np.float64],
        seed: int,
        world: int,
        first: int,
        seen: NDArray[np.float64],
        /,
    ) -> object:
        """Do the steps ``first``, ``first + 1`` ... and write what is seen after each.

        Parameters
        ----------
        state
            What ``begin`` made: a named tuple of arrays, changed in place.
        live
            Values of the live parameters, steps by parameters.
        seed, world
            The address of the world.
        first
            Number of the first step; a world begins with step 0.
        seen
            Filled: steps by observables. Its length says how many steps.
        """


@dataclass(frozen=True)
class Model:
    """A model of individuals.

    Parameters
    ----------
    name, title, says
        A slug, a title and a sentence or two.
    states
        The states that a person can be in.
    parameters, variants, observables
        See there. The first variant is the one that runs where none is named.
    begin
        From settings (every parameter) and an address to the state: a named tuple of arrays.
    walk
        The kernel.
    people
        How many people there are at these settings, for speeds and progress.
    check
        The faults of settings that are each within their range but do not go together.
    cites
        Keys of citations.
    """

    name: str
    title: str
    says: str
    states: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    variants: tuple[Variant, ...]
    observables: tuple[Observable, ...]
    begin: Callable[[Settings, Address], object]
    walk: Walk
    people: Callable[[Settings], int]
    check: Callable[[Settings], Iterable[Problem]] = lambda settings: ()
    cites: tuple[str, ...] = ()

    @property
    def live(self) -> tuple[str, ...]:
        """Names of the parameters that may change while a world walks."""
        return tuple(p.name for p in self.parameters if p.live)
