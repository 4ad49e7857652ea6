"""A vocabulary file beside a record."""

from __future__ import annotations

from pathlib import Path

import pytest

from contention import ContentionError
from contention.record import load, load_vocabulary
from tests.record.conftest import Maker

HEADER = "kind,name,class,says\n"


def test_it_is_found_and_changes_the_digest(make_csv: Maker, tmp_path: Path) -> None:
    path = make_csv({"form": "sit_in"}, {})
    without = load(path)
    assert [problem.code for problem in without.problems] == ["R312"]
    (tmp_path / "events.vocabulary.csv").write_text(HEADER + "form,sit_in,popular,They sit.\n")
    record = load(path, strict=True)
    assert record.events["form"].to_list() == ["sit_in", "strike"]
    assert record.digest != without.digest


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("place,town,other,x", "kind"),
        ("form,Sit In,popular,x", "name"),
        ("form,,popular,x", "name"),
        ("form,sit_in,crowd,x", "class"),
    ],
)
def test_a_row_that_is_not_a_word(tmp_path: Path, row: str, column: str) -> None:
    path = tmp_path / "x.vocabulary.csv"
    path.write_text(f"{HEADER}actor,miners,,Miners.\n{row}\n")
    with pytest.raises(ContentionError) as caught:
        load_vocabulary(path)
    assert caught.value.codes == ("R317",)
    assert caught.value.problems[0].where == f"{path}, row 3, column {column}"


def test_a_missing_column(tmp_path: Path) -> None:
    path = tmp_path / "x.vocabulary.csv"
    path.write_text("kind,name\nform,sit_in\n")
    with pytest.raises(ContentionError) as caught:
        load_vocabulary(path)
    assert caught.value.codes == ("R201",)
