"""Every wording of the documented rule, and words that say no size."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from contention.record.importers.sizes import find_tag, read_size, read_sizes

GUIDE = Path(__file__).parents[3] / "docs/guides/import.md"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("300", (300, 300)),
        ("1,500", (1500, 1500)),
        ("1 500", (1500, 1500)),
        ("100-999", (100, 999)),
        ("5000-10000", (5000, 10000)),
        ("between 200 and 300", (200, 300)),
        ("2,000 to 3,000 people", (2000, 3000)),
        ("about 300", (225, 375)),
        ("approximately 1,000 people", (750, 1250)),
        ("nearly 400", (300, 400)),
        (">50", (51, 500)),
        ("50+", (50, 500)),
        (">10000", (10001, 100000)),
        ("more than 300", (300, 600)),
        ("at least 1,000", (1000, 2000)),
        ("up to 500", (250, 500)),
        ("<100", (10, 99)),
        ("dozens", (24, 99)),
        ("Hundreds of protesters", (200, 999)),
        ("1000s", (2000, 9999)),
        ("thousands", (2000, 9999)),
        ("several thousand", (3000, 9000)),
        ("a few hundred", (200, 500)),
        ("tens of thousands", (20000, 99999)),
        ("hundreds of thousands", (200000, 999999)),
        ("two hundred", (200, 200)),
        ("a dozen", (12, 12)),
        ("half a million", (500000, 500000)),
        ("1.5 million", (1500000, 1500000)),
        ("10k", (10000, 10000)),
        ("twenty", (20, 20)),
    ],
)
def test_a_wording_becomes_an_interval(text: str, size: tuple[int, int]) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["", ".", "no report", "unknown", "a large crowd", None])
def test_words_without_a_number_say_nothing(text: str | None) -> None:
    assert read_size(text) == (None, None)


def test_a_zero_is_nobody_and_not_unstated() -> None:
    assert read_size("0") == (0, 0)


def test_a_column_is_read_row_by_row() -> None:
    sizes = read_sizes(pl.Series(["hundreds", None, "5", "hundreds"]))
    assert sizes.rows() == [(200, 999), (None, None), (5, 5), (200, 999)]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Farmers marched. [size=about 300]", "about 300"),
        ("crowd size=no report", "no report"),
        ("Crowd size=hundreds; women targeted", "hundreds"),
        ("no tag at all", None),
    ],
)
def test_acled_tags_are_found(text: str, tag: str | None) -> None:
    assert find_tag(text) == tag


def test_the_guide_states_the_rule_as_it_is() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| ([\d,]+) to ([\d,]+) \|", GUIDE.read_text(), re.MULTILINE)
    assert len(rows) >= 12
    for text, low, high in rows:
        assert read_size(text) == (int(low.replace(",", "")), int(high.replace(",", "")))
