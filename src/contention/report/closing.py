"""The end of the page: what was set aside, theories side by side, how it was made."""

from __future__ import annotations

import shlex
from typing import Any, cast

from contention.report.files import StudyFiles, TheoryFiles
from contention.report.html import esc, folded, para, table
from contention.report.words import count, number


def set_aside(study: StudyFiles) -> str:
    """Return how many rows the record has, how many were used, and why the rest was not."""
    audit = study.audit
    if not audit:
        return para("This study directory holds no audit of the record.")
    reasons = cast("dict[str, int]", audit.get("set_aside") or {})
    total, kept = audit.get("rows"), audit.get("kept")
    words = f"The record has {number(total)} rows; {number(kept)} were used."
    if not reasons:
        return para(f"{words} Nothing was set aside.")
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    rows = [(esc(_reason(reason)), esc(number(n))) for reason, n in ordered]
    problems = cast("list[dict[str, Any]]", audit.get("problems") or [])
    lines = "".join(
        f"<li>{esc(p.get('where', ''))} <code>{esc(p.get('code', ''))}</code>: found "
        f"{esc(p.get('found', ''))}, expected {esc(p.get('expected', ''))}</li>"
        for p in problems
    )
    listed = f'<ol class="sources">{lines}</ol>'
    return (
        para(f"{words} The rest was set aside:")
        + table(("Why", "Rows"), rows, kind="numbers")
        + (folded(f"{count(len(problems), 'problem')} in rows", listed) if problems else "")
    )


def _reason(reason: str) -> str:
    """Return the reason of an audit as a sentence for people."""
    if reason.startswith("problem "):
        return f"The row has a problem ({reason.removeprefix('problem ')})"
    return {
        "aggregate": "Totals over an area or several days: their pieces would count twice",
        "part": "Pieces of an event that has a row of its own",
        "outside calendar": "Wholly before or after the calendar of the scenario",
    }.get(reason, reason)


def theories(study: StudyFiles) -> str:
    """Return the theories side by side, with the warning that belongs to the numbers."""
    warning = (
        "These are heights at the mode, not evidence: a theory with more parameters reaches "
        "higher by itself, the heights hang on the priors and on the noise that all theories "
        "share, and nothing was held out. They do not say which theory is true."
    )
    rows = [_theory_cells(theory) for theory in study.theories]
    heads = (
        "Theory",
        "Mechanisms",
        "Parameters",
        "Log-likelihood",
        "Log-posterior",
        "Patterns inside",
    )
    return para(warning, kind="warning") + (
        f'<div class="scroll">{table(heads, rows, kind="numbers theories")}</div>'
    )


def _theory_cells(theory: TheoryFiles) -> tuple[str, ...]:
    known = [p["inside"] for p in theory.patterns["patterns"] if p["inside"] is not None]
    mechanisms = sum("@" not in p["name"] for p in theory.mechanisms)
    return (
        f"{esc(theory.title)} <code>{esc(theory.name)}</code>",
        esc(mechanisms),
        esc(len(theory.parameters)),
        esc(_height(theory.fit.get("log_likelihood"))),
        esc(_height(theory.fit.get("log_posterior"))),
        esc(f"{sum(map(bool, known))} of {len(known)}"),
    )


def _height(value: object) -> str:
    return f"{value:,.1f}".replace("-", "−") if isinstance(value, int | float) else "–"


def how_made(study: StudyFiles) -> str:
    """Return command, seed, versions and hashes, as the manifest states them."""
    manifest = study.manifest
    command = manifest.get("command")
    line = (
        shlex.join(map(str, cast("list[object]", command)))
        if isinstance(command, list)
        else (str(command or "not stated"))
    )
    facts = [("Command", f"<code>{esc(line)}</code>"), ("Seed", esc(manifest.get("seed", "–")))]
    facts.append(("Worlds a theory", esc(number(study.main.drawn))))
    versions = cast("dict[str, str]", manifest.get("versions") or {})
    said = ", ".join(f"{name} {version}" for name, version in versions.items())
    facts.append(("Versions", esc(said or "not stated")))
    parts = [
        '<dl class="facts">'
        + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
        + "</dl>"
    ]
    inputs = cast("dict[str, str]", manifest.get("inputs") or {})
    if inputs:
        rows = [(esc(name), f"<code>{esc(digest)}</code>") for name, digest in inputs.items()]
        parts.append(
            folded("SHA-256 of every input", table(("Input", "SHA-256"), rows, kind="hashes"))
        )
    parts.append(
        para(
            "The same command with the same seed gives the same worlds, on any number of cores. "
            "Worlds are drawn at the fitted mode: the fan shows chance, not doubt about the fit."
        )
    )
    return "".join(parts)
