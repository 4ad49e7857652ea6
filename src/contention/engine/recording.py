"""The part of simulated worlds that a record with gaps in coverage would hold."""

from __future__ import annotations

import numpy as np
import polars as pl

from .kernels.recording import keep  # pyright: ignore[reportUnknownVariableType]
from .model import Model
from .names import name_hash
from .observation import shares_of


def recorded(model: Model, events: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """Return the simulated events that a record would hold.

    Each event is kept with the share that the scenario states for its country and day,
    whatever happens to the others. The draws are addressed by world, day, act, country and the
    number of the event among those, so the same events stay whatever is asked for besides.

    Parameters
    ----------
    model
        A bound model.
    events
        Events of simulated worlds, in the order of simulation.
    seed
        Seed, 0 to 2**32 - 1.

    Returns
    -------
    polars.DataFrame
        The events that are kept; all of them where the scenario states no shares.
    """
    scenario = model.scenario
    if scenario.recorded is None or events.height == 0:
        return events
    number = events.select(
        pl.int_range(pl.len()).over("world", "date", "act", "country").alias("n")
    )["n"]
    country = events["country"].replace_strict(
        {name: k for k, name in enumerate(scenario.countries)}, return_dtype=pl.Int64
    )
    ordinal = events["date"].cast(pl.Int32).to_numpy().astype(np.int64) + 719_163
    share = shares_of(model)[country.to_numpy(), ordinal - scenario.start.toordinal()]
    kept = np.zeros(events.height, dtype=np.int64)
    keep(
        seed,
        events["world"].to_numpy().astype(np.int64),
        ordinal,
        _hashes(events["act"]),
        _hashes(events["country"]),
        number.to_numpy().astype(np.int64),
        np.ascontiguousarray(share),
        kept,
    )
    return events.filter(pl.Series(kept == 1))


def _hashes(names: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    known = {name: name_hash(name) for name in names.unique().to_list()}
    return names.replace_strict(known, return_dtype=pl.Int64).to_numpy().astype(np.int64)
