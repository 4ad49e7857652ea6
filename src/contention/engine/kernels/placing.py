"""Totals of placing weights: a country's quiet places in one sum, its live places one by one."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from .signals import FAINT, read_place


@njit(cache=True, nogil=True)
def weigh_places(first, communes, column, ptr, static, coefficient, weight, total, slope):
    """Fill static weights (groups x P), their sums by country, and those sums' slopes.

    A place weighs exp of the terms of its group, times its communes. ``ptr`` and ``static`` are
    the columns of each group, ``coefficient`` is along ``static``, and so is ``slope`` (x C).
    """
    for g in range(weight.shape[0]):
        for c in range(total.shape[1]):
            total[g, c] = 0.0
            for k in range(ptr[g], ptr[g + 1]):
                slope[k, c] = 0.0
            for p in range(first[c], first[c + 1]):
                h = 0.0
                for k in range(ptr[g], ptr[g + 1]):
                    h += coefficient[k] * column[static[k], p]
                w = math.exp(h) * max(communes[p], 1)
                weight[g, p] = w
                total[g, c] += w
                for k in range(ptr[g], ptr[g + 1]):
                    slope[k, c] += w * column[static[k], p]


@njit(cache=True, nogil=True)
def place_alive(tb, va, st, p, t):
    """Return whether anything is remembered at a place."""
    for m in range(st.pmemory.shape[0]):
        if tb.pmem_kind[m] == 1:
            if st.ptoday[m, p] != 0.0:
                return True
        elif st.pmemory[m, p] * va.ppower[m, t - st.pmemory_day[m, p]] >= FAINT:
            return True
    for k in range(tb.stock_felt.shape[0]):
        if tb.stock_felt[k] == 1 and st.stock[k, p] > FAINT:
            return True
    return False


@njit(cache=True, nogil=True)
def bury(tb, va, st, c, t):
    """Drop from the live places of a country those where nothing is remembered any more."""
    first = tb.place_first[c]
    k = 0
    while k < st.live_count[c]:
        p = st.live[first + k]
        if place_alive(tb, va, st, p, t):
            k += 1
        else:
            st.is_live[p] = 0
            st.live_count[c] -= 1
            st.live[first + k] = st.live[first + st.live_count[c]]


@njit(cache=True, nogil=True)
def mark_live(tb, st, p, c):
    """Note that something is remembered at a place from now on."""
    if st.is_live[p] == 0:
        st.is_live[p] = 1
        st.live[tb.place_first[c] + st.live_count[c]] = p
        st.live_count[c] += 1


@njit(cache=True, nogil=True)
def fill_cumulative(tb, va, st, group, c, t):
    """Fill the running sum of placing weights over a country's places; return the total."""
    if st.cumulative_day[group, c] == t:
        return st.cumulative_total[group, c]
    total = 0.0
    lively = tb.group_live_ptr[group + 1] > tb.group_live_ptr[group]
    weight = va.weight
    running = st.cumulative
    is_live = st.is_live
    if lively and t >= st.buried[c] + 14:
        bury(tb, va, st, c, t)
        st.buried[c] = t
    for p in range(tb.place_first[c], tb.place_first[c + 1]):
        w = weight[group, p]
        if lively and is_live[p] == 1:
            h = read_place(tb, va, st, group, p, c, t, False)
            if h != 0.0:
                w *= math.exp(h)
        total += w
        running[group, p] = total
    st.cumulative_day[group, c] = t
    st.cumulative_total[group, c] = total
    return total


@njit(cache=True, nogil=True)
def store_entry(tb, st, out, need, group, p):
    """Keep the signals of a live place, unless no term of the group is felt there."""
    first = tb.group_live_ptr[group]
    lives = tb.group_live_ptr[group + 1] - first
    felt = False
    for j in range(lives):
        felt = felt or st.psignal[tb.group_live[first + j]] != 0.0
    if not felt:
        return
    e = out.counters[1]
    out.counters[1] += 1
    if e < out.entry_need.shape[0]:
        out.entry_need[e] = need
        out.entry_place[e] = p
        for j in range(lives):
            out.entry_value[e, j] = st.psignal[tb.group_live[first + j]]


@njit(cache=True, nogil=True, error_model="numpy")  # no weight at all gives no number
def need_total(tb, va, st, out, need, group, c, t, widths, slopes, store):
    """Write the log of a placing total for the likelihood of a day, with its slopes if asked."""
    n_live, n_static = widths
    first_static = tb.group_static_ptr[group]
    statics = tb.group_static_ptr[group + 1] - first_static
    first_live = tb.group_live_ptr[group]
    lives = tb.group_live_ptr[group + 1] - first_live
    total = va.total[group, c]
    width = st.z_slope.shape[0]
    for j in range(width):
        st.z_slope[j] = 0.0
    for j in range(statics):
        st.z_slope[n_live + j] = va.total_slope[first_static + j, c]
    if lives > 0:
        bury(tb, va, st, c, t)
        for k in range(st.live_count[c]):
            p = st.live[tb.place_first[c] + k]
            h = read_place(tb, va, st, group, p, c, t, slopes)
            w = va.weight[group, p]
            grown = w * math.exp(h)
            total += grown - w
            if not slopes:
                continue
            for j in range(lives):
                st.z_slope[j] += grown * st.psignal[tb.group_live[first_live + j]]
            for j in range(statics):
                x = tb.place_column[tb.group_static[first_static + j], p]
                st.z_slope[n_live + j] += (grown - w) * x
            for q in range(tb.ppair_signal.shape[0]):
                for j in range(lives):
                    if tb.group_live[first_live + j] == tb.ppair_signal[q]:
                        st.z_slope[n_live + n_static + q] += (
                            grown * va.live_coef[first_live + j] * st.ppair[q]
                        )
            if store:
                store_entry(tb, st, out, need, group, p)
    out.need_log[need] = math.log(total)
    if not slopes:
        return
    for j in range(width):
        out.need_slope[need, j] = st.z_slope[j] / total


