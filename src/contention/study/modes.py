"""The modes of a fit on disk, each with its Laplace covariance: what draws start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contention.store import write_with

if TYPE_CHECKING:
    from contention.inference import Fit
    from contention.inference.gaussian import Mode


def modes_path(directory: Path, theory: str) -> Path:
    """Return where the modes of a fit are kept."""
    return directory / f"modes-{theory}.parquet"


def write_modes(path: Path, fitted: Fit) -> None:
    """Write the modes of a fit: a row a mode and parameter, the heaviest mode first."""
    import polars as pl

    first = (fitted.log_posterior, fitted.free, fitted.covariance)
    modes = [first, *((other.height, other.free, other.covariance) for other in fitted.others)]
    frames = [
        pl.DataFrame(
            {"mode": k, "height": height, "parameter": fitted.names, "free": free}
        ).with_columns(covariance=pl.DataFrame(covariance, schema=fitted.names).to_struct())
        for k, (height, free, covariance) in enumerate(modes)
    ]
    write_with(path, pl.concat(frames).write_parquet)


def read_modes(path: Path, names: tuple[str, ...]) -> list[Mode]:
    """Read what `write_modes` has written, with the parameters in the order of some names."""
    import polars as pl

    from contention.inference.gaussian import Mode

    order = pl.DataFrame({"parameter": names})
    found: list[Mode] = []
    for rows in pl.read_parquet(path).partition_by("mode", maintain_order=True):
        ordered = order.join(rows, on="parameter", how="left", maintain_order="left")
        covariance = ordered["covariance"].struct.unnest().select(names).to_numpy()
        found.append(Mode(ordered["free"].to_numpy(), covariance, float(ordered["height"][0])))
    return found
