"""YAML documents whose every value knows its line and column.

Upper layers validate `Document.data`, which is plain Python, and ask `Document.where` for the
position of whatever was wrong. Nothing in a document is executed or expanded without bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, cast

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.texts import empty_file, read_text

MAX_NODES = 200_000
"""Most values in a document, counting each use of an alias."""

MAX_ALIASES = 200
"""Most uses of YAML aliases in a document."""

MAX_DEPTH = 40
"""Deepest nesting of lists and mappings."""

Loc = Sequence[str | int]
"""A path into a document: keys of mappings and indices of lists."""

_SCALAR_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}
_DATE_TAG = "tag:yaml.org,2002:timestamp"


@dataclass(frozen=True)
class _Position:
    line: int
    column: int


@dataclass(frozen=True)
class _Entry:
    """Where a value and its key stand, and the entries inside it."""

    key: _Position
    value: _Position
    block: bool
    inside: dict[str | int, _Entry]


@dataclass(frozen=True)
class Document:
    """A document in plain Python, with the positions of its values.

    Parameters
    ----------
    path
        The file it was read from.
    data
        Dictionaries, lists, strings, numbers, booleans, dates and ``None``.
    """

    path: Path
    data: dict[str, Any]
    _root: _Entry

    def where(self, loc: Loc, *, of: Literal["value", "key"] = "value") -> str:
        """Return ``file:line:column`` of the value at a path, counted from 1.

        Parameters
        ----------
        loc
            Keys and indices from the top, as in the ``loc`` of a pydantic error. Elements that
            are not in the document (names of union members, missing keys) are passed over, so
            the answer is the nearest enclosing value.
        of
            ``key`` gives the position of the key instead of the value. A mapping or list in
            block style always answers with its key, where a reader looks for it.
        """
        entry = self._root
        for step in loc:
            inside = entry.inside.get(step)
            if inside is None and isinstance(step, int):
                inside = entry.inside.get(str(step))
            if inside is not None:
                entry = inside
        spot = entry.key if of == "key" or entry.block else entry.value
        return f"{self.path}:{spot.line}:{spot.column}"


def read_yaml(path: str | Path) -> Document:
    """Read a YAML 1.2 document whose top level is a mapping.

    Parameters
    ----------
    path
        A UTF-8 file; a byte order mark is tolerated.

    Raises
    ------
    ContentionError
        F101 to F112: the file is missing, unreadable, too large, not UTF-8, empty, not YAML,
        repeats a key, expands or nests too far, uses a tag, or is not a mapping.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    file = Path(path)
    text = read_text(file)
    yaml: Any = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        raise ContentionError(_syntax(file, error)) from None
    except YAMLError as error:
        raise ContentionError(_syntax(file, error)) from None
    except RecursionError:
        raise ContentionError(_too_deep(str(file))) from None
    if node is None:
        raise ContentionError(empty_file(file))
    reader = _Reader(file, yaml.constructor)
    data, root = reader.read(node, _spot(node), 0)
    if not isinstance(data, dict):
        reader.problems.append(
            Problem(
                "F111",
                f"a {type(data).__name__} at the top level",
                "a mapping that starts with format: 1",
                f"{file}:{root.value.line}:{root.value.column}",
                "write the document as lines of the form key: value",
            )
        )
    if reader.problems:
        raise ContentionError(reader.problems)
    return Document(file, cast("dict[str, Any]", data), root)


class _Reader:
    """Turns composed YAML nodes into plain data and positions, within the limits."""

    def __init__(self, file: Path, constructor: Any) -> None:
        self.file = file
        self.constructor = constructor
        self.problems: list[Problem] = []
        self.seen: set[int] = set()
        self.nodes = 0
        self.aliases = 0

    def read(self, node: Any, key: _Position, depth: int) -> tuple[Any, _Entry]:
        """Return the value of a node and its entry."""
        spot = _spot(node)
        self._count(node, spot, depth)
        inside: dict[str | int, _Entry] = {}
        if node.id == "scalar":
            return self._scalar(node), _Entry(key, spot, block=False, inside=inside)
        if node.id == "mapping":
            data: Any = self._mapping(node, inside, depth)
            plain = "tag:yaml.org,2002:map"
        else:
            data = []
            for index, child in enumerate(node.value):
                value, inside[index] = self.read(child, _spot(child), depth + 1)
                data.append(value)
            plain = "tag:yaml.org,2002:seq"
        if str(node.tag) != plain:
            self._add("F110", f"the tag {node.tag}", "no tags", spot, "remove the tag")
        return data, _Entry(key, spot, block=not node.flow_style, inside=inside)

    def _mapping(self, node: Any, inside: dict[str | int, _Entry], depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            spot = _spot(key_node)
            if key_node.id != "scalar":
                self._add(
                    "F112", "a list or mapping as a key", "a name as a key", spot, "quote the key"
                )
                continue
            # Keys are names: `1956:` and `yes:` stay the text that was written.
            name = str(key_node.value)
            if name in data:
                first = inside[name].key.line
                self._add(
                    "F107",
                    f"the key {name!r} a second time (first in line {first})",
                    "each key once",
                    spot,
                    "remove or rename one of the two",
                )
                continue
            data[name], inside[name] = self.read(value_node, spot, depth + 1)
        return data

    def _scalar(self, node: Any) -> Any:
        tag = str(node.tag)
        if tag == _DATE_TAG:
            value = self._construct(node)
            # A time of day in a document is always a slip; the text says it best.
            is_date = isinstance(value, date) and not isinstance(value, datetime)
            return value if is_date else str(node.value)
        if tag in _SCALAR_TAGS:
            return self._construct(node)
        if tag in {"tag:yaml.org,2002:merge", "tag:yaml.org,2002:value"}:
            return str(node.value)
        self._add("F110", f"the tag {tag}", "no tags", _spot(node), "remove the tag")
        return None

    def _construct(self, node: Any) -> Any:
        try:
            return self.constructor.construct_object(node)
        except ValueError:
            # Such as 1956-13-45: date-like text that is no date stays text.
            return str(node.value)

    def _count(self, node: Any, spot: _Position, depth: int) -> None:
        where = f"{self.file}:{spot.line}:{spot.column}"
        self.nodes += 1
        if id(node) in self.seen:
            self.aliases += 1
        self.seen.add(id(node))
        if depth > MAX_DEPTH:
            raise ContentionError(_too_deep(where))
        if self.nodes > MAX_NODES or self.aliases > MAX_ALIASES:
            raise ContentionError(
                Problem(
                    "F108",
                    f"more than {MAX_ALIASES} uses of aliases or {MAX_NODES:,} values",
                    "a document of bounded size once its aliases are written out",
                    where,
                    "write the values out instead of using YAML anchors and aliases",
                )
            )

    def _add(self, code: str, found: str, expected: str, spot: _Position, hint: str) -> None:
        where = f"{self.file}:{spot.line}:{spot.column}"
        self.problems.append(Problem(code, found, expected, where, hint))


def _spot(node: Any) -> _Position:
    return _Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _syntax(file: Path, error: Any) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else str(file)
    said = str(getattr(error, "problem", None) or str(error).splitlines()[0])
    said = said.removeprefix("but ").removeprefix("found ")
    return Problem(
        "F106",
        said,
        "one YAML 1.2 document",
        where,
        "look for a missing colon, bracket or quote here or just above, or a tab in the indent",
    )


def _too_deep(where: str) -> Problem:
    return Problem(
        "F109",
        f"more than {MAX_DEPTH} levels of nesting",
        f"at most {MAX_DEPTH} levels",
        where,
        "look for an alias that contains itself or for brackets that are never closed",
    )
