"""Compiled kernels. Importing this package points numba's disk cache at a safe folder first.

Numba's cache does not notice when a function in another file changes, so the folder is named by
the hash of all kernel sources: other sources, another folder. Where that folder cannot be
written, a folder of this process alone takes its place: the kernels then compile at every start.
Numba's own choice, a folder beside the sources, would not do: its name stays when they change.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path


def _cache_name() -> str:
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return f"kernels-{sys.version_info.major}{sys.version_info.minor}-{digest.hexdigest()[:16]}"


def _cache_folder() -> Path:
    if "NUMBA_CACHE_DIR" in os.environ:
        return Path(os.environ["NUMBA_CACHE_DIR"]) / _cache_name()
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "contention" / _cache_name()


def _writable_folder() -> Path:
    try:
        folder = _cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # a home that is read-only, or none
        folder = Path(tempfile.mkdtemp(prefix="contention-kernels-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder


def _load() -> None:
    from numba.core import config

    before = config.CACHE_DIR
    # Numba reads the attribute when a decorator runs; afterwards other code gets its own back.
    config.CACHE_DIR = str(_writable_folder())
    from . import (  # noqa: F401
        classes,
        draws,
        episodes,
        filtering,
        flows,
        handle,
        memories,
        onsets,
        philox,
        placing,
        recording,
        signals,
        stocks,
        walk,
    )

    config.CACHE_DIR = before


_load()
