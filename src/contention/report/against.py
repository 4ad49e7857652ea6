"""Five patterns of the record against worlds, from the mode and from the posterior."""

from __future__ import annotations

from collections.abc import Sequence

from contention.inference.five import Five, five_patterns
from contention.report.compared import verdict
from contention.report.files import TheoryFiles
from contention.report.html import esc, para, table
from contention.report.words import count, listed, per_cent, significant

TRIED = {
    "towns_touched_share": (
        "Places touched counts the towns of the scenario. Where they are in it because the record "
        "names them, as nearly all of the Eastern bloc's are, worlds cannot meet it. Tried for "
        "that case: no memory of places, half the pull of population, and towns by chance."
    ),
}
"""Patterns that are known to fail, and what was tried."""


def against(theories: Sequence[TheoryFiles]) -> str:
    """Return the table of the five patterns, inside or outside, with widths beside coverage."""
    columns: list[tuple[str, tuple[Five, ...]]] = []
    for theory in theories:
        columns.append((f"{theory.name}, mode", five_patterns(theory.patterns)))
        if theory.posterior.get("patterns"):
            drawn = five_patterns(theory.posterior)
            columns.append((f"{theory.name}, posterior", drawn))
    if not columns:
        return ""
    rows = [
        (esc(five.label), *(_cell(column[k]) for _, column in columns))
        for k, five in enumerate(columns[0][1])
    ]
    score = ("<b>Inside</b>", *(f"<b>{_score(column)}</b>" for _, column in columns))
    heads = ("Pattern", *(name for name, _ in columns))
    note = (
        "A pattern of several numbers is inside if more than 5 in 100 worlds are at least as "
        "extreme in their worst number (together: their share), since of ten numbers one is often "
        "outside by chance. A width is the central 95 per cent of the worlds over the record's "
        "number: a theory that passes with wide worlds has said less."
    )
    tried = "".join(
        para(words, kind="note")
        for pattern, words in TRIED.items()
        if any(_misses(theory, pattern) for theory in theories)
    )
    body = f'<div class="scroll">{table(heads, [*rows, score], kind="numbers small five")}</div>'
    return para(note, kind="note") + body + "".join(_beside(theory) for theory in theories) + tried


def _misses(theory: TheoryFiles, pattern: str) -> bool:
    fives = five_patterns(theory.patterns)
    return any(row["pattern"] == pattern and not row["inside"] for f in fives for row in f.rows)


def _cell(five: Five) -> str:
    if five.inside is None:
        return "–"
    lines: list[str] = []
    if len(five.rows) > 1:
        lines.append(f"{five.hits} of {len(five.rows)} numbers")
    if five.joint is not None:
        lines.append(f"together {significant(five.joint)}")
    if five.width is not None:
        lines.append(f"width {significant(five.width)}")
    return f"{verdict(five.inside)}<br><small>{'<br>'.join(map(esc, lines))}</small>"


def _score(column: tuple[Five, ...]) -> str:
    known = [five.inside for five in column if five.inside is not None]
    return f"{sum(known)} of {len(known)}"


def _beside(theory: TheoryFiles) -> str:
    """Say what a theory misses, and where its posterior draws are not what was asked for."""
    posterior = theory.posterior
    if posterior.get("failed"):
        words = (
            f"{theory.name}: no worlds from the posterior, for there were {posterior['failed']}."
        )
        return para(words, kind="warning")
    missed = [
        row["label"]
        for five in five_patterns(theory.patterns)
        for row in five.rows
        if not row["inside"]
    ]
    said = f"{theory.name} misses, from the mode: {listed(missed)}." if missed else ""
    if posterior.get("patterns"):
        said += (
            f" Under posterior stand {count(posterior['worlds'], 'world')}, each with values of "
            "its own, under a prior truncated to stable values, whose unrest dies out "
            f"({per_cent(posterior['stable_share'])} of the draws did)."
        )
    for why in posterior.get("refused", {}).values():
        said += (
            f" Chains of {theory.name} were refused ({why}): its posterior draws are those of the "
            "Laplace approximation."
        )
    return para(said.strip(), kind="note") if said else ""
