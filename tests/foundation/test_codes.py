"""Every code has a page, every page is used, and a wrong code is answered with near ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import contention
from contention.foundation.codes import all_codes, explain, title
from contention.foundation.errors import ContentionError

SOURCE = Path(contention.__file__).parent
CODE = re.compile(r"""["']([FRSTEIPU]\d{3})["']""")


def codes_in_source() -> set[str]:
    return {
        code
        for path in SOURCE.rglob("*.py")
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }


def test_every_code_in_the_source_has_a_page():
    assert codes_in_source() - set(all_codes()) == set()


def test_every_page_belongs_to_a_code_in_the_source():
    assert set(all_codes()) - codes_in_source() == set()


@pytest.mark.parametrize("code", all_codes())
def test_a_page_is_a_title_and_a_paragraph(code: str):
    first, blank, *rest = explain(code).splitlines()
    assert first == f"{code}: {title(code)}"
    assert title(code)
    assert not title(code).endswith(".")
    assert blank == ""
    assert len(" ".join(rest)) > 60


def test_a_code_may_be_written_in_lower_case():
    assert explain(" f001 ") == explain("F001")


def test_an_unknown_code_is_answered_with_near_ones():
    with pytest.raises(ContentionError) as caught:
        explain("F002x")
    (problem,) = caught.value.problems
    assert problem.code == "F001"
    assert "F002" in problem.hint
