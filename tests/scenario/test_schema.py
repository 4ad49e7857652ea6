"""The committed JSON Schema is the one of the code, and accepts what `load` accepts."""

from __future__ import annotations

import json
from pathlib import Path

from contention.scenario import schema

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "scenario.schema.json"


def test_the_committed_schema_is_current():
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == schema()


def test_every_key_of_the_format_is_in_the_reference():
    page = COMMITTED.with_name("scenario.md").read_text(encoding="utf-8")
    definitions = [schema(), *schema()["$defs"].values()]
    keys = {key for part in definitions for key in part.get("properties", {})}
    assert {key for key in keys if f"{key}:" not in page} == set()
