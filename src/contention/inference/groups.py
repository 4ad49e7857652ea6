"""Draws on disk: a zarr store with the groups and names of ArviZ."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contention.foundation.version import __version__
from contention.store import write_tree

if TYPE_CHECKING:
    import xarray as xr

    from .draws import Posterior

DRAW = ("chain", "draw")


def write_groups(posterior: Posterior, path: Path) -> Path:
    """Write draws as a zarr store, whole or not at all."""

    def fill(part: Path) -> None:
        import zarr

        library: Any = zarr  # its types are open in half the places
        library.open_group(part, mode="w", zarr_format=3)
        for name, group in groups(posterior).items():
            data: Any = group
            data.to_zarr(part, group=name, mode="w", zarr_format=3, consolidated=False)
        with warnings.catch_warnings():
            # One index of all groups is not in the format yet; readers that know it are faster.
            warnings.simplefilter("ignore", library.errors.ZarrUserWarning)
            library.consolidate_metadata(part)

    return write_tree(path, fill)


def groups(posterior: Posterior) -> dict[str, xr.Dataset]:
    """Return the groups: posterior, sample_stats, log_likelihood.

    A parameter by country is one variable with the dimension ``country``. ``log_likelihood``
    holds the total of the record: rows share days, so that there is no term for each row.
    """
    import xarray as xr

    about = {
        "inference_library": "contention",
        "inference_library_version": __version__,
        "theory": posterior.theory,
        "seed": posterior.seed,
        "divergences": posterior.divergences,
    }
    chains, draws, _ = posterior.draws.shape
    axes: dict[str, Any] = {"chain": np.arange(chains), "draw": np.arange(draws)}
    total = {"record": (DRAW, posterior.log_likelihood)}
    return {
        "posterior": _parameters(posterior, axes).assign_attrs(about),
        "sample_stats": xr.Dataset(_stats(posterior), coords=axes, attrs=about),
        "log_likelihood": xr.Dataset(total, coords=axes, attrs=about),
    }


def _parameters(posterior: Posterior, axes: dict[str, Any]) -> xr.Dataset:
    import xarray as xr

    families: dict[str, list[int]] = {}
    for k, info in enumerate(posterior.model.parameters):
        families.setdefault(info.base, []).append(k)
    data: dict[str, tuple[tuple[str, ...], Any]] = {}
    for base, at in families.items():
        if posterior.model.parameters[at[0]].country:
            data[base] = ((*DRAW, "country"), posterior.draws[:, :, at])
        else:
            data[base] = (DRAW, posterior.draws[:, :, at[0]])
    # Text of fixed width has no place in the zarr format 3; text of any length has.
    countries = np.array(posterior.model.scenario.countries, dtype=object)
    return xr.Dataset(data, coords=axes | {"country": countries})


def _stats(posterior: Posterior) -> dict[str, tuple[tuple[str, ...], Any]]:
    """Return what the sampler says of each kept draw, under ArviZ's names."""
    run, weights = posterior.run, posterior.weights
    stats = {
        "diverging": run.diverging,
        "n_steps": run.steps,
        "tree_depth": run.depth,
        "energy": run.energy,
        "acceptance_rate": run.acceptance,
    }
    if weights is not None:
        stats = {name: np.take_along_axis(x, weights.chosen, 1) for name, x in stats.items()}
    return {name: (DRAW, x) for name, x in (stats | {"lp": posterior.log_posterior}).items()}
