"""Hidden episodes: each drawn day a country may enter one, or leave the one it is in.

A country that is calm enters with probability 1 - exp(-exp(enter)), one inside leaves with
probability 1 - exp(-exp(leave)). As with acts, a ceiling on that probability settles most days.
"""

from __future__ import annotations

import math

from numba import njit

from .memories import UNKNOWN
from .philox import u32, words
from .signals import ceiling, chance_ceiling, linear, read_country


@njit(cache=True, nogil=True)
def begin_episodes(tb, va, st, seed, world, day):
    """Draw which countries are inside on the eve of the first drawn day."""
    for c in range(st.inside.shape[0]):
        w0, _, _, _ = words(seed, 1, world, day, tb.episode_hash[0], tb.country_hash[c])
        st.inside[c] = 1 if u32(w0) < va.eve[c] else 0
        if st.inside[c] == 1:
            st.limit[c, :] = UNKNOWN
            st.move_limit[c] = UNKNOWN


@njit(cache=True, nogil=True)
def move_chance(tb, va, st, c, t):
    """Return the probability that a country changes its state today."""
    way = st.inside[c]
    if tb.episode_read[way] == 1 and st.signal_day[c] != t:
        read_country(tb, va, st, c, t)
    return -math.expm1(-math.exp(linear(tb, va, st, tb.episode_item[way], c)))


@njit(cache=True, nogil=True)
def find_move_limit(tb, va, st, c, t):
    """Return a number that the probability of a move does not exceed until something changes."""
    way = st.inside[c]
    if tb.episode_loose[way] == 1:
        return UNKNOWN
    if tb.episode_read[way] == 1 and st.signal_day[c] != t:
        read_country(tb, va, st, c, t)
    item = tb.episode_item[way]
    top = ceiling(tb, va, st, item, c)
    for k in range(tb.term_ptr[item], tb.term_ptr[item + 1]):
        if tb.term_signal[k] < 0:
            top += va.coef[k, c]
    return chance_ceiling(top)


@njit(cache=True, nogil=True)
def move_episodes(tb, va, st, t, day):
    """Let each country enter or leave the episode, at the start of a day."""
    slot = day % 4
    for c in range(st.inside.shape[0]):
        u = st.move_screen[slot, c]
        if u >= st.move_limit[c]:
            continue
        if st.move_limit[c] == UNKNOWN:
            st.move_limit[c] = find_move_limit(tb, va, st, c, t)
            if u >= st.move_limit[c]:
                continue
        if u < move_chance(tb, va, st, c, t):
            st.inside[c] = 1 - st.inside[c]
            # rates and the way out are others now
            st.limit[c, :] = UNKNOWN
            st.move_limit[c] = UNKNOWN
