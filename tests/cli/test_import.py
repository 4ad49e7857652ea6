"""``contention import``: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.record.importers.layouts import ACLED, acled, write


def test_a_record_and_its_ledger(contention: Callable[..., Any], tmp_path: Path) -> None:
    write(tmp_path / "a.csv", ACLED, acled(), acled(event_id_cnty="B2", event_date="soon"))
    outcome = contention("import", "a.csv", "-o", "b.parquet")
    assert outcome.status == 0, outcome.err
    assert "2 rows in, 1 kept: 1 events" in outcome.out
    assert "no readable date" in outcome.out
    assert max(len(line) for line in outcome.out.splitlines()) <= 80
    assert (tmp_path / "b.parquet").is_file()
    assert (tmp_path / "b.ledger.parquet").is_file()
    assert contention("audit", "b.parquet").status == 0


def test_the_object(contention: Callable[..., Any], tmp_path: Path) -> None:
    write(tmp_path / "a.csv", ACLED, acled(), acled(event_id_cnty="B2", event_date="soon"))
    found = contention("import", "a.csv", "--as", "acled", "--json").object
    assert found["schema"] == "contention/import/1"
    assert (found["rows_in"], found["kept"], found["dropped"]) == (2, 1, {"no readable date": 1})
    assert found["record"] == "record.parquet"


def test_a_table_with_flags(contention: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Tag,Art\n31.01.2021,riot\n")
    outcome = contention(
        "import", "t.csv", "--as", "table", "--column", "date=Tag", "--column", "type=Art",
        "--set", "country=Germany",
    )  # fmt: skip
    assert outcome.status == 0, outcome.err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--as", "aclad"), "R400"),
        (("--as", "gdelt"), "R404"),
        (("--near-duplicates", "all"), "R408"),
        (("--until", "tomorrow"), "R408"),
        (("--as", "table", "--column", "date"), "R406"),
        (("--mapping", "missing.csv"), "F101"),
        (("--as", "table", "--table", "missing.yaml"), "F101"),
    ],
)
def test_refusals(
    options: tuple[str, ...], code: str, contention: Callable[..., Any], tmp_path: Path
) -> None:
    write(tmp_path / "a.csv", ACLED, acled())
    outcome = contention("import", "a.csv", *options)
    assert outcome.status == 2
    assert f"{code}: found " in outcome.err
    assert "hint: " in outcome.err
    assert outcome.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_missing_folder_is_refused(contention: Callable[..., Any], tmp_path: Path) -> None:
    write(tmp_path / "a.csv", ACLED, acled())
    outcome = contention("import", "a.csv", "-o", "nowhere/b.parquet")
    assert outcome.status == 2
    assert "Traceback" not in outcome.err
