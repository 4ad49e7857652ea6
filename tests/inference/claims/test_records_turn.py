"""Claims on families and forecasts follow the record: two drawn records, two answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contention.engine import simulate
from contention.inference.claims import Answers, answer
from contention.inference.fitting import fit
from contention.inference.masking import noted_actors
from contention.theory.model import Claim
from tests.inference.claims.toy import KNOWN, as_record, toy_model

pytestmark = pytest.mark.slow

ALONE = {"reach": 8.0}  # nearly every cluster is a single onset
CONTAGIOUS = KNOWN | ALONE | {"spread": 3.5, "strike_base": -4.0, "march_base": -4.0}
QUIET = KNOWN | ALONE | {"spread": 0.0, "return_here": 0.0, "fear": 0.0}
CLAIMS = (
    Claim("family", "", "restricted", (("without", "spread"), ("without", "return_here"))),
    Claim("forecast", "", "forecast", (("from", "1953-10-01"), ("without", "spread"))),
)


def answered(known: dict[str, float]) -> Answers:
    plain = toy_model()
    model = replace(plain, theory=replace(plain.theory, claims=CLAIMS))
    world = simulate(model, model.values(known), worlds=1, seed=5, threads=1)
    record = as_record(world.events.with_columns(noted_actors(world)))
    fitted = fit(model, record, starts=1)
    return answer(model, fitted, record, replicates=12, worlds=10, seed=2, threads=1)


@pytest.fixture(scope="module")
def both() -> tuple[Answers, Answers]:
    """Return the answers where unrest feeds on itself, and where it does not."""
    return answered(CONTAGIOUS), answered(QUIET)


@pytest.mark.parametrize("name", [claim.name for claim in CLAIMS])
def test_the_record_decides(name: str, both: tuple[Answers, Answers]) -> None:
    yes, no = (found[name] for found in both)
    assert yes.verdict == "supported", yes.reason
    assert no.verdict != "supported", no.reason


def test_evidence_for_nothing_is_negative(both: tuple[Answers, Answers]) -> None:
    yes, no = (found["family"].value for found in both)
    assert yes is not None
    assert no is not None
    assert yes > 3.0 > 0.0 > no
