"""Random permutations without memory, and the networks that they make.

A permutation of 0..n-1 is computed for one number at a time: six rounds of a Feistel network on
the low bits of a number and what is above them, over a domain just above n; what falls outside is
shuffled again (Black and Rogaway 2002, doi:10.1007/3-540-45760-7_9). With m permutations p, the 2m
contacts of i are p(i) and the number whose image is i: ties are mutual, everybody has 2m of them,
and no array holds them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from contention.chance.philox import words
from contention.individuals.compiling import inlined, lean

ROUNDS = 6

MIX = np.uint64(0x9E3779B97F4A7C15)
MIX_AGAIN = np.uint64(0xD6E8FEB86659FD93)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


@inlined
def mixed(value: Any, key: Any, size: Any) -> Any:
    """Return a number below size (at most 2**32) that depends on value and key."""
    h = (value ^ key) * MIX
    h ^= h >> HALF
    h *= MIX_AGAIN
    h ^= h >> HALF
    return ((h & LOW) * size) >> HALF


@lean
def fill_keys(keys: Any, seed: Any, draw: Any, world: Any, day: Any, purpose: Any) -> None:
    """Fill the round keys of permutations: permutations by rounds, uint64."""
    for p in range(keys.shape[0]):
        for r in range(keys.shape[1]):
            w0, w1, _, _ = words(seed, draw, world, day, purpose, p * keys.shape[1] + r)
            keys[p, r] = (w0 << HALF) | w1


@lean
def image(i: Any, people: Any, bits: Any, keys: Any) -> Any:
    """Return where a permutation sends i."""
    n = np.uint64(people)
    shift = np.uint64(bits)
    b = np.uint64(1) << shift
    a = (n + b - np.uint64(1)) >> shift
    x = np.uint64(i)
    while True:
        high = x >> shift
        low = x & (b - np.uint64(1))
        for r in range(0, 6, 2):
            high += mixed(low, keys[r], a)
            if high >= a:
                high -= a
            low = (low + mixed(high, keys[r + 1], b)) & (b - np.uint64(1))
        x = (high << shift) | low
        if x < n:
            return np.int64(x)


@lean
def origin(i: Any, people: Any, bits: Any, keys: Any) -> Any:
    """Return what a permutation sends to i."""
    n = np.uint64(people)
    shift = np.uint64(bits)
    b = np.uint64(1) << shift
    a = (n + b - np.uint64(1)) >> shift
    x = np.uint64(i)
    while True:
        high = x >> shift
        low = x & (b - np.uint64(1))
        for r in range(4, -1, -2):
            low = (low - mixed(high, keys[r + 1], b)) & (b - np.uint64(1))
            back = mixed(low, keys[r], a)
            high = high - back if high >= back else high + a - back
        x = (high << shift) | low
        if x < n:
            return np.int64(x)


@lean
def contact(i: Any, k: Any, people: Any, bits: Any, keys: Any) -> Any:
    """Return the k-th contact of i: even k an image, odd k an origin."""
    if k & 1:
        return origin(i, people, bits, keys[k >> 1])
    return image(i, people, bits, keys[k >> 1])


@lean
def fill_images(bits: Any, keys: Any, people: Any, out: Any) -> None:
    """Fill the images of 0, 1, ... under one permutation."""
    for i in range(out.size):
        out[i] = image(i, people, bits, keys)
