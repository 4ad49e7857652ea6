"""What is perceived: memories, forms, signals and rates, with their slopes in the shapes."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

FAINT = 1e-6  # a memory below this is zero, by definition
POWERS = 2.0 ** np.arange(-64, 1)  # cheap ceilings of probabilities
LOG2_E = 1.4426950408889634


@njit(cache=True, nogil=True)
def formed(form, x, scale, gate, whole):
    """Return the form of a raw value."""
    if form == 0:
        return x
    if form == 1:
        return math.log1p(x / scale)
    if form == 2:
        return x / (x + scale) if x > 0.0 else 0.0
    if form == 3:
        if whole <= 0.0:
            return 0.0
        return min(max(x / whole, 0.0), 1.0)
    return 1.0 if x >= gate - 1e-9 else 0.0  # sums of shares may round below a whole number


@njit(cache=True, nogil=True)
def formed_slope(form, x, scale, whole):
    """Return the slope of the form in the raw value."""
    if form == 0:
        return 1.0
    if form == 1:
        return 1.0 / (scale + x)
    if form == 2:
        return scale / ((x + scale) * (x + scale))
    if form == 3:
        return 1.0 / whole if whole > 0.0 and 0.0 <= x < whole else 0.0
    return 0.0


@njit(cache=True, nogil=True)
def scale_slope(form, x, scale):
    """Return the slope of the form in its scale."""
    if form == 1:
        return -x / (scale * (scale + x))
    if form == 2:
        return -x / ((x + scale) * (x + scale))
    return 0.0


@njit(cache=True, nogil=True)
def mass(how, delta, power, t):
    """Return what scales a memory: to a kernel of mass one, or to a mean over t days so far.

    ``power`` is delta ** t.
    """
    if how == 1:
        return 1.0 - delta
    if power >= 1.0 or t == 0:
        return 1.0 / max(t, 1)
    return (1.0 - delta) / (1.0 - power)


@njit(cache=True, nogil=True)
def mass_slope(how, delta, power, t):
    """Return the slope of `mass` in delta."""
    if how == 1:
        return -1.0
    if power >= 1.0 or t == 0:
        return 0.0
    left = 1.0 - power
    return ((1.0 - delta) * t * power / delta - left) / (left * left)


@njit(cache=True, nogil=True)
def raw_signal(tb, va, st, s, c, t):
    """Return the raw value of a country signal that is no product."""
    kind = tb.sig_kind[s]
    ref = tb.sig_ref[s]
    if kind == 0:
        if tb.mem_kind[ref] == 1:
            return st.today[ref, c]
        x = st.memory[ref, c] * va.power[ref, t - st.memory_day[ref, c]]
        if x < FAINT:
            return 0.0
        if tb.mem_mass[ref] > 0:
            x *= mass(tb.mem_mass[ref], va.delta[ref], va.power[ref, t], t)
        return x
    if kind == 1:
        x = 0.0
        for other in range(st.stock_morning.shape[1]):
            x += tb.reach[tb.sig_reach[s], c, other] * st.stock_morning[ref, other]
        return x
    return tb.covariate[ref, c, t]


@njit(cache=True, nogil=True)
def read_signal(tb, va, st, s, c, t):
    """Fill one signal of a country for a day; the factors of a product come before it."""
    if tb.sig_kind[s] == 3:
        st.signal[c, s] = st.signal[c, tb.sig_ref[s]] * st.signal[c, tb.sig_ref2[s]]
    else:
        x = raw_signal(tb, va, st, s, c, t)
        st.signal[c, s] = formed(tb.sig_form[s], x, va.scale[s], tb.sig_gate[s], tb.sig_whole[s, c])


@njit(cache=True, nogil=True)
def read_country(tb, va, st, c, t):
    """Fill the signals of a country for a day."""
    for s in range(tb.sig_kind.shape[0]):
        read_signal(tb, va, st, s, c, t)
    st.signal_day[c] = t


@njit(cache=True, nogil=True)
def refresh_today(tb, va, st, t):
    """Read the signals of the same day again, in countries already read today."""
    for c in range(st.signal_day.shape[0]):
        if st.signal_day[c] != t:
            continue
        for k in range(tb.sig_today.shape[0]):
            read_signal(tb, va, st, tb.sig_today[k], c, t)


@njit(cache=True, nogil=True)
def read_slopes(tb, va, st, c, t):
    """Fill the slopes of a country's signals in the shapes (after `read_country`)."""
    for k in range(tb.pair_signal.shape[0]):
        s = tb.pair_signal[k]
        kind = tb.pair_kind[k]
        if kind == 3:
            st.pair[c, k] = st.pair[c, tb.pair_ref[k]] * st.signal[c, tb.sig_ref2[s]]
            continue
        if kind == 4:
            st.pair[c, k] = st.signal[c, tb.sig_ref[s]] * st.pair[c, tb.pair_ref[k]]
            continue
        form = tb.sig_form[s]
        x = raw_signal(tb, va, st, s, c, t)
        if kind == 1:
            st.pair[c, k] = scale_slope(form, x, va.scale[s])
            continue
        ref = tb.sig_ref[s]
        outer = formed_slope(form, x, va.scale[s], tb.sig_whole[s, c])
        if kind == 2:
            inner = 0.0
            for other in range(st.stock_morning.shape[1]):
                inner += (
                    tb.reach[tb.sig_reach[s], c, other]
                    * st.stock_morning_slope[ref, other, tb.pair_ref[k]]
                )
            st.pair[c, k] = outer * inner
            continue
        if x == 0.0 or tb.mem_kind[ref] == 1:
            st.pair[c, k] = 0.0
            continue
        age = t - st.memory_day[ref, c]
        inner = va.power[ref, age] * st.memory_slope[ref, c]
        if age > 0:
            inner += age * va.power[ref, age - 1] * st.memory[ref, c]
        if tb.mem_mass[ref] > 0:
            plain = st.memory[ref, c] * va.power[ref, age]
            how, delta, power = tb.mem_mass[ref], va.delta[ref], va.power[ref, t]
            inner = mass(how, delta, power, t) * inner + mass_slope(how, delta, power, t) * plain
        st.pair[c, k] = outer * inner * va.delta_slope[ref]


