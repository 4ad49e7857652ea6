"""The shape of one theory file: keys, kinds of value and ranges, all faults at once.

What has a fault is left out of the parsed document and remembered as broken, so that the rest
can still be checked for meaning without a fault being reported twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError

from contention.foundation.documents import Document, Loc, read_yaml
from contention.foundation.errors import Problem
from contention.theory.document import ClusterPart, IncludedDocument, LawPart, TheoryDocument
from contention.theory.wording import closest, show

_DEPTHS = {"adds": 3}
_SECTIONS = {
    *("parameters", "signals", "stocks", "episodes", "acts", "flows", "traits", "shocks"),
    *("levers", "claims", "act_groups", "adds"),
}
_KINDS = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


@dataclass
class Structure:
    """One file, its parsed document without broken entries, and what was wrong."""

    source: Document
    parsed: IncludedDocument
    problems: list[Problem] = field(default_factory=list[Problem])
    broken: set[tuple[str | int, ...]] = field(default_factory=set[tuple[str | int, ...]])
    shock_indices: list[int] = field(default_factory=list[int])


def read_structure(path: Path, *, included: bool) -> Structure:
    """Read one file and check its shape.

    Parameters
    ----------
    path
        A theory, or a file that theories include.
    included
        Whether it is an included file, which has no ``theory`` and no ``title``.

    Raises
    ------
    ContentionError
        F1xx, if the file is not a readable YAML mapping.
    """
    source = read_yaml(path)
    model = IncludedDocument if included else TheoryDocument
    data: dict[str, Any] = dict(source.data)
    structure = Structure(source, IncludedDocument.model_construct(format=1))
    structure.shock_indices = list(range(_length(data.get("shocks"))))
    try:
        structure.parsed = model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=True)
        structure.problems = [_problem(source, model, cast(dict[str, Any], e)) for e in found]
        structure.broken = {_broken(e["loc"]) for e in found}
        kept = _prune(data, structure.broken)
        structure.shock_indices = [
            index for index in structure.shock_indices if ("shocks", index) not in structure.broken
        ]
        structure.parsed = IncludedDocument.model_validate({**kept, "format": 1})
    return structure


def _length(value: Any) -> int:
    return len(cast(list[Any], value)) if isinstance(value, list) else 0


def _broken(loc: Sequence[str | int]) -> tuple[str | int, ...]:
    if loc and loc[0] in _SECTIONS:
        return tuple(loc[: _DEPTHS.get(str(loc[0]), 2)])
    return tuple(loc[:1])


def _prune(data: dict[str, Any], broken: set[tuple[str | int, ...]]) -> dict[str, Any]:
    kept = {key: value for key, value in data.items() if key not in {"theory", "title"}}
    # Later indices go first, so that the earlier ones stay true.
    for path in sorted(broken, key=lambda p: tuple((isinstance(s, int), str(s)) for s in p)):
        kept = cast(dict[str, Any], _without(kept, path))
    return {key: _drop_gone(value) for key, value in kept.items()}


class _Gone:
    """Stands for a list item that was left out."""


_GONE = _Gone()


def _without(value: Any, path: Sequence[str | int]) -> Any:
    if isinstance(value, dict):
        mapping = dict(cast(dict[Any, Any], value))
        if path[0] in mapping:
            if len(path) == 1:
                del mapping[path[0]]
            else:
                mapping[path[0]] = _without(mapping[path[0]], path[1:])
        return mapping
    if isinstance(value, list) and isinstance(path[0], int):
        return [_GONE if i == path[0] else item for i, item in enumerate(cast(list[Any], value))]
    return cast(Any, value)


def _drop_gone(value: Any) -> Any:
    if isinstance(value, list):
        return [item for item in cast(list[Any], value) if item is not _GONE]
    return value


def _problem(source: Document, model: type[BaseModel], error: dict[str, Any]) -> Problem:
    """Turn one pydantic error into a problem of ours."""
    loc: tuple[str | int, ...] = error["loc"]
    kind: str = error["type"]
    context: dict[str, Any] = error.get("ctx", {})
    if re.fullmatch(r"T\d{3}", kind):
        at = (*loc, *context["at"])
        of = "key" if kind in {"T020", "T009", "T051", "T052"} and context["at"] else "value"
        where = source.where(at, of=of)
        return Problem(kind, context["found"], context["expected"], where, context["hint"])
    if kind == "extra_forbidden" or (kind == "model_type" and _is_stray(model, loc)):
        key = str(loc[-1])
        known = _keys(model, loc[:-1])
        if model is IncludedDocument and key in {"theory", "title"}:
            hint = "an included file has no name of its own; remove the line"
        else:
            hint = closest(key, known, "keys here: " + ", ".join(known))
        expected = "a key of the format"
        return Problem(
            "T001", f"the unknown key {key}", expected, source.where(loc, of="key"), hint
        )
    if kind == "missing":
        key = str(loc[-1])
        where = source.where(loc[:-1], of="key")
        return Problem("T002", f"no {key}", f"the key {key}", where, f"add {key}:")
    where = source.where(loc)
    found = show(error["input"])
    if kind == "literal_error":
        words = [
            word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")
        ]
        hint = closest(found, words) if isinstance(error["input"], str) else ""
        return Problem("T011", found, "one of " + ", ".join(words), where, hint)
    if kind in {"string_pattern_mismatch", "string_too_short"}:
        expected = "lower-case letters, digits and hyphens, from a letter on"
        if kind == "string_too_short":
            return Problem("T003", "empty text", "a title", where)
        return Problem("T005", found, expected, where, "as in political-revolution")
    if kind == "greater_than_equal":
        return Problem("T013", found, f"a whole number of at least {context['ge']}", where)
    return Problem("T003", found, _KINDS.get(kind, str(error["msg"])), where, _quotes(kind, error))


def _quotes(kind: str, error: dict[str, Any]) -> str:
    if kind == "string_type" and isinstance(error["input"], int | float | date):
        return "put it in quotes if it is meant as text"
    if kind == "bool_type" and str(error["input"]).lower() in {"yes", "no", "on", "off"}:
        return "write true or false"
    return ""


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """Return the keys allowed in the mapping at a path."""
    here: Any = model
    for step in loc:
        here = _inside(here, step)
    part = part_in(here)
    return [] if part is None else [info.alias or n for n, info in part.model_fields.items()]


def _is_stray(model: type[BaseModel], loc: Loc) -> bool:
    """Say whether a key is none of those of its mapping, though mappings may stand there."""
    known = _keys(model, loc[:-1])
    return bool(known) and loc[-1] not in known


def _inside(annotation: Any, step: str | int) -> Any:
    """Return the annotation of what a key or an index leads to."""
    if get_origin(annotation) in {dict, list}:
        return get_args(annotation)[-1]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields
        extra = LawPart if annotation is ClusterPart else None
        return next((i.annotation for n, i in fields.items() if (i.alias or n) == step), extra)
    for inner in get_args(annotation):
        found = _inside(inner, step)
        if found is not None:
            return found
    return None


def part_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as ``Annotated[Part | None, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = part_in(inner)
        if found is not None:
            return found
    return None
