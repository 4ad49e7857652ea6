"""Philox4x32-10 in plain Python integers, and the addresses of the contract.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

import hashlib

MASK = 0xFFFFFFFF
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10

Words = tuple[int, int, int, int]


def philox(key0: int, key1: int, c0: int, c1: int, c2: int, c3: int) -> Words:
    """Return the four 32-bit words at this key and counter."""
    for _ in range(ROUNDS):
        product0, product1 = MULTIPLIERS[0] * c0, MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (
            (product1 >> 32) ^ c1 ^ key0,
            product1 & MASK,
            (product0 >> 32) ^ c3 ^ key1,
            product0 & MASK,
        )
        key0, key1 = (key0 + WEYL[0]) & MASK, (key1 + WEYL[1]) & MASK
    return c0, c1, c2, c3


def name_hash(name: str) -> int:
    """Return H(name): the first four bytes, little endian, of a BLAKE2b digest of four."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")


def u32(word: int) -> float:
    """Return a uniform number in (0, 1) from one word."""
    return (word + 0.5) / 2.0**32


def u53(a: int, b: int) -> float:
    """Return a uniform number in (0, 1) from two words."""
    return ((a >> 5) * 2.0**26 + (b >> 6) + 0.5) / 2.0**53


class Address:
    """A seed, world, day, act and level; the draw is chosen at each call.

    ``act`` and ``level`` are words of the counter: hashes of names.
    """

    def __init__(self, seed: int, world: int, day: int, act: int, level: int) -> None:
        self.seed = seed
        self.counter = (world, day, act, level)

    def words(self, draw: int) -> Words:
        """Return the words of one draw."""
        return philox(self.seed, draw, *self.counter)
