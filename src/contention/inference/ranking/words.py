"""What a ranking says, in sentences made from its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from .blocks import DEFINITION, Block

if TYPE_CHECKING:
    from .order import Ranking

BASELINES = ("seasonal", "silence")
"""Theories that a theory has to beat before it has shown anything."""

SURELY = "beyond a 95 per cent interval over blocks"
"""What separates two theories."""

SHOWN = 6
"""Names that a sentence lists before it counts the rest."""


def words_of(ranking: Ranking, blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return what the record can and cannot tell apart.

    Parameters
    ----------
    ranking
        A ranking; its own words are not read.
    blocks
        What was held out.
    """
    said = [
        *_best(ranking),
        *_not_separated(ranking),
        *_one_block(ranking),
        *_stability(ranking),
        *_baseline(ranking),
        *_noise(ranking),
        *_families(ranking),
        *_empty_ground(ranking),
        _how(ranking, blocks),
    ]
    return tuple(said)


def _best(ranking: Ranking) -> list[str]:
    pairs = ranking.pairs
    best = ranking.theories["name"][0]
    first = pairs.filter(pl.col("better") == best)
    near = first.filter(~pl.col("separated"))["worse"].to_list()
    far = first.filter(pl.col("separated"))["worse"].to_list()
    second = first.row(0, named=True)
    lead = f"{_measured(second['difference'], second['se'])} ahead of {second['worse']}"
    said = f"{best} foretells days that it has not seen best, {lead} in log score."
    if not near:
        return [f"{said} It is ahead of every other theory {SURELY}.", *_without_most(second)]
    if not far:
        return [
            f"{said} It is not separated from any other theory: every 95 per cent interval "
            "over blocks holds zero.",
            *_without_most(second),
        ]
    return [
        f"{said} It is separated, {SURELY}, from {_list(far)}; "
        f"it is not separated from {_list(near)}.",
        *_without_most(second),
    ]


def _without_most(pair: dict[str, Any]) -> list[str]:
    """Say what a lead is without the blocks that add most to it."""
    left = _measured(pair["without_most"], pair["without_most_se"])
    return [
        f"Without the {len(pair['most'])} blocks that add most to that lead "
        f"({_list(pair['most'])}) it is {left}."
    ]


def _not_separated(ranking: Ranking) -> list[str]:
    best = ranking.theories["name"][0]
    rest = ranking.pairs.filter(pl.col("better") != best)
    if rest.is_empty():
        return []
    near = rest.filter(~pl.col("separated"))
    if near.is_empty():
        return ["The record tells all other theories apart as well."]
    named = [f"{row['better']} and {row['worse']}" for row in near.iter_rows(named=True)]
    return [
        f"Among the others it does not tell apart {near.height} of {rest.height} pairs: "
        f"{_list(named, mark=';')}."
    ]


def _one_block(ranking: Ranking) -> list[str]:
    resting = ranking.pairs.filter(pl.col("rests_on") != "")
    if resting.is_empty():
        return []
    named = [
        f"{row['better']} over {row['worse']} ({row['rests_on']})"
        for row in resting.iter_rows(named=True)
    ]
    return [f"Leads that one block carries, and that turn without it: {_list(named, mark=';')}."]


def _stability(ranking: Ranking) -> list[str]:
    theories, pairs = ranking.theories, ranking.pairs
    stable = theories.filter("stable_rank")["name"].to_list()
    if len(stable) == theories.height:
        if theories["probability"].null_count():
            return [
                "The order is the same by evidence under every noise and prior width. Held-out "
                "scores are known as written only; without the others, which --full computes, no "
                "probabilities of theories are given."
            ]
        told = [
            f"{row['name']} {_probability(row['probability'])}"
            for row in theories.iter_rows(named=True)
        ]
        return [
            "The order is the same under every noise and prior width, by held-out score and by "
            "evidence. With equal chances before the record, the evidence gives "
            f"{_list(told, most=len(told))}."
        ]
    turning = pairs.filter(pl.col("turns") > 0).sort("turns", descending=True)
    named = [
        f"{row['better']} and {row['worse']} (in {row['turns']}, such as {row['turns_under']})"
        for row in turning.iter_rows(named=True)
    ]
    kept = (
        f"Only {_list(stable)} keeps its place" if len(stable) == 1 else "No theory keeps its place"
    )
    if len(stable) > 1:
        kept = f"{_list(stable)} keep their places"
    return [
        f"{kept} against all others under every noise and prior width, by held-out score and by "
        f"evidence. {turning.height} of {pairs.height} pairs change sides: "
        f"{_list(named, mark=';')}. So no probabilities of theories are given."
    ]


def _baseline(ranking: Ranking) -> list[str]:
    found: list[str] = []
    for baseline in BASELINES:
        if baseline not in ranking.theories["name"].to_list():
            continue
        ahead = ranking.pairs.filter((pl.col("worse") == baseline) & pl.col("separated"))
        beaten = set(ahead["better"].to_list())
        rest = [
            name
            for name in ranking.theories["name"].to_list()
            if name not in beaten and name not in BASELINES
        ]
        if rest:
            found.append(
                f"{_list(rest)} {'does' if len(rest) == 1 else 'do'} not beat {baseline} {SURELY}."
            )
        else:
            found.append(f"Every theory beats {baseline} {SURELY}.")
    return found


