"""The head of the page: what was done, and the main answer in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from contention.report.files import StudyFiles, TheoryFiles
from contention.report.html import esc
from contention.report.learned import learned
from contention.report.words import count, number


def opening(study: StudyFiles, contents: Sequence[tuple[str, str]]) -> str:
    """Return the headline, what was learned, the key numbers and the contents.

    ``contents`` lists name and title of the sections that follow.
    """
    weeks = study.weeks
    theory = study.main
    title = str(study.manifest.get("title") or study.name.replace("-", " "))
    kept = study.audit.get("kept")
    rows = f"{kept:,} recorded events" if isinstance(kept, int) else "the record"
    span = _span(weeks[0] + timedelta(days=6), weeks[-1])
    done = (
        f'"{theory.title}" was fitted to {rows} of {span}, set beside rival theories, and run '
        f"{count(theory.drawn, 'time')} from the first day to the last, each time a history of "
        "its own. Every number below was computed from that; none was typed in."
    )
    said = "".join(f"<li>{esc(sentence)}</li>" for sentence in learned(study))
    links = "".join(f'<li><a href="#{esc(name)}">{esc(words)}</a></li>' for name, words in contents)
    return (
        '<header><p class="kicker">contention: a study</p>'
        f"<h1>{esc(title[:1].upper() + title[1:])}</h1>"
        f'<p class="lede">{esc(done)}</p>'
        f'<section id="learned" aria-labelledby="learned-h">'
        f'<h2 id="learned-h">What was learned</h2><ul class="answer">{said}</ul></section>'
        f'{_figures(theory)}<nav aria-label="Contents"><ul class="contents">{links}</ul></nav>'
        "</header>"
    )


def _figures(theory: TheoryFiles) -> str:
    cells: list[tuple[str, str]] = [(f"{theory.drawn:,}", "simulated worlds")]
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
