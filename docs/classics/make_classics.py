"""Write the pages and figures of the classics from the code: one page each, and an index.

Run it as ``python docs/classics/make_classics.py`` for all, or with names for some. It runs every
variant of every classic, which takes a minute or two.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from contention.foundation.citations import cite
from contention.individuals.classic import Classic, Description, Result
from contention.individuals.registry import find, names
from contention.individuals.reproduction import Reproduction, reproduce
from contention.report.classics import figure_svg

HERE = Path(__file__).parent

PARTS = (
    ("purpose", "Purpose"),
    ("entities", "Entities and states"),
    ("scheduling", "Process and scheduling"),
    ("concepts", "Design concepts"),
    ("start", "Initialisation"),
    ("inputs", "Input data"),
    ("rules", "Rules"),
)

RESULTS = HERE.parents[1] / "verification" / "results"

STORED = {
    "epstein-2002": (
        (
            "The versions at length",
            "Ten worlds of 20,000 steps each on the paper's run 2, and 100 worlds of each "
            "experiment: the most actives as legitimacy falls slowly or at once (medians), and the "
            "share of worlds that tip as cops go. `python verification/epstein_table.py`.",
            "epstein-table.csv",
            ("version", "steps", "worlds", "outbursts", "mean wait", "sd", "mean size", "sd",
             "calm share", "peak, slow fall", "peak, jump", "tip"),
        ),
        (
            "Against Mesa",
            "The variant `mesa` beside the example of Mesa 3.3 itself, 500 steps from the same "
            "kind of start, on NetLogo's parameters and on Mesa's. The p values are those of "
            "two-sample tests, of the distributions (the distance of Kolmogorov and Smirnov) and "
            "of the means, that shuffle whole worlds; by chance alone one in twenty is below 0.05, "
            "and the least of all 48 below 0.001 in one case of twenty. On Mesa's own parameters "
            "its worlds never passed 50 actives, so that there an outburst is any stretch of steps "
            "with an active. Of their first 57 seeds 4 of 16 p values lie between 0.02 and 0.05; "
            "of 100 later seeds, run to find out whether that is chance, none is below 0.06, and "
            "most of the means differ the other way. `python verification/epstein_mesa.py`; with "
            "`--extend` Mesa runs the seeds that are missing.\n\n"
            "These tests leave chance in the answer; another comparison leaves none. Mesa's "
            "example played three of our worlds turn by turn, 135,195 turns in all, on its own "
            "parameters, on NetLogo's and with few cops. It was told what ours drew: the cell to "
            "move to, whom to arrest, the sentence. Every time it chose among the same cells, "
            "people and sentences as ours, and after every step everybody was in the same state "
            "and place. So the rules are the same. "
            "`PYTHONPATH=. python verification/epstein_mesa_lockstep.py`, with a Python that has "
            "Mesa.",
            "epstein-mesa.csv",
            ("parameters", "quantity", "n, Mesa", "n, ours", "mean, Mesa", "mean, ours",
             "sd, Mesa", "sd, ours", "p, distribution", "p, mean"),
        ),
    ),
}  # fmt: skip
"""Tables from ``verification/results`` by classic: title, text, file, heads."""

NOTE = "<!-- Made from the code by python docs/classics/make_classics.py: do not edit. -->"


def page(name: str) -> str:
    """Return the page of a classic."""
    classic = find(name)
    parts = [NOTE, f"# {classic.title}", f"Status: **{classic.status}**. {classic.says}"]
    command = f"contention classic {name}"
    if classic.draw is None:
        parts.append(f"```text\n{command}\n```")
    else:
        figure = classic.draw(classic.variants[0].name, 0)
        parts.append(f"```text\n{command} --figure {name}.svg\n```")
        parts.append(f"![{figure.says}]({name}.svg)")
    parts.append("## Published and ours")
    parts += [_variant(classic, variant.name) for variant in classic.variants]
    parts += [_stored(*table) for table in STORED.get(name, ())]
    if classic.description is not None:
        parts += _description(classic.description)
    if classic.theories:
        listed = ", ".join(f"`{theory}`" for theory in classic.theories)
        parts.append(
            "## As a theory file\n\nThe same is written for the engine, and a test compares the "
            f"two: {listed}. `contention describe {classic.theories[0]}` shows it."
        )
    parts.append("## Source\n\n" + "\n\n".join(_source(key) for key in classic.cites))
    parts.append("[All classics](index.md)")
    return "\n\n".join(parts) + "\n"


def _stored(title: str, says: str, file: str, heads: tuple[str, ...]) -> str:
    """Return a table that a script of ``verification`` made."""
    with (RESULTS / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    table = [
        "| " + " | ".join(heads) + " |",
        "|" + "---|" * len(heads),
        *("| " + " | ".join(row.values()) + " |" for row in rows),
    ]
    return f"## {title}\n\n{says}\n\n" + "\n".join(table)


def _variant(classic: Classic, variant: str) -> str:
    found = reproduce(classic.name, variant=variant)
    words = next(v.says for v in classic.variants if v.name == variant)
    rows = [
        "| result | published | ours | met | basis | status |",
        "|---|---|---|---|---|---|",
        *(_row(found, p.name) for p in found.published),
    ]
    return f"**`{variant}`.** {words}\n\n" + "\n".join(rows)


def _row(found: Reproduction, name: str) -> str:
    (published,) = (p for p in found.published if p.name == name)
    met = {True: "yes", False: "no", None: ""}[found.met(name)]
    cells = (
        published.says,
        said(published.value),
        said(found.ours.get(name, "")),
        met,
        f"{published.certainty}: {published.where}",
        published.status,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def said(value: Result) -> str:
    """Return a value with four digits that matter."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def _description(description: Description) -> list[str]:
    rows = [
        f"| {title} | {getattr(description, part)} |"
        for part, title in PARTS
        if getattr(description, part)
    ]
    table = "\n".join(["| part | here |", "|---|---|", *rows])
    parts = [
        "## How the model differs\n\nFrom the [description that all share](index.md#description) "
        f"(a delta-ODD).\n\n{table}"
    ]
    if description.departures:
        listed = "\n".join(f"- {departure}" for departure in description.departures)
        parts.append(f"## Where ours departs from the source\n\n{listed}")
    return parts


