"""Which simulated onsets a record would hold, by address."""

from __future__ import annotations

from numba import njit

from .philox import u32, words

DRAW = 15  # below the draws of onsets, which begin at 16


@njit(cache=True, nogil=True)
def keep(seed, world, day, act, country, number, share, kept):
    """Fill ``kept`` with 1 where an onset is recorded; all arrays have one entry an onset.

    ``number`` counts the onsets of an act in a country on a day from 0.
    """
    for k in range(world.shape[0]):
        if share[k] >= 1.0:
            kept[k] = 1
            continue
        w0, w1, w2, w3 = words(
            seed, DRAW + (number[k] // 4 + 1) * 65536, world[k], day[k], act[k], country[k]
        )
        part = number[k] % 4
        w = w0
        if part == 1:
            w = w1
        elif part == 2:
            w = w2
        elif part == 3:
            w = w3
        kept[k] = 1 if u32(w) < share[k] else 0
