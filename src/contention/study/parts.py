"""Finished blocks of worlds on disk, before they become one table and one array store.

A block is three files: its events, its stocks, and a note that is written last. A block without
its note does not count and is made again; worlds are addressed, so it comes out the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contention.store import write_json, write_with

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from contention.engine import Worlds

BLOCK = 50
"""Worlds in a block: small enough to lose little, large enough to keep every core busy."""

FOLDER = "parts"

DIMENSIONS = ("world", "week", "country")


@dataclass(frozen=True)
class Block:
    """Worlds ``first`` up to, not including, ``stop``."""

    number: int
    first: int
    stop: int

    @property
    def worlds(self) -> int:
        """Number of worlds of the block."""
        return self.stop - self.first


@dataclass(frozen=True)
class Note:
    """What is remembered of a finished block.

    ``seconds`` and ``peak_rss_mb`` say what it cost, ``ended`` which worlds ran away and ended.
    """

    worlds: int
    seconds: float
    peak_rss_mb: float
    ended: tuple[int, ...] = ()


def blocks_of(worlds: int) -> list[Block]:
    """Return the blocks of a number of worlds; the last may be short."""
    starts = range(0, worlds, BLOCK)
    return [Block(k, first, min(first + BLOCK, worlds)) for k, first in enumerate(starts)]


def events_path(directory: Path, block: Block) -> Path:
    """Return where the events of a block are kept."""
    return directory / FOLDER / f"{block.number:05d}-events.parquet"


def stocks_path(directory: Path, block: Block) -> Path:
    """Return where the stocks of a block are kept, one row a world, week and country."""
    return directory / FOLDER / f"{block.number:05d}-stocks.parquet"


def read_note(directory: Path, block: Block) -> Note | None:
    """Return the note of a block, or None if the block is not finished in this size."""
    try:
        held = json.loads(_note_path(directory, block).read_text(encoding="utf-8"))
        note = Note(**held | {"ended": tuple(held["ended"])})
    except (FileNotFoundError, KeyError, ValueError, TypeError):
        return None
    whole = events_path(directory, block).is_file() and stocks_path(directory, block).is_file()
    return note if whole and note.worlds == block.worlds else None


def write_part(directory: Path, block: Block, worlds: Worlds) -> Note:
    """Write the worlds of a block: events, stocks, and last the note."""
    (directory / FOLDER).mkdir(exist_ok=True)
    # A short block that grows must not count as finished while its tables are replaced.
    _note_path(directory, block).unlink(missing_ok=True)
    write_with(events_path(directory, block), worlds.events.write_parquet)
    write_with(stocks_path(directory, block), _table(worlds.stocks).write_parquet)
    note = Note(block.worlds, worlds.seconds, worlds.peak_rss_mb, worlds.ended)
    write_json(_note_path(directory, block), asdict(note))
    return note


def read_stocks(directory: Path, block: Block) -> xr.Dataset:
    """Return the stocks of a finished block as they were given."""
    import polars as pl
    import xarray as xr

    table = pl.read_parquet(stocks_path(directory, block))
    axes = {name: table[name].unique(maintain_order=True).to_numpy() for name in DIMENSIONS}
    shape = tuple(len(axis) for axis in axes.values())
    return xr.Dataset(
        {
            name: (DIMENSIONS, table[name].to_numpy().reshape(shape))
            for name in table.columns
            if name not in DIMENSIONS
        },
        coords=axes,
    )


def _note_path(directory: Path, block: Block) -> Path:
    return directory / FOLDER / f"{block.number:05d}.json"


def _table(stocks: xr.Dataset) -> pl.DataFrame:
    import numpy as np
    import polars as pl

    ordered = stocks.transpose(*DIMENSIONS)
    shape = tuple(ordered.sizes[name] for name in DIMENSIONS)
    columns = {
        name: np.broadcast_to(
            ordered[name].values.reshape([-1 if k == j else 1 for k in range(3)]), shape
        ).ravel()
        for j, name in enumerate(DIMENSIONS)
    }
    columns |= {str(name): ordered[name].values.ravel() for name in ordered.data_vars}
    return pl.DataFrame(columns)
