"""ArviZ under its two interfaces: one package before version 1, several from there on."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

OLD = int(version("arviz").partition(".")[0]) < 1


def _stats() -> Any:
    from arviz_stats.base import array_stats

    return array_stats


def r_hat(draws: Floats) -> float:
    if OLD:
        import arviz

        return float(arviz.rhat(draws, method="rank"))
    return float(_stats().rhat(draws, method="rank", chain_axis=0, draw_axis=1))


def size(draws: Floats, part: str) -> float:
    if OLD:
        import arviz

        return float(arviz.ess(draws, method=part))
    options = {"prob": (0.05, 0.95)} if part == "tail" else {}
    return float(_stats().ess(draws, method=part, chain_axis=0, draw_axis=1, **options))


def mean_error(draws: Floats) -> float:
    if OLD:
        import arviz

        return float(np.ravel(arviz.mcse(draws, method="mean"))[0])
    return float(_stats().mcse(draws, method="mean", chain_axis=0, draw_axis=1))


def smooth(log_weights: Floats) -> tuple[Floats, float]:
    if OLD:
        import arviz

        smoothed, k = arviz.psislw(log_weights.copy())
        return np.asarray(smoothed), float(k)
    smoothed, k = _stats().psislw(log_weights.copy(), r_eff=1, axis=-1)
    return np.asarray(smoothed), float(k)


def read(path: Any) -> Any:
    """Read a store of draws as ArviZ does."""
    import arviz

    if OLD:  # its own reader refuses zarr 3 and names this way instead
        import xarray

        return arviz.InferenceData.from_datatree(xarray.open_datatree(path, engine="zarr"))
    return arviz.from_zarr(path)
