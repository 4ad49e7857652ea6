"""What a figure shows, without how it is drawn; `contention.report` draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """A label with its unit, and whether the axis is logarithmic."""

    label: str
    log: bool = False


@dataclass(frozen=True)
class Lines:
    """Lines over one axis.

    Parameters
    ----------
    title, says
        A title, and a sentence on what is to be seen, which a screen reader gets.
    x, y
        The axes.
    lines
        By name: two arrays of equal length, positions and values. NaN breaks a line.
    marks
        By name: positions on the x axis with a vertical rule, such as a published value.
    steps
        Values hold until the next position.
    """

    title: str
    says: str
    x: Axis
    y: Axis
    lines: Mapping[str, tuple[Floats, Floats]]
    marks: Mapping[str, float] = field(default_factory=dict[str, float])
    steps: bool = False


@dataclass(frozen=True)
class Cells:
    """A grid of coloured cells over two parameters.

    Parameters
    ----------
    title, says
        A title, and a sentence on what is to be seen.
    x, y
        The axes.
    xs, ys
        Values of the parameters, evenly spaced.
    values
        ``len(ys)`` by ``len(xs)``; NaN where there is none.
    colour
        Label of the colours.
    log
        Colours by log(1 + value).
    """

    title: str
    says: str
    x: Axis
    y: Axis
    xs: Floats
    ys: Floats
    values: Floats
    colour: str
    log: bool = False


Figure = Lines | Cells
"""What a classic or a sweep draws."""
