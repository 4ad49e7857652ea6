"""Output directories that are ours to write in."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from contention.foundation.errors import ContentionError, Problem
from contention.store.atomic import is_part, sweep_parts, write_text
from contention.store.failures import explain_failures
from contention.store.lock import LOCK_NAME, lock_directory

MARKER_NAME = ".contention"
"""Name of the file that says a directory was made by this package."""

_MARKER_TEXT = "This directory was made by contention, which may replace the files in it.\n"


def claim_directory(path: str | Path) -> Path:
    """Make a directory, or accept one that is empty or was made by this package.

    Parameters
    ----------
    path
        The directory; parents are made too.

    Returns
    -------
    Path
        The directory, now marked as ours.

    Raises
    ------
    ContentionError
        F014: the directory holds files and is not ours. F010 to F013: it cannot be made.
    """
    directory = Path(path)
    with explain_failures(directory):
        directory.mkdir(parents=True, exist_ok=True)
        names = sorted(child.name for child in directory.iterdir() if not _is_ours(child))
    if (directory / MARKER_NAME).is_file():
        return directory
    if names:
        found = f"a directory that is not ours and holds {len(names)} files, such as {names[0]}"
        hint = "choose a new or empty directory with -o"
        expected = "an empty directory, or one made by contention"
        raise ContentionError(Problem("F014", found, expected, str(directory), hint))
    write_text(directory / MARKER_NAME, _MARKER_TEXT)
    return directory


@contextmanager
def open_directory(path: str | Path) -> Generator[Path]:
    """Claim a directory, hold it for this run alone, and sweep away what a killed run left.

    Raises
    ------
    ContentionError
        F010 to F015, as in `claim_directory` and `lock_directory`.
    """
    directory = claim_directory(path)
    with lock_directory(directory):
        sweep_parts(directory)
        yield directory


def _is_ours(child: Path) -> bool:
    """Say whether a run that was killed before it could mark the directory left this."""
    return child.name == LOCK_NAME or is_part(child)
