"""A theory under other noise: every noise but its own, each at a mode of its own."""

from __future__ import annotations

import pytest

from contention.inference.noises import fit_noises
from tests.inference.claims.toy import toy_fit


def test_every_other_noise_is_fitted() -> None:
    model, fitted, record = toy_fit()
    told: list[tuple[str, int, int]] = []
    found = fit_noises(model, fitted, record, progress=lambda *step: told.append(step))
    # the toy has clusters and no episodes, so that these two are the theory as it is written
    assert set(found) == {"plain", "shock"}
    assert told[-1] == ("other noise", 2, 2)
    for noise, fit in found.items():
        names = set(fit.names)
        assert "spread" in names
        assert "reach" not in names  # no cluster law is left
        assert any(name.startswith("shock_") for name in names) is (noise == "shock")
        # plain counts are surer of everything than they should be; a shock makes up for it
        k, j = fit.names.index("spread"), fitted.names.index("spread")
        assert fit.mode[k] == pytest.approx(fitted.mode[j], abs=1.5)
