"""Philox4x32-10 against the published vectors, and the addresses against hand arithmetic.

The vectors are the three ``philox4x32 10`` lines of ``kat_vectors`` in Random123 (D. E. Shaw
Research): counter and key all zeros, all ones, and the first digits of pi.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

import numpy as np
import pytest

from contention.engine.kernels import philox as fast
from tests.reference import philox as reference

ONES = 0xFFFFFFFF
VECTORS = [
    ((0, 0), (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES), (ONES, ONES, ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0xA4093822, 0x299F31D0),
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
Generator = Callable[..., tuple[int, ...]]


def shipped(*words: int) -> tuple[int, ...]:
    """Call the compiled generator, which takes and gives unsigned words of 64 bits."""
    return tuple(int(word) for word in fast.philox(*(np.uint64(word) for word in words)))


@pytest.mark.parametrize("generate", [reference.philox, shipped], ids=["reference", "fast"])
@pytest.mark.parametrize(("key", "counter", "expected"), VECTORS, ids=["zeros", "ones", "pi"])
def test_published_vectors(
    generate: Generator, key: tuple[int, ...], counter: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    assert generate(*key, *counter) == expected


def test_fast_equals_reference_on_random_counters() -> None:
    stream = random.Random(1)
    for _ in range(500):
        words = [stream.getrandbits(32) for _ in range(6)]
        assert shipped(*words) == reference.philox(*words)


def test_uniform_numbers_stay_inside_the_unit_interval() -> None:
    assert 0.0 < reference.u53(0, 0) < reference.u53(ONES, ONES) <= 1.0
    assert reference.u32(0) == 0.5 / 2**32
    assert reference.u32(ONES) < 1.0


def test_name_hash_is_little_endian() -> None:
    digest = hashlib.blake2b(b"strike", digest_size=4).digest()
    assert reference.name_hash("strike") == sum(byte << 8 * i for i, byte in enumerate(digest))
