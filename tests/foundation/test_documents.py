"""Documents keep their positions, and nothing in them expands without bound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import isnan
from pathlib import Path

import pytest

from contention.foundation.documents import read_yaml
from contention.foundation.errors import ContentionError, Problem
from contention.foundation.texts import MAX_BYTES

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(content: str | bytes) -> Path:
        path = tmp_path / "a.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return file


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ContentionError) as caught:
        read_yaml(path)
    assert all(problem.hint for problem in caught.value)
    return caught.value.problems


def test_values_are_those_of_yaml_1_2(write: Write):
    data = read_yaml(
        write("a: [1, 2e3, no, 1956-10-23, ~, .nan, 1956-13-45, 0x10]\n1956: x\n")
    ).data
    assert data["a"][:5] == [1, 2000.0, "no", date(1956, 10, 23), None]
    assert isnan(data["a"][5])
    assert data["a"][6:] == ["1956-13-45", 16]
    assert data["1956"] == "x"


def test_positions(write: Write):
    path = write("\ufeffa: 1\nb:\n  c: {d: [5, 6]}\n  e: text\n")
    document = read_yaml(path)
    assert document.where(("b", "c", "d", 1)) == f"{path}:3:14"
    assert document.where(("b", "e")) == f"{path}:4:6"
    assert document.where(("b", "e"), of="key") == f"{path}:4:3"
    assert document.where(("b",)) == f"{path}:2:1"
    # A missing key is looked for at what should hold it; names of union members are passed over.
    assert document.where(("b", "tag", "c", "x")) == f"{path}:3:6"


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        ("", "F105", "a.yaml"),
        ("# nothing\n", "F105", "a.yaml"),
        (b"a: b\nc: \xe9\n", "F104", ":2:4"),
        ("a: 1".encode("utf-16"), "F104", "a.yaml"),
        ("a: [1\nb: 2", "F106", ":2:2"),
        ("a:\n\tb: 1", "F106", ":2:1"),
        ("a: *b", "F106", ":1:4"),
        ("a: 1\n---\nb: 2\n", "F106", ":2:1"),
        ("a: \x01", "F106", "a.yaml"),
        ("a: 1\na: 2\n", "F107", ":2:1"),
        ("a: &x [*x]", "F109", ":1:4"),
        ("a: " + "[" * 3000, "F109", "a.yaml"),
        ("a: !!python/object/apply:os.system [ls]", "F110", ":1:4"),
        ("a: !include b.yaml", "F110", ":1:4"),
        ("- 1\n", "F111", ":1:1"),
        ("? [1]\n: 2\n", "F112", ":1:3"),
    ],
)
def test_refusals(write: Write, content: str | bytes, code: str, where: str):
    (problem,) = refused(write(content))
    assert problem.code == code
    assert where in problem.where


def test_an_alias_bomb_is_refused_at_once(write: Write):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 20)]
    (problem,) = refused(write("\n".join(lines)))
    assert problem.code == "F108"


def test_a_few_aliases_are_fine(write: Write):
    data = read_yaml(write("a: &a {b: 1}\nc: *a\nd: *a\n")).data
    assert data["c"] == data["d"] == {"b": 1}


def test_size_folder_and_absence(write: Write, tmp_path: Path):
    assert refused(write(b"a: " + b"x" * MAX_BYTES))[0].code == "F103"
    assert refused(tmp_path)[0].code == "F102"
    assert refused(tmp_path / "none.yaml")[0].code == "F101"


def test_every_problem_of_the_syntax_tree_comes_at_once(write: Write):
    found = refused(write("a: 1\na: 2\nb: !x 3\n"))
    assert [problem.code for problem in found] == ["F107", "F110"]