@njit(cache=True, nogil=True)
def linear(tb, va, st, item, c):
    """Return the sum of the terms of an act, trait or flow in a country."""
    total = 0.0
    for k in range(tb.term_ptr[item], tb.term_ptr[item + 1]):
        s = tb.term_signal[k]
        if s < 0:
            total += va.coef[k, c]
        else:
            total += va.coef[k, c] * st.signal[c, s]
    return total


@njit(cache=True, nogil=True)
def ceiling(tb, va, st, item, c):
    """Return the most that the terms with a signal can sum to until something changes.

    Between changes memories only fade, and every form rises with its memory: a term with a
    positive coefficient is largest now, one with a negative coefficient at most zero. What
    happens abroad leaves the ceiling standing: bounded signals from there count as 1.
    """
    total = 0.0
    for k in range(tb.term_ptr[item], tb.term_ptr[item + 1]):
        s = tb.term_signal[k]
        if s >= 0:
            if tb.sig_far[s] == 1:
                total += max(va.coef[k, c], 0.0)
                continue
            value = va.coef[k, c] * st.signal[c, s]
            if tb.sig_steady[s] == 1 or value > 0.0:
                total += value
    return total


@njit(cache=True, nogil=True)
def chance_ceiling(log_rate):
    """Return a number that 1 - exp(-e^x) does not exceed: 1, or the next power of two above e^x."""
    k = math.floor(log_rate * LOG2_E) + 1.0
    return POWERS[int(min(max(k + 64.0, 0.0), 64.0))]


