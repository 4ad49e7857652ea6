"""Numbers of one history, counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from contention.inference.claims.histories import Quantity, values
from contention.theory.model import Claim
from tests.inference.claims.toy import toy_model

START = date(1953, 3, 1)
THEORY = toy_model(days=30).theory


def history(*days: tuple[int, int, str, int, str]) -> pl.DataFrame:
    """Return events: world, day, form, how many towns, demands."""
    rows = [
        {
            "world": world, "date": START + timedelta(days=day), "country": "Alda",
            "town": f"Town {town}", "form": form, "actor": ["workers"], "demands": [demand],
            "role": "event", "date_precision": "day",
        }
        for world, day, form, towns, demand in days
        for town in range(towns)
    ]  # fmt: skip
    return pl.DataFrame(rows)


EVENTS = history(
    (0, 0, "strike", 5, "economic"),
    (0, 3, "demonstration", 2, "political"),
    (0, 100, "strike", 8, "political"),
    (0, 101, "police_fire", 3, "political"),
    (0, 102, "demonstration", 1, "economic"),
    (1, 0, "demonstration", 6, "political"),
    (1, 5, "strike", 6, "economic"),
    (1, 200, "strike", 5, "economic"),
    (2, 7, "strike", 1, "economic"),
)


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity("peak"), [8, 6, 1, 0]),
        (Quantity("peak", stop=START + timedelta(days=50)), [5, 6, 1, 0]),
        (Quantity("peak", country="Bera"), [0, 0, 0, 0]),
        (Quantity("spread"), [8, 6, 1, 0]),
        (Quantity("spread", ("march",)), [2, 6, 0, 0]),
        (Quantity("share", ("march",)), [3 / 16, 6 / 17, 0, np.nan]),
        (Quantity("share", ("wages",)), [6 / 16, 11 / 17, 1, np.nan]),
        (Quantity("waiting"), [100, 200, np.nan, np.nan]),
        (Quantity("growth"), [1, 0, np.nan, np.nan]),
        # world 0: strikes, then marches in both; world 1: first the other way, then no march
        (Quantity("order", ("strike", "march")), [1, 0, np.nan, np.nan]),
        (Quantity("order", ("march", "strike")), [0, 1, np.nan, np.nan]),
        # fire follows the strikes of the second rising only
        (Quantity("order", ("strike", "fire")), [1, np.nan, np.nan, np.nan]),
    ],
    ids=lambda x: f"{x.name} {' '.join(x.of)}" if isinstance(x, Quantity) else "",
)
def test_each_quantity(quantity: Quantity, expected: list[float]) -> None:
    found = values(quantity, EVENTS, THEORY, worlds=4)
    assert found == pytest.approx(np.array(expected, dtype=float), nan_ok=True)


def test_a_quantity_is_read_from_its_claim() -> None:
    details = (("quantity", "order"), ("of", "strike"), ("of", "march"), ("country", "Alda"),
               ("from", "1953-03-02"), ("until", "1953-04-01"), ("at_least", 0.5))  # fmt: skip
    assert Quantity.from_claim(Claim("X", "", "pattern", details)) == Quantity(
        "order", ("strike", "march"), "Alda", date(1953, 3, 2), date(1953, 4, 1)
    )
