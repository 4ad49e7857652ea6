"""The reference page names everything that the code knows."""

from __future__ import annotations

from pathlib import Path

from contention.foundation.codes import all_codes, title
from contention.record import COLUMNS, VOCABULARY
from contention.record.contention import DEFINITION

PAGE = Path(__file__).parents[2] / "docs/reference/record.md"
LINES = PAGE.read_text(encoding="utf-8").splitlines()


def test_every_column_stands_there_with_its_meaning() -> None:
    for column in COLUMNS:
        (line,) = [line for line in LINES if line.startswith(f"| `{column.name}` |")]
        assert column.says in line
        assert f" {column.unit} |" in line


def test_every_word_stands_there_with_its_sentence() -> None:
    for word in VOCABULARY.words:
        label = "" if word.kind == "demand" else f"{word.word_class} | "
        assert f"| `{word.name}` | {label}{word.says} |" in LINES


def test_every_code_stands_there_with_its_title() -> None:
    for code in (code for code in all_codes() if code.startswith("R")):
        assert f"| {code} | {title(code)} |" in LINES


def test_the_definition_of_a_town_day_stands_there() -> None:
    assert DEFINITION in LINES
