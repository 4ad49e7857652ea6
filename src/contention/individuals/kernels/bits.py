"""Words of 64 bits: how many are set, and where the r-th is."""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from contention.individuals.compiling import inlined

ONES = np.uint64(0x0101010101010101)
HIGHS = np.uint64(0x8080808080808080)
PAIRS = np.uint64(0x5555555555555555)
FOURS = np.uint64(0x3333333333333333)
EIGHTS = np.uint64(0x0F0F0F0F0F0F0F0F)
BYTE = np.uint64(0xFF)


def _place_in_byte():
    table = np.zeros(2048, dtype=np.uint8)
    for byte in range(256):
        for rank, place in enumerate(k for k in range(8) if byte >> k & 1):
            table[8 * byte + rank] = place
    return table


PLACE = _place_in_byte()
"""Where in a byte the r-th set bit is: at 8 * byte + r."""


@intrinsic
def ones(typing, word):
    """Return how many bits of a word (uint64) are set."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


@intrinsic
def lowest(typing, word):
    """Return the place of the lowest set bit of a word (uint64); 64 if none is."""

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate


@inlined
def place_of(word, rank):
    """Return the place of the set bit with this rank (from 0) in a word, without branches.

    Vigna 2008, "Broadword implementation of rank/select queries",
    doi:10.1007/978-3-540-68552-4_12.
    """
    sums = word - ((word >> np.uint64(1)) & PAIRS)
    sums = (sums & FOURS) + ((sums >> np.uint64(2)) & FOURS)
    sums = ((sums + (sums >> np.uint64(4))) & EIGHTS) * ONES  # bits in a byte and those below it
    below = ones(((np.uint64(rank) * ONES | HIGHS) - sums) & HIGHS)  # bytes with all bits before
    shift = np.uint64(8 * below)
    before = np.int64(((sums << np.uint64(8)) >> shift) & BYTE)
    byte = np.int64((word >> shift) & BYTE)
    return 8 * below + PLACE[8 * byte + rank - before]
