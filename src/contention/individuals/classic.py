"""What a classic is: a model of the field with its published results and ours beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from contention.individuals.figure import Figure
from contention.individuals.model import Model, Variant

Status = Literal["exact", "derived", "pattern", "not-reproduced"]
"""How a published result stands to ours.

``exact``: the published number comes out. ``derived``: a number that follows from the published
equations comes out. ``pattern``: the published pattern comes out, the number does not or there is
none. ``not-reproduced``: it does not come out; we say what does.
"""

Certainty = Literal["read", "notes", "recalled"]
"""Whether the published value was read in the source, in others' notes of it, or recalled."""

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
        As published.
    where
        Page, figure or table of the source.
    certainty, status
        See there.
    """

    name: str
    says: str
    value: Result
    where: str
    certainty: Certainty
    status: Status


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
        stand beside them). Takes seconds, not minutes.
    draw
        From a variant's name and a seed to a figure.
    model
        The model of individuals behind it; None for equations.
    cites
        Keys of citations.
    """

    name: str
    title: str
    says: str
    status: Status
    published: tuple[Published, ...]
    variants: tuple[Variant, ...]
    measure: Callable[[str, int], Mapping[str, Result]]
    draw: Callable[[str, int], Figure]
    model: Model | None = None
    cites: tuple[str, ...] = ()
