"""Heads and units that onsets move between stocks, with their slopes."""

from __future__ import annotations

from numba import njit

from .placing import mark_live


@njit(cache=True, nogil=True)
def heads_left(tb, st, stock, p, c):
    """Return the heads of a stock at a place, or in a country if there is no place."""
    if p >= 0:
        return st.stock[stock, p]
    left = 0.0
    for q in range(tb.place_first[c], tb.place_first[c + 1]):
        left += st.stock[stock, q]
    return left


@njit(cache=True, nogil=True)
def stock_up(tb, st, p, c):
    """Note that a place has heads that flow."""
    if st.is_stocked[p] == 0:
        st.is_stocked[p] = 1
        st.stocked[tb.place_first[c] + st.stocked_count[c]] = p
        st.stocked_count[c] += 1


@njit(cache=True, nogil=True)
def shift(tb, st, source, target, p, c, amount, capped):
    """Move heads or units at a place between two stocks (-1 for none)."""
    slopes = st.stock_slope.shape[2]
    if source >= 0:
        st.stock[source, p] -= amount
        st.stock_total[source, c] -= amount
        st.stock_today[source, p] -= amount
    if target >= 0:
        st.stock[target, p] += amount
        st.stock_total[target, c] += amount
        st.stock_today[target, p] += amount
        if tb.stock_derived[target] == 1:
            stock_up(tb, st, p, c)
        if tb.stock_felt[target] == 1:
            mark_live(tb, st, p, c)
    if capped:
        for q in range(slopes):
            d = st.stock_slope[source, p, q]
            st.stock_slope[source, p, q] = 0.0
            st.stock_total_slope[source, c, q] -= d
            if target >= 0:
                st.stock_slope[target, p, q] += d
                st.stock_total_slope[target, c, q] += d


@njit(cache=True, nogil=True)
def make_moves(tb, st, a, p, c, weight, heads):
    """Move what an onset moves, never more than its source has."""
    for k in range(tb.move_ptr[a], tb.move_ptr[a + 1]):
        source = tb.move_from[k]
        target = tb.move_to[k]
        amount = (heads if tb.move_head[k] == 1 else weight) * tb.move_share[k]
        if p >= 0:
            capped = False
            if source >= 0 and amount >= st.stock[source, p]:
                amount = st.stock[source, p]
                capped = True
            shift(tb, st, source, target, p, c, amount, capped)
            continue
        first = tb.place_first[c]
        last = tb.place_first[c + 1]
        whole = 0.0
        for q in range(first, last):
            whole += st.stock[source, q] if source >= 0 else tb.population[q]
        if whole <= 0.0:
            continue
        share = amount / whole
        if source < 0:
            for q in range(first, last):
                shift(tb, st, source, target, q, c, share * tb.population[q], False)
            continue
        capped = share >= 1.0
        share = min(share, 1.0)
        slopes = st.stock_slope.shape[2]
        for j in range(slopes):
            # what is taken from each place moves with its own heads and with the country's total
            total_slope = st.stock_total_slope[source, c, j]
            for q in range(first, last):
                if capped:
                    d = st.stock_slope[source, q, j]
                else:
                    d = share * (
                        st.stock_slope[source, q, j] - st.stock[source, q] * total_slope / whole
                    )
                st.stock_slope[source, q, j] -= d
                st.stock_total_slope[source, c, j] -= d
                if target >= 0:
                    st.stock_slope[target, q, j] += d
                    st.stock_total_slope[target, c, j] += d
        for q in range(first, last):
            amount = st.stock[source, q] * share
            if amount > 0.0:
                shift(tb, st, source, target, q, c, amount, False)
