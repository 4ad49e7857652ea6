"""What a day brings once it brings anything: how many onsets, and the size and traits of each."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from .draws import first_reaching, positive_poisson
from .philox import u32, u53, words
from .signals import linear, read_country
from .stocks import heads_left

ROUNDED = 1e-6  # heads by which a sum of parts of people may miss a whole number


@njit(cache=True, nogil=True)
def how_many(tb, va, st, a, c, rate, seed, world, day):
    """Draw how many onsets a day brings, given that it brings any."""
    w0, w1, w2, w3 = words(seed, 1, world, day, tb.act_hash[a], tb.country_hash[c])
    v = u53(w0, w1)
    if tb.act_cluster[a] == 0:
        return positive_poisson(rate, v)
    law = tb.act_law_inside[a, c] if st.inside[c] == 1 else tb.act_law[a, c]
    first = va.law_ptr[law]
    last = va.law_ptr[law + 1]
    if u53(w2, w3) < va.law_far[law]:
        return 1 + int(math.floor(v * (last - first)))
    return 1 + first_reaching(va.law_cdf, first, last, v) - first


@njit(cache=True, nogil=True)
def draw_size(tb, va, st, a, p, c, z):
    """Draw the heads of an onset, at most those that are left."""
    size = max(1.0, np.rint(math.exp(math.log(va.size_median[a]) + va.size_spread[a] * z)))
    cap = tb.act_cap[a]
    if cap >= 0:
        left = heads_left(tb, st, cap, p, c)
        size = min(size, max(math.floor(left + ROUNDED), 0.0))
    return size


@njit(cache=True, nogil=True)
def draw_traits(tb, va, st, a, c, t, i, seed, world, day):
    """Draw which traits an onset carries, as bits."""
    bits = 0
    first = tb.act_place.shape[0]
    for b in range(tb.trait_hash.shape[0]):
        if tb.trait_of[b, a] == 0:
            continue
        if st.signal_day[c] != t:
            read_country(tb, va, st, c, t)
        eta = linear(tb, va, st, first + b, c)
        level = tb.country_hash[c] ^ tb.trait_hash[b]
        w0, _, _, _ = words(seed, 18 + 4 * i, world, day, tb.act_hash[a], level)
        if u32(w0) < 1.0 / (1.0 + math.exp(-eta)):
            bits |= 1 << b
    return bits
