"""Answers to claims: verdicts with the numbers they rest on."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

Verdict = Literal[
    "supported",
    "contradicted",
    "undecided",
    "fact agrees",
    "fact disagrees",
    "conditional illustration",
    "not testable",
]
"""What becomes of a claim; docs/concepts/verdicts.md says how to read each."""

VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "contradicted",
    "undecided",
    "fact agrees",
    "fact disagrees",
    "conditional illustration",
    "not testable",
)


@dataclass(frozen=True)
class Answer:
    """The answer to one claim.

    Attributes
    ----------
    id, kind, claim
        The claim: its name, its kind (``mechanism`` for claims of a theory) and its text.
    verdict
        One of `VERDICTS`.
    value, low, high
        The number it rests on, with its 95 per cent interval where it has one; beside log evidence
        stand the least and the greatest by the width of the priors.
    method
        The test in short.
    rows, episodes
        Rows of the record that inform the number, and waves in which they came.
    power, false_positive
        Share of planted worlds in which an effect of this size is found, and in which one is
        found that is not there.
    reason
        Why the verdict is as it is, in words.
    row_ids
        Rows of the record that a fact rests on.
    """

    id: str
    kind: str
    claim: str
    verdict: Verdict
    method: str
    reason: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    rows: int | None = None
    episodes: int | None = None
    power: float | None = None
    false_positive: float | None = None
    row_ids: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the answer as ``claims.json`` holds it."""
        numbers = ("value", "low", "high", "power", "false_positive")
        return {
            "id": self.id,
            "kind": self.kind,
            "verdict": self.verdict,
            **{name: _finite(getattr(self, name)) for name in numbers[:3]},
            "method": self.method,
            "rows": self.rows,
            "episodes": self.episodes,
            **{name: _finite(getattr(self, name)) for name in numbers[3:]},
            "reason": self.reason,
            "claim": self.claim,
            "row_ids": list(self.row_ids),
        }


def _finite(number: float | None) -> float | None:
    return None if number is None or not math.isfinite(number) else float(number)


@dataclass(frozen=True)
class Answers:
    """The answers to a table of claims.

    Attributes
    ----------
    name, theory
        The table, and the theory whose numbers were asked.
    answers
        One a claim, in the order of the table.
    seconds
        What each part of the work took.
    """

    name: str
    theory: str
    answers: tuple[Answer, ...]
    seconds: dict[str, float] = field(default_factory=dict[str, float], repr=False)

    def __getitem__(self, name: str) -> Answer:
        """Return the answer to a claim by its id."""
        return next(answer for answer in self.answers if answer.id == name)

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each verdict."""
        found = Counter(answer.verdict for answer in self.answers)
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    def table(self) -> pl.DataFrame:
        """Return one row a claim."""
        rows = [answer.to_json() for answer in self.answers]
        schema = {
            "id": pl.String, "kind": pl.String, "verdict": pl.String, "value": pl.Float64,
            "low": pl.Float64, "high": pl.Float64, "method": pl.String, "rows": pl.Int64,
            "episodes": pl.Int64, "power": pl.Float64, "false_positive": pl.Float64,
            "reason": pl.String, "claim": pl.String, "row_ids": pl.List(pl.String),
        }  # fmt: skip
        return pl.DataFrame(rows, schema=schema)

    def to_json(self) -> dict[str, Any]:
        """Return the answers as ``claims.json`` holds them."""
        return {
            "claims_of": self.name,
            "theory": self.theory,
            "counts": self.counts,
            "claims": [answer.to_json() for answer in self.answers],
        }

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()  # pyright: ignore[reportPrivateUsage]
