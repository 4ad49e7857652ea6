"""A full disk, a missing permission and their like as errors a user can act on."""

from __future__ import annotations

import errno
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contention.foundation.errors import ContentionError, Problem

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_BLOCKED = {errno.ENOTDIR, errno.EISDIR, errno.EEXIST}


@contextmanager
def explain_failures(path: str | Path) -> Generator[None]:
    """Turn errors of the file system inside the block into errors with a code and a hint.

    Parameters
    ----------
    path
        What is being written; the error names it.

    Raises
    ------
    ContentionError
        F010 no room, F011 no permission, F012 something in the way, F013 any other failure.
    """
    try:
        yield
    except ContentionError:
        raise
    except Exception as error:
        number = _number(error)
        if number is None and not isinstance(error, OSError):
            raise
        raise ContentionError(_problem(error, number, Path(path))) from error


def _problem(error: Exception, number: int | None, path: Path) -> Problem:
    where = str(path)
    if number in _FULL:
        return Problem(
            "F010",
            "no room left on the disk",
            "room for the whole file",
            where,
            "free some space or choose another directory, then run the same command again",
        )
    if number in _FORBIDDEN:
        return Problem(
            "F011",
            "no permission to write",
            "a directory that you may write to",
            where,
            "choose another directory or change its permissions",
        )
    if number in _BLOCKED:
        return Problem(
            "F012",
            "a file where a directory is needed, or a directory where a file is needed",
            "a free name",
            where,
            "move what is there or choose another name",
        )
    said = (getattr(error, "strerror", None) or str(error)).lower()
    return Problem("F013", said, "a file that can be written", where, "check the path and the disk")


def _number(error: Exception) -> int | None:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    # polars raises errors of its own that give the number in the text only:
    # "underlying IO error: No space left on device (os error 28)".
    told = re.search(r"\(os error (\d+)\)", str(error))
    return int(told.group(1)) if told else None
