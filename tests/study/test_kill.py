"""Runs that are killed at any moment, and two runs at once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from contention.foundation.errors import ContentionError
from contention.store import open_directory

FAKE = Path(__file__).with_name("fake_engine.py")
WORLDS = "230"


def start(directory: Path, *, pause: float, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(FAKE), str(directory), WORLDS, "1", str(pause)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def wait_for(word: str, run: subprocess.Popen[str]) -> None:
    assert run.stdout is not None
    while (line := run.stdout.readline()) and line.strip() != word:
        pass
    assert line, f"ended before it said {word}"


def finish(directory: Path) -> None:
    run = start(directory, pause=0)
    run.communicate(timeout=60)
    assert run.returncode == 0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Worlds of a run that nobody disturbed."""
    directory = tmp_path_factory.mktemp("whole")
    finish(directory)
    return directory


@pytest.mark.slow
def test_killed_at_random_moments(whole: Path, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    moments = random.Random(seed)
    killed = 0
    # Later kills come later, so that some fall into the blocks and some into the assembly.
    for longest in (0.3, 0.5, 0.8, 1.1):
        run = start(tmp_path / "cut", pause=0.05)
        wait_for("claimed", run)
        time.sleep(moments.uniform(0, longest))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        killed += run.returncode == -signal.SIGKILL
    assert killed, f"no kill came in time, seed {seed}"
    finish(tmp_path / "cut")
    _assert_same(tmp_path / "cut", whole, seed)


@pytest.mark.parametrize("name", ["00001.json", "events.parquet", "stocks.zarr", "manifest.json"])
def test_killed_as_a_file_appears(name: str, whole: Path, tmp_path: Path) -> None:
    run = start(tmp_path / "cut", pause=0, KILL_AS=name)
    run.communicate(timeout=60)
    assert run.returncode == -signal.SIGKILL
    finish(tmp_path / "cut")
    _assert_same(tmp_path / "cut", whole, name)


@pytest.mark.parametrize("room", ["200", "3000", "4000"])
def test_a_full_disk(room: str, whole: Path, tmp_path: Path) -> None:
    run = start(tmp_path / "cut", pause=0, ROOM=room)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "F010" in told
    assert not list((tmp_path / "cut").rglob(".*.part"))
    finish(tmp_path / "cut")
    _assert_same(tmp_path / "cut", whole, room)


def test_a_second_run_is_refused(tmp_path: Path) -> None:
    run = start(tmp_path / "held", pause=20)
    try:
        wait_for("claimed", run)
        with pytest.raises(ContentionError) as refused, open_directory(tmp_path / "held"):
            pass
        assert refused.value.codes == ("F015",)
    finally:
        run.kill()
        run.communicate()
    with open_directory(tmp_path / "held"):
        pass  # a killed run leaves no lock


def _assert_same(one: Path, two: Path, told: object) -> None:
    assert (one / "events.parquet").read_bytes() == (two / "events.parquet").read_bytes(), told
    with (
        xr.open_zarr(one / "stocks.zarr", consolidated=False, chunks=None) as ours,
        xr.open_zarr(two / "stocks.zarr", consolidated=False, chunks=None) as theirs,
    ):
        assert set(ours) == set(theirs)
        for name in ours.variables:
            left, right = ours[name].values, theirs[name].values
            assert left.dtype == right.dtype
            assert np.array_equal(left, right, equal_nan=left.dtype.kind == "f"), told
    left_over = sorted(path.name for path in one.iterdir())
    assert left_over == [".contention", ".lock", "events.parquet", "manifest.json", "stocks.zarr"]
