"""Compiled kernels. Importing this package points numba's disk cache at a safe folder first.

Numba's cache does not notice when a function in another file changes, so the folder is named by
the hash of all kernel sources: other sources, another folder.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path


def _cache_folder() -> Path:
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    python = f"{sys.version_info.major}{sys.version_info.minor}"
    return Path(root) / "contention" / f"kernels-{python}-{digest.hexdigest()[:16]}"


def _load() -> None:
    from numba.core import config

    if "NUMBA_CACHE_DIR" in os.environ:
        folder = Path(os.environ["NUMBA_CACHE_DIR"]) / _cache_folder().name
    else:
        folder = _cache_folder()
    before = config.CACHE_DIR
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Numba reads the attribute when a decorator runs; afterwards other code gets its own back.
        config.CACHE_DIR = str(folder)
    except OSError:
        pass  # a read-only home: numba then looks for a folder of its own
    from . import draws, handle, philox, placing, signals, walk  # noqa: F401

    config.CACHE_DIR = before


_load()
