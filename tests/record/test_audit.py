"""How an audit is shown."""

from __future__ import annotations

import json

import pytest

from contention.record import load
from contention.record.audit_text import MOST_PROBLEMS
from tests.record.conftest import Maker

LONG = "x" * 30 + " " + "a country with a rather long name, and a comma" * 3


def test_text_fits_a_terminal(make_csv: Maker) -> None:
    bad = [{"form": f"form_{number}"} for number in range(MOST_PROBLEMS + 5)]
    text = load(make_csv({"country": LONG}, {}, *bad)).audit().text()
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "and 5 more" in text
    assert f"{len(bad)} problems" in text
    assert "set aside: problem R312" in text


def test_plain_data_is_json_with_the_promised_keys(make_csv: Maker) -> None:
    record = load(make_csv({"deaths_high": "0"}, {"role": "part"}, {"hour": "x"}))
    plain = json.loads(json.dumps(record.audit().as_dict()))
    assert list(plain)[:3] == ["rows", "kept", "set_aside"]
    assert (plain["rows"], plain["kept"]) == (3, 1)
    assert plain["set_aside"] == {"part": 1, "problem R307": 1}
    assert plain["stated"]["deaths"] == {"used": 1, "all": 1}
    assert plain["stated"]["deaths_zero"] == {"used": 1, "all": 1}
    assert plain["town_days"]["largest_day"] == "1953-06-17"
    assert plain["problems"][0]["code"] == "R307"
    assert plain["first"] == plain["last"] == "1953-06-17"


@pytest.mark.parametrize("shown", ["record", "audit"])
def test_html_escapes_what_the_file_says(make_csv: Maker, shown: str) -> None:
    record = load(make_csv({"country": "<script>"}, {"form": "<b>"}))
    html = record._repr_html_() if shown == "record" else record.audit()._repr_html_()
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;" in html
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_record_says_what_it_is(make_csv: Maker) -> None:
    record = load(make_csv({}, {"role": "part"}, {"hour": "x"}))
    assert repr(record) == "Record('events': 1 events, 2 rows set aside, 1 problems)"
