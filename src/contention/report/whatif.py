"""What-ifs on the page: what each lever changes, its effects, and a sweep over its size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contention.report.html import esc, folded, para, section, table
from contention.report.shell import document
from contention.report.sweep import sweep_figure
from contention.report.words import count, number
from contention.store import write_text


def what_ifs(found: dict[str, Any]) -> str:
    """Return the what-ifs of a file ``whatif-THEORY.json`` as HTML.

    Every lever stands with the number it changes, by how much and on what grounds. A sweep over
    the size of a lever follows the what-if of that lever alone.
    """
    sweeps = {sweep["lever"]["name"]: sweep for sweep in found["sweeps"]}
    told = [para(found["illustration"], kind="note"), para(found["meanings"])]
    for one in found["what_ifs"]:
        names = [lever["name"] for lever in one["levers"]]
        told.append(f"<h3>{esc(_heading(one))}</h3>{what_if_table(one)}")
        if len(names) == 1 and names[0] in sweeps and not one["against"]:
            told.append(sweep_figure(sweeps.pop(names[0])))
    return "".join([*told, *(sweep_figure(sweep) for sweep in sweeps.values())])


def write_what_ifs(found: dict[str, Any], path: Path) -> Path:
    """Write what-ifs as one self-contained page.

    Raises
    ------
    ContentionError
        F010 to F013: the page cannot be written.
    """
    title = f"What if? {found['theory']}"
    return write_text(path, document(title, section("what-if", title, what_ifs(found))))


def what_if_table(one: dict[str, Any]) -> str:
    """Return one what-if: what its levers change, notes, and a table of every effect."""
    heads = (
        "Quantity",
        "Record",
        "Without",
        "With",
        "Effect",
        "Mean, 95%",
        "One world, 95%",
        "Variance",
    )
    rows = [
        (
            esc(row["label"]),
            "–" if row["recorded"] is None else esc(number(row["recorded"])),
            esc(number(row["without"])),
            esc(number(row["with"])),
            f"<b>{esc(_signed(row['effect']))}</b>",
            _interval(row["low"], row["high"]),
            _interval(row["world_low"], row["world_high"]),
            "–" if row["variance_ratio"] is None else esc(f"{row['variance_ratio']:.2f}"),
        )
        for row in one["effects"]
    ]
    return (
        "".join(_lever(lever) for lever in (*one["levers"], *one["against"]))
        + "".join(para(note, kind="note") for note in one["notes"])
        + para(f"{count(one['worlds'], 'pair')} of worlds from {one['start']}:")
        + f'<div class="scroll">{table(heads, rows, kind="numbers small")}</div>'
    )


def _heading(one: dict[str, Any]) -> str:
    names = " and ".join(lever["name"] for lever in one["levers"])
    against = " and ".join(lever["name"] for lever in one["against"])
    return f"{names}, against {against}" if against else names


def _lever(lever: dict[str, Any]) -> str:
    changes = "".join(f"<li>{esc(line)}</li>" for line in lever["changes"])
    grounds = para(f"On what grounds: {lever['grounds']}") if lever["grounds"] else ""
    says = para(lever["says"]) if lever["says"] else ""
    return says + folded("What it changes, and on what grounds", f"<ul>{changes}</ul>{grounds}")


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "–"
    return esc(f"{_signed(low)} to {_signed(high)}")


def _signed(value: float) -> str:
    """Return a number without the sign that rounding to nothing would leave."""
    return number(value if abs(value) >= 0.05 else 0.0)
