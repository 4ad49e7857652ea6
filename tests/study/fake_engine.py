"""A tiny engine with the signature of the real one, for tests of what is kept on disk.

Run as a program it makes worlds in a directory, so that a test can kill it:
``python fake_engine.py DIRECTORY WORLDS SEED SECONDS_A_BLOCK``. It prints ``ready`` once the
libraries are loaded.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from contention.theory.model import Prior

COUNTRIES = ["Hungary", "Poland"]
WEEKS = np.array(["1953-03-07", "1953-03-14", "1953-03-21"], dtype="datetime64[ns]")


@dataclass(frozen=True)
class FakeWorlds:
    events: pl.DataFrame
    stocks: xr.Dataset
    seconds: float
    peak_rss_mb: float
    ended: tuple[int, ...] = ()


class FakeEngine:
    """Worlds that depend on seed, world, values, start and levers alone."""

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.asked: list[tuple[int, int]] = []

    def simulate(
        self,
        model: Any,
        values: Any,
        *,
        worlds: int,
        seed: int,
        first_world: int = 0,
        threads: int = 0,
        record: Any = None,
        start: date | None = None,
        levers: tuple[str, ...] = (),
        cap: float | None = None,
        end_runaways: bool = False,
    ) -> FakeWorlds:
        self.asked.append((first_world, worlds))
        time.sleep(self.pause)
        frames, heads = [], []
        for world in range(first_world, first_world + worlds):
            draw = np.random.default_rng([seed, world, len(levers), int(values.sum() * 100)])
            number = int(draw.poisson(3)) if world % 7 else 0
            frames.append(_events(world, number, draw))
            heads.append(draw.normal(size=(2, len(WEEKS), len(COUNTRIES))).astype(np.float32))
        stacked = np.stack(heads)
        stacked[0, 0, 0, 0] = np.nan
        stocks = xr.Dataset(
            {
                "on_strike": (("world", "week", "country"), stacked[:, 0]),
                "act_strike": (
                    ("world", "week", "country"),
                    np.abs(stacked[:, 1] * 10).astype(np.int32),
                ),
            },
            coords={
                "world": np.arange(first_world, first_world + worlds),
                "week": WEEKS,
                "country": COUNTRIES,
            },
        )
        return FakeWorlds(pl.concat(frames), stocks, 0.25, 100.0 + first_world)


def _events(world: int, number: int, draw: Any) -> pl.DataFrame:
    days = [date(1953, 3, 1) + timedelta(days=int(day)) for day in draw.integers(0, 20, number)]
    return pl.DataFrame(
        {
            "world": pl.Series([world] * number, dtype=pl.Int64),
            "id": pl.Series([f"W{world}-{k}" for k in range(number)], dtype=pl.String),
            "date": pl.Series(sorted(days), dtype=pl.Date),
            "actor": pl.Series([["workers"]] * number, dtype=pl.List(pl.String)),
            "participants_low": pl.Series(draw.integers(1, 900, number), dtype=pl.Int64),
        }
    )


def fake_model(name: str = "contagion") -> Any:
    theory = SimpleNamespace(
        name=name,
        title=name.title(),
        digest="a" * 64,
        labels={"spread": "Unrest spreads"},
        cites=("swp-1957",),
        parameters=(SimpleNamespace(cites=("hawkes-1971", "swp-1957")),),
        levers=(SimpleNamespace(name="appeal", cites=()),),
    )
    scenario = SimpleNamespace(name="eastern-bloc-1953")
    infos = tuple(
        SimpleNamespace(name=each, prior=Prior("normal", 0.0, 1.0)) for each in ("spread", "base")
    )
    return SimpleNamespace(
        theory=theory, scenario=scenario, parameters=infos, names=("spread", "base")
    )


def install(engine: FakeEngine, **more: Any) -> None:
    """Put the fake in the place of ``contention.engine`` in this process."""
    module = ModuleType("contention.engine")
    vars(module).update(simulate=engine.simulate, **more)
    sys.modules["contention.engine"] = module


def die_as(name: str) -> None:
    """Kill this process with -9 the moment before a file or folder gets its name for good.

    The manifest is written once at the start; what counts is the second time, at the end.
    """
    replace, rename = Path.replace, Path.rename
    seen = 0

    def watch(move: Any) -> Any:
        def moved(path: Path, target: Path) -> Any:
            nonlocal seen
            seen += Path(target).name == name
            if seen == (2 if name == "manifest.json" else 1):
                os.kill(os.getpid(), signal.SIGKILL)
            return move(path, target)

        return moved

    Path.replace, Path.rename = watch(replace), watch(rename)  # type: ignore[method-assign]


def main() -> None:
    if "KILL_AS" in os.environ:
        die_as(os.environ["KILL_AS"])
    if "ROOM" in os.environ:
        # No file may grow beyond this, which writers meet as they meet a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["ROOM"]),) * 2)
    directory, worlds, seed, pause = sys.argv[1:5]
    install(FakeEngine(float(pause)))
    import zarr.codecs  # noqa: F401 - loaded now so that kills fall into the work

    from contention.store import open_directory
    from contention.study.worlds import Request, make_worlds

    print("ready", flush=True)
    with open_directory(Path(directory)) as claimed:
        print("claimed", flush=True)
        request = Request(fake_model(), np.array([1.0, 2.0]), int(worlds), int(seed))
        make_worlds(claimed, request)


if __name__ == "__main__":
    main()
