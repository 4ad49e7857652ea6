"""Work in several processes: results, errors, prints, and an end in every case."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from contention.foundation import crew
from contention.foundation.crew import share_out, standing_crew
from contention.foundation.errors import ContentionError, Problem

Tell = Callable[[Any], None]
Here = tuple[int, int]


@pytest.fixture
def two() -> Generator[None]:
    """Two processes, whatever the machine has."""
    with standing_crew(2):
        yield


@pytest.fixture(autouse=True)
def none_left() -> Generator[None]:
    """No thread, and with it no process, is left behind."""
    before = threading.active_count()
    yield
    until = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)
    assert threading.active_count() == before


def add_aloud(shared: int, item: int, tell: Tell) -> tuple[int, int]:
    print("said aloud")
    tell(item)
    time.sleep(0.01 if crew._helping else 0.2)  # pyright: ignore[reportPrivateUsage]
    return shared + item, os.getpid()


def fail(main: int, item: str, _tell: Tell) -> str:
    time.sleep(0.2)
    if os.getpid() != main:
        raise ContentionError(Problem("I001", item, "none"))
    return item


def vanish(main: int, item: int, _tell: Tell) -> int:
    time.sleep(0.2)
    if os.getpid() != main:
        os._exit(3)
    return item


def not_to_be_sent(main: int, _item: int, _tell: Tell) -> Callable[[], int] | int:
    time.sleep(0.2)
    return 1 if os.getpid() == main else lambda: 2


def nested(_shared: None, _item: int, _tell: Tell) -> tuple[int, list[Here]]:
    return os.getpid(), share_out(add_aloud, 1, [1, 2], workers=2)


def interrupted(main: int, _item: int, _tell: Tell) -> None:
    if os.getpid() != main:
        time.sleep(600)
    time.sleep(2)
    raise KeyboardInterrupt


def test_items_are_shared_out(two: None) -> None:
    heard: list[int] = []
    found = share_out(add_aloud, 10, range(20), workers=2, hear=heard.append)
    assert [total for total, _ in found] == list(range(10, 30))
    assert sorted(heard) == list(range(20))
    processes = {process for _, process in found}
    assert os.getpid() in processes
    assert len(processes) == 2


def test_helpers_stay_for_the_next_call(two: None) -> None:
    first = share_out(add_aloud, 0, range(20), workers=2)
    second = share_out(add_aloud, 5, range(4), workers=2)  # at once: nothing is started anew
    assert {process for _, process in first} == {process for _, process in second}
    assert [total for total, _ in second] == [5, 6, 7, 8]


def test_one_process_asks_nobody(two: None) -> None:
    found = share_out(add_aloud, 1, range(3), workers=1)
    assert {process for _, process in found} == {os.getpid()}
    assert share_out(add_aloud, 1, [], workers=2) == []


def test_short_work_starts_no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert len(share_out(add_aloud, 1, range(3), workers=2)) == 3


def test_long_work_starts_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "LONG", 1.0)
    found = share_out(add_aloud, 1, range(20), workers=2)
    assert len({process for _, process in found}) == 2


@pytest.mark.parametrize("python", ["/nowhere", "/bin/false"])
def test_where_no_helper_can_be_had_all_is_done_here(
    python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    with standing_crew(2):
        found = share_out(add_aloud, 1, range(3), workers=2)
    assert {process for _, process in found} == {os.getpid()}


def test_errors_come_back(two: None) -> None:
    with pytest.raises(ContentionError, match="word"):
        share_out(fail, os.getpid(), ["word"] * 20, workers=2)


@pytest.mark.parametrize("work", [vanish, not_to_be_sent])
def test_what_a_helper_leaves_is_done_here(work: Any, two: None) -> None:
    found = share_out(work, os.getpid(), [1] * 8, workers=2)
    assert found == [1] * 8


def test_prints_do_not_get_into_answers(capfd: pytest.CaptureFixture[str]) -> None:
    with standing_crew(2):
        share_out(add_aloud, 1, range(20), workers=2)
    said = capfd.readouterr()
    assert said.out.count("said aloud") + said.err.count("said aloud") == 20
    assert said.err.count("said aloud") > 0


def test_a_helper_asks_no_helpers(two: None) -> None:
    for process, found in share_out(nested, None, range(10), workers=2):
        assert {where for _, where in found} == {process} or process == os.getpid()


def test_the_folder_one_is_in_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "signal.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [tmp_path / "elsewhere", *sys.path])  # some put a path there
    with standing_crew(2):
        found = share_out(add_aloud, 1, range(20), workers=2)
    assert len({process for _, process in found}) == 2


@pytest.mark.parametrize("size", [10, 68_000, 300_000])
def test_a_helper_that_ends_before_it_is_told_all(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "SERVE", "raise SystemExit(4)")
    with standing_crew(2):
        found = share_out(count, b" " * size, range(3), workers=2)
    assert found == [size] * 3


def count(shared: bytes, _item: int, _tell: Tell) -> int:
    time.sleep(0.2)
    return len(shared)


def test_nobody_works_on_where_nobody_waits(two: None) -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        share_out(interrupted, os.getpid(), range(2), workers=2)
    assert time.monotonic() - began < 60


def test_an_error_of_who_hears_is_raised(two: None) -> None:
    def hear(item: int) -> None:
        raise ValueError(item)

    with pytest.raises(ValueError, match=r"\d"):
        share_out(add_aloud, 1, range(4), workers=2, hear=hear)


def test_helpers_leave_where_nobody_is_left_to_ask(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(
        "import os, time\n"
        "from contention.foundation import crew\n"
        "with crew.standing_crew(2):\n"
        "    helper = crew._standing._all[0]._process.pid\n"
        f"    open({str(tmp_path / 'helper')!r}, 'w').write(str(helper))\n"
        "    time.sleep(1)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    assert os.system(f"{sys.executable} {script} 2> {os.devnull}") != 0
    helper = int((tmp_path / "helper").read_text())
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.kill(helper, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(helper, signal.SIGKILL)
    pytest.fail("a helper is left")
