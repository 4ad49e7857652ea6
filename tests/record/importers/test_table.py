"""Tables of one's own: guesses, flags, the YAML, and mappings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import contention as ct
from contention.foundation.errors import ContentionError

GERMAN = "Datum;Ort;Bundesland;Kategorie;Zahl\n31.01.2021;Borna;Sachsen;Demo;rund 60\n"


def german(tmp_path: Path) -> Path:
    path = tmp_path / "liste.csv"
    path.write_text(GERMAN, encoding="utf-8")
    return path


def test_columns_are_guessed_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,country,city,type,crowd\n2021-01-31,Barania,Alphaville,march,dozens\n")
    done = ct.import_events(path, source="table")
    assert done.guesses == {
        "date": "date",
        "country": "country",
        "town": "city",
        "type": "type",
        "size": "crowd",
    }
    row = done.events.row(0, named=True)
    assert (row["form"], row["participants_low"]) == ("demonstration", 24)


def test_flags_and_a_mapping_of_ones_own(tmp_path: Path) -> None:
    mapping = tmp_path / "forms.csv"
    mapping.write_text("maps,type,subtype,to\nevent,Demo,,demonstration\n")
    done = ct.import_events(
        german(tmp_path),
        source="table",
        columns={"type": "Kategorie", "size": "Zahl"},
        constants={"country": "Germany"},
        mapping=mapping,
    )
    row = done.events.row(0, named=True)
    assert (row["date"], row["town"], row["region"]) == (date(2021, 1, 31), "Borna", "Sachsen")
    assert (row["country"], row["form"]) == ("Germany", "demonstration")
    assert "type" not in done.guesses


def test_the_same_as_a_yaml(tmp_path: Path) -> None:
    table = tmp_path / "map.yaml"
    table.write_text(
        "columns: {type: Kategorie}\nconstants: {country: Germany, subtype: x}\ndates: dmy\n"
    )
    mapping = tmp_path / "forms.csv"
    mapping.write_text("maps,type,subtype,to\nevent,demo,x,strike\nevent,demo,,riot\n")
    done = ct.import_events(german(tmp_path), source="table", table=table, mapping=mapping)
    assert done.events["form"].to_list() == ["strike"]


def test_month_first_where_a_date_tells(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,country,form\n03/04/2021,B,riot\n01/31/2021,B,riot\n")
    done = ct.import_events(path, source="table")
    assert done.events["date"].to_list() == [date(2021, 1, 31), date(2021, 3, 4)]


def test_ids_that_return_on_another_day_are_other_events(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("id,date,country,form\n1,2021-01-01,B,riot\n1,2021-01-02,B,riot\n")
    done = ct.import_events(path, source="table")
    assert done.events["id"].to_list() == ["1", "1/2"]
    assert done.changed == {"id used twice": 1}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, "no column for country"),
        ({"columns": {"dat": "Datum"}}, "the field 'dat'"),
        ({"columns": {"date": "Tag"}}, "no column 'tag' for date"),
    ],
)
def test_unclear_columns_are_refused(
    options: dict[str, dict[str, str]], found: str, tmp_path: Path
) -> None:
    with pytest.raises(ContentionError) as caught:
        ct.import_events(german(tmp_path), source="table", **options)  # pyright: ignore
    assert set(caught.value.codes) == {"R406"}
    assert found in str(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("maps,type,to\nverb,a,riot\n", "maps 'verb'"),
        ("maps,type,to\nevent,a,picnic\n", "to 'picnic'"),
        ("type,to\na,riot\n", "no column maps"),
    ],
)
def test_a_wrong_mapping_is_refused(text: str, found: str, tmp_path: Path) -> None:
    mapping = tmp_path / "forms.csv"
    mapping.write_text(text)
    with pytest.raises(ContentionError) as caught:
        ct.import_events(
            german(tmp_path),
            source="table",
            mapping=mapping,
            constants={"country": "G", "type": "a"},
        )
    assert set(caught.value.codes) == {"R405"}
    assert found in str(caught.value)


def test_types_that_nobody_mapped_are_named(tmp_path: Path) -> None:
    with pytest.raises(ContentionError) as caught:
        ct.import_events(
            german(tmp_path),
            source="table",
            constants={"country": "Germany"},
            columns={"type": "Kategorie"},
        )
    assert caught.value.codes == ("R407",)
    assert "Demo" in caught.value.problems[0].hint
