"""However a document is damaged, the answer is a theory or a list of faults, never a crash."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contention.foundation.documents import read_yaml
from contention.foundation.errors import ContentionError
from contention.theory import load
from tests.theory.strategies import write

FULL = read_yaml(Path(__file__).parent / "valid" / "full.yaml").data
ODD: list[Any] = [None, True, 0, -1, 1e400, "", "strike", "spread", "base", [], [[]], {}, {"a": 1}]
ODD += [["strike", "strike"], [None], {"normal": [0, 1]}, "readiness[", "x@", 10**400, ["march"]]


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values inside a document."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, item in value.items():
            found += paths(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += paths(item, (*path, index))
    return found


def damage(document: Any, path: tuple[Any, ...], value: Any, kind: str) -> None:
    """Replace, remove or rename what stands at a path, if it is still there."""
    for step in path[:-1]:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return
    last = path[-1]
    if isinstance(document, dict) and last in document:
        if kind == "rename":
            document[str(last)[:-1] or "x"] = document.pop(last)
        elif kind == "remove":
            del document[last]
        else:
            document[last] = copy.deepcopy(value)
    elif isinstance(document, list) and isinstance(last, int) and last < len(document):
        document[last] = copy.deepcopy(value)


DAMAGES = st.lists(
    st.tuples(
        st.sampled_from(paths(FULL)),
        st.sampled_from(range(len(ODD))),
        st.sampled_from(["replace", "replace", "remove", "rename"]),
    ),
    min_size=1,
    max_size=4,
)


@given(DAMAGES)
@settings(max_examples=80)
def test_a_damaged_document_never_crashes(damages: list[tuple[tuple[Any, ...], int, str]]) -> None:
    document = copy.deepcopy(FULL)
    for path, odd, kind in damages:
        damage(document, path, ODD[odd], kind)
    with tempfile.TemporaryDirectory() as folder:
        file = write(document, Path(folder) / "theory.yaml")
        try:
            theory = load(file)
        except ContentionError as error:
            for problem in error:
                assert problem.where.startswith(f"{file}:")
                assert problem.hint
        else:
            assert theory.acts
