"""Worked examples: a page is what its source printed, and cannot drift from it."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[1] / "docs" / "examples"
NAMES = ("eastern_bloc_1953", "germany_2014", "usa_2020")

BLOCK = re.compile(r"^```(\w+)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
IMAGE = re.compile(r"!\[.+?\]\((images/.+?)\)")


@pytest.fixture
def make_pages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("make_pages")


def page_of(name: str) -> str:
    return (FOLDER / f"{name.replace('_', '-')}.md").read_text(encoding="utf-8")


def test_every_source_is_made(make_pages: ModuleType) -> None:
    assert make_pages.SOURCES == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_code_of_the_page_is_that_of_the_source(name: str, make_pages: ModuleType) -> None:
    cells = make_pages.cells((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    shown = [text for kind, text in BLOCK.findall(page_of(name)) if kind == "python"]
    assert shown == [text for kind, text in cells if kind == "code"]


@pytest.mark.parametrize("name", NAMES)
def test_prose_of_the_page_is_that_of_the_source(name: str, make_pages: ModuleType) -> None:
    page = page_of(name)
    assert make_pages.head(name) in page
    for kind, text in make_pages.cells((FOLDER / f"{name}.py").read_text(encoding="utf-8")):
        if kind == "prose":
            fixed = re.split(r"\{\{.+?\}\}", text)
            pattern = r"[^\n{}]+?".join(re.escape(part) for part in fixed)
            assert re.search(pattern, page), text[:80]


@pytest.mark.parametrize("name", NAMES)
def test_pages_show_what_was_printed_and_drawn(name: str) -> None:
    page = page_of(name)
    for kind, text in BLOCK.findall(page):
        if kind == "text":
            assert len(text.splitlines()) <= 20
            assert max(map(len, text.splitlines())) <= 100
    pictures = IMAGE.findall(page)
    assert pictures
    for picture in pictures:
        assert (FOLDER / picture).read_text(encoding="utf-8").startswith("<svg ")
    assert "/tmp" not in page
    assert "Traceback" not in page


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_pages_come_out_the_same(
    name: str, make_pages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    showing = importlib.import_module("showing")
    monkeypatch.setattr(showing, "IMAGES", tmp_path)
    assert make_pages.page(name) == page_of(name)
    for picture in tmp_path.iterdir():
        assert picture.read_bytes() == (FOLDER / "images" / picture.name).read_bytes()
