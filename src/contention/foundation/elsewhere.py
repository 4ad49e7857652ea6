"""Calls that run in a Python of their own, for work that holds the interpreter's lock.

Threads take turns where most of the time goes into many short calls of NumPy. Pools of processes
run the user's script once more in each process, unless it is guarded; here only what is called is
imported.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")

SERVE = "from contention.foundation.elsewhere import serve; serve()"


class NoAnswerError(Exception):
    """A process ended without an answer."""


class Elsewhere(Generic[Result]):
    """A call of a function of a module, at work in another process from now on.

    Use as a context: at its end the process is gone, whether its result was taken or not.

    Parameters
    ----------
    function
        A function that can be pickled.
    arguments
        What it is called with; they and the result can be pickled.
    """

    def __init__(self, function: Callable[..., Result], *arguments: object) -> None:
        asked = pickle.dumps((function, arguments))
        path = os.pathsep.join(str(entry) or os.getcwd() for entry in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", SERVE],  # -P: not the folder that the user is in
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
        )
        self._answer = b""
        self._reading = threading.Thread(target=self._read, args=(asked,), daemon=True)
        self._reading.start()

    def _read(self, asked: bytes) -> None:
        # stdin stays open: where it closes, the process knows that nobody waits any more
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):  # it ended at once
            self._process.stdin.write(len(asked).to_bytes(8, "little") + asked)
            self._process.stdin.flush()
        self._answer = self._process.stdout.read()

    def result(self) -> Result:
        """Wait for the result, and return it or raise what the function raised.

        Raises
        ------
        NoAnswerError
            The process ended without an answer, such as one that was killed.
        """
        self._reading.join()
        if not self._answer:
            told = f"a process ended with status {self._process.wait()} and no result"
            raise NoAnswerError(told)
        good, found = pickle.loads(self._answer)
        if not good:
            raise found
        return found

    def __enter__(self) -> Elsewhere[Result]:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._reading.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not written has no reader
                    pipe.close()


def serve() -> None:
    """Answer one call: what the other process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked decides
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed may get into the answer
    size = int.from_bytes(sys.stdin.buffer.read(8), "little")
    function, arguments = pickle.loads(sys.stdin.buffer.read(size))
    threading.Thread(target=_leave_when_alone, daemon=True).start()
    answer: tuple[bool, Any]
    try:
        answer = True, function(*arguments)
    except Exception as error:
        answer = False, error
    out.write(pickle.dumps(answer))
    out.close()


def _leave_when_alone() -> None:
    while os.read(0, 4096):  # not the buffer of stdin: its lock is asked for at the end
        pass
    os._exit(1)