def _source(key: str) -> str:
    text = cite(key).text
    head, mark, address = text.rpartition("https://doi.org/")
    return f"{head}<{mark}{address}>" if mark else text


INDEX = """# Classics

The models that courses on collective action teach, each with what was published about it and what
comes out here. `contention list classics` lists them, `contention classic NAME` runs one, and
`ct.classic(NAME)` does so in Python.

| classic | status | title |
|---|---|---|
{rows}

## What a status means

| status | meaning |
|---|---|
| `exact` | the published number comes out |
| `derived` | a number that follows from the published rule comes out, computed in a second way |
| `pattern` | the published sign, order or shape comes out; there is no number, or not that one |
| `not-reproduced` | it does not come out, or the rule is not known here; the page says which |

The status of a classic is that of its reproduction as a whole; each result has its own. The basis
of a published result is one of: `read` in the source or its abstract, in `notes` of others,
`recalled` from memory and to be checked before it is cited, `computed` by us from the rule of the
source in a second way.

## Description

What all models person by person share, by the parts of the ODD protocol ({odd}). The page of a
classic says only what differs.

| part | shared |
|---|---|
| Purpose | to show what follows when people act on what they see others do |
| Entities and states | people are rows of arrays; a person's state is a number or two |
| Process and scheduling | steps of equal length; within a step the order that the page states |
| Design concepts | nobody looks ahead or learns; what emerges is the number who act |
| Stochasticity | random numbers have addresses: seed, world, purpose, step and person |
| Observation | counts after every step |
| Initialisation | as the page states, drawn from the seed |
| Input data | none |

## A sweep

Classics that are models person by person can be run over a grid of two of their parameters, in one
line:

```text
contention classic epstein-2002 --sweep legitimacy,cop_density \\
    --grid 40 --seeds 20 --figure sweep.svg
```

![Citizens in rebellion by legitimacy and cop density.](../images/sweep.svg)

A cell is the mean over 20 worlds of the actives in each of 75 steps, on the classic's own torus of
40 by 40 cells. World k has the same random numbers in every cell, so that neighbours are compared
in pairs. Another range is written as `legitimacy=0.5:0.9`, another observable as `--of jailed`,
longer worlds as `--steps 500`. Progress is shown while it runs; the means and standard deviations
stand in a CSV file beside the figure, which grows row by row. After an interrupt the same command
goes on from there, and a file of another sweep is left alone.

[A new model takes a page](../guides/new-model.md) shows how one is written.
"""


def index() -> str:
    """Return the index page."""
    rows = "\n".join(
        f"| [`{name}`]({name}.md) | {find(name).status} | {find(name).title} |" for name in names()
    )
    return f"{NOTE}\n\n{INDEX.format(rows=rows, odd=_source('grimm-2020').rstrip('.'))}"


def files(chosen: tuple[str, ...]) -> dict[str, str]:
    """Return pages and figures by file name, of these classics, and the index."""
    found = {"index.md": index()}
    for name in chosen:
        found[f"{name}.md"] = page(name)
        classic = find(name)
        if classic.draw is not None:
            found[f"{name}.svg"] = figure_svg(classic.draw(classic.variants[0].name, 0))
    return found


if __name__ == "__main__":
    for name, text in files(tuple(sys.argv[1:]) or names()).items():
        (HERE / name).write_text(text, encoding="utf-8")
