"""Words of 64 bits: how many are set, and where the r-th is."""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from contention.individuals.compiling import inlined

ONES = np.uint64(0x0101010101010101)
HIGHS = np.uint64(0x8080808080808080)
PAIRS = np.uint64(0x5555555555555555)
FOURS = np.uint64(0x3333333333333333)
EIGHTS = np.uint64(0x0F0F0F0F0F0F0F0F)
WORD = ir.IntType(64)
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


@intrinsic
def ones_of_two(typing, planes, column, rows, row, masks, mask, reach):
    """Return how many bits of two planes, whose words alternate, are set in a window.

    Eight words at once: LLVM makes of these vectors what the processor has.

    Parameters
    ----------
    planes, column, rows, row
        The window's k-th row begins at the word ``rows[row + k] + column``.
    masks, mask
        What of the window is in sight: four words a row, those behind the window zero.
    reach
        Rows of the window.
    """

    def generate(context, builder, signature, arguments):
        planes, column, rows, row, masks, mask, reach = (
            context.make_array(kind)(context, builder, value).data if k in (0, 2, 4) else value
            for k, (kind, value) in enumerate(zip(signature.args, arguments, strict=True))
        )
        eight, four, word = (ir.VectorType(WORD, 8), ir.VectorType(WORD, 4), WORD)
        count = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(eight, [eight]), "llvm.ctpop.v8i64"
        )
        total = cgutils.alloca_once_value(builder, ir.Constant(eight, [0] * 8))
        with cgutils.for_range(builder, reach) as loop:
            first = builder.load(builder.gep(rows, [builder.add(row, loop.index)]))
            at = builder.gep(planes, [builder.add(builder.zext(first, word), column)])
            of_mask = builder.add(mask, builder.mul(loop.index, word(4)))
            at_mask = builder.gep(masks, [of_mask])
            held = builder.load(builder.bitcast(at, eight.as_pointer()), align=8)
            seen = builder.load(builder.bitcast(at_mask, four.as_pointer()), align=8)
            seen = _picked(builder, seen, (0, 0, 1, 1, 2, 2, 3, 3))
            counted = builder.call(count, [builder.and_(held, seen)])
            builder.store(builder.add(builder.load(total), counted), total)
        half = builder.load(total)
        for size in (4, 2):
            low, high = (range(size), range(size, 2 * size))
            half = builder.add(_picked(builder, half, low), _picked(builder, half, high))
        sums = [builder.extract_element(half, ir.Constant(ir.IntType(32), k)) for k in range(2)]
        return context.make_tuple(builder, signature.return_type, sums)

    number = types.int64
    result = types.UniTuple(number, 2)
    return result(planes, number, rows, number, masks, number, number), generate


def _picked(builder, vector, places):
    """Return the elements of a vector at some places."""
    kind = ir.VectorType(ir.IntType(32), len(places))
    return builder.shuffle_vector(
        vector, ir.Constant(vector.type, ir.Undefined), ir.Constant(kind, list(places))
    )


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