@njit(cache=True, nogil=True)
def placed_here(tb, va, st, out, group, p, c, t, weight, widths, slopes, store):
    """Add the live part of an onset's log placing weight, with its slopes if asked."""
    if st.is_live[p] == 0:
        return
    n_live, n_static = widths
    first_live = tb.group_live_ptr[group]
    lives = tb.group_live_ptr[group + 1] - first_live
    if lives == 0:
        return
    h = read_place(tb, va, st, group, p, c, t, slopes)
    out.placed[0] += weight * h
    if not slopes:
        return
    for j in range(lives):
        out.placed_slope[group, j] += weight * st.psignal[tb.group_live[first_live + j]]
    for q in range(tb.ppair_signal.shape[0]):
        for j in range(lives):
            if tb.group_live[first_live + j] == tb.ppair_signal[q]:
                out.placed_slope[group, n_live + n_static + q] += (
                    weight * va.live_coef[first_live + j] * st.ppair[q]
                )
    if store:
        e = out.counters[2]
        out.counters[2] += 1
        if e < out.hit_group.shape[0]:
            out.hit_group[e] = group
            out.hit_weight[e] = weight
            for j in range(lives):
                out.hit_value[e, j] = st.psignal[tb.group_live[first_live + j]]


@njit(cache=True, nogil=True)
def keep_signals(tb, va, st, out, group, p, c, t, row, slopes):
    """Keep what the weight of a bunched onset's place is made of."""
    read_place(tb, va, st, group, p, c, t, slopes)
    first = tb.group_live_ptr[group]
    for j in range(tb.group_live_ptr[group + 1] - first):
        out.bunch_value[row, j] = st.psignal[tb.group_live[first + j]]
    for q in range(tb.ppair_signal.shape[0]):
        out.bunch_pair[row, q] = st.ppair[q]


@njit(cache=True, nogil=True)
def entry_heights(tb, va, rec, out, n_entries):
    """Fill the logarithms by which stored entries lift a place's weight.

    Their exponentials are left to NumPy, which takes many at once.
    """
    entry_value = out.entry_value
    live_coef = va.live_coef
    for e in range(n_entries):
        g = rec.need_group[out.entry_need[e]]
        first = tb.group_live_ptr[g]
        h = 0.0
        for j in range(tb.group_live_ptr[g + 1] - first):
            h += live_coef[first + j] * entry_value[e, j]
        out.entry_growth[e] = h


@njit(cache=True, nogil=True, error_model="numpy")  # as in `need_total`
def placing_rows(tb, va, rec, out, n_entries, n_hits, n_live):
    """Redo the placing totals from stored entries, for other coefficients and the same shapes."""
    n_needs = rec.need_group.shape[0]
    for z in range(n_needs):
        g = rec.need_group[z]
        c = rec.need_country[z]
        first = tb.group_static_ptr[g]
        out.need_log[z] = va.total[g, c]
        out.need_slope[z, :] = 0.0
        for j in range(tb.group_static_ptr[g + 1] - first):
            out.need_slope[z, n_live + j] = va.total_slope[first + j, c]
    entry_need = out.entry_need
    entry_value = out.entry_value
    width = out.need_slope.shape[1]
    slopes = np.zeros(width)
    e = 0
    while e < n_entries:
        z = entry_need[e]
        g = rec.need_group[z]
        lives = tb.group_live_ptr[g + 1] - tb.group_live_ptr[g]
        first_static = tb.group_static_ptr[g]
        statics = tb.group_static_ptr[g + 1] - first_static
        slopes[:] = 0.0
        grown_by = 0.0
        while e < n_entries and entry_need[e] == z:
            p = out.entry_place[e]
            w = va.weight[g, p]
            grown = w * out.entry_growth[e]
            grown_by += grown - w
            for j in range(lives):
                slopes[j] += grown * entry_value[e, j]
            for j in range(statics):
                x = tb.place_column[tb.group_static[first_static + j], p]
                slopes[n_live + j] += (grown - w) * x
            e += 1
        out.need_log[z] += grown_by
        for j in range(width):
            out.need_slope[z, j] += slopes[j]
    for z in range(n_needs):
        total = out.need_log[z]
        out.need_log[z] = math.log(total)
        for j in range(out.need_slope.shape[1]):
            out.need_slope[z, j] /= total
    out.placed[0] = 0.0
    out.placed_slope[:, :] = 0.0
    for e in range(n_hits):
        g = out.hit_group[e]
        first = tb.group_live_ptr[g]
        for j in range(tb.group_live_ptr[g + 1] - first):
            out.placed[0] += out.hit_weight[e] * va.live_coef[first + j] * out.hit_value[e, j]
            out.placed_slope[g, j] += out.hit_weight[e] * out.hit_value[e, j]
