"""Claims that one theory explains the record better than another: read from a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .answers import Answer, Verdict
from .document import RivalPart
from .specification import Stated

WIDE = 1.959964


class Ranked(Protocol):
    """A theory in a ranking."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def heldout(self) -> float:
        """Its log score on episodes left out."""
        ...

    @property
    def heldout_se(self) -> float:
        """Standard error of its difference from the best."""
        ...

    @property
    def stable_rank(self) -> bool:
        """Whether its rank survives other noise blocks and priors."""
        ...


class Ranking(Protocol):
    """A ranking of theories, as `contention.rank` returns it."""

    @property
    def theories(self) -> Sequence[Ranked]:
        """The theories, best first."""
        ...


def answer_rival(stated: Stated, part: RivalPart, ranking: Ranking | None) -> Answer:
    """Answer a claim about two theories."""
    verdict, value, reason = judge(part, ranking)
    return Answer(
        id=stated.id,
        kind=stated.kind,
        claim=stated.claim,
        verdict=verdict,
        method=f"{part.theory} against {part.against}",
        reason=reason,
        value=value,
    )


def judge(part: RivalPart, ranking: Ranking | None) -> tuple[Verdict, float | None, str]:
    """Return verdict, difference in held-out score, and why."""
    if ranking is None:
        return "undecided", None, "not compared: no ranking of the theories was given."
    known = {ranked.name: ranked for ranked in ranking.theories}
    missing = [name for name in (part.theory, part.against) if name not in known]
    if missing:
        return "undecided", None, f"not compared: {missing[0]} is not in the ranking."
    ours, other = known[part.theory], known[part.against]
    gain = ours.heldout - other.heldout
    error = max(ours.heldout_se, other.heldout_se)
    says = f"held-out log score {gain:+.1f} (standard error {error:.1f}) against {part.against}"
    if abs(gain) <= WIDE * error:
        return "undecided", gain, f"{says}: within its error."
    if not (ours.stable_rank and other.stable_rank):
        return "undecided", gain, f"{says}, but the order changes with the noise or the priors."
    return ("supported" if gain > 0 else "contradicted"), gain, f"{says}."
