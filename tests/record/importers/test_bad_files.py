"""Files that are broken, misplaced or odd: each has one clear outcome."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

import contention as ct
from contention.foundation.errors import ContentionError
from tests.record.importers.layouts import ACLED, acled, as_csv, gdelt, write

LOGIN = (
    "<!DOCTYPE html>\n<html><head><title>ACLED &ndash; Log in</title></head>"
    '<body><form><input type="password"></form></body></html>\n'
)
ROWS = [acled(event_id_cnty=f"B{n}", location=f"Town {n}", notes=f"n {n}") for n in range(200)]


def refused(path: Path, **options: str) -> ContentionError:
    with pytest.raises(ContentionError) as caught:
        ct.import_events(path, **options)  # pyright: ignore[reportArgumentType]
    for problem in caught.value:
        assert problem.where.startswith(str(path))
        assert problem.hint
    return caught.value


def test_a_login_page_saved_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "acled.csv"
    path.write_text(LOGIN)
    error = refused(path)
    assert error.codes == ("R101",)
    assert "a login page with the title 'ACLED – Log in'" in str(error)
    assert "log in" in error.problems[0].hint


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"%PDF-1.4", "a PDF"),
        (b"\xd0\xcf\x11\xe0....", "an old Excel workbook"),
        (b'{"error": "access denied"}', "JSON"),
    ],
)
def test_other_kinds_of_file(start: bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(start)
    error = refused(path)
    assert error.codes == ("R101",)
    assert what in str(error)


def test_an_excel_workbook(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
    assert refused(path).codes == ("R101",)


def test_a_truncated_download_keeps_the_whole_rows(tmp_path: Path) -> None:
    path = tmp_path / "acled.csv"
    text = as_csv(ACLED, ROWS)
    path.write_text(text[: len(text) - 80])
    done = ct.import_events(path)
    assert (done.rows_in, done.kept) == (200, 199)
    assert done.dropped == {"wrong number of fields": 1}
    assert any("cut short" in note for note in done.notes)


def test_a_download_cut_inside_quotes(tmp_path: Path) -> None:
    path = tmp_path / "acled.csv"
    text = as_csv(ACLED, [*ROWS, acled(event_id_cnty="Z", notes='He said, "no", and left.')])
    path.write_text(text[: text.index("and left")])
    done = ct.import_events(path)
    assert (done.kept, done.dropped) == (200, {"wrong number of fields": 1})
    assert done.notes


def test_a_truncated_table_of_tabs(tmp_path: Path) -> None:
    path = tmp_path / "g.tsv"
    path.write_text(gdelt() + "\n" + gdelt(id="2")[:40])
    done = ct.import_events(path)
    assert (done.kept, done.dropped) == (1, {"wrong number of fields": 1})
    assert any("cut short" in note for note in done.notes)


def test_gzipped_and_zipped_files(tmp_path: Path) -> None:
    text = as_csv(ACLED, ROWS)
    plain = write(tmp_path / "a.csv", ACLED, *ROWS)
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/a.csv", text)
        archive.writestr("readme.pdf", "x")
    want = ct.import_events(plain).events
    assert ct.import_events(packed).events.equals(want)
    assert ct.import_events(zipped).events.equals(want)


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    data = gzip.compress(as_csv(ACLED, ROWS).encode())
    path = tmp_path / "a.csv.gz"
    path.write_bytes(data[: len(data) // 2])
    assert refused(path).codes == ("R402",)
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.csv", as_csv(ACLED, ROWS))
    whole = zipped.read_bytes()
    zipped.write_bytes(whole[: len(whole) // 2])
    assert refused(zipped).codes == ("R402",)


def test_an_archive_without_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("codebook.pdf", "x")
    error = refused(path)
    assert error.codes == ("R403",)
    assert "codebook.pdf" in str(error)


def test_an_unknown_table_is_described(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("name,price\napple,3\n")
    error = refused(path)
    assert error.codes == ("R401",)
    assert "2 columns: name, price" in str(error)


def test_the_wrong_source_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ACLED, acled())
    error = refused(path, source="ucdp-ged")
    assert error.codes == ("R404",)
    assert "looks like ACLED" in str(error)
    assert "--as acled" in error.problems[0].hint


def test_nothing_kept_says_why(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ACLED, acled(event_date="soon"))
    error = refused(path)
    assert error.codes == ("R407",)
    assert "1 no readable date" in str(error)


def test_a_header_without_rows(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.csv", ACLED)).codes == ("R407",)


def test_missing_and_empty_files(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing.csv").codes == ("F101",)
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert refused(empty).codes == ("F105",)
    assert refused(tmp_path).codes == ("F102",)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_old_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(as_csv(ACLED, [acled(location="Çorlu", admin1="Tekirdağ" if "utf" in encoding
                                         else "São")]), encoding=encoding)  # fmt: skip
    done = ct.import_events(path)
    assert done.events["town"].to_list() == ["Çorlu"]
    assert bool(done.notes) == (encoding == "cp1252")


def coordinates(tmp_path: Path, lat: str, lon: str, country: str = "Germany") -> ct.Import:
    row = acled(latitude=lat, longitude=lon, country=country)
    return ct.import_events(write(tmp_path / "a.csv", ACLED, row))


@pytest.mark.parametrize(
    ("lat", "lon", "country", "point", "changed"),
    [
        ("51.1", "13.2", "Germany", (51.1, 13.2), {}),
        ("51.1", "13.2", "Barania", (51.1, 13.2), {}),
        ("13.2", "51.1", "Germany", (51.1, 13.2), "latitude and longitude exchanged"),
        ("140.1", "36.2", "Japan", (36.2, 140.1), "latitude and longitude exchanged"),
        ("140.1", "36.2", "Barania", (36.2, 140.1), "latitude and longitude exchanged"),
        ("0", "0", "Germany", (None, None), "coordinates removed"),
        ("51.1", "", "Germany", (None, None), "coordinates removed"),
        ("951.1", "13", "Germany", (None, None), "coordinates removed"),
        ("45.0", "-40.0", "Germany", (None, None), "coordinates at sea removed"),
        ("45.0", "-40.0", "Barania", (None, None), "coordinates at sea removed"),
        ("40.4", "-3.7", "Germany", (40.4, -3.7), "coordinates in another country"),
        ("54.43", "13.43", "Germany", (54.43, 13.43), {}),  # Rügen, on the coast
    ],
)
def test_coordinates(
    lat: str,
    lon: str,
    country: str,
    point: tuple[float | None, float | None],
    changed: str | dict[str, int],
    tmp_path: Path,
) -> None:
    done = coordinates(tmp_path, lat, lon, country)
    assert done.events.select("lat", "lon").row(0) == point
    assert done.changed == ({changed: 1} if isinstance(changed, str) else changed)
    assert done.kept == 1


def test_a_record_of_one_event(tmp_path: Path) -> None:
    done = ct.import_events(write(tmp_path / "a.csv", ACLED, acled()))
    path, _ = done.write(tmp_path / "r.parquet")
    assert ct.load_record(path).audit().kept == 1


def test_a_record_of_one_place(tmp_path: Path) -> None:
    rows = [acled(event_id_cnty=f"B{n}", event_date=f"2021-01-{n:02}") for n in range(1, 31)]
    done = ct.import_events(write(tmp_path / "a.csv", ACLED, *rows))
    assert done.kept == 30
    assert done.events["town"].n_unique() == 1


def test_ten_thousand_events_on_one_day(tmp_path: Path) -> None:
    rows = [acled(event_id_cnty=f"B{n}", location=f"Town {n}") for n in range(10_000)]
    done = ct.import_events(write(tmp_path / "a.csv", ACLED, *rows))
    assert (done.kept, done.dropped) == (10_000, {})
    path, _ = done.write(tmp_path / "r.parquet")
    assert ct.load_record(path).audit().town_days.largest == 10_000
