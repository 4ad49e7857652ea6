"""A theory between document and resolved form: every file merged, every entry with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from contention.foundation.documents import Document
from contention.foundation.errors import Problem
from contention.theory.claims import ClaimPart
from contention.theory.document import (
    ActPart,
    EpisodePart,
    FlowPart,
    ParameterPart,
    ShockPart,
    SignalPart,
    StockPart,
    TraitPart,
)
from contention.theory.model import Sum
from contention.theory.outcomes import LeverPart

T = TypeVar("T")


@dataclass(frozen=True)
class Entry(Generic[T]):
    """One entry of a section and where it stands."""

    name: str
    part: T
    source: Document
    loc: tuple[str | int, ...]

    def at(self, *more: str | int, of: Literal["value", "key"] = "value") -> str:
        """Return the position of something inside the entry."""
        return self.source.where((*self.loc, *more), of=of)


@dataclass(frozen=True)
class TermEntry:
    """One term of a rate, of odds or of a placing, wherever it was written."""

    signal: str
    coefficient: Sum
    source: Document
    loc: tuple[str | int, ...]

    def at(self, *more: str | int, of: Literal["value", "key"] = "value") -> str:
        """Return the position of the term or of one of its numbers."""
        return self.source.where((*self.loc, *more), of=of)


Section = dict[str, Entry[T]]


@dataclass
class Draft:
    """A theory with its includes merged, before names are resolved.

    ``names`` holds, by section, every name that was written, also those of entries that are
    broken; ``complete`` says that nothing is broken.
    """

    source: Document
    name: str = ""
    title: str = ""
    says: str = ""
    cites: list[str] = field(default_factory=list[str])
    phases: list[str] = field(default_factory=list[str])
    labels: dict[str, str] = field(default_factory=dict[str, str])
    parameters: Section[ParameterPart] = field(default_factory=dict[str, Entry[ParameterPart]])
    signals: Section[SignalPart] = field(default_factory=dict[str, Entry[SignalPart]])
    stocks: Section[StockPart] = field(default_factory=dict[str, Entry[StockPart]])
    episodes: Section[EpisodePart] = field(default_factory=dict[str, Entry[EpisodePart]])
    acts: Section[ActPart] = field(default_factory=dict[str, Entry[ActPart]])
    flows: Section[FlowPart] = field(default_factory=dict[str, Entry[FlowPart]])
    traits: Section[TraitPart] = field(default_factory=dict[str, Entry[TraitPart]])
    levers: Section[LeverPart] = field(default_factory=dict[str, Entry[LeverPart]])
    claims: Section[ClaimPart] = field(default_factory=dict[str, Entry[ClaimPart]])
    groups: Section[list[str]] = field(default_factory=dict[str, Entry[list[str]]])
    shocks: list[Entry[ShockPart]] = field(default_factory=list[Entry[ShockPart]])
    rates: dict[str, list[TermEntry]] = field(default_factory=dict[str, list[TermEntry]])
    places: dict[str, list[TermEntry]] = field(default_factory=dict[str, list[TermEntry]])
    odds: dict[str, list[TermEntry]] = field(default_factory=dict[str, list[TermEntry]])
    outflows: dict[str, list[TermEntry]] = field(default_factory=dict[str, list[TermEntry]])
    entering: dict[str, list[TermEntry]] = field(default_factory=dict[str, list[TermEntry]])
    leaving: dict[str, list[TermEntry]] = field(default_factory=dict[str, list[TermEntry]])
    names: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    complete: bool = True
    problems: list[Problem] = field(default_factory=list[Problem])

    def add(self, code: str, found: str, expected: str, where: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(code, found, expected, where, hint))
