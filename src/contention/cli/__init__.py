"""The command line: one file a verb, each a thin call of the Python API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the process with its exit status.

    Parameters
    ----------
    arguments
        The words after ``contention``; those of the process if not given.

    Raises
    ------
    SystemExit
        0 if all went well, 2 for a mistake of the user, 130 if interrupted.
    """
    from contention.foundation.threads import keep_linear_algebra_to_one_thread

    keep_linear_algebra_to_one_thread()  # before anything imports NumPy
    from contention.cli.app import run

    raise SystemExit(run(arguments))
