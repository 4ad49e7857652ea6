"""Worlds on disk: made block by block, so that a killed run loses at most one block."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.provenance import make_manifest
from contention.store import write_json
from contention.study.assemble import EVENTS, STOCKS, open_stocks, write_events, write_stocks
from contention.study.identity import MANIFEST, read_manifest, refuse_other
from contention.study.parts import BLOCK, FOLDER, Block, Note, blocks_of, read_note, write_part
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr
    from numpy.typing import NDArray

    from contention.engine import Model
    from contention.record import Record


@dataclass(frozen=True)
class Request:
    """Which worlds are wanted.

    Parameters
    ----------
    model
        A theory bound to a scenario.
    values
        Its parameters in natural units, in the order of ``model.parameters``.
    worlds
        How many, counted from world 0.
    seed
        Below 2**32.
    threads
        0 takes one for each core; the worlds do not depend on it.
    record
        What is replayed before ``start``.
    start
        The day from which worlds are drawn; None draws the whole calendar.
    levers
        Names of levers of the theory that are pulled.
    cap
        Where rates are capped (`contention.simulate`).
    end_runaways
        Whether a world ends on the day a rate reaches its cap (`contention.simulate`).
    inputs
        Name -> hash of what the model and the record were made from.
    command
        The words of the command, for the manifest.
    """

    model: Model
    values: NDArray[Any]
    worlds: int
    seed: int
    threads: int = 0
    record: Record | None = None
    start: date | None = None
    levers: tuple[str, ...] = ()
    cap: float | None = None
    end_runaways: bool = False
    inputs: dict[str, str] = field(default_factory=dict[str, str])
    command: tuple[str, ...] = ("contention",)


@dataclass(frozen=True)
class StoredWorlds:
    """Worlds in a directory; events and stocks are read when they are asked for.

    Parameters
    ----------
    path
        The directory.
    theory
        Name of the theory.
    worlds
        Number of worlds.
    seed
        Seed they were drawn with.
    seconds
        Time spent on simulating them, writing apart.
    peak_rss_mb
        Largest memory of the process, in MB.
    events_median
        Events of the median world.
    ended
        Numbers of the worlds that ran away, and ended.
    """

    path: Path
    theory: str
    worlds: int
    seed: int
    seconds: float
    peak_rss_mb: float
    events_median: float
    ended: tuple[int, ...] = ()

    @property
    def events(self) -> pl.DataFrame:
        """Every event of every world, as in a record, with the column ``world``."""
        import polars as pl

        return pl.read_parquet(self.path / EVENTS)

    @property
    def stocks(self) -> xr.Dataset:
        """Stocks and acts with dimensions world, week and country."""
        return open_stocks(self.path)

    def _repr_html_(self) -> str:
        return (
            f"<p>{self.worlds:,} worlds of {self.theory}, seed {self.seed}: "
            f"{self.events_median:,.0f} events in the median world</p>"
        )


def make_worlds(directory: Path, request: Request, *, progress: Progress = silent) -> StoredWorlds:
    """Simulate worlds into a directory, or finish what an earlier run began.

    The caller holds the lock of the directory (`contention.store.open_directory`).

    Parameters
    ----------
    directory
        An existing directory: empty, or with earlier worlds of the same request.
    request
        Which worlds. More of them than are there continue them: the first n of N are the same.
    progress
        Told of every finished block.

    Returns
    -------
    StoredWorlds
        What is there now.

    Raises
    ------
    ContentionError
        U008 or U009: the directory holds worlds of another request, or more than are asked for.
    """
    manifest = _manifest(request)
    old = read_manifest(directory)
    if old is not None:
        refuse_other(directory, old, manifest)
    held = _held(directory, old)
    if held.worlds < request.worlds:
        # From here on the directory says what it is for, and what it held before.
        write_json(directory / MANIFEST, manifest | {"status": "running", "held": asdict(held)})
        kept = held.worlds // BLOCK * BLOCK
        blocks = [block for block in blocks_of(request.worlds) if block.first >= kept]
        notes = _make_blocks(directory, request, blocks, progress)
        write_events(directory, kept, blocks)
        about = {"theory": str(manifest["theory"]), "scenario": str(manifest["scenario"])}
        write_stocks(directory, kept, blocks, about=about)
        held = _sum(directory, request.worlds, held, notes)
        write_json(directory / MANIFEST, manifest | {"status": "complete", "held": asdict(held)})
    shutil.rmtree(directory / FOLDER, ignore_errors=True)
    return read_worlds(directory)


def read_worlds(directory: Path) -> StoredWorlds:
    """Return the worlds of a directory.

    Raises
    ------
    ContentionError
        U012: the directory holds no finished worlds.
    """
    manifest = read_manifest(directory)
    held = _held(directory, manifest)
    if manifest is None or not held.worlds:
        raise ContentionError(
            Problem(
                "U012",
                "no finished worlds",
                "events.parquet, stocks.zarr and manifest.json",
                str(directory),
                "run the command that makes them once more to its end",
            )
        )
    return StoredWorlds(
        path=directory, theory=str(manifest["theory"]), seed=int(manifest["seed"]), **asdict(held)
    )


@dataclass(frozen=True)
class _Held:
    """What the finished files of a directory hold."""

    worlds: int = 0
    seconds: float = 0.0
    peak_rss_mb: float = 0.0
    events_median: float = 0.0
    ended: tuple[int, ...] = ()


def _held(directory: Path, manifest: dict[str, Any] | None) -> _Held:
    """Return what is there; nothing where a killed run or a user took a file away."""
    whole = (directory / EVENTS).is_file() and (directory / STOCKS).is_dir()
    if not whole or not manifest or "held" not in manifest:
        return _Held()
    held = manifest["held"]
    return _Held(**held | {"ended": tuple(held.get("ended", ()))})


def _manifest(request: Request) -> dict[str, Any]:
    theory = request.model.theory.name
    values = hashlib.sha256(request.values.tobytes()).hexdigest()
    return make_manifest(
        request.command,
        inputs=request.inputs | {f"values of {theory}": values},
        seed=request.seed,
        kind="worlds",
        theory=theory,
        scenario=request.model.scenario.name,
        worlds=request.worlds,
        settings={
            "start": request.start.isoformat() if request.start else None,
            "levers": list(request.levers),
            "cap": request.cap,
            "end_runaways": request.end_runaways,
        },
    )


def _make_blocks(
    directory: Path, request: Request, blocks: Sequence[Block], progress: Progress
) -> list[Note]:
    """Make the blocks that are not there yet, and return the notes of all of them."""
    from contention.engine import simulate

    stage = f"worlds of {request.model.theory.name}"
    first = blocks[0].first
    progress(stage, 0, request.worlds - first)
    notes: list[Note] = []
    for block in blocks:
        note = read_note(directory, block)
        if note is None:
            worlds = simulate(
                request.model,
                request.values,
                worlds=block.worlds,
                seed=request.seed,
                first_world=block.first,
                threads=request.threads,
                record=request.record,
                start=request.start,
                levers=request.levers,
                cap=request.cap,
                end_runaways=request.end_runaways,
            )
            note = write_part(directory, block, worlds)
        notes.append(note)
        progress(stage, block.stop - first, request.worlds - first)
    return notes


def _sum(directory: Path, worlds: int, before: _Held, notes: Sequence[Note]) -> _Held:
    return _Held(
        worlds=worlds,
        seconds=before.seconds + sum(note.seconds for note in notes),
        peak_rss_mb=max([before.peak_rss_mb, *(note.peak_rss_mb for note in notes)]),
        events_median=_median_events(directory / EVENTS, worlds),
        ended=tuple(sorted({*before.ended}.union(*(note.ended for note in notes)))),
    )


def _median_events(path: Path, worlds: int) -> float:
    """Return the events of the median world; worlds without any event have no row to count."""
    import polars as pl

    table = pl.scan_parquet(path).group_by("world").len().collect()
    counts = table["len"].to_list()
    return float(median(counts + [0] * (worlds - len(counts))))
