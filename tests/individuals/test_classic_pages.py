"""The pages and figures of the classics are those that the code makes."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from contention.individuals.registry import find, names

HOME = Path(__file__).parents[2] / "docs" / "classics"


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_classics", HOME / "make_classics.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_is_a_page_and_a_figure_for_each_and_no_other() -> None:
    expected = {"index.md", "make_classics.py"}
    for name in names():
        expected.add(f"{name}.md")
        if find(name).draw is not None:
            expected.add(f"{name}.svg")
    assert {path.name for path in HOME.iterdir() if path.is_file()} == expected


def test_the_index_is_up_to_date(pages: ModuleType) -> None:
    assert (HOME / "index.md").read_text(encoding="utf-8") == pages.index()


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_a_page_is_up_to_date(name: str, pages: ModuleType) -> None:
    for file, text in pages.files((name,)).items():
        assert (HOME / file).read_text(encoding="utf-8") == text, file
