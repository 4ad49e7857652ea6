"""Compiled kernels. Importing this package points numba's disk cache at a safe folder first.

The folder is named by the hash of the sources here and of those below that
compile into the kernels; `contention.compiled.caching` says why.
"""

from __future__ import annotations

from pathlib import Path

from contention.chance import BELOW
from contention.compiled.caching import cached_by, sources_of


def _sources() -> tuple[Path, ...]:
    return (*sources_of(Path(__file__).parent), *BELOW)


with cached_by(_sources()):
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
