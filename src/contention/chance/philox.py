"""Philox4x32-10: random words addressed by a key and a counter.

Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

M0 = np.uint64(0xD2511F53)
M1 = np.uint64(0xCD9E8D57)
W0 = np.uint64(0x9E3779B9)
W1 = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)


@njit(cache=True, nogil=True, forceinline=True)
def rounds(key0, key1, c0, c1, c2, c3):
    """Return what `philox` returns; compiled into the caller, so that a loop becomes vectors."""
    for _ in range(10):
        p0 = M0 * c0
        p1 = M1 * c2
        c0, c1, c2, c3 = (
            (p1 >> SHIFT) ^ c1 ^ key0,
            p1 & LOW,
            (p0 >> SHIFT) ^ c3 ^ key1,
            p0 & LOW,
        )
        key0 = (key0 + W0) & LOW
        key1 = (key1 + W1) & LOW
    return c0, c1, c2, c3


@njit(cache=True, nogil=True)
def philox(key0, key1, c0, c1, c2, c3):
    """Return four words (uint64 below 2**32) for a key and a counter (uint64 below 2**32)."""
    return rounds(key0, key1, c0, c1, c2, c3)


@njit(cache=True, nogil=True)
def words(seed, draw, world, day, act, level):
    """Return the four words at an address (all int64)."""
    return philox(
        np.uint64(seed),
        np.uint64(draw),
        np.uint64(world),
        np.uint64(day),
        np.uint64(act),
        np.uint64(level),
    )


@njit(cache=True, nogil=True)
def u32(word):
    """Return a uniform number in (0, 1) from one word."""
    return (float(word) + 0.5) * 2.3283064365386963e-10


@njit(cache=True, nogil=True)
def u53(a, b):
    """Return a uniform number in (0, 1) from two words."""
    high = float(a >> np.uint64(5))
    low = float(b >> np.uint64(6))
    return (high * 67108864.0 + low + 0.5) * 1.1102230246251565e-16


@njit(cache=True, nogil=True)
def normal(a, b, c, d):
    """Return a standard normal number from four words (Box-Muller)."""
    return math.sqrt(-2.0 * math.log(u53(a, b))) * math.cos(2.0 * math.pi * u53(c, d))
