"""The catalogue lists what ships, finds it by name and answers wrong names."""

from __future__ import annotations

from pathlib import Path

import pytest

import contention
from contention.catalogue import find, items, resolve
from contention.foundation.citations import all_citations
from contention.foundation.errors import ContentionError


def test_the_central_case_ships():
    listed = {(item.kind, item.name) for item in items()}
    assert {
        ("record", "eastern-bloc-1953"),
        ("scenario", "eastern-bloc-1953"),
        ("theory", "contagion"),
        ("theory", "political-revolution"),
        ("theory", "silence"),
    } <= listed


@pytest.mark.parametrize("item", items(), ids=lambda item: f"{item.kind}-{item.name}")
def test_every_item_is_there(item):
    assert item.path.is_file()
    outcomes = {"exact", "derived", "pattern", "not-reproduced"}
    assert item.status in (outcomes if item.kind == "classic" else {"draft", "checked"})
    assert item.title
    assert set(item.cites) <= set(all_citations())
    assert find(item.kind, item.name) == item.path


@pytest.mark.parametrize(
    "item",
    [item for item in items() if item.kind != "classic"],  # a classic is run, not loaded
    ids=lambda item: f"{item.kind}-{item.name}",
)
def test_every_item_loads_by_name(item):
    load = getattr(contention, f"load_{item.kind}")
    loaded = load(item.name)
    assert type(loaded).__name__.lower() == item.kind


def test_a_wrong_name_is_answered_with_near_ones():
    with pytest.raises(ContentionError, match="did you mean contagion") as caught:
        find("theory", "contagon")
    assert caught.value.codes == ("F002",)


def test_no_path_stands_for_a_classic():
    with pytest.raises(ContentionError, match="expected one of: "):
        find("classic", "nobody-1900")


def test_a_name_of_another_kind_says_so():
    with pytest.raises(ContentionError, match="silence is a theory"):
        find("record", "silence")


def test_paths_and_names_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert resolve("theory", "my.yaml") == Path("my.yaml")
    assert resolve("theory", "folder/mine") == Path("folder/mine")
    assert resolve("theory", Path("silence")) == Path("silence")
    assert resolve("theory", "silence") == find("theory", "silence")
    with pytest.raises(ContentionError, match="F002"):
        resolve("theory", "mine")
    (tmp_path / "mine").touch()
    assert resolve("theory", "mine") == Path("mine")
