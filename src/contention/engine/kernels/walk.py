"""The one walk through the days, with three uses: replay, simulate, continue.

One day, in order:

1. signals are read as they stand at the start of the day (dated shocks of the day included);
2. (hidden episodes move here, once theories have them);
3. for each phase in turn, country by country, act by act: rate, onsets replayed or drawn,
   places, sizes, moves, traits;
4. flows;
5. memories decay and take in the day;
6. observe.

Days before ``switch`` are replayed from the record, the others drawn. Cost follows what
happens: between changes a rate has a ceiling, and a day whose screening number lies above the
ceiling needs no rate at all.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from .draws import binomial, first_reaching, gamma_shock, positive_poisson
from .philox import normal, philox, u32, u53, words
from .placing import fill_cumulative, mark_live, need_total, placed_here
from .signals import (
    ceiling,
    linear,
    read_country,
    read_signal,
    read_slopes,
    refresh_today,
)

RATE_CAP = 500.0  # onsets a country and day; a rate above it marks the world as run away
STOCK_FLOOR = 1e-3  # fewer heads than this leave at once
UNKNOWN = 2.0  # a limit that every screening number is below
POWERS = 2.0 ** np.arange(-64, 1)  # cheap ceilings of probabilities
LOG2_E = 1.4426950408889634


@njit(cache=True, nogil=True)
def reset(tb, st):
    """Put everything back to the morning of the first day."""
    st.memory[:, :] = 0.0
    st.memory_slope[:, :] = 0.0
    st.memory_day[:, :] = 0
    st.pmemory[:, :] = 0.0
    st.pmemory_slope[:, :] = 0.0
    st.pmemory_day[:, :] = 0
    st.today[:, :] = 0.0
    st.ptoday[:, :] = 0.0
    st.felt[:] = 0
    st.signal_day[:] = -1
    st.limit[:, :] = UNKNOWN
    st.class_day[:, :] = -1
    st.count[:, :] = 0.0
    st.heads[:, :] = 0.0
    st.busy[:] = 0
    st.stock[:, :] = tb.stock_start
    st.stock_slope[:, :, :] = 0.0
    st.stock_today[:, :] = 0.0
    st.stock_total_slope[:, :, :] = 0.0
    for k in range(st.stock.shape[0]):
        for c in range(st.stock_total.shape[1]):
            total = 0.0
            for p in range(tb.place_first[c], tb.place_first[c + 1]):
                total += tb.stock_start[k, p]
            st.stock_total[k, c] = total
    st.live_count[:] = 0
    st.is_live[:] = 0
    st.buried[:] = 0
    st.cumulative_day[:, :] = -1
    st.stocked_count[:] = 0
    st.is_stocked[:] = 0


@njit(cache=True, nogil=True)
def settle(st, va, m, c, t):
    """Bring a country memory to the start of a day."""
    age = t - st.memory_day[m, c]
    if age > 0:
        old = st.memory[m, c]
        st.memory_slope[m, c] = (
            va.power[m, age] * st.memory_slope[m, c] + age * va.power[m, age - 1] * old
        )
        st.memory[m, c] = va.power[m, age] * old
        st.memory_day[m, c] = t


@njit(cache=True, nogil=True)
def take_in_place(tb, va, st, m, p, c, x, t):
    """Add to a place memory what the day brought; t is the day after."""
    age = t - st.pmemory_day[m, p]
    if age > 0:
        old = st.pmemory[m, p]
        st.pmemory_slope[m, p] = (
            va.ppower[m, age] * st.pmemory_slope[m, p] + age * va.ppower[m, age - 1] * old
        )
        st.pmemory[m, p] = va.ppower[m, age] * old
        st.pmemory_day[m, p] = t
    st.pmemory[m, p] += x
    mark_live(tb, st, p, c)


@njit(cache=True, nogil=True)
def country_of(tb, p):
    """Return the country of a place."""
    low = 0
    high = tb.place_first.shape[0] - 2
    while low < high:
        middle = (low + high + 1) // 2
        if tb.place_first[middle] <= p:
            low = middle
        else:
            high = middle - 1
    return low


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


@njit(cache=True, nogil=True)
def feel_today(tb, st, thing, p, c, weight, heads):
    """Let memories of the same day take in an onset (or a trait it carries)."""
    felt = False
    for m in range(tb.mem_kind.shape[0]):
        if tb.mem_kind[m] == 1:
            for k in range(tb.mem_ptr[m], tb.mem_ptr[m + 1]):
                if tb.mem_source[k] == thing:
                    x = heads if tb.mem_heads[m] == 1 else weight
                    felt = True
                    for other in range(st.today.shape[1]):
                        w = tb.reach[tb.mem_reach[m], other, c]
                        if w != 0.0:
                            st.today[m, other] += w * x
                            st.felt[other] = 1
    if p >= 0 and tb.communes[p] == 0:
        n_places = tb.communes.shape[0]
        for m in range(tb.pmem_kind.shape[0]):
            if tb.pmem_kind[m] == 1:
                for k in range(tb.pmem_ptr[m], tb.pmem_ptr[m + 1]):
                    if tb.pmem_source[k] == thing:
                        x = heads if tb.pmem_heads[m] == 1 else weight
                        for g in range(tb.group_today.shape[0]):
                            if tb.group_today[g] == 1:
                                st.cumulative_day[g, :] = -1
                        if tb.pmem_link[m] < 0:
                            st.ptoday[m, p] += x
                            mark_live(tb, st, p, c)
                        else:
                            row = tb.pmem_link[m] * (n_places + 1) + p
                            for j in range(tb.link_ptr[row], tb.link_ptr[row + 1]):
                                target = tb.link_target[j]
                                st.ptoday[m, target] += x * tb.link_weight[j]
                                mark_live(tb, st, target, country_of(tb, target))
    return felt


@njit(cache=True, nogil=True)
def feel(tb, st, k):
    """Count onset k of the day and let today's memories take it in."""
    n_acts = tb.act_place.shape[0]
    a = st.day_act[k]
    c = st.day_country[k]
    p = st.day_place[k]
    weight = st.day_weight[k]
    heads = st.day_heads[k]
    st.count[a, c] += weight
    st.heads[a, c] += heads
    felt = feel_today(tb, st, a, p, c, weight, heads)
    bits = st.day_traits[k]
    b = 0
    while bits > 0:
        if bits & 1:
            st.count[n_acts + b, c] += weight
            st.heads[n_acts + b, c] += heads
            if feel_today(tb, st, n_acts + b, p, c, weight, heads):
                felt = True
        bits >>= 1
        b += 1
    st.busy[c] = 1
    return felt


