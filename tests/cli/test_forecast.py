"""``contention forecast``: tables, JSON with documented keys, files, and mistakes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "two-valleys"
CASE = (
    *("--scenario", str(EXAMPLE / "scenario.yaml")),
    *("--record", str(EXAMPLE / "events.csv")),
    *("--theory", "rhythm", "--worlds", "30", "--threads", "1"),
)


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Return the example with the link ``near``, which the general theories ask for."""
    folder = tmp_path_factory.mktemp("valleys")
    for path in EXAMPLE.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    scenario = folder / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text, encoding="utf-8")
    return ("--scenario", str(scenario), *CASE[2:])


def test_as_text_and_files(contention: Callable[..., Any], near: tuple[str, ...]) -> None:
    shown = contention("forecast", *near, "--from", "1848-06-01", "--horizon", "2w", "-o", "ahead")
    assert shown.status == 0, shown.err
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "By place, all days" in shown.out
    assert re.search(r"events before 1848-06-01 were read, none of later", shown.out)
    summary = pl.read_parquet("ahead/summary.parquet")
    draws = pl.read_parquet("ahead/draws.parquet")
    whole = summary.filter((pl.col("level") == "total") & (pl.col("period") == "all"))
    assert whole["mean"][0] == pytest.approx(draws["events"].sum() / 30)
    page = Path("ahead/report.html").read_text(encoding="utf-8")
    said = json.loads(Path("ahead/forecast.json").read_text(encoding="utf-8"))
    assert page.count("<svg") >= 4
    assert "http://" not in page.replace("http://www.w3.org", "")
    for place in said["places"]:
        assert place["name"] in page
    # The same directory takes the forecast again, and nothing else.
    again = contention("simulate", *near, "--worlds", "2", "-o", "ahead")
    assert again.status == 2
    assert "U008" in again.err


def test_as_json(contention: Callable[..., Any], near: tuple[str, ...]) -> None:
    found = contention("forecast", *near, "--from", "1848-06-01", "--above", "1", "--json").object
    text = (ROOT / "docs/reference/json.md").read_text(encoding="utf-8")
    section = re.search(r"^## forecast\n(.*?)(?=^## )", text, flags=re.DOTALL | re.MULTILINE)
    assert section
    cells = re.findall(r"^\| (`.*?) \|", section[1], flags=re.MULTILINE)
    keys = {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}
    assert found.keys() - {"schema"} == keys
    row = found["summary"][0]
    assert (row["level"], row["period"]) == ("total", "all")
    assert row.keys() - {"above_1"} <= set(re.findall(r"`(\w+)`", section[1]))


def test_a_pool_says_its_shares_and_a_theory_alone_says_none(
    contention: Callable[..., Any], near: tuple[str, ...]
) -> None:
    words = ("forecast", *near, "--from", "1848-06-01", "--horizon", "1w")
    shown = contention(*words, "-o", "pooled")
    assert re.search(r"a pool: \d+% of the worlds are of rhythm", " ".join(shown.out.split()))
    page = Path("pooled/report.html").read_text(encoding="utf-8")
    assert "of the theory and the others continue recent levels" in page
    found = contention(*words, "--json").object
    mine = found["weights"]
    assert set(mine) == {"rhythm", "levels"} and sum(mine.values()) == pytest.approx(1.0)
    assert found["weeks_learnt"] > 1
    alone = contention(*words, "--no-pool", "-o", "alone")
    assert "a pool" not in alone.out
    said = json.loads(Path("alone/forecast.json").read_text(encoding="utf-8"))
    assert (said["weights"], said["weeks_learnt"]) == ({"rhythm": 1.0}, None)
    assert "recent levels" not in Path("alone/report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--from", "1848-06-01", "--horizon", "soon"), "U070"),
        (("--from", "1848-06-01", "--above", "many"), "U071"),
        (("--from", "1848-06-01", "--horizon", "0d"), "I072"),
        (("--from", "1900-01-01"), "I071"),
        (("--from", "tomorrow"), "U005"),
        (("--from", "1848-06-01", "--worlds", "0"), "U003"),
    ],
)
def test_mistakes(
    words: tuple[str, ...], code: str, contention: Callable[..., Any], near: tuple[str, ...]
) -> None:
    shown = contention("forecast", *near, *words)
    assert shown.status == 2
    assert code in shown.err
    assert "Traceback" not in shown.err
