"""Random numbers by address: a key and a counter give the words, in any order, on any thread."""

from contention.chance.caching import CHANCE, cached_by
from contention.chance.names import name_hash

__all__ = ["name_hash"]

# The address says everything, so the functions of `philox` compile once for every user of them.
with cached_by(CHANCE):
    from contention.chance import philox as philox
