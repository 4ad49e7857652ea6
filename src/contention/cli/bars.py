"""Progress bars on stderr, so that stdout stays for results."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID

    from contention.study.progress import Progress


@contextmanager
def bars() -> Generator[Progress]:
    """Show the progress of long work: bars on a terminal, one line a finished stage elsewhere."""
    if not sys.stderr.isatty():
        yield _tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        Elapsed(),
        console=Console(stderr=True),
    ) as display:
        yield _Bars(display)


def _tell(stage: str, done: int, total: int) -> None:
    if done == total:
        print(f"{stage}: done", file=sys.stderr)


class _Bars:
    """One bar a stage."""

    def __init__(self, display: Display) -> None:
        self.display = display
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self.tasks:
            self.tasks[stage] = self.display.add_task(stage, total=total)
        self.display.update(self.tasks[stage], completed=done, total=total)
