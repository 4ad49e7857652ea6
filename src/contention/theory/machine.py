"""The complete machine form of a theory: JSON without defaults, and its digest."""

from __future__ import annotations

import dataclasses
import json
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

from contention.foundation.errors import ContentionError, Problem
from contention.theory.model import Theory

_KIND = "contention/theory/1"


def digest_of(theory: Theory) -> str:
    """Return the SHA-256, in hexadecimal, of a theory's machine form without its digest."""
    plain = dataclasses.replace(theory, digest="")
    return sha256(_dump(plain, indent=None).encode()).hexdigest()


def to_json(theory: Theory) -> str:
    """Return the complete machine form of a theory: nothing is left to defaults.

    Parameters
    ----------
    theory
        A resolved theory.

    Returns
    -------
    str
        JSON whose first key is ``schema``; `from_json` reads it back to an equal theory.
    """
    return _dump(theory, indent=1) + "\n"


def _dump(theory: Theory, *, indent: int | None) -> str:
    data = {"schema": _KIND, "format": 1, **dataclasses.asdict(theory)}
    _drop_later(data)
    return json.dumps(data, indent=indent, ensure_ascii=False, allow_nan=False)


def _drop_later(data: dict[str, Any]) -> None:
    """Leave keys of a later version out where they say nothing, so that digests stay."""
    for signal in data["signals"]:
        if not signal["memory"]["average"]:
            del signal["memory"]["average"]
    for act in data["acts"]:
        if act["bunching"] is None:
            del act["bunching"]


def from_json(text: str, *, name: str = "JSON") -> Theory:
    """Return the theory of a machine form.

    Parameters
    ----------
    text
        What `to_json` wrote.
    name
        What to call the text in errors, such as its file name.

    Raises
    ------
    ContentionError
        T080, if the text is not a machine form of this version or was changed since.
    """
    from pydantic import ValidationError

    try:
        data: Any = json.loads(text)
        if not isinstance(data, dict):
            raise ValueError
        fields = cast(dict[str, Any], data)
        theory = _adapter().validate_python(
            {key: value for key, value in fields.items() if key not in {"schema", "format"}}
        )
        same = json.loads(to_json(theory)) == fields and digest_of(theory) == theory.digest
    except (ValueError, ValidationError):
        same, theory = False, None
    if theory is None or not same:
        found = "another text"
        expected = f"an unchanged machine form ({_KIND})"
        hint = "change the theory's document and write the machine form again"
        raise ContentionError(Problem("T080", found, expected, name, hint))
    return theory


@lru_cache(maxsize=1)
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Theory)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of theory documents, for editors."""
    from contention.theory.document import TheoryDocument

    found = TheoryDocument.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "title": "A theory for contention, format 1",
    }
