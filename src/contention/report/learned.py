"""What was learned, in sentences made from the numbers of a study."""

from __future__ import annotations

from typing import Any

from contention.inference.claims.verdicts import LED
from contention.inference.five import Five, five_patterns
from contention.report.files import StudyFiles, TheoryFiles
from contention.report.imagined import effect_of
from contention.report.verdicts import EVIDENCE, Claim, number_words, strength, tally_of
from contention.report.words import count, listed, number, per_hundred

TOGETHER = "all_seven"
"""The what-if of which the opening speaks; the first one where there is no such lever."""


def learned(study: StudyFiles) -> list[str]:
    """Return six to ten sentences or pairs of sentences, as far as the study has their numbers."""
    found: list[str] = []
    if study.claims:
        found += _claims(study.claims["claims"])
    if study.ranking:
        found += _theories(study.ranking)
    found += _totals(study.main)
    found += _runaways(study)
    found += _patterns(study)
    if study.what_ifs.get("what_ifs"):
        found += _omissions(study.what_ifs)
    if study.validity:
        found += _trust(study.validity)
    return found


def _claims(claims: list[Claim]) -> list[str]:
    tally = tally_of(claims)
    said = [
        f"Of {count(len(claims), 'claim')}, the record supports {tally.get('supported', 0)} and "
        f"contradicts {tally.get('contradicted', 0)}; {tally.get('undecided', 0)} stay undecided, "
        f"{tally.get('not testable', 0)} cannot be tested here, and "
        f"{tally.get('conditional illustration', 0)} are illustrations by levers. Dated facts "
        f"agree with the rows in {tally.get('fact agrees', 0)} cases and disagree in "
        f"{tally.get('fact disagrees', 0)}."
    ]
    for verdict, words in (
        ("supported", "Best supported"),
        ("contradicted", "Most clearly contradicted"),
        ("fact disagrees", "A dated fact that the rows do not bear out"),
    ):
        own = [claim for claim in claims if claim["verdict"] == verdict]
        if own:
            said.append(_strongest(words, max(own, key=strength)))
    return said


def _strongest(words: str, claim: Claim) -> str:
    parts = [f"{words}: “{str(claim['claim']).rstrip('.')}” ({claim['id']})"]
    shown = number_words(claim)
    if shown:
        parts.append(f"{_what(claim)} {shown}")
    if claim["rows"] is not None:
        rows = count(int(claim["rows"]), "row")
        waves = claim["episodes"]
        parts.append(f"from {rows}" + (f" in {count(int(waves), 'wave')}" if waves else ""))
    said = ", ".join(parts) + "."
    if claim["power"] is not None and claim["false_positive"] is not None:
        said += (
            f" A planted effect of that size is found in {per_hundred(claim['power'])} of worlds, "
            f"and one that is not there in {per_hundred(claim['false_positive'])}."
        )
    return f"{said} {LED}." if LED in str(claim["reason"]) else said


def _what(claim: Claim) -> str:
    """Return what a claim's number is, by the first words of its method."""
    method = str(claim["method"])
    for start, words in (
        ("sign of", "coefficient"),
        ("pattern of worlds", "number of the record"),
        (EVIDENCE, "log evidence"),
        ("rows of the record", "number of the rows"),
    ):
        if method.startswith(start):
            return words
    return "number"


def _theories(ranking: dict[str, Any]) -> list[str]:
    rows: list[dict[str, Any]] = ranking["theories"]
    best, rest = rows[0], rows[1:]
    near = [f"“{row['title']}”" for row in rest if not row["apart"]]
    said = (
        f"Of {count(len(rows), 'theory', 'theories')}, “{best['title']}” foretells held-out days "
        f"best, {number(rest[0]['behind'])} ± {number(rest[0]['behind_se'])} in log score ahead "
        f"of “{rest[0]['title']}”. By a 95 per cent interval it is told apart from "
    )
    if len(near) == len(rest):
        said += f"none of the other {len(rest)}."
    else:
        said += f"{len(rest) - len(near)} of the other {len(rest)}"
        said += f", but not from {listed(near)}." if near else "."
    said += _without_most(ranking)
    pairs = [pair for pair in ranking.get("pairs", []) if not pair["separated"]]
    if pairs:
        said += (
            f" The record cannot tell apart {len(pairs)} of {len(ranking['pairs'])} pairs of "
            "theories."
        )
    loose = [row for row in rows if not row["stable_rank"]]
    if loose:
        said += (
            f" {_keep(len(rows) - len(loose), len(rows))} under every noise and prior width, so "
            "no probabilities of theories are given."
        )
    return [said]


def _without_most(ranking: dict[str, Any]) -> str:
    """Say what the lead over the next theory is without the blocks that add most to it."""
    best, second = (row["name"] for row in ranking["theories"][:2])
    for pair in ranking.get("pairs", []):
        if (pair["better"], pair["worse"]) == (best, second):
            left = f"{number(pair['without_most'])} ± {number(pair['without_most_se'])}"
            return f" Without {listed(pair['most'])} its lead is {left}."
    return ""


def _keep(kept: int, all_of_them: int) -> str:
    return (
        f"{kept or 'None'} of the {all_of_them} {'keeps its' if kept == 1 else 'keep their'} place"
    )


