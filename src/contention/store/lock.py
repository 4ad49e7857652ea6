"""One run a directory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contention.foundation.errors import ContentionError, Problem
from contention.store.failures import explain_failures

LOCK_NAME = ".lock"
"""Name of the empty file that is locked; it stays, only the lock on it comes and goes."""


@contextmanager
def lock_directory(path: str | Path) -> Generator[None]:
    """Hold a directory for this run alone.

    The lock belongs to the process (``flock``), so a killed run leaves none behind.

    Parameters
    ----------
    path
        An existing directory.

    Raises
    ------
    ContentionError
        F015: another run holds it. F011 or F013: the lock cannot be made.
    """
    directory = Path(path)
    with explain_failures(directory):
        # Not passed on to child processes of other programs, which could outlive this run.
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(directory / LOCK_NAME, flags, 0o666)
    try:
        with explain_failures(directory):
            _take(descriptor, directory)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, directory: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held = Problem(
            "F015",
            "a directory that another run is using",
            "a directory that no other run uses",
            str(directory),
            "wait for the other run to end, or choose another directory with -o",
        )
        raise ContentionError(held) from None
