"""A row of the table: what was measured, and what it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Row:
    """One measured value.

    Attributes
    ----------
    name
        What was measured, in words.
    value, unit
        The value and its unit.
    target
        The bound to keep, or None for a value that only informs.
    bound
        Whether the target is the most or the least that the value may be.
    note
        How it was measured, where the name does not say.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    bound: Literal["most", "least"] = "most"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without a target."""
        if self.target is None:
            return None
        return self.value < self.target if self.bound == "most" else self.value >= self.target