def _totals(theory: TheoryFiles) -> list[str]:
    total, largest = theory.pattern("town_days"), theory.pattern("largest_day")
    if not total or total["record"] is None:
        return []
    said = (
        f"The record has {number(total['record'])} town-days of popular contention; the median of "
        f"{count(theory.worlds, 'world')} of “{theory.title}” has {number(total['median'])}, and "
        f"95 in 100 lie between {number(total['low'])} and {number(total['high'])}."
    )
    if largest and largest["inside"] is not None:
        where = "inside" if largest["inside"] else "outside"
        said += (
            f" Its largest day, {number(largest['record'])} towns, lies {where} what the worlds' "
            f"largest days span ({number(largest['low'])} to {number(largest['high'])})."
        )
    return [said]


def _runaways(study: StudyFiles) -> list[str]:
    """Say in how many worlds unrest fed itself without end, by theory."""
    gone = [theory for theory in study.theories if theory.ran_away]
    if not gone:
        return []
    shares = listed([f"{t.ran_away} of {count(t.drawn, 'world')} of {t.name}" for t in gone])
    said = (
        f"Unrest fed itself without end in {shares}: a rate reached its cap (500 events a country "
        "and day, or four times the busiest of the record). Such a world ends on that day, and is "
        "left out of every pattern. A theory that runs away from nothing may still foretell well "
        "where the record holds it back."
    )
    lost = [theory.name for theory in gone if theory.ran_away == theory.drawn]
    if lost:
        said += f" Of {listed(lost)} none is left, and all are compared as far as they go."
    return [said]


def _patterns(study: StudyFiles) -> list[str]:
    parts: list[str] = []
    for theory in study.theories:
        if not theory.posterior:
            continue
        modes = five_patterns(theory.patterns)
        drawn = five_patterns(theory.posterior) if "patterns" in theory.posterior else ()
        words = f"{theory.name} {_hits(modes)} from the mode"
        if any(one.inside is not None for one in drawn):
            words += f" and {_hits(drawn)} from posterior draws"
        missed = [one.label[:1].lower() + one.label[1:] for one in modes if one.inside is False]
        if missed:
            words += f" (missed from the mode: {'; '.join(missed)})"
        parts.append(words)
    if not parts:
        return []
    return [
        "Of five patterns (totals by country, largest day, places touched, sizes, waiting times) "
        f"the record lies inside the worlds' central 95 per cent: {'; '.join(parts)}. The same "
        f"record was used for the fit.{_width(study.theories[0])}"
    ]


def _width(theory: TheoryFiles) -> str:
    """Say how wide the worlds are: a wide interval holds much."""
    drawn: list[dict[str, Any]] = (theory.posterior or {}).get("patterns", [])
    spans = [
        f"{number(row['low'])} to {number(row['high'])} {words}"
        for row, words in (
            (theory.pattern("town_days"), "town-days from the mode"),
            (next((r for r in drawn if r["pattern"] == "town_days"), None), "from posterior draws"),
        )
        if row and row["record"]
    ]
    if not spans:
        return ""
    return (
        f" Wide worlds pass easily, and these are wide: of {theory.name}, 95 in 100 have "
        f"{listed(spans)}."
    )


def _hits(five: tuple[Five, ...]) -> str:
    known = [one.inside for one in five if one.inside is not None]
    return f"in {sum(known)} of {len(known)}"


def _omissions(found: dict[str, Any]) -> list[str]:
    all_of_them: list[dict[str, Any]] = found["what_ifs"]
    one = next(
        (w for w in all_of_them if [lever["name"] for lever in w["levers"]] == [TOGETHER]),
        all_of_them[0],
    )
    name = " and ".join(lever["name"] for lever in one["levers"]).replace("_", " ")
    effects = [
        (row, words)
        for quantity, words in (
            ("town_days", "town-days of contention"),
            ("general_strikes", "countries with a general strike"),
        )
        if (row := effect_of(one, quantity))
    ]
    if not effects:
        return []
    told = listed(
        [
            f"{number(row['with'])} {words} in place of {number(row['without'])}"
            f"{_beside(row, uncertain=one['uncertain'])}"
            for row, words in effects
        ]
    )
    return [
        f"An illustration, not a finding: with the lever “{name}” pulled from {one['start']} on, "
        f"worlds of {found['theory']} have {told}. Nobody knows how large the change could have "
        "been, and a sweep over its size is drawn below."
    ]


def _beside(row: dict[str, Any], *, uncertain: bool) -> str:
    """Return the interval of an effect and what the record has, in brackets."""
    told: list[str] = []
    if row["low"] is not None:
        error = "" if uncertain else " by the number of worlds alone"
        told.append(f"mean change {number(row['low'])} to {number(row['high'])}{error}")
    if row["recorded"] is not None:
        told.append(f"{number(row['recorded'])} in the record")
    return f" ({'; '.join(told)})" if told else ""


def _trust(validity: dict[str, Any]) -> list[str]:
    checks = validity["checks"]
    failed = [check["check"] for check in checks if not check["passed"]]
    if not failed:
        return [f"How far to trust this: all {len(checks)} checks of the method passed."]
    return [
        f"How far to trust this: {count(len(failed), 'check')} of {len(checks)} failed "
        f"({listed(failed)}). The section on trust says what each of them asks."
    ]
