"""Random permutations without memory, and the networks that they make.

A permutation of 0..n-1 is computed for one number at a time: six rounds of a Feistel network on
the digits of i in base a by b, with a * b just above n, and what falls outside is shuffled again
(Black and Rogaway 2002, doi:10.1007/3-540-45760-7_9). With m permutations p, the 2m contacts of i
are p(i) and the number whose image is i: ties are mutual, everybody has 2m of them, and no array
holds them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from contention.chance.philox import words
from contention.individuals.compiling import kernel

ROUNDS = 6


@kernel
def mixed(value: Any, key: Any, size: Any) -> Any:
    """Return a number below size (at most 2**32) that depends on value and key."""
    h = (value ^ key) * np.uint64(0x9E3779B97F4A7C15)
    h ^= h >> np.uint64(32)
    h *= np.uint64(0xD6E8FEB86659FD93)
    h ^= h >> np.uint64(32)
    return ((h & np.uint64(0xFFFFFFFF)) * size) >> np.uint64(32)


@kernel
def fill_keys(keys: Any, seed: Any, draw: Any, world: Any, day: Any, purpose: Any) -> None:
    """Fill the round keys of permutations: permutations by rounds, uint64."""
    for p in range(keys.shape[0]):
        for r in range(keys.shape[1]):
            w0, w1, _, _ = words(seed, draw, world, day, purpose, p * keys.shape[1] + r)
            keys[p, r] = (w0 << np.uint64(32)) | w1


@kernel
def image(i: Any, people: Any, base: Any, keys: Any) -> Any:
    """Return where a permutation sends i."""
    a = np.uint64(base)
    b = (np.uint64(people) + a - np.uint64(1)) // a
    n = np.uint64(people)
    x = np.uint64(i)
    while True:
        high = x // b
        low = x - high * b
        for r in range(0, 6, 2):
            high += mixed(low, keys[r], a)
            if high >= a:
                high -= a
            low += mixed(high, keys[r + 1], b)
            if low >= b:
                low -= b
        x = high * b + low
        if x < n:
            return np.int64(x)


@kernel
def origin(i: Any, people: Any, base: Any, keys: Any) -> Any:
    """Return what a permutation sends to i."""
    a = np.uint64(base)
    b = (np.uint64(people) + a - np.uint64(1)) // a
    n = np.uint64(people)
    x = np.uint64(i)
    while True:
        high = x // b
        low = x - high * b
        for r in range(4, -1, -2):
            shift = mixed(high, keys[r + 1], b)
            low = low - shift if low >= shift else low + b - shift
            shift = mixed(low, keys[r], a)
            high = high - shift if high >= shift else high + a - shift
        x = high * b + low
        if x < n:
            return np.int64(x)


@kernel
def contact(i: Any, k: Any, people: Any, base: Any, keys: Any) -> Any:
    """Return the k-th contact of i: even k an image, odd k an origin."""
    if k & 1:
        return origin(i, people, base, keys[k >> 1])
    return image(i, people, base, keys[k >> 1])


@kernel
def fill_images(base: Any, keys: Any, people: Any, out: Any) -> None:
    """Fill the images of 0, 1, ... under one permutation."""
    for i in range(out.size):
        out[i] = image(i, people, base, keys)
