"""From scores to an order of theories, and to what the order hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.theory.noise import Noise

from .blocks import Block
from .errors import block_error, half_width
from .scores import AS_WRITTEN, WIDTHS, Scores
from .words import words_of

Floats = NDArray[np.float64]

MOST = 2
"""Blocks that a lead is also shown without: those that add most to it."""

TIE = 0.1
"""Log scores that are nearer count as equal: the approximation is no better."""


@dataclass(frozen=True)
class Setting:
    """One way to put theories in order: a measure under a noise and a prior width."""

    measure: str  # heldout or evidence
    noise: Noise
    width: float

    def words(self) -> str:
        """Return the setting in words."""
        what = "held-out score" if self.measure == "heldout" else "evidence"
        wide = {0.5: ", priors half as wide", 2.0: ", priors twice as wide"}.get(self.width, "")
        return f"{what}, noise {self.noise}{wide}"


@dataclass(frozen=True)
class Ranking:
    """Theories of one record in order.

    Attributes
    ----------
    theories
        One row a theory, best first: ``name``, ``title``; ``heldout``, the log score summed over
        blocks, with its block standard error ``heldout_se``; ``behind``, how far the best is
        ahead, with ``behind_se``, half its 95 per cent interval ``behind_half`` and whether that
        interval tells the two ``apart``; ``at_mode``, the score without averaging over
        parameters;
        ``log_evidence`` and ``log_evidence_se`` (null where it is by Laplace's approximation,
        which has no Monte Carlo error); ``stable_rank``; ``probability``, null unless every rank
        is stable and held-out scores are known in every setting.
    pairs
        One row a pair: ``better``, ``worse``, ``difference`` and ``se`` of the held-out score,
        ``separated`` (beyond its 95 per cent interval), ``rests_on`` (a block without which the
        difference has the other sign), ``most`` (the two blocks that add most to it),
        ``without_most`` and ``without_most_se`` (the difference on all others), ``turns_under``
        (the first setting that turns it) and ``turns`` (how many do).
    settings
        One row a theory, noise and prior width: ``name``, ``noise``, ``prior_width``,
        ``log_evidence``, ``heldout`` (null where it was not computed).
    blocks
        One row a theory and block: ``name``, ``block``, ``country``, ``first``, ``last``,
        ``town_days``, ``heldout``, ``at_mode``.
    ablation
        One row a theory and family of mechanisms: ``name``, ``family``, ``says``,
        ``parameters``, what it ``drives``, and what leaving it out changes: ``heldout_change``,
        ``heldout_change_se``, ``clear`` (a loss beyond its 95 per cent interval),
        ``evidence_change``.
    words
        What the record can and cannot tell apart, made from the numbers.
    effort, seconds
        ``quick`` or ``full``, and what the scores took.
    """

    theories: pl.DataFrame
    pairs: pl.DataFrame
    settings: pl.DataFrame
    blocks: pl.DataFrame
    ablation: pl.DataFrame
    words: tuple[str, ...] = field(repr=False)
    effort: str
    seconds: float

    def _repr_html_(self) -> str:
        from html import escape

        said = "".join(f"<p>{escape(line)}</p>" for line in self.words)
        return self.theories._repr_html_() + said  # pyright: ignore[reportPrivateUsage]


def rank_scores(scores: Sequence[Scores], blocks: Sequence[Block]) -> Ranking:
    """Put theories in order by their scores: held-out first, then evidence.

    Parameters
    ----------
    scores
        Scores of two theories or more, on the same blocks.
    blocks
        The blocks.

    Notes
    -----
    The standard error of a sum over B blocks is the square root of B times the standard deviation
    of the blocks, as for leave-one-out scores; for a difference of two theories it is taken over
    the differences by block. Intervals are Student's t with one degree of freedom less than
    blocks. Few blocks of very different weight make them rough.

    A rank is stable if, against every other theory, the theory stands on the same side by the
    held-out score as written and in every other setting: noises, prior widths, and evidence in
    place of the held-out score. Differences below 0.1 turn nothing.
    """
    ordered = sorted(scores, key=lambda s: (-_total(s), -s.main.log_evidence[AS_WRITTEN]))
    settings = _settings(ordered)
    pairs = [_pair(one, other, blocks, settings) for one, other in combinations(ordered, 2)]
    loose = {name for pair in pairs if pair["turns"] for name in (pair["better"], pair["worse"])}
    stable = {s.theory: s.theory not in loose for s in ordered}
    theories = _theories(ordered, stable)
    found = Ranking(
        theories=theories,
        pairs=pl.DataFrame(pairs, schema=_PAIR),
        settings=_settings_table(ordered),
        blocks=_blocks_table(ordered, blocks),
        ablation=_ablation_table(ordered),
        words=(),
        effort=ordered[0].effort,
        seconds=sum(s.seconds for s in ordered),
    )
    return replace(found, words=words_of(found, blocks))


_PAIR = {
    "better": pl.String,
    "worse": pl.String,
    "difference": pl.Float64,
    "se": pl.Float64,
    "separated": pl.Boolean,
    "rests_on": pl.String,
    "most": pl.List(pl.String),
    "without_most": pl.Float64,
    "without_most_se": pl.Float64,
    "turns_under": pl.String,
    "turns": pl.Int64,
}


def _by_block(scores: Scores) -> Floats:
    return np.array(scores.main.heldout[AS_WRITTEN])


def _total(scores: Scores) -> float:
    return float(np.sum(_by_block(scores)))


def _settings(scores: Sequence[Scores]) -> dict[Setting, dict[str, float]]:
    """Return what every theory scores in every setting that all of them have."""
    found: dict[Setting, dict[str, float]] = {}
    for one in scores:
        for noise in one.noises:
            for k, width in enumerate(WIDTHS):
                key = Setting("evidence", noise.noise, width)
                found.setdefault(key, {})[one.theory] = noise.log_evidence[k]
                if noise.heldout:
                    key = Setting("heldout", noise.noise, width)
                    found.setdefault(key, {})[one.theory] = float(np.sum(noise.heldout[k]))
    return {key: values for key, values in found.items() if len(values) == len(scores)}


def _pair(
    one: Scores,
    other: Scores,
    blocks: Sequence[Block],
    settings: dict[Setting, dict[str, float]],
) -> dict[str, object]:
    difference = _by_block(one) - _by_block(other)
    total, error = float(np.sum(difference)), block_error(difference)
    without = total - difference
    turning = np.flatnonzero(without < 0)
    order = np.argsort(-difference, kind="stable")
    most, rest = np.sort(order[:MOST]), difference[order[MOST:]]
    turned = [
        setting
        for setting, values in settings.items()
        if values[one.theory] - values[other.theory] < -TIE
    ]
    return {
        "better": one.theory,
        "worse": other.theory,
        "difference": total,
        "se": error,
        "separated": total > half_width(difference),
        "rests_on": blocks[int(turning[0])].name if turning.size else "",
        "most": [blocks[int(k)].name for k in most],
        "without_most": float(np.sum(rest)),
        "without_most_se": block_error(rest),
        "turns_under": turned[0].words() if turned else "",
        "turns": len(turned),
    }


def _complete(scores: Sequence[Scores]) -> bool:
    """Return whether held-out scores are known under every noise and prior width."""
    return all(noise.heldout for one in scores for noise in one.noises)


def _theories(ordered: Sequence[Scores], stable: dict[str, bool]) -> pl.DataFrame:
    best = _by_block(ordered[0])
    evidence = np.array([s.main.log_evidence[AS_WRITTEN] for s in ordered])
    weight = np.exp(evidence - evidence.max())
    known = all(stable.values()) and _complete(ordered)
    gaps = [best - _by_block(s) for s in ordered]
    rows = [
        {
            "name": s.theory,
            "title": s.title,
            "heldout": _total(s),
            "heldout_se": block_error(_by_block(s)),
            "behind": float(np.sum(gap)),
            "behind_se": block_error(gap) if k else 0.0,
            "behind_half": half_width(gap) if k else 0.0,
            "apart": bool(k and np.sum(gap) > half_width(gap)),
            "at_mode": float(np.sum(s.main.at_mode)),
            "log_evidence": s.main.log_evidence[AS_WRITTEN],
            "log_evidence_se": s.main.log_evidence_se,
            "stable_rank": stable[s.theory],
            "probability": float(weight[k] / weight.sum()) if known else None,
        }
        for k, (s, gap) in enumerate(zip(ordered, gaps, strict=True))
    ]
    empty = {"log_evidence_se": pl.Float64, "probability": pl.Float64}
    return pl.DataFrame(rows, schema_overrides=empty)


def _settings_table(ordered: Sequence[Scores]) -> pl.DataFrame:
    rows = [
        {
            "name": s.theory,
            "noise": one.noise,
            "prior_width": width,
            "log_evidence": one.log_evidence[k],
            "heldout": float(np.sum(one.heldout[k])) if one.heldout else None,
        }
        for s in ordered
        for one in s.noises
        for k, width in enumerate(WIDTHS)
    ]
    return pl.DataFrame(rows, schema_overrides={"heldout": pl.Float64})


def _blocks_table(ordered: Sequence[Scores], blocks: Sequence[Block]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "name": s.theory,
                "block": block.name,
                "country": block.country,
                "first": block.first,
                "last": block.last,
                "town_days": block.town_days,
                "heldout": s.main.heldout[AS_WRITTEN][k],
                "at_mode": s.main.at_mode[k],
            }
            for s in ordered
            for k, block in enumerate(blocks)
        ]
    )


def _ablation_table(ordered: Sequence[Scores]) -> pl.DataFrame:
    rows = [
        {
            "name": s.theory,
            "family": one.family,
            "says": one.says,
            "parameters": one.parameters,
            "drives": one.drives,
            "heldout_change": float(np.sum(one.heldout)),
            "heldout_change_se": block_error(np.array(one.heldout)),
            "clear": -float(np.sum(one.heldout)) > half_width(np.array(one.heldout)),
            "evidence_change": one.log_evidence,
        }
        for s in ordered
        for one in s.ablation
    ]
    schema = {
        **dict.fromkeys(("name", "family", "says"), pl.String),
        "parameters": pl.List(pl.String),
        "drives": pl.List(pl.String),
        **dict.fromkeys(("heldout_change", "heldout_change_se", "evidence_change"), pl.Float64),
        "clear": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema)