@njit(cache=True, nogil=True)
def has_source(ptr, source, m, act, bits, n_acts):
    """Return how often an onset counts in a memory: as its act and by its traits."""
    n = 0
    for k in range(ptr[m], ptr[m + 1]):
        thing = source[k]
        if thing == act or (thing >= n_acts and (bits >> (thing - n_acts)) & 1):
            n += 1
    return n


@njit(cache=True, nogil=True)
def take_in(tb, va, st, n_day, t):
    """Let the memories take in the day; t is the day after."""
    n_acts = tb.act_place.shape[0]
    n_places = tb.communes.shape[0]
    n_countries = st.count.shape[1]
    for m in range(tb.mem_kind.shape[0]):
        if tb.mem_kind[m] != 0:
            continue
        for other in range(n_countries):
            if st.busy[other] == 0:
                continue
            x = 0.0
            for k in range(tb.mem_ptr[m], tb.mem_ptr[m + 1]):
                thing = tb.mem_source[k]
                x += st.heads[thing, other] if tb.mem_heads[m] == 1 else st.count[thing, other]
            if x == 0.0:
                continue
            for c in range(n_countries):
                w = tb.reach[tb.mem_reach[m], c, other]
                if w != 0.0:
                    settle(st, va, m, c, t)
                    st.memory[m, c] += w * x
    for k in range(n_day):
        p = st.day_place[k]
        if p < 0 or tb.communes[p] > 0:
            continue
        c = st.day_country[k]
        for m in range(tb.pmem_kind.shape[0]):
            n = has_source(tb.pmem_ptr, tb.pmem_source, m, st.day_act[k], st.day_traits[k], n_acts)
            if n == 0:
                continue
            x = n * (st.day_heads[k] if tb.pmem_heads[m] == 1 else st.day_weight[k])
            row = tb.pmem_link[m] * (n_places + 1) + p
            if tb.pmem_kind[m] == 1:
                if tb.pmem_link[m] < 0:
                    st.ptoday[m, p] = 0.0
                else:
                    for j in range(tb.link_ptr[row], tb.link_ptr[row + 1]):
                        st.ptoday[m, tb.link_target[j]] = 0.0
            elif tb.pmem_link[m] < 0:
                take_in_place(tb, va, st, m, p, c, x, t)
            else:
                for j in range(tb.link_ptr[row], tb.link_ptr[row + 1]):
                    target = tb.link_target[j]
                    x_j = x * tb.link_weight[j]
                    take_in_place(tb, va, st, m, target, country_of(tb, target), x_j, t)
    st.today[:, :] = 0.0
    st.felt[:] = 0
    forget_limits(tb, st, -1)
    for c in range(n_countries):
        if st.busy[c] == 1:
            forget_limits(tb, st, c)
            st.count[:, c] = 0.0
            st.heads[:, c] = 0.0
            st.busy[c] = 0
    for k in range(n_day):
        p = st.day_place[k]
        if p >= 0:
            st.stock_today[:, p] = 0.0
        else:
            c = st.day_country[k]
            st.stock_today[:, tb.place_first[c] : tb.place_first[c + 1]] = 0.0
    st.signal_day[:] = -1


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


