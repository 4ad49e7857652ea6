"""The one walk through the days, with three uses: replay, simulate, continue.

One day, in order:

1. signals are read as they stand at the start of the day (dated shocks of the day included);
2. on days that are drawn, countries enter or leave the hidden episode;
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

from .draws import first_reaching, gamma_shock
from .episodes import begin_episodes, move_episodes
from .flows import flows
from .memories import UNKNOWN, feel, settle, take_in
from .onsets import draw_size, draw_traits, how_many
from .philox import normal, philox, u32, u53, words
from .placing import fill_cumulative, keep_signals, mark_live, need_total, placed_here
from .signals import ceiling, chance_ceiling, linear, read_country, read_slopes, refresh_today
from .stocks import heads_left, make_moves

LEAST_RATE = 1e-300  # of an act that is made to happen

# how much of a replay a walk leaves behind; each takes in what comes before it
NOTHING = 0
VALUES = 1  # the signals of every country-day, the placing totals, the room of every onset
SLOPES = 2  # their slopes in coefficients and shapes
ENTRIES = 3  # what is remembered at live places, for coefficients alone


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
    st.inside[:] = 0
    st.move_limit[:] = UNKNOWN
    st.count[:, :] = 0.0
    st.heads[:, :] = 0.0
    st.busy[:] = 0
    st.stock[:, :] = tb.stock_start
    st.stock_slope[:, :, :] = 0.0
    st.stock_today[:, :] = 0.0
    st.stock_total_slope[:, :, :] = 0.0
    st.live_count[:] = 0
    st.is_live[:] = 0
    for k in range(st.stock.shape[0]):
        for c in range(st.stock_total.shape[1]):
            total = 0.0
            for p in range(tb.place_first[c], tb.place_first[c + 1]):
                total += tb.stock_start[k, p]
                if tb.stock_felt[k] == 1 and tb.stock_start[k, p] > 0.0:
                    mark_live(tb, st, p, c)
            st.stock_total[k, c] = total
    st.buried[:] = 0
    st.cumulative_day[:, :] = -1
    st.stocked_count[:] = 0
    st.is_stocked[:] = 0


@njit(cache=True, nogil=True)
def resume(st):
    """Forget what was worked out of other values, and keep what is remembered."""
    st.felt[:] = 0
    st.signal_day[:] = -1
    st.limit[:, :] = UNKNOWN
    st.class_day[:, :] = -1
    st.move_limit[:] = UNKNOWN
    st.cumulative_day[:, :] = -1


@njit(cache=True, nogil=True)
def rate_today(tb, va, st, a, c, t):
    """Return the exact rate of an act in a country, without its placing total."""
    eta = linear(tb, va, st, a, c)
    if st.inside[c] == 1:
        eta += va.inside[a, c]
    boost = 0.0
    if va.boosted[a] == 1 and va.boost[a, c, t] < math.inf:
        boost = va.boost[a, c, t]
    if tb.act_identity[a] == 1:
        return max(eta, 0.0) * math.exp(boost)
    return math.exp(eta + boost)


@njit(cache=True, nogil=True)
def counts_places(tb, a):
    """Return whether an act's rate is one of each place, to be multiplied by the placing total."""
    return tb.act_cluster[a] == 0 and tb.act_group[a] >= 0 and tb.act_per_country[a] == 0


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
    if st.inside[c] == 1:
        top += va.inside[a, c]
    totalled = counts_places(tb, a)
    if tb.act_identity[a] == 1:
        return max(top, 0.0) * (va.total[tb.act_group[a], c] if totalled else 1.0)
    if totalled:
        top += va.log_total[tb.act_group[a], c]
    return chance_ceiling(top)


@njit(cache=True, nogil=True)
def happens(tb, va, st, out, a, c, t, u, seed, world, day):
    """Return the rate if the act happens in a country today, else -1."""
    shock = tb.act_shock[a]
    if st.signal_day[c] != t:
        read_country(tb, va, st, c, t)
    rate = rate_today(tb, va, st, a, c, t)
    group = tb.act_group[a]
    if counts_places(tb, a) and rate > 0.0:
        if tb.group_live_ptr[group + 1] > tb.group_live_ptr[group]:
            rate *= fill_cumulative(tb, va, st, group, c, t)
        else:
            rate *= va.total[group, c]
    if shock >= 0:
        rate *= gamma_shock(
            va.shock_shape[shock], seed, world, day, tb.shock_hash[shock], tb.country_hash[c]
        )
    if rate > va.cap[0]:
        rate = va.cap[0]
        out.counters[3] += 1
    if va.boosted[a] == 1 and va.boost[a, c, t] == math.inf:
        return max(rate, LEAST_RATE)  # made to happen
    if u >= -math.expm1(-rate):
        return -1.0
    return rate


