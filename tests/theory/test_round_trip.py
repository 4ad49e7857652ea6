"""Random theories load, and survive the way through their machine form."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from contention.theory import Theory, describe, from_json, load, to_json
from contention.theory.machine import digest_of
from tests.theory.strategies import Document, central_values, theories, write

SMALL = theories(
    links={"border": "country", "near": "place"},
    covariates={"wages": "country", "industry": "place"},
    shocks=("death",),
)


def load_document(document: Document) -> Theory:
    """Write a document to a file of its own and load it."""
    with tempfile.TemporaryDirectory() as folder:
        return load(write(document, Path(folder) / "theory.yaml"))


@given(SMALL)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_theories_load_and_round_trip(document: Document) -> None:
    theory = load_document(document)
    text = to_json(theory)
    assert from_json(text) == theory
    assert to_json(from_json(text)) == text
    assert theory.digest == digest_of(theory)
    assert [act.name for act in theory.acts] == list(document["acts"])
    assert set(document["parameters"]) <= set(central_values(theory))
    lines = describe(theory).splitlines()
    assert max(map(len, lines)) <= 80
