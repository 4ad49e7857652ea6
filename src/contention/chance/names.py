"""Hashes that stand for names in random addresses."""

from __future__ import annotations

import hashlib


def name_hash(name: str) -> int:
    """Return the 32-bit hash of a name: the first bytes, little endian, of its blake2b."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")
