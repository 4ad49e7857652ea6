"""Calls in another process: results, errors, prints, and an end in every case."""

from __future__ import annotations

import os
import time

import pytest

from contention.foundation.elsewhere import Elsewhere


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
    with Elsewhere(vanish) as call, pytest.raises(RuntimeError, match="status 3"):
        call.result()


def test_nothing_is_left_where_nobody_waits() -> None:
    began = time.monotonic()
    with Elsewhere(sleep_long) as call:
        process = call._process  # pyright: ignore[reportPrivateUsage]
    assert process.returncode is not None
    assert time.monotonic() - began < 60
