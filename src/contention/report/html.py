"""Small pieces of HTML. Everything that comes from data passes through `esc`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;)]")


def esc(value: object) -> str:
    """Return text that is safe between tags and in quoted attributes."""
    return escape(str(value), quote=True)


def linked(text: str) -> str:
    """Return escaped text in which web addresses are links. Links load nothing by themselves."""
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        address = esc(match.group())
        parts += [esc(text[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*parts, esc(text[end:])])


def section(name: str, title: str, *body: str) -> str:
    """Return a section with its heading."""
    inner = "\n".join(part for part in body if part)
    return (
        f'<section id="{esc(name)}" aria-labelledby="{esc(name)}-h">'
        f'<h2 id="{esc(name)}-h">{esc(title)}</h2>\n{inner}\n</section>'
    )


def para(text: str, *, kind: str = "") -> str:
    """Return a paragraph of text that is not HTML."""
    return f'<p class="{kind}">{esc(text)}</p>' if kind else f"<p>{esc(text)}</p>"


def figure(drawings: Sequence[str], caption: str) -> str:
    """Return a figure: one drawing for every width, or a wide and a narrow one.

    ``caption`` is plain text.
    """
    kinds = ("wide", "narrow") if len(drawings) > 1 else ("",)
    inner = "".join(
        f'<div class="drawing {kind}">{drawing}</div>'
        for kind, drawing in zip(kinds, drawings, strict=True)
    )
    return f"<figure>{inner}<figcaption>{esc(caption)}</figcaption></figure>"


def legend(entries: Iterable[tuple[str, str]]) -> str:
    """Return a legend of (class of the mark, text)."""
    items = "".join(f'<li><i class="{esc(kind)}"></i>{esc(text)}</li>' for kind, text in entries)
    return f'<ul class="legend" aria-label="Legend">{items}</ul>'


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str = "", caption: str = ""
) -> str:
    """Return a table; cells of ``rows`` are HTML, heads and caption are text.

    Columns after the first are set as numbers where ``kind`` contains ``numbers``.
    """
    top = "".join(f'<th scope="col">{esc(head)}</th>' for head in heads)
    body = "".join(
        "<tr>"
        + f'<th scope="row">{cells[0]}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells[1:])
        + "</tr>\n"
        for cells in rows
    )
    name = f"<caption>{esc(caption)}</caption>" if caption else ""
    return (
        f'<table class="{esc(kind)}">{name}<thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def folded(summary: str, inner: str, *, kind: str = "") -> str:
    """Return a part that opens on a click, and is open in print."""
    return f'<details class="{esc(kind)}"><summary>{esc(summary)}</summary>{inner}</details>'
