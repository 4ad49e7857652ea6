"""Hashes that stand for names in random addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from contention.foundation.errors import ContentionError, Problem


def name_hash(name: str) -> int:
    """Return the 32-bit hash of a name: the first bytes, little endian, of its blake2b."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")


def check_collisions(names: Iterable[str]) -> None:
    """Refuse two names with one hash: they would share their randomness.

    Raises
    ------
    ContentionError
        With code E001.
    """
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(name_hash(name), name)
        if other != name:
            raise ContentionError(
                Problem(
                    "E001",
                    f"names {other!r} and {name!r} with one hash",
                    "names with different hashes",
                    hint="rename one of them",
                )
            )