@njit(cache=True, nogil=True)
def rate_today(tb, va, st, a, c, t):
    """Return the exact rate of an act in a country, without its placing total."""
    eta = linear(tb, va, st, a, c)
    if tb.act_identity[a] == 1:
        rate = max(eta, 0.0)
        if va.boosted[a] == 1:
            rate *= math.exp(va.boost[a, c, t])
        return rate
    if va.boosted[a] == 1:
        eta += va.boost[a, c, t]
    return math.exp(eta)


@njit(cache=True, nogil=True)
def find_limit(tb, va, st, a, c, t, since):
    """Return a number that no probability of an act exceeds until something changes."""
    if tb.act_loose[a] == 1 or va.boosted[a] == 1 or tb.act_shock[a] >= 0:
        return UNKNOWN
    h = tb.act_class[a]
    if st.class_day[h, c] < since:
        if st.signal_day[c] != t:
            read_country(tb, va, st, c, t)
        st.class_top[h, c] = ceiling(tb, va, st, a, c)
        st.class_day[h, c] = t
    top = va.constant[a, c] + st.class_top[h, c]
    plain_placed = tb.act_cluster[a] == 0 and tb.act_group[a] >= 0
    if tb.act_identity[a] == 1:
        return max(top, 0.0) * (va.total[tb.act_group[a], c] if plain_placed else 1.0)
    if plain_placed:
        top += va.log_total[tb.act_group[a], c]
    # 1 - exp(-e^x) <= e^x <= the next power of two
    k = math.floor(top * LOG2_E) + 1.0
    return POWERS[int(min(max(k + 64.0, 0.0), 64.0))]


@njit(cache=True, nogil=True)
def forget_limits(tb, st, c_only):
    """Make limits unknown: all of one country, or of acts that hear of other countries."""
    for k in range(tb.act_order.shape[0]):
        if c_only >= 0:
            st.limit[c_only, k] = UNKNOWN
        elif tb.act_far[tb.act_order[k]] == 1:
            st.limit[:, k] = UNKNOWN


@njit(cache=True, nogil=True)
def happens(tb, va, st, out, a, c, t, u, seed, world, day):
    """Return the rate if the act happens in a country today, else -1."""
    shock = tb.act_shock[a]
    if st.signal_day[c] != t:
        read_country(tb, va, st, c, t)
    rate = rate_today(tb, va, st, a, c, t)
    group = tb.act_group[a]
    if tb.act_cluster[a] == 0 and group >= 0 and rate > 0.0:
        if tb.group_live_ptr[group + 1] > tb.group_live_ptr[group]:
            rate *= fill_cumulative(tb, va, st, group, c, t)
        else:
            rate *= va.total[group, c]
    if shock >= 0:
        rate *= gamma_shock(
            va.shock_shape[shock], seed, world, day, tb.shock_hash[shock], tb.country_hash[c]
        )
    if rate > RATE_CAP:
        rate = RATE_CAP
        out.counters[3] += 1
    if u >= -math.expm1(-rate):
        return -1.0
    return rate


@njit(cache=True, nogil=True)
def how_many(tb, va, a, c, rate, seed, world, day):
    """Draw how many onsets a day brings, given that it brings any."""
    w0, w1, w2, w3 = words(seed, 1, world, day, tb.act_hash[a], tb.country_hash[c])
    v = u53(w0, w1)
    if tb.act_cluster[a] == 0:
        return positive_poisson(rate, v)
    law = tb.act_law[a, c]
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
        if p >= 0:
            left = st.stock[cap, p]
        else:
            left = 0.0
            for q in range(tb.place_first[c], tb.place_first[c + 1]):
                left += st.stock[cap, q]
        size = min(size, max(math.floor(left), 0.0))
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


