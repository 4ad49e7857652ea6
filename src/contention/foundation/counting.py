"""Tell how far work is, one thing done after the other."""

from __future__ import annotations

from collections.abc import Callable


def counted(
    progress: Callable[[str, int, int], None] | None, stage: str, total: int
) -> Callable[[object], None]:
    """Return a listener that counts its calls, whatever they say, and tells of each.

    Parameters
    ----------
    progress
        Called with the stage, how many things are done, and of how many; None for nobody.
    stage, total
        What it is told.
    """
    done = 0

    def one(_said: object) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(stage, done, total)

    return one
