"""Work shared out over processes, for work that holds the interpreter's lock.

Threads take turns where most of the time goes into many short calls of NumPy. Pools of processes
run the user's script once more in each process, unless it is guarded; here only what is called is
imported. Who asks works too; helpers are other Pythons that take items off the same list.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from time import perf_counter
from typing import IO, Any, Generic, TypeVar

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")

Tell = Callable[[Any], None]

LONG = 5.0
"""Seconds of work left from which helpers are started: one needs about three to get ready."""

SERVE = "from contention.foundation.crew import serve; serve()"

_GONE = (OSError, EOFError, pickle.UnpicklingError)


class _Helper:
    """Another Python, which does one item after the other."""

    def __init__(self) -> None:
        path = os.pathsep.join(str(entry) or os.getcwd() for entry in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", SERVE],  # -P: not the folder that the user is in
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
        )

    def send(self, content: bytes) -> None:
        """Hand something over; raise one of `_GONE` where nobody takes it."""
        assert self._process.stdin is not None
        _write(self._process.stdin, content)

    def receive(self) -> tuple[str, Any]:
        """Wait for what comes back; raise one of `_GONE` where nobody is left to send it."""
        assert self._process.stdout is not None
        return pickle.loads(_read(self._process.stdout))

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError, RuntimeError):  # a thread may still wait for it
                    pipe.close()


class _Crew:
    """Helpers, at work or idle."""

    def __init__(self) -> None:
        self._all: list[_Helper] = []
        self._idle: list[_Helper] = []
        self._lock = threading.Lock()
        self._closed = False

    def take(self, number: int) -> list[_Helper]:
        """Return up to so many helpers, new ones where none are idle; fewer if none can be had."""
        with self._lock:
            taken = [self._idle.pop() for _ in range(min(number, len(self._idle)))]
            with suppress(OSError):  # no process can be had here
                while len(taken) < number:
                    taken.append(_Helper())
                    self._all.append(taken[-1])
        return taken

    @property
    def ready(self) -> bool:
        """Whether a helper has nothing to do."""
        return bool(self._idle)

    def give(self, helper: _Helper) -> None:
        """Take a helper back that has nothing to do."""
        with self._lock:
            if not self._closed:
                self._idle.append(helper)

    def drop(self, helper: _Helper) -> None:
        """End a helper."""
        with self._lock:
            if helper in self._all:
                self._all.remove(helper)
        helper.end()

    def close(self) -> None:
        """End all helpers."""
        with self._lock:
            self._closed = True
            helpers, self._all, self._idle = self._all, [], []
        for helper in helpers:
            helper.end()


_standing: _Crew | None = None
_helping = False  # whether this is a helper itself


@contextmanager
def standing_crew(workers: int = 1) -> Generator[None]:
    """Keep helpers between calls of `share_out` in this context.

    Parameters
    ----------
    workers
        Processes from the start, this one among them. Others are started where work is long.
    """
    global _standing
    if _standing is not None or _helping:
        yield
        return
    _standing = _Crew()
    try:
        for helper in _standing.take(workers - 1):
            _standing.give(helper)
        yield
    finally:
        _standing.close()
        _standing = None


@contextmanager
def beside(function: Callable[[], object]) -> Generator[None]:
    """Call a function of a module in another process, where one can be had, during this context.

    What it returns is lost, and it ends with the context: it can only leave something on disk.
    """
    helper = None
    if not _helping and _number(0) > 1:
        with suppress(OSError):
            helper = _Helper()
            for asked in (("job", (_call, function)), ("item", None)):
                helper.send(pickle.dumps(asked))
    try:
        yield
    finally:
        if helper is not None:
            helper.end()


def _call(function: Callable[[], object], _item: None, _tell: Tell) -> None:
    function()


def share_out(
    work: Callable[[Shared, Item, Tell], Result],
    shared: Shared,
    items: Sequence[Item],
    *,
    workers: int = 0,
    seconds: float | None = None,
    hear: Callable[[Any], None] | None = None,
) -> list[Result]:
    """Call a function for every item, here and in helpers.

    Helpers are started where the work is long, and stay in a `standing_crew`. One that is killed
    leaves its item to the others.

    Parameters
    ----------
    work
        A function of a module. It is called with ``shared``, an item, and a function that hands
        something to ``hear``. What it returns must not depend on what was done before it.
    shared, items
        What can be pickled, as can results.
    workers
        Processes at most, this one among them; 0 takes one for each core.
    seconds
        What an item takes. Default: the first is done here alone, to know.
    hear
        Called with everything told, by one thread at a time.

    Returns
    -------
    list
        A result for each item, in their order. An error of an item is raised.
    """
    task = _Task(work, shared, items, hear)
    number = 1 if _helping else min(_number(workers), len(items))
    if number == 1:
        return task.finish()
    if _standing is not None and _standing.ready:
        return task.finish(_standing, number - 1)
    took = task.do_one() if seconds is None else seconds
    if took * task.left < LONG:
        return task.finish()
    with standing_crew():
        return task.finish(_standing, min(number, task.left) - 1)


def _number(workers: int) -> int:
    return workers or os.cpu_count() or 1


class _Task(Generic[Shared, Item, Result]):
    """Items that are done, being done and left."""

    def __init__(
        self,
        work: Callable[[Shared, Item, Tell], Result],
        shared: Shared,
        items: Sequence[Item],
        hear: Callable[[Any], None] | None,
    ) -> None:
        self._work, self._shared, self._items, self._hear = work, shared, items, hear
        self._todo = list(range(len(items)))[::-1]
        self._found: dict[int, Result] = {}
        self._busy: dict[int, _Helper] = {}
        self._error: BaseException | None = None
        self._lock = threading.Lock()  # of what is above
        self._change = threading.Condition(self._lock)
        self._telling = threading.Lock()

    @property
    def left(self) -> int:
        """Items that nobody has begun."""
        return len(self._todo)

    def do_one(self) -> float:
        """Do an item here, and return its seconds."""
        began = perf_counter()
        number = self._next()
        if number is not None:
            found = self._work(self._shared, self._items[number], self._tell)
            with self._lock:
                self._found[number] = found
        return perf_counter() - began

    def finish(self, crew: _Crew | None = None, helpers: int = 0) -> list[Result]:
        """Do what is left, with helpers."""
        if crew is not None and self._todo:
            job = pickle.dumps(("job", (self._work, self._shared)))
            for helper in crew.take(helpers):
                feed = partial(self._feed, helper, crew, job)
                threading.Thread(target=feed, daemon=True).start()
        try:
            while self._more():
                self.do_one()
        except BaseException:
            with self._lock:
                self._todo.clear()
                busy = list(self._busy.values())
            for helper in busy:
                helper.end()  # then its thread drops it
            raise
        if self._error is not None:
            raise self._error
        return [self._found[number] for number in range(len(self._items))]

    def _more(self) -> bool:
        """Wait until there is an item to do here, or none is being done elsewhere."""
        with self._change:
            self._change.wait_for(lambda: self._todo or not self._busy)
            return bool(self._todo)

    def _next(self, helper: _Helper | None = None) -> int | None:
        with self._lock:
            if not self._todo:
                return None
            number = self._todo.pop()
            if helper is not None:
                self._busy[number] = helper
            return number

    def _tell(self, said: object) -> None:
        if self._hear is not None:
            with self._telling:
                self._hear(said)

    def _feed(self, helper: _Helper, crew: _Crew, job: bytes) -> None:
        """Let a helper do items until none is left; runs in a thread of its own."""
        number = None
        try:
            helper.send(job)
            if helper.receive()[0] != "ready":
                raise EOFError
            while (number := self._next(helper)) is not None:
                helper.send(pickle.dumps(("item", self._items[number])))
                while (answer := helper.receive())[0] == "told":
                    self._tell(answer[1])
                self._take(number, *answer)
        except _GONE:
            if number is not None:
                self._put_back(number)
            crew.drop(helper)
        except BaseException as error:  # one who hears, or an item that cannot be pickled
            if number is not None:
                self._take(number, "failed", error)
            crew.drop(helper)
        else:
            crew.give(helper)

    def _take(self, number: int, kind: str, what: Any) -> None:
        with self._change:
            self._busy.pop(number, None)
            if kind == "done":
                self._found[number] = what
            elif self._error is None:
                self._error = what
                self._todo.clear()
            self._change.notify_all()

    def _put_back(self, number: int) -> None:
        with self._change:
            self._busy.pop(number, None)
            self._todo.append(number)
            self._change.notify_all()


def _write(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(8, "little") + content)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    size = pipe.read(8)
    content = pipe.read(int.from_bytes(size, "little")) if len(size) == 8 else b""
    if not content:
        raise EOFError
    return content


def serve() -> None:
    """Do what is asked for until nobody is left who asks: what a helper runs."""
    global _helping
    _helping = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked decides
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed may get into the answers
    asked: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    work: Callable[..., Any] | None = None
    shared: Any = None

    def answer(kind: str, what: object = None) -> None:
        _write(out, pickle.dumps((kind, what)))

    while True:
        kind, what = pickle.loads(asked.get())
        if kind == "job":
            work, shared = what
            answer("ready")
            continue
        assert work is not None
        try:
            found = work(shared, what, partial(answer, "told"))
        except Exception as error:
            answer("failed", error)
        else:
            answer("done", found)
        sys.stdout.flush()


def _listen(asked: queue.Queue[bytes]) -> None:
    """Take in what is asked; leave at once where nobody is left to answer to."""
    with suppress(*_GONE):
        while True:
            asked.put(_read(sys.stdin.buffer))
    os._exit(1)
