"""Finished blocks into the two results a user opens: one event table, one array store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.store import write_tree, write_with
from contention.study.parts import BLOCK, DIMENSIONS, Block, events_path, read_stocks

if TYPE_CHECKING:
    import xarray as xr

EVENTS = "events.parquet"
STOCKS = "stocks.zarr"

ROWS_IN_GROUP = 65_536
BLOCKS_AT_ONCE = 4
"""Blocks of stocks that are held in memory at once."""


def write_events(directory: Path, kept: int, blocks: Sequence[Block]) -> None:
    """Write the event table: the kept worlds of the old one, then those of the blocks.

    The table is streamed, in order, with groups of a fixed size, so that its bytes depend on the
    worlds alone and not on how many sittings they took.
    """
    import polars as pl

    frames: list[pl.LazyFrame] = []
    if kept:
        frames.append(pl.scan_parquet(directory / EVENTS).filter(pl.col("world") < kept))
    frames += [pl.scan_parquet(events_path(directory, block)) for block in blocks]

    def stream(part: Path) -> None:
        pl.concat(frames).sink_parquet(
            part, compression="zstd", row_group_size=ROWS_IN_GROUP, maintain_order=True
        )

    write_with(directory / EVENTS, stream)


def write_stocks(
    directory: Path, kept: int, blocks: Sequence[Block], *, about: dict[str, str]
) -> None:
    """Write the array store: one block of worlds a chunk, the kept worlds first.

    ``about`` becomes the attributes of the store.
    """
    import xarray as xr

    def fill(part: Path) -> None:
        started = False
        if kept:
            with open_stocks(directory) as old:
                for first in range(0, kept, BLOCK * BLOCKS_AT_ONCE):
                    stop = min(first + BLOCK * BLOCKS_AT_ONCE, kept)
                    some = old.isel(world=slice(first, stop))
                    _append(part, some.assign_attrs(about), started=started)
                    started = True
        for k in range(0, len(blocks), BLOCKS_AT_ONCE):
            few = [read_stocks(directory, block) for block in blocks[k : k + BLOCKS_AT_ONCE]]
            some = xr.concat(few, dim="world").assign_attrs(about)
            _append(part, some, started=started)
            started = True

    write_tree(directory / STOCKS, fill)


def open_stocks(directory: Path) -> xr.Dataset:
    """Open the array store of a directory; arrays are read when they are used."""
    import xarray as xr

    library: Any = xr  # its types are open in half the places
    stocks: xr.Dataset = library.open_zarr(directory / STOCKS, consolidated=False, chunks=None)
    # A store without an index lists its arrays as the file system happens to.
    return stocks[sorted(stocks.data_vars, key=str)]


def _append(store: Path, given: xr.Dataset, *, started: bool) -> None:
    stocks: Any = given.load()  # pyright: ignore[reportUnknownMemberType]
    if started:
        stocks = stocks.drop_vars(["week", "country"])
        for variable in stocks.variables.values():
            variable.encoding = {}
        stocks.to_zarr(store, mode="a", append_dim="world", zarr_format=3, consolidated=False)
        return
    stocks = stocks.drop_encoding()
    # Text of fixed width has no place in the zarr format 3; text of any length has.
    names = stocks["country"].values.astype(object)
    stocks = stocks.assign_coords(country=names)
    stocks.to_zarr(store, mode="w", zarr_format=3, consolidated=False, encoding=_encoding(stocks))


def _encoding(stocks: Any) -> dict[str, dict[str, Any]]:
    from zarr.codecs import BloscCodec

    codec = BloscCodec(cname="zstd", clevel=5, shuffle="bitshuffle")
    chunks = (BLOCK, *(stocks.sizes[name] for name in DIMENSIONS[1:]))
    arrays = {str(name): {"chunks": chunks, "compressors": (codec,)} for name in stocks.data_vars}
    return {**arrays, "world": {"chunks": (BLOCK,)}}
