"""Calls in another process: results, errors, prints, and an end in every case."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from contention.foundation import elsewhere
from contention.foundation.elsewhere import Elsewhere, NoAnswerError


def add_aloud(one: int, other: int) -> tuple[int, int]:
    print("said aloud")
    return one + other, os.getpid()


def fail(word: str) -> None:
    raise KeyError(word)


def vanish() -> None:
    os._exit(3)


def sleep_long() -> None:
    time.sleep(600)


def test_a_call_runs_in_another_process() -> None:
    with Elsewhere(add_aloud, 2, 3) as call:
        total, process = call.result()
    assert total == 5
    assert process != os.getpid()


def test_errors_come_back() -> None:
    with Elsewhere(fail, "word") as call, pytest.raises(KeyError, match="word"):
        call.result()


def test_a_process_that_vanishes_is_told() -> None:
    with Elsewhere(vanish) as call, pytest.raises(NoAnswerError, match="status 3"):
        call.result()


def test_a_result_may_wait(capfd: pytest.CaptureFixture[str]) -> None:
    with Elsewhere(add_aloud, 2, 3) as call:
        process = call._process  # pyright: ignore[reportPrivateUsage]
        assert process.wait(60) == 0
        assert call.result()[0] == 5
    assert capfd.readouterr().err == "said aloud\n"  # and not in the answer


def test_the_folder_one_is_in_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "signal.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [tmp_path / "elsewhere", *sys.path])  # some put a path there
    with Elsewhere(add_aloud, 2, 3) as call:
        assert call.result()[0] == 5


@pytest.mark.parametrize("size", [10, 68_000, 300_000])
def test_one_that_ends_before_it_is_told_all(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "SERVE", "raise SystemExit(4)")
    with Elsewhere(len, b" " * size) as call, pytest.raises(NoAnswerError, match="status 4"):
        call.result()


def test_nothing_is_left_where_nobody_waits() -> None:
    began = time.monotonic()
    with Elsewhere(sleep_long) as call:
        process = call._process  # pyright: ignore[reportPrivateUsage]
    assert process.returncode is not None
    assert time.monotonic() - began < 60