@njit(cache=True, nogil=True)
def draw_act(tb, va, st, out, a, c, t, rate, n_day, seed, world, day):
    """Draw the onsets of an act in a country; return the number of onsets of the day so far."""
    n = how_many(tb, va, a, c, rate, seed, world, day)
    first = tb.place_first[c]
    last = tb.place_first[c + 1]
    total = 0.0
    if tb.act_place[a] == 1:
        total = fill_cumulative(tb, va, st, tb.act_group[a], c, t)
        running = st.cumulative[tb.act_group[a]]
    else:
        running = st.cumulative[0] if st.cumulative.shape[0] > 0 else st.z_slope
    start = n_day
    for i in range(n):
        e = out.counters[0]
        if e >= out.act.shape[0] or n_day >= st.day_act.shape[0]:
            out.counters[4] = 1
            return n_day
        p = -1
        commune = 0
        if tb.act_place[a] == 1:
            w0, w1, w2, _ = words(seed, 16 + 4 * i, world, day, tb.act_hash[a], tb.country_hash[c])
            p = first_reaching(running, first, last, u53(w0, w1) * total)
            if tb.communes[p] > 0:
                commune = 1 + int(math.floor(u32(w2) * tb.communes[p]))
        size = 0.0
        if tb.act_sized[a] == 1:
            w0, w1, w2, w3 = words(seed, 17 + 4 * i, world, day, tb.act_hash[a], tb.country_hash[c])
            size = draw_size(tb, va, st, a, p, c, normal(w0, w1, w2, w3))
        bits = draw_traits(tb, va, st, a, c, t, i, seed, world, day)
        make_moves(tb, st, a, p, c, 1.0, size)
        st.day_act[n_day] = a
        st.day_country[n_day] = c
        st.day_place[n_day] = p
        st.day_weight[n_day] = 1.0
        st.day_heads[n_day] = size
        st.day_traits[n_day] = bits
        out.act[e] = a
        out.day[e] = t
        out.country[e] = c
        out.place[e] = p
        out.commune[e] = commune
        out.size[e] = size
        out.traits[e] = bits
        out.counters[0] += 1
        n_day += 1
    felt = False
    for k in range(start, n_day):
        if feel(tb, st, k):
            felt = True
    if felt:
        refresh_today(tb, va, st, t)
    return n_day


@njit(cache=True, nogil=True)
def fill_screens(tb, st, seed, world, block):
    """Fill the screening numbers of four days for all acts and countries."""
    key0 = np.uint64(seed)
    key1 = np.uint64(0)
    c0 = np.uint64(world)
    c1 = np.uint64(block)
    for c in range(tb.country_hash.shape[0]):
        c3 = np.uint64(tb.country_hash[c])
        for k in range(tb.act_order.shape[0]):
            c2 = np.uint64(tb.act_hash[tb.act_order[k]])
            w0, w1, w2, w3 = philox(key0, key1, c0, c1, c2, c3)
            st.screen[0, c, k] = u32(w0)
            st.screen[1, c, k] = u32(w1)
            st.screen[2, c, k] = u32(w2)
            st.screen[3, c, k] = u32(w3)


@njit(cache=True, nogil=True)
def draw_day(tb, va, st, out, t, change_day, seed, world, day):
    """Draw all acts of a day, phase by phase; return the number of onsets."""
    n_day = 0
    slot = day % 4
    screen = st.screen
    limit = st.limit
    felt = st.felt
    act_order = tb.act_order
    act_today = tb.act_today
    phase_ptr = tb.phase_ptr
    n_countries = tb.place_first.shape[0] - 1
    for phase in range(phase_ptr.shape[0] - 1):
        for c in range(n_countries):
            for k in range(phase_ptr[phase], phase_ptr[phase + 1]):
                u = screen[slot, c, k]
                if u >= limit[c, k] and felt[c] == 0:
                    continue
                a = act_order[k]
                # a rate that hears of the same day is not bounded by what was known before it
                heard = felt[c] == 1 and act_today[a] == 1
                if u >= limit[c, k] and not heard:
                    continue
                if limit[c, k] == UNKNOWN:
                    limit[c, k] = find_limit(tb, va, st, a, c, t, change_day)
                    if u >= limit[c, k] and not heard:
                        continue
                rate = happens(tb, va, st, out, a, c, t, u, seed, world, day)
                if rate > 0.0:
                    n_day = draw_act(tb, va, st, out, a, c, t, rate, n_day, seed, world, day)
                    if out.counters[4] == 1:
                        return n_day
    return n_day


