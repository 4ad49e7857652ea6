"""Flows: movement that nobody records, at a rate per head and day."""

from __future__ import annotations

import math

from numba import njit

from .draws import binomial
from .philox import u53, words
from .placing import mark_live
from .signals import linear, read_signal, read_slopes

STOCK_FLOOR = 1e-3  # fewer heads than this leave at once


@njit(cache=True, nogil=True)
def flow_rates(tb, va, st, c, t, slopes):
    """Fill the share of heads that each flow moves in a country today, with its slopes."""
    n_flows = tb.flow_from.shape[0]
    first = tb.act_place.shape[0] + tb.trait_hash.shape[0]
    n_slopes = st.flow_slope.shape[1]
    for f in range(n_flows):
        if st.stock_total[tb.flow_from[f], c] <= 0.0 and not slopes:
            st.flow_rate[f] = 0.0
            continue
        eta = linear(tb, va, st, first + f, c)
        rate = max(eta, 0.0) if tb.flow_identity[f] == 1 else math.exp(eta)
        st.flow_rate[f] = rate
        if slopes:
            outer = (1.0 if eta > 0.0 else 0.0) if tb.flow_identity[f] == 1 else rate
            for q in range(n_slopes):
                st.flow_slope[f, q] = 0.0
            for k in range(tb.flow_pair_ptr[f], tb.flow_pair_ptr[f + 1]):
                term = tb.flow_pair_term[k]
                pair = tb.flow_pair_pair[k]
                if pair >= 0:
                    d = va.coef[term, c] * st.pair[c, pair]
                else:
                    s = tb.term_signal[term]
                    d = 1.0 if s < 0 else st.signal[c, s]
                st.flow_slope[f, tb.flow_pair_param[k]] += outer * d
    for f in range(n_flows):
        if st.flow_rate[f] == 0.0 and not slopes:
            st.moved[f] = 0.0
            st.out_share[f] = 0.0
            continue
        whole = 0.0
        for other in range(n_flows):
            if tb.flow_from[other] == tb.flow_from[f]:
                whole += st.flow_rate[other]
        part = -math.expm1(-whole) / whole if whole > 1e-12 else 1.0 - 0.5 * whole
        st.moved[f] = st.flow_rate[f] * part
        st.out_share[f] = -math.expm1(-whole)
        if slopes:
            bend = (math.exp(-whole) - part) / whole if whole > 1e-6 else -0.5 + whole / 3.0
            for q in range(n_slopes):
                d_whole = 0.0
                for other in range(n_flows):
                    if tb.flow_from[other] == tb.flow_from[f]:
                        d_whole += st.flow_slope[other, q]
                st.flow_share_slope[f, q] = (
                    st.flow_slope[f, q] * part + st.flow_rate[f] * bend * d_whole
                )


@njit(cache=True, nogil=True)
def flow_random(tb, st, p, f, seed, world, day):
    """Draw the heads of a random flow at a place, after the random flows before it."""
    source = tb.flow_from[f]
    left = math.floor(st.stock[source, p])
    used = 0.0
    for other in range(f):
        if tb.flow_from[other] == source and tb.flow_random[other] == 1:
            left -= st.flow_heads[other]
            used += st.moved[other]
    w0, w1, _, _ = words(seed, 0, world, day, tb.flow_hash[f], tb.place_level_hash[p])
    chance = st.moved[f] / (1.0 - used) if used < 1.0 else 1.0
    return float(binomial(int(max(left, 0)), min(chance, 1.0), u53(w0, w1)))


@njit(cache=True, nogil=True)
def flow_slopes(tb, st, p, c):
    """Carry the slopes of stocks along the flows of a place (before the heads move)."""
    n_flows = tb.flow_from.shape[0]
    for f in range(n_flows):
        source = tb.flow_from[f]
        for q in range(st.flow_slope.shape[1]):
            st.flow_heads_slope[f, q] = (
                st.flow_share_slope[f, q] * st.stock[source, p]
                + st.moved[f] * st.stock_slope[source, p, q]
            )
    for f in range(n_flows):
        source = tb.flow_from[f]
        target = tb.flow_to[f]
        for q in range(st.flow_slope.shape[1]):
            d = st.flow_heads_slope[f, q]
            st.stock_slope[source, p, q] -= d
            st.stock_slope[target, p, q] += d
            st.stock_total_slope[source, c, q] -= d
            st.stock_total_slope[target, c, q] += d


@njit(cache=True, nogil=True)
def flow_place(tb, st, p, c, slopes, drawn, seed, world, day):
    """Move one place's heads along all flows at once; return whether any are left to move."""
    n_flows = tb.flow_from.shape[0]
    flow_from = tb.flow_from
    stock = st.stock
    heads = st.flow_heads
    for f in range(n_flows):
        source = flow_from[f]
        here = stock[source, p]
        if here <= 0.0:
            heads[f] = 0.0
        elif tb.flow_random[f] == 1 and drawn:
            heads[f] = flow_random(tb, st, p, f, seed, world, day)
        else:
            share = st.moved[f]
            if here < STOCK_FLOOR and tb.flow_calm[f] == 1 and share > 0.0:
                share /= st.out_share[f]
            heads[f] = share * here
    if slopes:
        flow_slopes(tb, st, p, c)
    if drawn:
        # beside random flows, expected ones take at most what these leave
        for f in range(n_flows):
            if tb.flow_calm[f] == 0 and tb.flow_random[f] == 0:
                room = stock[flow_from[f], p]
                for other in range(n_flows):
                    before = tb.flow_random[other] == 1 or other < f
                    if before and flow_from[other] == flow_from[f]:
                        room -= heads[other]
                heads[f] = min(heads[f], room)
    alive = False
    for f in range(n_flows):
        amount = heads[f]
        if amount == 0.0:
            continue
        source = flow_from[f]
        target = tb.flow_to[f]
        stock[source, p] = max(stock[source, p] - amount, 0.0)
        stock[target, p] += amount
        st.stock_total[source, c] -= amount
        st.stock_total[target, c] += amount
        if tb.stock_felt[target] == 1:
            mark_live(tb, st, p, c)
    for f in range(n_flows):
        if stock[flow_from[f], p] > 0.0 and tb.stock_derived[flow_from[f]] == 1:
            alive = True
    return alive


@njit(cache=True, nogil=True)
def flows(tb, va, st, t, slopes, drawn, seed, world, day):
    """Move what nobody records."""
    every = False
    for f in range(tb.flow_from.shape[0]):
        if tb.flow_all[f] == 1:
            every = True
    for c in range(tb.place_first.shape[0] - 1):
        if not every and st.stocked_count[c] == 0:
            continue
        if st.signal_day[c] != t:
            for k in range(tb.flow_read.shape[0]):
                read_signal(tb, va, st, tb.flow_read[k], c, t)
        if slopes:
            read_slopes(tb, va, st, c, t)
        flow_rates(tb, va, st, c, t, slopes)
        first = tb.place_first[c]
        if every:
            for p in range(first, tb.place_first[c + 1]):
                flow_place(tb, st, p, c, slopes, drawn, seed, world, day)
            continue
        k = 0
        while k < st.stocked_count[c]:
            p = st.stocked[first + k]
            if flow_place(tb, st, p, c, slopes, drawn, seed, world, day):
                k += 1
            else:
                st.is_stocked[p] = 0
                st.stocked_count[c] -= 1
                st.stocked[first + k] = st.stocked[first + st.stocked_count[c]]
