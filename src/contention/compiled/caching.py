"""Where compiled code is kept between processes.

Numba's cache does not notice when a function in another file changes, so a folder is named by the
hash of all sources that its functions are made of: other sources, another folder. Where that
folder cannot be written, a folder of this process alone takes its place: the kernels then compile
at every start. Numba's own choice, a folder beside the sources, would not do: its name stays when
they change.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import cache
from pathlib import Path


def sources_of(folder: Path) -> tuple[Path, ...]:
    """Return the Python files of a folder, sorted."""
    return tuple(sorted(folder.glob("*.py")))


COMPILED = sources_of(Path(__file__).parent)
"""The sources of this package, which say how arrays are handed over."""


def cache_folder(sources: Iterable[Path]) -> Path:
    """Return the folder for code that is compiled from these sources; it need not exist."""
    name = _name(sources)
    if "NUMBA_CACHE_DIR" in os.environ:
        return Path(os.environ["NUMBA_CACHE_DIR"]) / name
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "contention" / name


@contextmanager
def cached_by(sources: Iterable[Path]) -> Generator[None]:
    """Keep what is decorated inside this context in the folder of these sources.

    Numba reads the place when a decorator runs; afterwards other code gets its own back.
    """
    from numba.core import config

    before: str = config.CACHE_DIR  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    config.CACHE_DIR = str(_writable_folder(tuple(sources)))  # pyright: ignore[reportAttributeAccessIssue]
    try:
        yield
    finally:
        config.CACHE_DIR = before  # pyright: ignore[reportAttributeAccessIssue]


def _name(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return f"kernels-{sys.version_info.major}{sys.version_info.minor}-{digest.hexdigest()[:16]}"


@cache
def _writable_folder(sources: tuple[Path, ...]) -> Path:
    try:
        folder = cache_folder(sources)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # a home that is read-only, or none
        folder = Path(tempfile.mkdtemp(prefix="contention-kernels-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder
