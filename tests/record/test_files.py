"""Files that are read, and files that are refused whole."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from contention import ContentionError
from contention.record import from_frame, load
from tests.record.conftest import Maker


def codes(path: Path) -> tuple[str, ...]:
    with pytest.raises(ContentionError) as caught:
        load(path)
    for problem in caught.value:
        assert str(path) in problem.where
        assert problem.hint
    return caught.value.codes


def test_a_missing_file(tmp_path: Path) -> None:
    assert codes(tmp_path / "no.csv") == ("F101",)


def test_a_folder(tmp_path: Path) -> None:
    assert codes(tmp_path) == ("F102",)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    assert codes(path) == ("F105",)


def test_a_header_without_rows(make_csv: Maker) -> None:
    assert codes(make_csv()) == ("R104",)


def test_the_wrong_encoding_names_line_and_byte(make_csv: Maker) -> None:
    path = make_csv({}, {"town": "Łódź"})
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1250"))
    with pytest.raises(ContentionError) as caught:
        load(path)
    (problem,) = caught.value
    assert problem.code == "F104"
    assert "0xa3" in problem.found
    assert problem.where.startswith(f"{path}:3:")
    assert "UTF-8" in problem.hint


def test_utf_16_is_named(make_csv: Maker) -> None:
    path = make_csv({})
    path.write_bytes(path.read_text().encode("utf-16"))
    assert codes(path) == ("F104",)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"  <!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (b"<html>\n<p>404</p></html>", "a web page"),
        (b"PK\x03\x04\x14\x00\x06\x00", "a spreadsheet or zip archive"),
        (b"%PDF-1.7\n", "a PDF"),
    ],
)
def test_something_else_under_the_name_of_a_table(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    with pytest.raises(ContentionError) as caught:
        load(path)
    assert caught.value.codes == ("R101",)
    assert caught.value.problems[0].found == what


def test_an_open_quote(make_csv: Maker) -> None:
    path = make_csv({}, {})
    path.write_text(path.read_text() + '"A3,1953-06-17\n')
    assert codes(path) == ("R102",)
    with pytest.raises(ContentionError, match="row 4"):
        load(path)


def test_a_broken_parquet_file(make_csv: Maker, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    pl.read_csv(make_csv({})).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    assert codes(path) == ("R103",)


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("when,country\n1953-06-17,Poland\n")
    assert codes(path) == ("R201", "R201")
    with pytest.raises(ContentionError, match="no column form"):
        load(path)


def test_a_column_twice(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("date,country,form,Date\n1953,Poland,strike,1954\n")
    assert codes(path) == ("R202",)


def test_columns_of_an_unfit_type() -> None:
    good = {"date": ["1953-06-17"], "country": ["Poland"], "form": ["strike"]}
    for bad in ({"town": [{"name": "Ursus"}]}, {"town": [["Ursus"]]}):
        with pytest.raises(ContentionError) as caught:
            from_frame(pl.DataFrame(good | bad))
        assert caught.value.codes == ("R204",)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_a_byte_order_mark(make_csv: Maker, separator: str) -> None:
    path = make_csv({"place": "Łódź, centre; west"}, separator=separator)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    record = load(path, strict=True)
    assert record.events["id"].to_list() == ["A1"]
    assert record.events["place"].to_list() == ["Łódź, centre; west"]
    assert record.events["actor"].to_list() == [["workers", "students"]]


def test_three_columns_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    path.write_text("Date, Country ,FORM,mood\n1953-06-17,Poland,strike,grim\n")
    record = load(path, strict=True)
    row = record.events.row(0, named=True)
    assert row["id"] == "row-2"
    assert str(row["date_low"]) == str(row["date_high"]) == "1953-06-17"
    assert (row["date_precision"], row["role"]) == ("day", "event")
    assert row["actor"] is None
    assert row["deaths_low"] is None
    assert record.ignored == ("mood",)
    assert record.name == "small"


def test_typed_parquet_and_its_nan(tmp_path: Path) -> None:
    path = tmp_path / "typed.parquet"
    frame = pl.DataFrame(
        {
            "date": ["1953-06-17", "1953-06-18"],
            "country": ["Poland", "Poland"],
            "form": ["strike", "strike"],
            "participants_low": [1000.0, float("nan")],
            "deaths_low": [0, None],
        }
    ).with_columns(pl.col("date").str.to_datetime("%Y-%m-%d"), pl.col("form").cast(pl.Categorical))
    frame.write_parquet(path)
    record = load(path)
    assert record.events["participants_low"].to_list() == [1000]
    assert record.events["deaths_low"].to_list() == [0]
    (problem,) = record.problems
    assert (problem.code, problem.where) == ("R306", f"{path}, row 2, column participants_low")


def test_the_digest_follows_the_content(make_csv: Maker) -> None:
    one, same = load(make_csv({})), load(make_csv({}, name="copy.csv"))
    other = load(make_csv({"hour": "10"}, name="other.csv"))
    assert one.digest == same.digest != other.digest
    frames = [from_frame(record.events).digest for record in (one, same, other)]
    assert frames[0] == frames[1] != frames[2]
