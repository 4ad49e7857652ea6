"""Rival theories on the page: how well each foretells days held out, and what that hangs on."""

from __future__ import annotations

from typing import Any

from contention.report.dots import Dot, dot_plot
from contention.report.html import esc, figure, folded, legend, para, table
from contention.report.words import number

QUICK = (
    "By Laplace's approximation. Under noises that a theory is not written with, other widths are "
    "by the quadratic picture of its likelihood and not by fits of their own, as contention "
    "compare --full and contention fit --evidence make them: some units apart."
)
"""What the numbers of the short form are."""

SHOWN = 3
"""Sentences of the ranking that stand open; the rest unfolds."""


def rivals(ranking: dict[str, Any]) -> str:
    """Return the section for ``ranking.json``: a plot, its words, and the numbers in tables."""
    rows: list[dict[str, Any]] = ranking["theories"]
    words: list[str] = ranking["words"]
    parts = [
        para(
            "Every theory foretells days that were held out of its fit, one block of the record "
            "after the other. All share the same baselines, clusters, hidden crises and sizes, "
            "and differ in mechanisms only."
        ),
        legend(
            (
                ("mark dot", "told apart from the best: the bar does not reach zero"),
                ("mark hollow", "not told apart, or the best itself"),
            )
        ),
        figure(_plot(rows), _caption(rows)),
        _said(words[:SHOWN]),
        folded("What the order hangs on", _said(words[SHOWN:])) if words[SHOWN:] else "",
        f'<div class="scroll">{_table(rows)}</div>',
    ]
    if ranking.get("ablation"):
        parts.append(folded("What each family of mechanisms adds", _ablation(ranking)))
    if ranking.get("settings"):
        parts.append(folded("Under other noises and prior widths", _settings(ranking)))
    if ranking.get("blocks"):
        parts.append(folded("Score by block held out", _blocks(ranking)))
    return "".join(parts)


def _said(words: list[str]) -> str:
    return f'<ul class="said">{"".join(f"<li>{esc(line)}</li>" for line in words)}</ul>'


def _plot(rows: list[dict[str, Any]]) -> list[str]:
    dots = [
        Dot(
            label=row["name"],
            value=-row["behind"],
            low=-row["behind"] - row["behind_half"] if row["behind"] else None,
            high=-row["behind"] + row["behind_half"] if row["behind"] else None,
            kind="dot" if row["apart"] else "hollow",
            note=_behind(row) if row["behind"] else "best",
            tip=f"{row['name']}: {_behind(row)}",
        )
        for row in rows
    ]
    label = "Log score on days held out, against the best theory: " + "; ".join(
        f"{row['title']} {_behind(row)}" for row in rows
    )
    return dot_plot(dots, title="Log score on days held out, against the best", label=label)


def _behind(row: dict[str, Any]) -> str:
    if not row["behind"]:
        return "0"
    return f"{number(-row['behind'])} ± {number(row['behind_se'])}"


def _caption(rows: list[dict[str, Any]]) -> str:
    return (
        "Bars are 95 per cent intervals of the difference over blocks, by Student's t. There are "
        "few blocks and a few of them carry most of the record, so they are rough. A unit is a "
        f"factor of e in the probability of the days held out; {rows[0]['name']} stands at zero."
    )


def _table(rows: list[dict[str, Any]]) -> str:
    heads = ("Theory", "Held out", "Behind", "Log evidence", "Order stable")
    cells = [
        (
            f"{esc(row['title'])} <code>{esc(row['name'])}</code>",
            esc(number(row["heldout"])),
            esc(_behind(row)),
            esc(_evidence(row)),
            "yes" if row["stable_rank"] else "no",
        )
        for row in rows
    ]
    return table(heads, cells, kind="numbers small")


def _evidence(row: dict[str, Any]) -> str:
    words = number(row["log_evidence"])
    error = row["log_evidence_se"]
    return words if error is None else f"{words} ± {number(error)}"


def _ablation(ranking: dict[str, Any]) -> str:
    rows = sorted(
        ranking["ablation"],
        key=lambda row: ([t["name"] for t in ranking["theories"]].index(row["name"]),
                         row["heldout_change"]),
    )  # fmt: skip
    cells = [
        (
            f"{esc(row['says'] or row['family'])} <code>{esc(row['name'])}</code>",
            esc(f"{number(row['heldout_change'])} ± {number(row['heldout_change_se'])}"),
            esc(number(row["evidence_change"])),
        )
        for row in rows
    ]
    heads = ("Left out", "Change of held-out score", "Change of log evidence")
    note = para("Negative: without it the theory foretells worse.", kind="note")
    return note + f'<div class="scroll">{table(heads, cells, kind="numbers small")}</div>'


def _settings(ranking: dict[str, Any]) -> str:
    names = [row["name"] for row in ranking["theories"]]
    columns = list(dict.fromkeys((r["noise"], r["prior_width"]) for r in ranking["settings"]))
    known = {
        (row["name"], row["noise"], row["prior_width"]): row["log_evidence"]
        for row in ranking["settings"]
    }
    cells = [
        (
            f"<code>{esc(name)}</code>",
            *(esc(number(known.get((name, *column)))) for column in columns),
        )
        for name in names
    ]
    heads = ("Log evidence", *(f"{noise}, priors × {width:g}" for noise, width in columns))
    note = "" if ranking["effort"] == "full" else para(QUICK, kind="note")
    return f'{note}<div class="scroll">{table(heads, cells, kind="numbers small")}</div>'


def _blocks(ranking: dict[str, Any]) -> str:
    names = [row["name"] for row in ranking["theories"]]
    blocks = list(dict.fromkeys(row["block"] for row in ranking["blocks"]))
    days = {row["block"]: row["town_days"] for row in ranking["blocks"]}
    known = {(row["name"], row["block"]): row["heldout"] for row in ranking["blocks"]}
    cells = [
        (
            f"{esc(block)} ({days[block]} town-days)",
            *(esc(number(known.get((name, block)))) for name in names),
        )
        for block in blocks
    ]
    return f'<div class="scroll">{table(("Block", *names), cells, kind="numbers small")}</div>'
