"""What a classic is: a model of the field with its published results and ours beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from contention.individuals.figure import Figure
from contention.individuals.model import Model, Variant

Status = Literal["exact", "derived", "pattern", "not-reproduced"]
"""How a published result stands to ours.

``exact``: the published number comes out. ``derived``: a number that follows from the published
equations comes out. ``pattern``: the published pattern comes out, the number does not or there is
none. ``not-reproduced``: it does not come out, or the rule is not known; we say which.
"""

Certainty = Literal["read", "notes", "recalled", "computed"]
"""Where the published value is from.

``read``: in the source. ``notes``: in others' notes of it. ``recalled``: from memory, and to be
checked before it is cited. ``computed``: by us, from the rule of the source in a second way.
"""

Result = float | str


@dataclass(frozen=True)
class Published:
    """A published result.

    Parameters
    ----------
    name
        A slug; our value has the same one.
    says
        What it is, with its unit.
    value
        As published: a number, a word such as ``rises``, or a range in words.
    where
        Page, figure or table of the source, or how it was computed.
    certainty, status
        See there.
    low, high
        A number of ours in this range reproduces the value; None leaves a side open. Without
        both, only the same word does.
    variants
        The variants that it belongs to; none means all.
    """

    name: str
    says: str
    value: Result
    where: str
    certainty: Certainty
    status: Status
    low: float | None = None
    high: float | None = None
    variants: tuple[str, ...] = ()

    def met(self, ours: Result) -> bool | None:
        """Return whether a value of ours reproduces it; None where no range is stated."""
        if isinstance(ours, str):
            return ours == self.value
        if self.low is None and self.high is None:
            return None
        return (self.low is None or ours >= self.low) and (self.high is None or ours <= self.high)


def near(
    name: str,
    says: str,
    value: float,
    *,
    within: float,
    where: str,
    status: Status,
    certainty: Certainty = "read",
    variants: tuple[str, ...] = (),
) -> Published:
    """Return a published number that is met within a distance of it."""
    low, high = value - within, value + within
    return Published(name, says, value, where, certainty, status, low, high, variants)


def between(
    name: str,
    says: str,
    low: float | None,
    high: float | None,
    *,
    where: str,
    status: Status,
    certainty: Certainty = "read",
    variants: tuple[str, ...] = (),
) -> Published:
    """Return a published range; None leaves a side open."""
    if low == high:
        words = f"{low:g}"
    elif high is None:
        words = f"at least {low:g}"
    elif low is None:
        words = f"at most {high:g}"
    else:
        words = f"{low:g} to {high:g}"
    return Published(name, says, words, where, certainty, status, low, high, variants)


@dataclass(frozen=True)
class Description:
    """How a classic differs from the description that all models person by person share.

    The parts are those of the ODD protocol (Grimm and others 2020). An empty part is as shared.
    """

    purpose: str
    entities: str = ""
    scheduling: str = ""
    concepts: str = ""
    start: str = ""
    inputs: str = ""
    rules: str = ""
    departures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Classic:
    """A classic of the field.

    Parameters
    ----------
    name, title, says
        A slug, a title and a few sentences, the idea and what came of the reproduction.
    status
        Of the reproduction as a whole.
    published
        Published results.
    variants
        Versions of the rules; the first is the one that runs where none is named.
    measure
        From a variant's name and a seed to our values, by the names of ``published`` (others may
        stand beside them). Takes seconds, not minutes. None where the rule is not known.
    draw
        From a variant's name and a seed to a figure. None where the rule is not known.
    model
        The model of individuals behind it; None for equations.
    cites
        Keys of citations.
    description
        The delta-ODD.
    theories
        Theories of the catalogue, for the engine, that say the same.
    ranges
        By parameters of the model: where a sweep over them is worth a look.
    """

    name: str
    title: str
    says: str
    status: Status
    published: tuple[Published, ...]
    variants: tuple[Variant, ...]
    measure: Callable[[str, int], Mapping[str, Result]] | None
    draw: Callable[[str, int], Figure] | None
    model: Model | None = None
    cites: tuple[str, ...] = ()
    description: Description | None = None
    theories: tuple[str, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = field(
        default_factory=dict[str, tuple[float, float]]
    )

    def published_for(self, variant: str) -> tuple[Published, ...]:
        """Return the published results of a variant."""
        return tuple(p for p in self.published if not p.variants or variant in p.variants)
