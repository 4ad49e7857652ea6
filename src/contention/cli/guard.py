"""What stands around every verb: mistakes of the user end in plain lines and status 2."""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import typer

from contention.foundation.errors import ContentionError, Problem

USER_MISTAKE = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells count
PIPE_CLOSED = 141  # 128 + SIGPIPE


def leave_pipe() -> int:
    """Point standard output at nothing, so that closing it at exit cannot fail again."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    return PIPE_CLOSED


def guarded(name: str, *, resumes: bool = False) -> Callable[[Callable[..., None]], Any]:
    """Make a verb out of a function: print problems on stderr and leave with a status.

    Parameters
    ----------
    name
        The verb, for the schema of its JSON object.
    resumes
        Whether the same command continues an interrupted run.
    """

    def decorate(verb: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(verb)
        def call(*args: Any, **options: Any) -> None:
            try:
                verb(*args, **options)
            except ContentionError as mistake:
                _tell(name, mistake, json=bool(options.get("json")))
                raise typer.Exit(USER_MISTAKE) from None
            except KeyboardInterrupt:
                then = "; the same command continues where it stopped" if resumes else ""
                print(f"interrupted{then}", file=sys.stderr)
                raise typer.Exit(INTERRUPTED) from None
            except BrokenPipeError:
                raise typer.Exit(leave_pipe()) from None
            except OSError as failure:
                mistake = _from_system(failure)
                if mistake is None:
                    raise
                _tell(name, mistake, json=bool(options.get("json")))
                raise typer.Exit(USER_MISTAKE) from None

        return call

    return decorate


def _tell(name: str, mistake: ContentionError, *, json: bool) -> None:
    """Print every problem on stderr, and with --json also as the one object on stdout."""
    for problem in mistake:
        print(problem, file=sys.stderr)
    count = len(mistake.problems)
    if count > 1:
        print(f"{count} problems", file=sys.stderr)
    if json:
        from contention.cli.output import print_object

        print_object(name, problems=[vars(problem) for problem in mistake])


def _from_system(failure: OSError) -> ContentionError | None:
    """Return what a refusal of the system means to a user, or None if it is no refusal."""
    where = str(failure.filename or "")
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return ContentionError(
            Problem(
                "F010",
                "no room left on the disk",
                "room for the results",
                where,
                "free some room or choose another disk with -o; what is done is kept",
            )
        )
    if failure.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ContentionError(
            Problem(
                "F011",
                "a file or folder that may not be read or written",
                "permission to use it",
                where,
                "change its permissions or choose another folder with -o",
            )
        )
    return None