@njit(cache=True, nogil=True)
def draw_act(tb, va, st, out, a, c, t, rate, n_day, seed, world, day):
    """Draw the onsets of an act in a country; return the number of onsets of the day so far."""
    n = how_many(tb, va, st, a, c, rate, seed, world, day)
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
            w0, w1, w2, w3 = words(seed, 16 + 4 * i, world, day, tb.act_hash[a], tb.country_hash[c])
            if tb.act_bunched[a] == 1 and u32(w3) * (va.bunching[a] + i) < i:
                p = st.day_place[start + int(math.floor(u53(w0, w1) * i))]
            else:
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
    """Fill the screening numbers of four days for all countries: of acts, and of moves."""
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
        for k in range(tb.episode_hash.shape[0]):
            w0, w1, w2, w3 = philox(key0, key1, c0, c1, np.uint64(tb.episode_hash[k]), c3)
            st.move_screen[0, c] = u32(w0)
            st.move_screen[1, c] = u32(w1)
            st.move_screen[2, c] = u32(w2)
            st.move_screen[3, c] = u32(w3)


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
def room_of(tb, st, k):
    """Return the heads that onset k of the day could bring; infinite if no cap is known."""
    a = st.day_act[k]
    p = st.day_place[k]
    if tb.act_cap[a] < 0 or (p < 0 and tb.act_place[a] == 1):
        return math.inf
    return heads_left(tb, st, tb.act_cap[a], p, st.day_country[k])


@njit(cache=True, nogil=True)
def replay_day(tb, va, rec, st, out, t, widths, leave):
    """Replay all acts of a day; leave what the likelihood needs."""
    slopes = leave >= SLOPES
    store = leave == ENTRIES
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
    if leave >= VALUES:
        n_countries = tb.place_first.shape[0] - 1
        for c in range(n_countries):
            read_country(tb, va, st, c, t)
            if slopes:
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
                if tb.act_bunched[st.day_act[k]] == 1:
                    keep_signals(tb, va, st, out, group, p, c, t, rec.ptr[t] + k, slopes)
                    continue
                placed_here(
                    tb, va, st, out, group, p, c, t, rec.seen[rec.ptr[t] + k], widths, slopes, store
                )
        for z in range(rec.need_ptr[t], rec.need_ptr[t + 1]):
            group = rec.need_group[z]
            need_total(tb, va, st, out, z, group, rec.need_country[z], t, widths, slopes, store)
    for k in range(n_day):
        if leave >= VALUES:
            out.room[rec.ptr[t] + k] = room_of(tb, st, k)
        make_moves(
            tb, st, st.day_act[k], st.day_place[k], st.day_country[k],
            st.day_weight[k], st.day_heads[k],
        )  # fmt: skip
    return n_day


@njit(cache=True, nogil=True)
def walk(
    tb, va, rec, st, out, begin, switch, stop, first_day, seed, world, n_live, n_static, leave,
    ends,
):  # fmt: skip
    """Walk from ``begin`` to ``stop``, replaying before ``switch`` and drawing after it.

    With a ``begin`` above 0 the state is that of an earlier walk that stopped on its eve.
    ``first_day`` is the ordinal of day 0. What ``leave`` asks for (`NOTHING` to `ENTRIES`) is
    written to ``out``. With ``ends`` the walk ends after the first day on which a rate reaches
    its cap.
    """
    if begin == 0:
        reset(tb, st)
    else:
        resume(st)
    out.counters[:] = 0
    out.placed[0] = 0.0
    out.placed_slope[:, :] = 0.0
    change_day = begin
    n_countries = tb.place_first.shape[0] - 1
    widths = (n_live, n_static)
    has_flows = tb.flow_from.shape[0] > 0
    has_episode = tb.episode_item.shape[0] > 0
    for t in range(begin, stop):
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
            st.move_limit[:] = UNKNOWN
            st.signal_day[:] = -1
        st.stock_morning[:, :] = st.stock_total
        if leave >= SLOPES:
            st.stock_morning_slope[:, :, :] = st.stock_total_slope
        if t < switch:
            n_day = replay_day(tb, va, rec, st, out, t, widths, leave)
        else:
            if t == switch or day % 4 == 0:
                fill_screens(tb, st, seed, world, day // 4)
            if has_episode:
                if t == switch:
                    begin_episodes(tb, va, st, seed, world, day)
                move_episodes(tb, va, st, t, day)
                for c in range(n_countries):
                    out.inside[t // 7, c] += st.inside[c]
            n_day = draw_day(tb, va, st, out, t, change_day, seed, world, day)
            if out.counters[4] == 1:
                return
        if has_flows:
            flows(tb, va, st, t, leave >= SLOPES, t >= switch, seed, world, day)
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
        if ends and out.counters[3] > 0:
            return
