"""The machine form, its digest, and the schema for editors."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from contention.foundation.documents import read_yaml
from contention.foundation.errors import ContentionError
from contention.theory import from_json, load, schema, to_json
from contention.theory.document import TheoryDocument
from contention.theory.parts import Part

HERE = Path(__file__).parent
REFERENCE = HERE.parents[1] / "docs" / "reference"


def test_nothing_is_left_to_defaults() -> None:
    theory = load(HERE / "valid" / "full.yaml")
    data = json.loads(to_json(theory))
    assert next(iter(data)) == "schema"
    assert data["digest"] == theory.digest
    march = next(act for act in data["acts"] if act["name"] == "march")
    assert march["place"] == [{"coefficient": [1.0], "signal": "population"}]
    assert march["phase"] == "crowd"
    assert march["cluster"] is None
    assert from_json(to_json(theory)) == theory


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"title": "', '"title": "Not '),
        ('"format": 1,', '"format": 1, "more": 1,'),
        ('"process": "plain"', '"process": "odd"'),
        ('"schema"', '"scheme"'),
        ("}", ""),
    ],
    ids=["changed", "extra-key", "unknown-word", "no-schema", "broken"],
)
def test_a_changed_machine_form_is_refused(old: str, new: str) -> None:
    text = to_json(load(HERE / "valid" / "full.yaml"))
    assert old in text
    with pytest.raises(ContentionError) as caught:
        from_json(text.replace(old, new, 1))
    assert caught.value.codes == ("T080",)


def test_the_published_schema_is_current() -> None:
    published = json.loads((REFERENCE / "theory.schema.json").read_text(encoding="utf-8"))
    assert published == schema()


def plain(value: Any) -> Any:
    """Return a document's data as JSON knows it: dates as text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_schema_takes_valid_documents_and_refuses_misshapen_ones() -> None:
    validator = jsonschema.Draft202012Validator(schema())
    for name in ("full", "rival"):
        validator.validate(plain(read_yaml(HERE / "valid" / f"{name}.yaml").data))
    for name in (
        "unknown-section",
        "unknown-key-of-act",
        "missing-title",
        "missing-record",
        "list-for-mapping",
        "format-two",
        "unknown-level",
        "negative-saturation",
        "unknown-prior-family",
        "prior-with-one-number",
    ):
        data = plain(read_yaml(HERE / "invalid" / f"{name}.yaml").data)
        assert not validator.is_valid(data), name


def keys_of(part: type[Part], seen: set[type[Part]]) -> set[str]:
    """Return the keys of a part of the document and of the parts inside it."""
    from contention.theory.structure import part_in

    seen.add(part)
    keys: set[str] = set()
    for name, info in part.model_fields.items():
        keys.add(info.alias or name)
        inner = part_in(info.annotation)
        if inner is not None and issubclass(inner, Part) and inner not in seen:
            keys |= keys_of(inner, seen)
    return keys


def test_every_key_is_documented() -> None:
    text = (REFERENCE / "theory.md").read_text(encoding="utf-8")
    keys = keys_of(TheoryDocument, set())
    assert len(keys) > 60
    assert {key for key in keys if f"`{key}`" not in text} == set()
