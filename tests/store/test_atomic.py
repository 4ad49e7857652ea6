"""A file is there whole or not at all, whatever goes wrong."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from contention.foundation.errors import ContentionError
from contention.store import write_bytes, write_json, write_text, write_tree, write_with


def test_bytes_text_and_json_come_back(tmp_path: Path):
    assert write_bytes(tmp_path / "b", b"\x00\xff").read_bytes() == b"\x00\xff"
    assert write_text(tmp_path / "t", "Łódź\n").read_bytes() == "Łódź\n".encode()
    value = {
        "day": date(1956, 10, 23),
        "heads": np.int64(3),
        "share": np.float64(0.5),
        "none": None,
    }
    path = write_json(tmp_path / "j", value)
    assert json.loads(path.read_text()) == {
        "day": "1956-10-23",
        "heads": 3,
        "share": 0.5,
        "none": None,
    }
    assert sorted(child.name for child in tmp_path.iterdir()) == ["b", "j", "t"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_refuses_what_it_cannot_hold(tmp_path: Path, value: float):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "j", {"x": value})
    with pytest.raises(TypeError, match="set has no form in JSON"):
        write_json(tmp_path / "j", {1, 2})
    assert list(tmp_path.iterdir()) == []


def test_a_file_gets_the_permissions_that_the_user_chose(tmp_path: Path):
    old = os.umask(0o027)
    try:
        path = write_text(tmp_path / "t", "x")
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_table_is_written_through_the_writer(tmp_path: Path):
    table = pl.DataFrame({"world": [0, 1]})
    path = write_with(tmp_path / "events.parquet", table.write_parquet)
    assert pl.read_parquet(path).equals(table)


def full_after_half(part: Path) -> None:
    """Write half, then meet a disk that the kernel itself calls full."""
    part.write_bytes(b"half")
    with Path("/dev/full").open("wb", buffering=0) as disk:
        disk.write(b"the other half")


def full_tree(part: Path) -> None:
    (part / "inner").mkdir()
    full_after_half(part / "inner" / "chunk")


def test_a_full_disk_leaves_the_old_file_and_no_part(tmp_path: Path):
    path = write_text(tmp_path / "t", "old")
    with pytest.raises(ContentionError) as caught:
        write_with(path, full_after_half)
    assert caught.value.codes == ("F010",)
    assert str(path) in str(caught.value)
    assert path.read_text() == "old"
    assert [child.name for child in tmp_path.iterdir()] == ["t"]


def test_a_full_disk_leaves_the_old_tree_and_no_part(tmp_path: Path):
    path = write_tree(tmp_path / "stocks.zarr", lambda part: (part / "chunk").write_text("old"))
    with pytest.raises(ContentionError) as caught:
        write_tree(path, full_tree)
    assert caught.value.codes == ("F010",)
    assert [str(p.relative_to(tmp_path)) for p in sorted(tmp_path.rglob("*"))] == [
        "stocks.zarr",
        "stocks.zarr/chunk",
    ]


def test_a_disk_that_is_full_only_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Some file systems take every byte and say that there was no room when asked to keep them.
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    for write in (
        lambda: write_bytes(tmp_path / "b", b"x"),
        lambda: write_json(tmp_path / "j", {}),
        lambda: write_tree(tmp_path / "z", lambda part: (part / "chunk").write_text("x")),
    ):
        with pytest.raises(ContentionError) as caught:
            write()
        assert caught.value.codes == ("F010",)
    assert list(tmp_path.iterdir()) == []


LIMITED = """
import resource, sys
from pathlib import Path
import polars as pl
from contention.foundation.errors import ContentionError
from contention.store import write_bytes, write_with
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
table = pl.DataFrame({"x": pl.Series(range(100_000)).hash()})
out = Path(sys.argv[1])
for write in (
    lambda: write_bytes(out / "bytes", bytes(100_000)),
    lambda: write_with(out / "events.parquet", table.write_parquet),
):
    try:
        write()
    except ContentionError as error:
        print(*error.codes)
"""


def test_a_limit_of_the_operating_system_counts_as_full(tmp_path: Path):
    # A real refusal by the kernel in the middle of a file, for Python's writes and for polars'.
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["F010", "F010"], done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EDQUOT, "F010"),
        (errno.EACCES, "F011"),
        (errno.EROFS, "F011"),
        (errno.EISDIR, "F012"),
        (errno.EIO, "F013"),
    ],
)
def test_failures_of_the_system_have_codes(tmp_path: Path, number: int, code: str):
    def refuse(part: Path) -> None:
        raise OSError(number, os.strerror(number), str(part))

    with pytest.raises(ContentionError) as caught:
        write_with(tmp_path / "t", refuse)
    assert caught.value.codes == (code,)
    assert all(problem.hint for problem in caught.value)
    assert ".part" not in str(caught.value)


def test_a_directory_in_the_way(tmp_path: Path):
    (tmp_path / "t").mkdir()
    with pytest.raises(ContentionError) as caught:
        write_text(tmp_path / "t", "x")
    assert caught.value.codes == ("F012",)
    assert [child.name for child in tmp_path.iterdir()] == ["t"]


@pytest.mark.parametrize("write", [write_with, write_tree])
def test_a_mistake_of_the_writer_comes_through_and_leaves_nothing(
    tmp_path: Path, write: Callable[[Path, Callable[[Path], object]], Path]
):
    def stumble(part: Path) -> None:
        (part / "x" if part.is_dir() else part).write_text("half")
        message = "a mistake"
        raise KeyError(message)

    with pytest.raises(KeyError, match="a mistake"):
        write(tmp_path / "t", stumble)
    assert list(tmp_path.iterdir()) == []


def test_a_tree_replaces_the_old_tree_whole(tmp_path: Path):
    write_tree(tmp_path / "z", lambda part: (part / "old").write_text("x"))
    write_tree(tmp_path / "z", lambda part: (part / "new").write_text("x"))
    assert [p.name for p in sorted(tmp_path.rglob("*"))] == ["z", "new"]
