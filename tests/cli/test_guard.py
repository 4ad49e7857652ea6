"""What stands around every verb: interrupts, full disks, readers who leave."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from contention.cli.guard import guarded
from contention.foundation.errors import ContentionError, Problem


def leave(failure: BaseException, *, resumes: bool = False) -> int:
    """Return the status with which a verb that fails leaves."""

    @guarded("study", resumes=resumes)
    def verb(*, json: bool = False) -> None:
        raise failure

    with pytest.raises(typer.Exit) as left:
        verb()
    return left.value.exit_code


def test_mistakes_end_in_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem("T001", "a", "b", "f.yaml:1:2", "mend it"), Problem("T002", "c", "d")]
    assert leave(ContentionError(problems)) == 2
    shown = capsys.readouterr().err
    assert "f.yaml:1:2: T001: found a\n  expected b\n  hint: mend it\n" in shown
    assert "T002" in shown
    assert "2 problems" in shown


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "F010"), (errno.EDQUOT, "F010"), (errno.EACCES, "F011")]
)
def test_refusals_of_the_system(number: int, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(OSError(number, os.strerror(number), "results/x")) == 2
    shown = capsys.readouterr().err
    assert f"results/x: {code}: " in shown
    assert "hint: " in shown


def test_unexpected_failures_keep_their_traceback() -> None:
    @guarded("study")
    def verb(*, json: bool = False) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        verb()

    @guarded("study")
    def other(*, json: bool = False) -> None:
        raise OSError(errno.EIO, "input or output")

    with pytest.raises(OSError, match="input or output"):
        other()


def test_interrupts_say_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(KeyboardInterrupt(), resumes=True) == 130
    assert "continues where it stopped" in capsys.readouterr().err
    assert leave(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_an_interrupted_program(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from contention import study\n"
        "def wait(*_, **__):\n"
        "    print('waiting', file=sys.stderr, flush=True)\n"
        "    time.sleep(60)\n"
        "study.run_study = wait\n"
        "from contention.cli import main\n"
        "main(['study', 'eastern-bloc-1953'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        while "waiting" not in (line := run.stderr.readline()):
            assert line, "ended too early"
        run.send_signal(signal.SIGINT)
        told = run.stderr.read()
    assert run.returncode == 130
    assert "the same command continues" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_reader_who_leaves(more: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "contention", "list", *more]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == ""
    assert run.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_stdout() -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "contention", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert "F010" in run.stderr
    assert "Traceback" not in run.stderr
