"""Claims that one theory explains the record better than another: read from a ranking."""

from __future__ import annotations

from typing import Any

import polars as pl

from contention.inference.intervals import WIDE
from contention.inference.ranking.order import Ranking

from .answers import Answer, Verdict
from .document import RivalPart
from .specification import Stated


def answer_rival(stated: Stated, part: RivalPart, ranking: Ranking | None) -> Answer:
    """Answer a claim about two theories."""
    pair = None if ranking is None else pair_of(ranking.pairs, part)
    verdict, reason = judge(part, pair)
    value = error = None
    if pair is not None:
        value = float(pair["difference"]) * (1 if pair["better"] == part.theory else -1)
        error = WIDE * float(pair["se"])
    return Answer(
        id=stated.id,
        kind=stated.kind,
        claim=stated.claim,
        verdict=verdict,
        method=f"{part.theory} against {part.against}",
        reason=reason,
        value=value,
        low=None if value is None or error is None else value - error,
        high=None if value is None or error is None else value + error,
    )


def pair_of(pairs: pl.DataFrame, part: RivalPart) -> dict[str, Any] | None:
    """Return the row of a ranking that compares two theories; None if there is none."""
    both = [part.theory, part.against]
    found = pairs.filter(pl.col("better").is_in(both), pl.col("worse").is_in(both))
    return found.row(0, named=True) if found.height else None


def judge(part: RivalPart, pair: dict[str, Any] | None) -> tuple[Verdict, str]:
    """Return the verdict on a pair of theories, and why.

    The one that foretells better must do so beyond a 95 per cent interval over blocks, without
    resting on a single episode, and under every noise and prior width.
    """
    if pair is None:
        return "undecided", f"not compared: no ranking holds {part.theory} and {part.against}."
    says = (
        f"{pair['better']} foretells held-out days better than {pair['worse']} by "
        f"{pair['difference']:.1f} in log score (standard error {pair['se']:.1f})"
    )
    if not pair["separated"]:
        return "undecided", f"{says}: its 95 per cent interval over blocks holds zero."
    if pair["rests_on"]:
        return "undecided", f"{says}, but without {pair['rests_on']} it is the other way round."
    if pair["turns"]:
        return "undecided", f"{says}, but not under {pair['turns_under']}."
    better = pair["better"] == part.theory
    return ("supported" if better else "contradicted"), f"{says}, under every noise and prior."
