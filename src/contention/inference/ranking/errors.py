"""How sure a sum over few blocks is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as _student  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

Floats = NDArray[np.float64]


def block_error(by_block: Floats) -> float:
    """Return the standard error of a sum over blocks."""
    if by_block.size < 2:
        return float("inf")
    return float(np.sqrt(by_block.size) * np.std(by_block, ddof=1))


def reach(blocks: int) -> float:
    """Return half the width of a 95 per cent interval over so many blocks, in standard errors.

    Student's t with one degree of freedom less than blocks.
    """
    if blocks < 2:
        return float("inf")
    return float(_student.ppf(0.975, blocks - 1))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]


def half_width(by_block: Floats) -> float:
    """Return half the width of the 95 per cent interval of a sum over blocks."""
    return block_error(by_block) * reach(by_block.size) if by_block.size > 1 else float("inf")
