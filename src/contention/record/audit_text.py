"""An audit for people: lines of at most 80 columns, and HTML for notebooks."""

from __future__ import annotations

import html
import textwrap

from contention.record.audit import Audit

WIDTH = 80
"""Columns of the text."""

MOST_PROBLEMS = 50
"""Problems that the text spells out; `Audit.problems` and `Audit.as_dict` have all."""

_MOST_IN_HTML = 20
_LABELS = {
    "hour": "an hour",
    "interval": "more than one possible day",
    "end_date": "a last day",
    "town": "a town",
    "participants": "participants",
    "deaths": "deaths",
    "deaths_zero": "deaths as none",
}


def audit_text(audit: Audit) -> str:
    """Return an audit as text of at most 80 columns."""
    blocks = [
        _heading(audit),
        _rows(audit),
        _counts("Countries", audit.by_country),
        _counts("Forms", audit.by_form),
        _counts("Actors (an event counts for each)", audit.by_actor),
        _counts("Demands (an event counts for each)", audit.by_demand),
        _counts("Roles, in all rows", audit.by_role),
        _counts("Precision of dates", audit.precision),
        _counts("Confidence", audit.confidence),
        _stated(audit),
        _popular(audit),
    ]
    if audit.ignored:
        blocks.append(_wrap(f"Columns not used: {', '.join(audit.ignored)}"))
    blocks.append(_problems(audit))
    return "\n\n".join(blocks)


def audit_html(audit: Audit) -> str:
    """Return an audit as a short piece of HTML."""
    facts = {
        "Rows": f"{audit.rows:,}",
        "Events used": f"{audit.kept:,}",
        "Set aside": _join(audit.set_aside) or "none",
        "First and last day": _period(audit),
        "Countries": _join(audit.by_country),
        "Forms": _join(audit.by_form),
        "Towns": f"{audit.towns.used:,}",
        "Town-days": _town_days(audit),
        "Sources": f"{audit.sources:,}",
        "Problems": f"{len(audit.problems):,}",
    }
    rows = "".join(
        f"<tr><th style='text-align:left'>{html.escape(key)}</th>"
        f"<td style='text-align:left'>{html.escape(value)}</td></tr>"
        for key, value in facts.items()
    )
    shown = audit.problems[:_MOST_IN_HTML]
    listed = "".join(f"<li><pre>{html.escape(str(problem))}</pre></li>" for problem in shown)
    more = len(audit.problems) - len(shown)
    rest = f"<p>and {more:,} more</p>" if more else ""
    return (
        f"<table><caption>{html.escape(audit.name)}</caption>{rows}</table>"
        f"{f'<ul>{listed}</ul>{rest}' if listed else ''}"
    )


def _heading(audit: Audit) -> str:
    return _wrap(f"Record {audit.name}: {_period(audit)}, {audit.sources:,} different sources")


def _period(audit: Audit) -> str:
    return "no events" if audit.first is None else f"{audit.first} to {audit.last}"


def _rows(audit: Audit) -> str:
    lines = [f"{audit.rows:7,} rows", f"{audit.kept:7,} events used"]
    lines += [f"{n:7,} set aside: {reason}" for reason, n in audit.set_aside.items()]
    return "\n".join(lines)


def _counts(title: str, counts: dict[str, int]) -> str:
    return f"{title}\n{_wrap(_join(counts) or 'none', indent='  ')}"


def _join(counts: dict[str, int]) -> str:
    # No-break spaces keep a word and its number on one line; they are plain again at the end.
    return ", ".join(
        f"{value} {n:,}".replace(" ", "\N{NO-BREAK SPACE}") for value, n in counts.items()
    )


def _stated(audit: Audit) -> str:
    lines = ["Stated                          used   all rows"]
    for name, count in audit.stated.items():
        lines.append(f"  {_LABELS[name]:<26}{count.used:8,}{count.all:11,}")
    lines.append(f"  {'different towns':<26}{audit.towns.used:8,}{audit.towns.all:11,}")
    lines.append("  A blank is not zero: rows without a number stay without one.")
    return "\n".join(lines)


def _popular(audit: Audit) -> str:
    days = audit.town_days
    return "\n".join(
        [
            f"Popular contention: {_town_days(audit)}",
            _wrap(_join(days.by_country) or "none", indent="  "),
            _wrap(days.definition, indent="  "),
        ]
    )


def _town_days(audit: Audit) -> str:
    days = audit.town_days
    if days.largest_day is None:
        return "no town-days"
    return f"{days.total:,} town-days, at most {days.largest:,} on one day ({days.largest_day})"


def _problems(audit: Audit) -> str:
    if not audit.problems:
        return "No problems."
    shown = audit.problems[:MOST_PROBLEMS]
    lines = [f"{len(audit.problems):,} problems"]
    for problem in shown:
        for line in str(problem).splitlines():
            indent = " " * (len(line) - len(line.lstrip()) + 2)
            lines.append(_wrap(line.strip(), indent=indent))
    if len(shown) < len(audit.problems):
        lines.append(f"  and {len(audit.problems) - len(shown):,} more")
    return "\n".join(lines)


def _wrap(text: str, *, indent: str = "") -> str:
    filled = textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return filled.replace("\N{NO-BREAK SPACE}", " ")