@njit(cache=True, nogil=True)
def replay_day(tb, va, rec, st, out, t, widths, rows, store):
    """Replay all acts of a day; with ``rows`` leave what the likelihood needs."""
    n_day = rec.ptr[t + 1] - rec.ptr[t]
    for k in range(n_day):
        r = rec.ptr[t] + k
        st.day_act[k] = rec.act[r]
        st.day_country[k] = rec.country[r]
        st.day_place[k] = rec.place[r]
        st.day_weight[k] = rec.weight[r]
        st.day_heads[k] = rec.heads[r]
        st.day_traits[k] = rec.traits[r]
        feel(tb, st, k)
    if rows:
        n_countries = tb.place_first.shape[0] - 1
        for c in range(n_countries):
            read_country(tb, va, st, c, t)
            read_slopes(tb, va, st, c, t)
            for s in range(st.signal.shape[1]):
                out.row[c, s, t] = st.signal[c, s]
            for k in range(st.pair.shape[1]):
                out.row_pair[c, k, t] = st.pair[c, k]
        for k in range(n_day):
            group = tb.act_group[st.day_act[k]]
            p = st.day_place[k]
            if group >= 0 and p >= 0:
                c = st.day_country[k]
                placed_here(tb, va, st, out, group, p, c, t, st.day_weight[k], widths, store)
        for z in range(rec.need_ptr[t], rec.need_ptr[t + 1]):
            group = rec.need_group[z]
            need_total(tb, va, st, out, z, group, rec.need_country[z], t, widths, store)
    for k in range(n_day):
        make_moves(
            tb, st, st.day_act[k], st.day_place[k], st.day_country[k],
            st.day_weight[k], st.day_heads[k],
        )  # fmt: skip
    return n_day


@njit(cache=True, nogil=True)
def walk(tb, va, rec, st, out, switch, stop, first_day, seed, world, n_live, n_static, rows, store):
    """Walk from the first day to ``stop``, replaying before ``switch`` and drawing after it.

    ``first_day`` is the ordinal of day 0. With ``rows`` the signals of every country-day, the
    placing totals and their slopes are written to ``out``; with ``store`` also live entries.
    """
    reset(tb, st)
    out.counters[:] = 0
    out.placed[0] = 0.0
    out.placed_slope[:, :] = 0.0
    change_day = 0
    n_countries = tb.place_first.shape[0] - 1
    widths = (n_live, n_static)
    has_flows = tb.flow_from.shape[0] > 0
    for t in range(stop):
        day = first_day + t
        for k in range(tb.impulse_ptr[t], tb.impulse_ptr[t + 1]):
            m = tb.impulse_mem[k]
            for c in range(n_countries):
                w = tb.reach[tb.mem_reach[m], c, tb.impulse_country[k]]
                if w != 0.0:
                    settle(st, va, m, c, t)
                    st.memory[m, c] += w * tb.impulse_value[k]
        if tb.changed[t] == 1:
            change_day = t
            st.limit[:, :] = UNKNOWN
            st.signal_day[:] = -1
        st.stock_morning[:, :] = st.stock_total
        if rows:
            st.stock_morning_slope[:, :, :] = st.stock_total_slope
        if t < switch:
            n_day = replay_day(tb, va, rec, st, out, t, widths, rows, store)
        else:
            if t == switch or day % 4 == 0:
                fill_screens(tb, st, seed, world, day // 4)
            n_day = draw_day(tb, va, st, out, t, change_day, seed, world, day)
            if out.counters[4] == 1:
                return
        if has_flows:
            flows(tb, va, st, t, rows, t >= switch, seed, world, day)
        week = t // 7
        for k in range(n_day):
            a = st.day_act[k]
            out.acts[week, st.day_country[k], a] += st.day_weight[k]
        if n_day > 0:
            take_in(tb, va, st, n_day, t + 1)
            change_day = t + 1
        if t % 7 == 6 or t == stop - 1:
            for c in range(n_countries):
                for s in range(st.stock_total.shape[0]):
                    out.stock[week, c, s] = st.stock_total[s, c]
