"""The head of the page: what was done, and the main answer in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from contention.report.files import StudyFiles, TheoryFiles
from contention.report.html import esc, para
from contention.report.words import count, listed, number


def opening(study: StudyFiles) -> str:
    """Return the headline, the answer and the key numbers."""
    weeks = study.weeks
    theory = study.main
    title = str(study.manifest.get("title") or study.name.replace("-", " "))
    kept = study.audit.get("kept")
    rows = f"{kept:,} recorded events" if isinstance(kept, int) else "the record"
    span = _span(weeks[0] + timedelta(days=6), weeks[-1])
    done = (
        f'"{theory.title}" was fitted to {rows} of {span} and then run '
        f"{count(theory.worlds, 'time')} from the first day to the last, each time a history of "
        "its own. This page sets those worlds against what happened."
    )
    return (
        '<header><p class="kicker">contention: a study</p>'
        f"<h1>{esc(title[:1].upper() + title[1:])}</h1>"
        f'<p class="lede">{esc(done)}</p>{answer(theory)}{_figures(theory)}</header>'
    )


def answer(theory: TheoryFiles) -> str:
    """Return the main answer: what the worlds reproduce of the record, and what they do not."""
    patterns = theory.patterns["patterns"]
    known = [p for p in patterns if p["inside"] is not None]
    outside = [p for p in known if not p["inside"]]
    words: list[str] = []
    total, largest = theory.pattern("town_days"), theory.pattern("largest_day")
    if total:
        words.append(
            f"The record has {number(total['record'])} town-days of popular contention; the "
            f"median world has {number(total['median'])}, and 95 in 100 lie between "
            f"{number(total['low'])} and {number(total['high'])}."
        )
    if largest:
        where = "inside" if largest["inside"] else "outside"
        words.append(
            f"Its largest day, {number(largest['record'])} towns, lies {where} what the worlds' "
            f"largest days span ({number(largest['low'])} to {number(largest['high'])})."
        )
    inside = len(known) - len(outside)
    words.append(f"Of {count(len(known), 'pattern')} compared, the record lies inside in {inside}.")
    if outside:
        words.append(f"The worlds miss: {listed([_miss(p) for p in outside])}.")
    return para(" ".join(words), kind="answer")


def _miss(pattern: dict[str, Any]) -> str:
    """Return a missed pattern with the direction in which the worlds miss it."""
    side = "too low" if pattern["high"] < pattern["record"] else "too high"
    label = str(pattern["label"])
    label = f"{label[:1].lower()}{label[1:]}"
    return f"{label} ({side})"


def _figures(theory: TheoryFiles) -> str:
    cells: list[tuple[str, str]] = [(f"{theory.worlds:,}", "simulated worlds")]
    for name, words in (
        ("town_days", "town-days recorded"),
        ("largest_day", "towns on the largest day"),
    ):
        pattern = theory.pattern(name)
        if pattern:
            cells.append((number(pattern["record"]), words))
    known = [p for p in theory.patterns["patterns"] if p["inside"] is not None]
    inside = sum(bool(p["inside"]) for p in known)
    cells.append((f"{inside} of {len(known)}", "patterns inside"))
    return (
        '<ul class="figures">'
        + "".join(f"<li><b>{esc(value)}</b> {esc(words)}</li>" for value, words in cells)
        + "</ul>"
    )


def _span(first: date, last: date) -> str:
    return f"{first:%B %Y} to {last:%B %Y}"
