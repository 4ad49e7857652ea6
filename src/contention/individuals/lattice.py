"""A torus of cells laid out for the kernels: where bits are, and what is in sight."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import Problem
from contention.individuals.kernels.torus import NOWHERE, OVERLAP
from contention.individuals.model import Parameter, Settings

LONGEST_SIDE = 32_767  # a column and a row are 15 bits each
SIGHTS = ("disc", "diamond", "square")

SIZE = (
    Parameter("width", 40, "columns of the torus", 1, LONGEST_SIDE, "cells", whole=True),
    Parameter("height", 40, "rows of the torus", 1, LONGEST_SIDE, "cells", whole=True),
)
"""Parameters of every model on a lattice."""

SIGHT = Parameter(
    "sight",
    "disc",
    "the shape of what is in vision: cells by straight distance, by steps, or by king's moves",
    words=SIGHTS,
)


class Layout(NamedTuple):
    """How a torus lies in words of bits; `contention.individuals.kernels.torus` reads it.

    Attributes
    ----------
    sides
        uint32: width, height, words of a row of a plane, the sight (the greatest distance in
        columns or rows at which a cell is in sight of another), and the steps kept for each kind
        of sight.
    words
        Words of all planes.
    reach, pitch
        Words of a window's row, and those from one row of a mask to the next: four at least.
    columns, rows
        uint32, two for each column or row of cells: the place of its bits, and a repeated one.
    tile_rows
        uint32: the first word of a window's rows, wrapped.
    wrapped_columns, wrapped_rows
        uint32: the column (or row) at a distance, from that ``sight`` to the left (or above).
    """

    sides: NDArray[np.uint32]
    words: int
    reach: int
    pitch: int
    columns: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    tile_rows: NDArray[np.uint32]
    wrapped_columns: NDArray[np.uint32]
    wrapped_rows: NDArray[np.uint32]


def lay_out(width: int, height: int, sight: int, *, planes: int) -> Layout:
    """Lay a torus out for a sight of so many cells, with so many planes."""
    reach = (2 * sight + 1 + 7 + 7) // 8
    wraps = width % 8 == 0 and height % 8 == 0
    margin = 0 if wraps else 2 * sight + 8
    beside = reach - 1 if wraps else 0  # a window's words lie side by side
    row_words, rows = (width + margin + 7) // 8 + beside, (height + margin + 7) // 8
    columns = _places(width, sight, wraps=wraps)
    if wraps:  # a place that is not repeated is written twice, without a branch
        columns[:, 1] = np.where(columns[:, 0] < 8 * beside, columns[:, 0] + width, columns[:, 0])
    return Layout(
        sides=np.array([width, height, row_words, sight, (2 * sight + 1) ** 2], dtype=np.uint32),
        words=row_words * rows * planes + OVERLAP,
        reach=reach,
        pitch=max(reach, 4),
        columns=columns.ravel(),
        rows=_places(height, sight, wraps=wraps).ravel(),
        tile_rows=(np.arange(rows + reach) % rows * row_words * planes).astype(np.uint32),
        wrapped_columns=(np.arange(-sight, width + sight) % width).astype(np.uint32),
        wrapped_rows=(np.arange(-sight, height + sight) % height).astype(np.uint32),
    )


def _places(side: int, sight: int, *, wraps: bool) -> NDArray[np.uint32]:
    """Return where the bits of each column (or row) are: its place and the repeated one."""
    cell = np.arange(side)
    places = np.full((side, 2), NOWHERE, dtype=np.uint32)
    places[:, 0] = (cell + sight) % side if wraps else cell + sight
    if not wraps:
        places[:sight, 1] = cell[:sight] + sight + side
        places[side - sight :, 1] = cell[side - sight :] + sight - side
    return places


@cache
def sight_mask(sight: int, reach: int, pitch: int, vision: float, shape: str) -> NDArray[np.uint64]:
    """Return what is in sight, as the bits of a window: for 64 places in a word, its words.

    The own cell is part of it. Windows are ``reach`` words wide, for a greatest sight; their rows
    are ``pitch`` words apart.
    """
    mask = np.zeros((64, reach * pitch), dtype=np.uint64)
    for dx, dy in in_sight(vision, shape):
        for place in range(64):
            x, y = place % 8 + dx + sight, place // 8 + dy + sight
            bit = np.uint64(1) << np.uint64(y % 8 * 8 + x % 8)
            mask[place, y // 8 * pitch + x // 8] |= bit
    return mask.ravel()


@cache
def sight_steps(sight: int, vision: float, shape: str) -> tuple[NDArray[np.uint32], int]:
    """Return the steps to the cells in sight but for the own one, and how many they are.

    A step is the columns in the low and the rows in the high 16 bits, both plus ``sight``.
    """
    steps = [(dx, dy) for dx, dy in in_sight(vision, shape) if (dx, dy) != (0, 0)]
    packed = np.zeros((2 * sight + 1) ** 2, dtype=np.uint32)
    packed[: len(steps)] = [dx + sight | dy + sight << 16 for dx, dy in steps]
    return packed, len(steps)


def in_sight(vision: float, shape: str) -> Iterator[tuple[int, int]]:
    """Return the steps in columns and rows to the cells in sight, the own one among them."""
    far = math.floor(vision)
    for dy in range(-far, far + 1):
        for dx in range(-far, far + 1):
            if (
                shape == "square"
                or (shape == "disc" and dx * dx + dy * dy <= vision * vision)
                or (shape == "diamond" and abs(dx) + abs(dy) <= vision)
            ):
                yield dx, dy


def check_lattice(settings: Settings, *, visions: tuple[str, ...]) -> Iterator[Problem]:
    """Return what is wrong with a lattice: P006 if it is too small for a vision."""
    narrow = min(whole(settings, "width"), whole(settings, "height"))
    for name in visions:
        vision = number(settings, name)
        if 2 * math.floor(vision) + 1 > narrow:
            yield Problem(
                "P006",
                f"a lattice {narrow} cells wide for the {name} {vision:g}",
                f"{2 * math.floor(vision) + 1} cells or more, so that nobody is seen twice",
                name,
                "make the lattice larger or the vision shorter",
            )


def number(settings: Settings, name: str) -> float:
    """Return a setting that is a number."""
    return float(settings[name])


def whole(settings: Settings, name: str) -> int:
    """Return a setting that is a whole number."""
    return int(settings[name])
