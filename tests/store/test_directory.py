"""Directories: ours or not, one run at a time, clean after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from contention.foundation.errors import ContentionError
from contention.store import claim_directory, lock_directory, open_directory, write_with

HOLD = """
import sys, time
from pathlib import Path
from contention.store import open_directory, write_with
def stall(part):
    part.write_text("half")
    print("half", flush=True)
    time.sleep(60)
with open_directory(sys.argv[1]) as directory:
    write_with(directory / "events.parquet", stall)
"""


def test_a_new_directory_is_made_with_its_parents_and_marked(tmp_path: Path):
    directory = claim_directory(tmp_path / "a" / "b")
    assert [child.name for child in directory.iterdir()] == [".contention"]


def test_a_directory_of_ours_is_accepted_with_what_it_holds(tmp_path: Path):
    (claim_directory(tmp_path / "a") / "report.html").write_text("x")
    assert (claim_directory(tmp_path / "a") / "report.html").read_text() == "x"


def test_an_empty_directory_is_accepted(tmp_path: Path):
    assert (claim_directory(tmp_path) / ".contention").is_file()


def test_a_directory_of_somebody_else_is_refused_and_left_alone(tmp_path: Path):
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(ContentionError, match=r"such as thesis\.tex") as caught:
        claim_directory(tmp_path)
    assert caught.value.codes == ("F014",)
    assert [child.name for child in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_claim_that_was_killed_half_way_can_be_made_again(tmp_path: Path):
    (tmp_path / ".lock").touch()
    (tmp_path / "..contention.1234abcd.part").touch()
    with open_directory(tmp_path) as directory:
        assert sorted(child.name for child in directory.iterdir()) == [".contention", ".lock"]


def test_a_file_in_the_way(tmp_path: Path):
    (tmp_path / "a").touch()
    for path in (tmp_path / "a", tmp_path / "a" / "b"):
        with pytest.raises(ContentionError) as caught:
            claim_directory(path)
        assert caught.value.codes == ("F012",)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Root may write anywhere, so the refusal is made here.
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ContentionError) as caught:
        claim_directory(tmp_path / "a")
    assert caught.value.codes == ("F011",)


def test_a_second_run_is_refused_and_a_later_one_is_not(tmp_path: Path):
    with lock_directory(tmp_path):
        with pytest.raises(ContentionError) as caught, lock_directory(tmp_path):
            pytest.fail("two runs held one directory")
        assert caught.value.codes == ("F015",)
    with lock_directory(tmp_path):
        pass


def test_an_error_inside_gives_the_directory_back(tmp_path: Path):
    with pytest.raises(KeyError), lock_directory(tmp_path):
        raise KeyError
    with lock_directory(tmp_path):
        pass


def test_the_lock_does_not_rename_errors_of_the_run(tmp_path: Path):
    with pytest.raises(OSError, match="mine"), lock_directory(tmp_path):
        message = "mine"
        raise OSError(message)


def test_a_killed_run_leaves_no_lock_and_no_half_file(tmp_path: Path):
    run = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert run.stdout is not None
    try:
        assert run.stdout.readline() == b"half\n"
        with pytest.raises(ContentionError) as caught, open_directory(tmp_path):
            pytest.fail("two runs held one directory")
        assert caught.value.codes == ("F015",)
        # The second run did not touch what the first one is writing.
        assert len(list(tmp_path.glob(".events.parquet.*.part"))) == 1
    finally:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        run.stdout.close()
    assert not (tmp_path / "events.parquet").exists()
    with open_directory(tmp_path) as directory:
        assert list(directory.glob("*.part")) == []
        assert list(directory.glob(".*.part")) == []
        write_with(directory / "events.parquet", lambda part: part.write_text("whole"))
    assert (tmp_path / "events.parquet").read_text() == "whole"
