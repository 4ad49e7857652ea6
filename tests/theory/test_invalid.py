"""Every invalid document reports exactly the faults named in its first lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contention.foundation.errors import ContentionError
from contention.theory import load

FOLDER = Path(__file__).parent / "invalid"
# Files that start with an underscore are included by others.
CASES = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))
CODES = Path(__file__).parents[2] / "src" / "contention" / "foundation" / "codes"
EXPECT = re.compile(r"# expect: (\w\d{3}) line (\d+) column (\d+)(?: in (\S+))?")


def expected(path: Path) -> list[tuple[str, str]]:
    """Return codes and positions from the first lines of a case."""
    found: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        match = EXPECT.fullmatch(line)
        if match is None:
            break
        code, row, column, other = match.groups()
        file = path.with_name(other) if other else path
        found.append((code, f"{file}:{row}:{column}"))
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_reports_exactly_the_expected_faults(path: Path) -> None:
    with pytest.raises(ContentionError) as caught:
        load(path)
    assert [(p.code, p.where) for p in caught.value] == expected(path)
    for problem in caught.value:
        assert problem.found
        assert problem.expected
        assert problem.hint


def test_every_code_of_theories_has_a_case_and_a_page() -> None:
    covered = {code for path in CASES for code, _ in expected(path) if code.startswith("T")}
    # T080 is about the machine form, which is no YAML document.
    covered.add("T080")
    pages = {path.stem for path in CODES.glob("T*.md")}
    source = Path(__file__).parents[2] / "src" / "contention" / "theory"
    raised = {
        code
        for file in source.rglob("*.py")
        for code in re.findall(r'"(T\d{3})"', file.read_text(encoding="utf-8"))
    }
    assert covered == pages == raised


def test_suggests_the_word_that_was_meant() -> None:
    for name, hint in {
        "misspelt-parameter": "did you mean calm?",
        "misspelt-signal": "did you mean unrest?",
        "unknown-prior-family": "did you mean normal?",
        "unknown-section": "did you mean parameters?",
        "unknown-phase": "did you mean crowd?",
        "memory-without-unit": 'write "20 days"',
    }.items():
        with pytest.raises(ContentionError) as caught:
            load(FOLDER / f"{name}.yaml")
        assert [problem.hint for problem in caught.value] == [hint]