def _noise(ranking: Ranking) -> list[str]:
    """Say which noise the counts have, and what the baseline of forecasts scores."""
    settings = ranking.settings.filter(pl.col("prior_width") == 1.0)
    means = settings.group_by("noise").agg(pl.col("log_evidence").mean())
    means = means.sort("log_evidence", "noise", descending=True)
    said: list[str] = []
    if means.height > 1:
        top, low = means.row(0, named=True), means.row(-1, named=True)
        gap = top["log_evidence"] - low["log_evidence"]
        said.append(
            f"How counts scatter: averaged over theories, log evidence is {gap:,.0f} higher with "
            f"noise {top['noise']} than with noise {low['noise']}; the theories themselves are "
            f"{_reach(ranking):,.0f} apart at most."
        )
    shaken = settings.filter(pl.col("noise") == "shock")
    if "seasonal" in shaken["name"].to_list():
        baseline = shaken.filter(pl.col("name") == "seasonal")["log_evidence"][0]
        best = shaken.sort("log_evidence", descending=True).row(0, named=True)
        said.append(
            "Set against the usual baseline of forecasts, negative-binomial counts by weekday and "
            f"season (log evidence {baseline:,.0f}), {best['name']} under the same noise has "
            f"{best['log_evidence']:,.0f}."
        )
    return said


def _reach(ranking: Ranking) -> float:
    """Return how far the theories are apart, in log evidence."""
    evidence = ranking.theories["log_evidence"].to_numpy()
    return float(evidence.max() - evidence.min())


def _families(ranking: Ranking) -> list[str]:
    best = ranking.theories["name"][0]
    mine = ranking.ablation.filter(pl.col("name") == best).sort("heldout_change")
    if mine.is_empty():
        return []
    change = pl.col("heldout_change")
    clear = _changes(mine.filter("clear"))
    some = _changes(mine.filter((change < 0) & ~pl.col("clear")))
    idle = [_lower(text) for text in mine.filter(change >= 0)["says"].to_list()]
    parts = [f"clearly, {_list(clear)}"] if clear else []
    parts += [f"less clearly, {_list(some)}"] if some else []
    parts += [f"not at all, {_list(idle)}"] if idle else []
    return [
        f"What helps {best} foretell, by the change of its held-out score without it: "
        f"{'; '.join(parts)}."
    ]


def _empty_ground(ranking: Ranking) -> list[str]:
    """Say where the best theory gains because the next one does not even try."""
    best, second = ranking.theories["name"].to_list()[:2]
    table = ranking.ablation
    taken = set(table.filter(pl.col("name") == second)["drives"].explode().drop_nulls().to_list())
    mine = table.filter(pl.col("name") == best)
    alone = [
        row
        for row in mine.iter_rows(named=True)
        if row["drives"] and not taken.intersection(row["drives"])
    ]
    gain = -sum(row["heldout_change"] for row in alone)
    if not taken or not alone or gain <= 0:
        return []
    lead = ranking.pairs["difference"][0]
    things = sorted({item for row in alone for item in row["drives"]})
    return [
        f"Part of the lead of {best} over {second} lies where {second} has no mechanism at all "
        f"({_list(things)}): leaving out one by one the {len(alone)} families of {best} that act "
        f"only there costs {gain:,.0f} in sum, of a lead of {lead:,.0f}."
    ]


def _changes(rows: pl.DataFrame) -> list[str]:
    return [
        f"{_lower(row['says'])} ({row['heldout_change']:+.0f})"
        for row in rows.iter_rows(named=True)
    ]


def _how(ranking: Ranking, blocks: Sequence[Block]) -> str:
    great = sum(block.great for block in blocks)
    rough = (
        f" {len(blocks)} blocks, {great} of them great episodes, make standard errors rough, and "
        "a few blocks carry most of the record."
    )
    by_draws = ranking.theories["log_evidence_se"].is_not_null().sum()
    what = "Held-out scores and evidence" if not by_draws else "Held-out scores"
    laplace = (
        f" {what} are Laplace's approximation: it has no Monte Carlo error, and how far it is off "
        "is not known."
    )
    if by_draws:
        laplace += (
            f" The evidence of {by_draws} of {ranking.theories.height} theories is by importance "
            "draws, with their error; draws that could not be trusted are left out."
        )
    return DEFINITION + rough + laplace


def _measured(value: float, error: float) -> str:
    places = 0 if error >= 10 else 1
    return f"{value:,.{places}f} ± {error:,.{places}f}"


def _probability(value: float) -> str:
    return f"{value:.2f}" if value >= 0.01 else "less than 0.01"


def _lower(text: str) -> str:
    text = text.removeprefix("... ")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _list(names: Sequence[str], *, mark: str = ",", most: int = SHOWN) -> str:
    """Return names as one phrase; what is beyond the first few is counted."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{mark} ".join(shown) + f"{mark} and {len(names) - most} more"
    if len(shown) < 2:
        return "".join(shown)
    joint = f"{mark} and " if mark == ";" else " and "
    return f"{mark} ".join(shown[:-1]) + joint + shown[-1]
