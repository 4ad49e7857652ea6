"""How long work tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What long work calls now and then: the command line draws bars, a notebook may print."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take in how far a stage is.

        Parameters
        ----------
        stage
            A short label such as ``worlds of contagion``; the same words for the whole stage.
        done
            Steps done so far, from 0 to ``total``.
        total
            Steps in all.
        """


def silent(stage: str, done: int, total: int) -> None:
    """Listen to nothing."""
