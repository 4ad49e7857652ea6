"""How far the numbers can be trusted: checks with their outcome, failures first."""

from __future__ import annotations

from typing import Any

from contention.report import svg
from contention.report.html import esc, figure, legend, para, table
from contention.report.words import count, per_hundred, significant


def trust(validity: dict[str, Any]) -> str:
    """Return the section for ``validity.json``."""
    checks: list[dict[str, Any]] = validity["checks"]
    failed = [check for check in checks if not check["passed"]]
    words = (
        f"{count(len(failed), 'check')} of {len(checks)} failed; failures stand first."
        if failed
        else f"All {len(checks)} checks passed."
    )
    parts = [para(words, kind="warning" if failed else ""), _checks([*failed, *_passed(checks)])]
    if "foretold" in validity:
        parts.append(_foretold(validity["foretold"]))
    if validity.get("choices"):
        parts.append(_choices(validity["choices"]))
    return "".join(parts)


def _passed(checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [check for check in checks if check["passed"]]


def _checks(checks: list[dict[str, Any]]) -> str:
    rows = [
        (
            esc(check["says"]),
            esc(_value(check)),
            esc(significant(check["limit"])),
            '<span class="inside">passed</span>'
            if check["passed"]
            else '<span class="outside">failed</span>',
        )
        for check in checks
    ]
    return table(("Check", "Found", "Asked", "Outcome"), rows, kind="checks")


def _value(check: dict[str, Any]) -> str:
    if check["value"] is None:
        return "–"
    words = str(check["value"]) if isinstance(check["value"], int) else significant(check["value"])
    return words if check.get("error") is None else f"{words} ± {significant(check['error'])}"


def _foretold(found: dict[str, Any]) -> str:
    sharp = found["sharpness"]
    when = (
        "Each week was foretold with values fitted without the episode or year it lies in."
        if found["held_out"]
        else "The fit has seen those weeks: this tests the noise, not foresight."
    )
    says = (
        f"From {count(found['starts'], 'day')}, {found['every']} days apart, the record was "
        f"continued by {count(found['worlds'], 'world')} for {found['horizon']} days. {when} The "
        f"central 80 per cent of a country's town-days are {significant(sharp['width'])} wide on "
        f"average, against {significant(sharp['width_fresh'])} in worlds that know nothing of "
        "the record: an ensemble does not pass by being wide."
    )
    drawings = [_histogram(found["pit"], width) for width in (svg.WIDE, svg.NARROW)]
    caption = (
        "Ranks of the record among the worlds, by tenths; ties are broken at random. Even bars "
        "mean that the worlds are neither too sure nor too vague. The band is where 95 per cent "
        "of bars lie if ranks are independent, which those of one month are not."
    )
    marks = legend((("mark world", "ranks"), ("mark band95", "even, within chance")))
    return para(says) + marks + figure(drawings, caption) + _coverage(found["coverage"])


def _histogram(pit: dict[str, Any], width: float) -> str:
    counts: list[int] = pit["counts"]
    total = sum(counts) or 1
    high, bottom, left = 190.0, 28.0, 34.0
    even = total / len(counts)
    spread = 1.96 * (even * (1 - 1 / len(counts))) ** 0.5
    peak = max([*counts, even + spread]) * 1.08
    across = svg.linear(0, 1, left, min(width, 620) - 8)
    up = svg.linear(0, peak, high - bottom, 8)
    low = max(even - spread, 0)
    body = [
        svg.rect(across(0), up(even + spread), across(1) - across(0), up(low) - up(even + spread),
                 "band95"),
    ]  # fmt: skip
    for k, number in enumerate(counts):
        x, end = across(pit["edges"][k]), across(pit["edges"][k + 1])
        tip = f"{pit['edges'][k]:.1f} to {pit['edges'][k + 1]:.1f}: {number}"
        body.append(svg.rect(x + 2, up(number), end - x - 4, up(0) - up(number), "world", tip=tip))
    body.append(svg.line(across(0), up(even), across(1), up(even), "zero"))
    body.append(svg.text(left - 6, up(even) + 4, f"{even:.0f}", "tick", anchor="end"))
    for edge in (0.0, 0.5, 1.0):
        body.append(svg.text(across(edge), high - 8, f"{edge:g}", "tick", anchor="middle"))
    label = "Histogram of ranks of the record among the worlds, by tenths: " + ", ".join(
        str(number) for number in counts
    )
    return svg.drawing(width, high, body, label=label)


def _coverage(rows: list[dict[str, Any]]) -> str:
    cells = [
        (
            esc(per_hundred(row["level"])),
            esc(per_hundred(row["share"])),
            esc(f"± {per_hundred(row['error'])}"),
        )
        for row in rows
    ]
    return table(("Central interval", "Record inside", "Error"), cells, kind="numbers small")


def _choices(rows: list[dict[str, Any]]) -> str:
    cells = [
        (
            esc(row["label"]),
            esc(str(row["rows"])),
            esc(str(row["lost"] + row["flips"])),
            f"{esc(row['of'])} ({esc(significant(row['largest']))} errors)",
        )
        for row in rows
    ]
    heads = ("The choice made otherwise", "Rows changed", "Signs changed", "Moves most")
    found = table(heads, cells, kind="small", caption="What hangs on choices behind the record")
    return f'<div class="scroll">{found}</div>'
