"""The scores of one theory, as plain numbers that can be kept and read again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from contention.theory.noise import Noise

Effort = Literal["quick", "full"]

WIDTHS = (0.5, 1.0, 2.0)
"""What the widths of all priors are multiplied by."""

AS_WRITTEN = WIDTHS.index(1.0)


@dataclass(frozen=True)
class NoiseScores:
    """Scores of a theory under one noise.

    Attributes
    ----------
    noise
        See `contention.theory.noise`.
    log_evidence
        One number a prior width, in the order of `WIDTHS`.
    heldout
        For each prior width a score a block; empty where held-out scores were not asked for.
    at_mode
        A score a block at the mode of the rest, under the priors as written; empty as well.
    log_evidence_se
        Monte Carlo error of the evidence under the priors as written; None where it is by
        Laplace's approximation, which has none.
    """

    noise: Noise
    log_evidence: list[float]
    heldout: list[list[float]]
    at_mode: list[float]
    log_evidence_se: float | None = None


@dataclass(frozen=True)
class Ablated:
    """What changes if a family of mechanisms is left out.

    Attributes
    ----------
    family, says, parameters, drives
        The family, see `contention.theory.families`.
    log_evidence
        Change of the log evidence; negative where the family helps.
    heldout
        Change of the score of each block.
    """

    family: str
    says: str
    parameters: list[str]
    drives: list[str]
    log_evidence: float
    heldout: list[float]


@dataclass(frozen=True)
class Scores:
    """All scores of one theory.

    Attributes
    ----------
    theory, title
        Which theory.
    effort
        ``quick`` or ``full``.
    noises
        Scores under each noise; the last one is the theory as it is written.
    ablation
        One entry a family of mechanisms.
    seconds
        What it took.
    left_out
        Modes of the theory as it is written without each block, in natural units.
    """

    theory: str
    title: str
    effort: Effort
    noises: list[NoiseScores]
    ablation: list[Ablated]
    seconds: float
    left_out: list[list[float]] = field(default_factory=list[list[float]])

    @property
    def main(self) -> NoiseScores:
        """Scores of the theory as it is written."""
        return self.noises[-1]

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists and numbers, as JSON takes them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Scores:
        """Return what `to_dict` has written."""
        return cls(
            theory=plain["theory"],
            title=plain["title"],
            effort=plain["effort"],
            noises=[NoiseScores(**one) for one in plain["noises"]],
            ablation=[Ablated(**one) for one in plain["ablation"]],
            seconds=plain["seconds"],
            left_out=plain["left_out"],
        )
