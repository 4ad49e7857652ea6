"""What-ifs and sweeps on the page: numbers, grounds, labels, and the shape of the figure."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from contention.report.sweep import sweep_figure
from contention.report.whatif import what_ifs, write_what_ifs

SENTENCE = "An illustration, not a finding."
SIZES = (0.5, 1.0, 2.0, 4.0)


def effect(quantity: str, label: str, value: float, **more: float) -> dict[str, Any]:
    return {
        "quantity": quantity,
        "label": label,
        "without": 10.0,
        "with": 10.0 + value,
        "effect": value,
        "low": value - 1.0,
        "high": value + 1.0,
        "error": 0.5,
        "world_low": value - 5.0,
        "world_high": value + 5.0,
        "variance_ratio": 0.25,
        "recorded": None,
        **more,
    }


LEVER = {
    "name": "appeal<b>",
    "says": "Soldiers are appealed to & listen.",
    "grounds": "No size is stated; 2 is a round number.",
    "cites": [],
    "size": 2.0,
    "changes": ["rate of fraternise × 2, in Hungary"],
}


@pytest.fixture
def sweep() -> dict[str, Any]:
    rows = [
        effect(name, label, factor * size, size=size)
        for size in SIZES
        for name, label, factor in (
            ("town_days", "Town-days", 10.0),
            ("general_strikes", "General strikes", 1.0),
            ("councils", "Councils", -1.0),
        )
    ]
    return {
        "theory": "t",
        "lever": LEVER,
        "start": "1956-10-23",
        "worlds": 50,
        "effects": rows,
        "illustration": SENTENCE,
        "notes": [],
    }


@pytest.fixture
def found(sweep: dict[str, Any]) -> dict[str, Any]:
    one = {
        "levers": [LEVER],
        "against": [],
        "start": "1956-10-23",
        "worlds": 50,
        "effects": [effect("town_days", "Town-days", 7.0), effect("x", "Odd", -0.01)],
        "notes": ["Nothing responds to fraternise."],
    }
    return {
        "theory": "t",
        "illustration": SENTENCE,
        "meanings": "What the intervals are.",
        "what_ifs": [one],
        "sweeps": [sweep],
    }


def test_a_what_if_tells_what_it_changes_and_on_what_grounds(found: dict[str, Any]) -> None:
    html = what_ifs(found)
    for words in (
        SENTENCE,
        "What the intervals are.",
        "appeal&lt;b&gt;",
        "appealed to &amp; listen",
        "rate of fraternise × 2, in Hungary",
        "No size is stated",
        "Nothing responds to fraternise.",
        "50 pairs of worlds from 1956-10-23",
        "<b>7</b>",
        "6 to 8",
        "2 to 12",
        "0.25",
    ):
        assert words in html
    assert "−0<" not in html
    assert "<b>0</b>" in html
    assert html.count("<figure>") == 1


def test_a_sweep_against_another_lever_stands_alone(found: dict[str, Any]) -> None:
    found["what_ifs"][0]["against"] = [LEVER]
    assert "appeal&lt;b&gt;, against appeal&lt;b&gt;" in what_ifs(found)
    assert what_ifs(found).count("<figure>") == 1


def test_the_figure_is_labelled_an_illustration(sweep: dict[str, Any]) -> None:
    html = sweep_figure(sweep)
    assert SENTENCE in html
    assert "Effect on town-days: 5 at × 0.5, 10 at × 1, 20 at × 2, 40 at × 4" in html
    assert "councils" not in html.lower()  # two quantities are drawn
    wide, narrow = re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)
    assert 'viewBox="0 0 880 250"' in wide
    assert 'viewBox="0 0 350 500"' in narrow
    for drawing in (wide, narrow):
        # The size as written is a ring.
        assert drawing.count('class="hollow"') == 2
        assert drawing.count('class="dot"') == 2 * (len(SIZES) - 1)
        assert drawing.count('class="band95"') == 2
        assert drawing.count('class="zero"') == 2


def test_positions_follow_the_numbers(sweep: dict[str, Any]) -> None:
    wide = re.findall(r"<svg.*?</svg>", sweep_figure(sweep), flags=re.DOTALL)[0]
    marks = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', wide)[: len(SIZES)]
    x, y = ([float(mark[k]) for mark in marks] for k in (0, 1))
    steps = [b - a for a, b in pairwise(x)]
    assert max(steps) - min(steps) < 0.3  # doublings are equally far apart
    # The effects are 5, 10, 20, 40: heights go with them.
    assert (y[0] - y[1]) * 2 == pytest.approx(y[1] - y[2], abs=0.3)
    assert (y[1] - y[2]) * 2 == pytest.approx(y[2] - y[3], abs=0.3)


def test_a_sweep_over_a_shock_begins_at_none_of_it(sweep: dict[str, Any]) -> None:
    for row in sweep["effects"]:
        row["size"] = {0.5: 0.0, 1.0: 0.5, 2.0: 1.0, 4.0: 2.0}[row["size"]]
        row["low"] = row["high"] = None
    wide = re.findall(r"<svg.*?</svg>", sweep_figure(sweep), flags=re.DOTALL)[0]
    marks = re.findall(r'<circle cx="([\d.]+)"', wide)[: len(SIZES)]
    x = [float(mark) for mark in marks]
    assert (x[1] - x[0]) * 2 == pytest.approx(x[3] - x[2], abs=0.3)
    assert 'class="interval dot"' not in wide


def test_an_effect_of_nothing_can_be_drawn(sweep: dict[str, Any]) -> None:
    for row in sweep["effects"]:
        row.update(effect=0.0, low=0.0, high=0.0, world_low=0.0, world_high=0.0)
    assert "nan" not in sweep_figure(sweep)


def test_a_page_of_its_own(found: dict[str, Any], tmp_path: Path) -> None:
    path = write_what_ifs(found, tmp_path / "page.html")
    html = path.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "default-src 'none'" in html
    assert "<h2" in html
