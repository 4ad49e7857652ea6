"""Every source: those of the record row by row, of the scenario's numbers, of the theories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

from contention.report.files import StudyFiles
from contention.report.html import esc, folded, linked, para
from contention.report.words import count

ALIKE = 3
"""So many sources that differ in their numbers only become one entry."""

_NUMBER = re.compile(r"\d[\d,.]*(?<=\d)")


def sources(study: StudyFiles) -> str:
    """Return every source of the record, of the scenario and of the theories."""
    parts: list[str] = []
    if study.record is not None and "source" in study.record.columns:
        found = Counter(source or "no source stated" for source in study.record["source"].to_list())
        rows = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        items = (f"{linked(text)} <b>{count(n, 'row')}</b>" for text, n in rows)
        title = f"The record: {count(len(rows), 'source')} of {count(found.total(), 'row')}"
        parts.append(folded(title, _list(items)))
    entries = _entries(study.sources.get("scenario"), "what")
    if entries:
        groups = _grouped(entries)
        title = f"The scenario: {count(len({text for _, text, _ in entries}), 'source')}"
        parts.append(folded(title, _list(_group(*group) for group in groups)))
    for name, given in cast("dict[str, Any]", study.sources.get("theories") or {}).items():
        cited = _entries(given, "key")
        if cited:
            items = (f"{esc(key)}{': ' if key else ''}{linked(text)}" for key, text, _ in cited)
            parts.append(folded(f"The theory {name}: {count(len(cited), 'source')}", _list(items)))
    return "".join(parts) or para("This study directory names no sources.")


def _list(items: Iterable[str]) -> str:
    return f'<ol class="sources">{" ".join(f"<li>{item}</li>" for item in items)}</ol>'


def _entries(given: object, key: str) -> list[tuple[str, str, int]]:
    """Return (what, source, numbers) of a list whose entries are mappings or plain text."""
    if not isinstance(given, list):
        return []
    found: list[tuple[str, str, int]] = []
    for entry in cast("list[Any]", given):
        if isinstance(entry, dict):
            row = cast("dict[str, Any]", entry)
            text = str(row.get("text") or row.get("source") or "")
            rows = row.get("rows")
            found.append((str(row.get(key) or ""), text, rows if isinstance(rows, int) else 0))
        else:
            found.append(("", str(entry), 0))
    return found


def _grouped(
    entries: Sequence[tuple[str, str, int]],
) -> list[tuple[str, list[str], int]]:
    """Return (source, what rests on it, numbers), with sources that are alike put together."""
    texts: dict[str, set[str]] = {}
    for _, text, _ in entries:
        texts.setdefault(_NUMBER.sub("0", text), set()).add(text)
    said = {
        text: _blanked(sorted(alike)) if len(alike) >= ALIKE else text
        for alike in texts.values()
        for text in alike
    }
    groups: dict[str, tuple[list[str], int]] = {}
    for what, text, rows in entries:
        items, total = groups.get(said[text], ([], 0))
        groups[said[text]] = ([*items, what] if what and what not in items else items, total + rows)
    return [(text, items, total) for text, (items, total) in groups.items()]


def _blanked(alike: Sequence[str]) -> str:
    """Return the text that all share, with dots for the numbers in which they differ."""
    numbers = [_NUMBER.findall(text) for text in alike]
    same = [len(set(column)) == 1 for column in zip(*numbers, strict=True)]
    pieces = _NUMBER.split(alike[0])
    shown = [kept if fixed else "…" for kept, fixed in zip(numbers[0], same, strict=True)]
    return "".join(a + b for a, b in zip(pieces, [*shown, ""], strict=True))


def _group(text: str, items: Sequence[str], total: int) -> str:
    where = f"{esc('; '.join(items))}: " if items else ""
    return f"{where}{linked(text)}" + (f" <b>{count(total, 'number')}</b>" if total else "")
