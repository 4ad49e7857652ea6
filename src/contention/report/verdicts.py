"""What became of every claim: decided ones first, then all of them by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from contention.report.html import esc, folded, para, table
from contention.report.words import count, listed, per_hundred, significant

Claim = dict[str, Any]

VERDICTS = (
    "supported",
    "contradicted",
    "undecided",
    "fact agrees",
    "fact disagrees",
    "conditional illustration",
    "not testable",
)

KINDS = {
    "dated_fact": "Dated facts",
    "mechanism": "Mechanisms",
    "prediction": "Predictions",
    "counterfactual": "What would have happened",
    "rival_view": "Views of others that the text disputes",
}
"""Kinds of claims in the order of the page, with their headings."""

DECIDED = ("supported", "contradicted", "fact disagrees")
"""Verdicts that stand open on the page."""

HEADS = ("Claim", "Verdict", "Number", "Rests on")


def verdicts(document: dict[str, Any]) -> str:
    """Return the verdicts of ``claims.json``: how to read them, counts, and every claim."""
    claims: list[Claim] = document["claims"]
    decided = [claim for claim in claims if claim["verdict"] in DECIDED]
    decided.sort(key=lambda claim: (DECIDED.index(claim["verdict"]), -strength(claim)))
    parts = [para(_how(document), kind="note"), _counts(claims)]
    if decided:
        parts.append(_table(decided, caption="Decided for or against"))
    else:
        parts.append(para("No claim about a mechanism is decided either way."))
    known = [*KINDS, *sorted({str(claim["kind"]) for claim in claims} - KINDS.keys())]
    for kind in known:
        own = [claim for claim in claims if claim["kind"] == kind]
        if own:
            heading = f"{_heading(kind)}: {count(len(own), 'claim')} ({_tally(own)})"
            parts.append(folded(heading, _table(own), kind="claims-of-kind"))
    return "".join(parts)


EVIDENCE = "evidence for"
"""First words of the method of a claim on a family of coefficients."""


def tally_of(claims: Sequence[Claim]) -> dict[str, int]:
    """Return how many claims have each verdict, in the order of `VERDICTS`."""
    found = Counter(str(claim["verdict"]) for claim in claims)
    return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}


def strength(claim: Claim) -> float:
    """Return how many half-intervals a claim's number lies from zero; 0 without an interval.

    Log evidence has none: what stands beside it is its range over widths of the priors.
    """
    value, low, high = claim["value"], claim["low"], claim["high"]
    if str(claim["method"]).startswith(EVIDENCE):
        return 0.0
    if value is None or low is None or high is None or high <= low:
        return 0.0
    return abs(float(value)) / (0.5 * (float(high) - float(low)))


def number_words(claim: Claim) -> str:
    """Return a claim's number with its interval as text; empty without a number."""
    if claim["value"] is None:
        return ""
    words = significant(float(claim["value"]))
    if claim["low"] is None or claim["high"] is None:
        return words
    return f"{words} ({significant(float(claim['low']))} to {significant(float(claim['high']))})"


def _tally(claims: Sequence[Claim]) -> str:
    return listed([f"{n} {verdict}" for verdict, n in tally_of(claims).items()])


def _how(document: dict[str, Any]) -> str:
    planted = document.get("replicates")
    drawn = (
        f" Power and false positives come from {count(2 * int(planted), 'planted world')}, so "
        "they are rough."
        if planted
        else ""
    )
    return (
        f"Numbers are those of {document['theory']}. A mechanism is decided only if its interval "
        "excludes zero, rows in several waves inform it, planted effects of its size are found "
        "and planted nulls are not, a placebo with the future in place of the past is weaker, and "
        "it survives leaving out the busiest months, other choices behind the record and other "
        "noise; otherwise it stays undecided. Levers whose "
        f"size nobody knows are illustrations, never verdicts.{drawn}"
    )


def _heading(kind: str) -> str:
    words = kind.replace("_", " ")
    return KINDS.get(kind, f"{words[:1].upper()}{words[1:]}")


def _counts(claims: Sequence[Claim]) -> str:
    cells = "".join(
        f'<li class="verdict {_class(verdict)}"><b>{n}</b> {esc(verdict)}</li>'
        for verdict, n in tally_of(claims).items()
    )
    return f'<ul class="figures tally">{cells}</ul>'


def _table(claims: Sequence[Claim], *, caption: str = "") -> str:
    return table(HEADS, [_cells(claim) for claim in claims], kind="claims", caption=caption)


def _cells(claim: Claim) -> tuple[str, ...]:
    told = esc(claim["claim"])
    reason = f"<small>{esc(claim['reason'])}</small>" if claim["reason"] else ""
    return (
        f"<b>{esc(claim['id'])}</b> {told}{reason}",
        f'<span class="verdict {_class(claim["verdict"])}">{esc(claim["verdict"])}</span>',
        esc(number_words(claim)).replace(" (", "<br>(", 1) or "–",
        _rests_on(claim),
    )


def _rests_on(claim: Claim) -> str:
    parts: list[str] = []
    if claim["rows"] is not None:
        rows = count(int(claim["rows"]), "row")
        waves = claim["episodes"]
        parts.append(rows if waves is None else f"{rows}, {count(int(waves), 'wave')}")
    if claim["power"] is not None:
        parts.append(f"power {per_hundred(claim['power'])}")
    if claim["false_positive"] is not None:
        parts.append(f"false positives {per_hundred(claim['false_positive'])}")
    return "<br>".join(esc(part) for part in parts) or "–"


def _class(verdict: str) -> str:
    return "v-" + verdict.replace(" ", "-")
