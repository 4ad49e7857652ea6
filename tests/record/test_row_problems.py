"""Every problem that a row can have: its code, its row and its column."""

from __future__ import annotations

import pytest

from contention import ContentionError
from contention.record import load
from tests.record.conftest import Maker

CASES = [
    ({"date": ""}, "R301", "date"),
    ({"country": " "}, "R301", "country"),
    ({"form": ""}, "R301", "form"),
    ({"date": "17.06.1953"}, "R302", "date"),
    ({"date": "1953-02-30", "date_low": "", "date_high": ""}, "R302", "date"),
    ({"date": "0000-01-01", "date_low": "", "date_high": ""}, "R302", "date"),
    ({"date": "1953-06-17 09:00"}, "R302", "date"),
    ({"date": "1953-06", "date_precision": "day"}, "R302", "date"),
    ({"date_low": "June"}, "R302", "date_low"),
    ({"end_date": "19530618"}, "R302", "end_date"),
    ({"date_low": "1953-06-18", "date_high": "1953-06-16"}, "R303", "date_high"),
    ({"end_date": "1953-06-16"}, "R303", "end_date"),
    ({"date_low": "1953-06-18", "date_high": "1953-06-20"}, "R304", "date"),
    ({"date_low": "1953-06-10", "date_high": "1953-06-16"}, "R304", "date"),
    (
        {
            "date": "1953-06",
            "date_precision": "",
            "date_low": "1953-07-01",
            "date_high": "1953-07-09",
        },
        "R304",
        "date",
    ),
    ({"participants_low": "NaN"}, "R306", "participants_low"),
    ({"lat": "inf"}, "R306", "lat"),
    ({"deaths_high": "-Infinity"}, "R306", "deaths_high"),
    ({"deaths_low": "1e999"}, "R306", "deaths_low"),
    ({"participants_high": "2,000"}, "R307", "participants_high"),
    ({"participants_high": "several thousand"}, "R307", "participants_high"),
    ({"participants_low": "10.5"}, "R307", "participants_low"),
    ({"hour": "noon"}, "R307", "hour"),
    ({"hour": "9.5"}, "R307", "hour"),
    ({"lat": "51°N"}, "R307", "lat"),
    ({"participants_low": "-9"}, "R308", "participants_low"),
    ({"deaths_high": "-1"}, "R308", "deaths_high"),
    ({"participants_low": "3000"}, "R309", "participants_high"),
    ({"deaths_low": "3", "deaths_high": "2"}, "R309", "deaths_high"),
    ({"lat": "91"}, "R310", "lat"),
    ({"lon": "-180.5"}, "R310", "lon"),
    ({"hour": "24"}, "R311", "hour"),
    ({"hour": "-1"}, "R311", "hour"),
    ({"form": "strikes"}, "R312", "form"),
    ({"actor": "workers;martians"}, "R313", "actor"),
    ({"demands": "economic;none"}, "R314", "demands"),
    ({"role": "events"}, "R315", "role"),
    ({"confidence": "certain"}, "R315", "confidence"),
    ({"date_precision": "decade"}, "R315", "date_precision"),
    ({"lat": ""}, "R316", "lat"),
    ({"lon": ""}, "R316", "lon"),
]


@pytest.mark.parametrize(("change", "code", "column"), CASES)
def test_a_bad_row_is_named_and_the_good_ones_stay(
    make_csv: Maker, change: dict[str, str], code: str, column: str
) -> None:
    path = make_csv({}, change, {})
    record = load(path)
    assert [problem.code for problem in record.problems] == [code]
    assert record.problems[0].where == f"{path}, row 3, column {column}"
    assert record.problems[0].found
    assert record.problems[0].expected
    assert record.events["id"].to_list() == ["A1", "A3"]
    assert record.set_aside["row"].to_list() == [3]
    assert record.set_aside["reason"].to_list() == [f"problem {code}"]
    assert record.rows == 3
    with pytest.raises(ContentionError) as caught:
        load(path, strict=True)
    assert caught.value.codes == (code,)


def test_an_id_used_twice_keeps_the_first_row(make_csv: Maker) -> None:
    record = load(make_csv({"id": "B"}, {}, {"id": "B", "form": "riot"}))
    assert [problem.code for problem in record.problems] == ["R305"]
    assert "row 2" in record.problems[0].expected
    assert ", row 4, column id" in record.problems[0].where
    assert record.events["form"].to_list() == ["strike", "strike"]


def test_all_problems_of_all_rows_come_at_once_in_order(make_csv: Maker) -> None:
    path = make_csv({"form": "x", "hour": "99"}, {}, {"country": "", "date": "no"})
    with pytest.raises(ContentionError) as caught:
        load(path, strict=True)
    assert caught.value.codes == ("R311", "R312", "R302", "R301")
    record = load(path)
    assert record.set_aside["reason"].to_list() == ["problem R311", "problem R302"]
    assert record.set_aside["country"].to_list() == ["East Germany", None]


def test_a_row_of_the_wrong_length_is_set_aside(make_csv: Maker) -> None:
    path = make_csv({}, {})
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1] + ",more", "too,short", lines[2]]))
    record = load(path)
    assert [problem.code for problem in record.problems] == ["R203", "R203"]
    assert [problem.found for problem in record.problems] == ["24 fields", "2 fields"]
    assert record.set_aside["row"].to_list() == [2, 3]
    assert record.events["id"].to_list() == ["A2"]
    assert record.rows == 3


def test_rows_are_numbered_by_the_line_on_which_they_begin(make_csv: Maker) -> None:
    path = make_csv({"description": "two\nlines"}, {"hour": "77"})
    path.write_text(path.read_text().replace("\nA2", "\n\n,,\nA2"))
    record = load(path)
    assert record.problems[0].where == f"{path}, row 6, column hour"
    assert record.events["description"].to_list() == ["two\nlines"]


def test_a_near_miss_is_suggested(make_csv: Maker) -> None:
    record = load(make_csv({}, {"form": "Strike"}))
    assert "write strike" in record.problems[0].hint


def test_no_usable_row_is_refused_with_the_reasons(make_csv: Maker) -> None:
    with pytest.raises(ContentionError) as caught:
        load(make_csv({"date": "x"}, {"date": "y"}))
    assert caught.value.codes == ("R105", "R302", "R302")
    with pytest.raises(ContentionError) as caught:
        load(make_csv({"role": "aggregate"}))
    assert caught.value.codes == ("R105",)