@njit(cache=True, nogil=True)
def read_place(tb, va, st, group, p, c, t, slopes):
    """Fill the place signals that a placing group uses; return the sum of its live terms."""
    h = 0.0
    for j in range(tb.group_read_ptr[group], tb.group_read_ptr[group + 1]):
        s = tb.group_read[j]
        kind = tb.psig_kind[s]
        ref = tb.psig_ref[s]
        x = 0.0
        if kind == 0:
            if tb.pmem_kind[ref] == 1:
                x = st.ptoday[ref, p]
            else:
                x = st.pmemory[ref, p] * va.ppower[ref, t - st.pmemory_day[ref, p]]
                if x < FAINT:
                    x = 0.0
                elif tb.pmem_mass[ref] > 0:
                    x *= mass(tb.pmem_mass[ref], va.pdelta[ref], va.ppower[ref, t], t)
        elif kind == 1:
            x = st.stock[ref, p] - st.stock_today[ref, p] if tb.communes[p] == 0 else 0.0
        elif kind == 2:
            x = tb.place_covariate[ref, p]
        elif kind == 3:
            st.psignal[s] = st.psignal[ref] * st.psignal[tb.psig_ref2[s]]
            continue
        else:
            st.psignal[s] = st.psignal[ref] * st.signal[c, tb.psig_ref2[s]]
            continue
        st.psignal[s] = formed(
            tb.psig_form[s], x, va.pscale[s], tb.psig_gate[s], tb.psig_whole[s, p]
        )
    for k in range(tb.group_live_ptr[group], tb.group_live_ptr[group + 1]):
        h += va.live_coef[k] * st.psignal[tb.group_live[k]]
    if slopes:
        for k in range(tb.ppair_signal.shape[0]):
            s = tb.ppair_signal[k]
            kind = tb.ppair_kind[k]
            if kind == 3:
                other = tb.psig_ref2[s]
                factor = st.psignal[other] if tb.psig_kind[s] == 3 else st.signal[c, other]
                st.ppair[k] = st.ppair[tb.ppair_ref[k]] * factor
                continue
            if kind == 4:
                st.ppair[k] = st.psignal[tb.psig_ref[s]] * st.ppair[tb.ppair_ref[k]]
                continue
            if kind == 5:  # the country factor of a mixed product moves
                st.ppair[k] = st.psignal[tb.psig_ref[s]] * st.pair[c, tb.ppair_ref[k]]
                continue
            ref = tb.psig_ref[s]
            form = tb.psig_form[s]
            if kind == 2:
                outer = formed_slope(form, st.stock[ref, p], va.pscale[s], tb.psig_whole[s, p])
                towns = 1.0 if tb.communes[p] == 0 else 0.0
                st.ppair[k] = towns * outer * st.stock_slope[ref, p, tb.ppair_ref[k]]
                continue
            if tb.psig_kind[s] != 0:  # the scale of a stock or of a covariate
                x = tb.place_covariate[ref, p] if tb.psig_kind[s] == 2 else 0.0
                if tb.psig_kind[s] == 1 and tb.communes[p] == 0:
                    x = st.stock[ref, p] - st.stock_today[ref, p]
                st.ppair[k] = scale_slope(form, x, va.pscale[s])
                continue
            if tb.pmem_kind[ref] == 1:
                x = st.ptoday[ref, p]
                inner = 0.0
            else:
                age = t - st.pmemory_day[ref, p]
                x = st.pmemory[ref, p] * va.ppower[ref, age]
                if x < FAINT:
                    st.ppair[k] = 0.0
                    continue
                inner = va.ppower[ref, age] * st.pmemory_slope[ref, p]
                if age > 0:
                    inner += age * va.ppower[ref, age - 1] * st.pmemory[ref, p]
                if tb.pmem_mass[ref] > 0:
                    how, delta, power = tb.pmem_mass[ref], va.pdelta[ref], va.ppower[ref, t]
                    scaled = mass(how, delta, power, t)
                    inner = scaled * inner + mass_slope(how, delta, power, t) * x
                    x *= scaled
            if kind == 1:
                st.ppair[k] = scale_slope(form, x, va.pscale[s])
            else:
                outer = formed_slope(form, x, va.pscale[s], tb.psig_whole[s, p])
                st.ppair[k] = outer * inner * va.pdelta_slope[ref]
    return h
