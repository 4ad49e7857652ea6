"""Random numbers by address: a key and a counter give the words, in any order, on any thread."""

from pathlib import Path

from contention.chance.names import name_hash
from contention.compiled.caching import COMPILED, cached_by, sources_of

__all__ = ["BELOW", "name_hash"]

BELOW = (*sources_of(Path(__file__).parent), *COMPILED)
"""The sources that all kernels are made of, besides their own."""

with cached_by(BELOW):
    from contention.chance import philox as philox
