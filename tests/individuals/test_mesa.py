"""The variant ``mesa`` against series of Mesa's own example (`verification/epstein_mesa`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ks_2samp

from contention.individuals import run
from contention.individuals.rebellion import REBELLION

RESULTS = Path(__file__).parents[2] / "verification" / "results"
PARAMETERS = {
    "netlogo": {"cop_density": 0.04, "legitimacy": 0.82, "longest_sentence": 30},
    "mesa": {},
}


def least_p(name: str, **changed: float | str) -> float:
    """Return the least p value of tests on actives and jailed, a value a world."""
    with np.load(RESULTS / "mesa-series.npz") as series:
        theirs = series[name].astype(float)
    steps = theirs.shape[1]
    settings = {**PARAMETERS[name], **changed}
    data = run(
        REBELLION, steps=steps, worlds=60, variant="mesa", settings=settings, seed=7
    ).data  # fmt: skip
    tests = [
        ks_2samp(ours, other).pvalue
        for k, column in enumerate(("active", "jailed"))
        for ours, other in (
            (data[column].to_numpy().mean(axis=1), theirs[:, :, k].mean(axis=1)),
            (data[column].to_numpy().max(axis=1), theirs[:, :, k].max(axis=1)),
        )
    ]
    return min(tests)


@pytest.mark.parametrize("name", PARAMETERS)
def test_actives_and_jailed_agree(name: str) -> None:
    assert least_p(name) > 0.005


@pytest.mark.parametrize("other", [{"ratio": "floor"}, {"sight": "disc"}])
def test_other_rules_would_not(other: dict[str, str]) -> None:
    assert least_p("netlogo", **other) < 0.005
