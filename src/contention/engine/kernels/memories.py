"""What is remembered: memories of the day, and memories that take in the day and fade."""

from __future__ import annotations

from numba import njit

from .placing import mark_live

UNKNOWN = 2.0  # a limit that every screening number is below


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
def forget_limits(tb, st, c_only):
    """Make limits unknown: all of one country, or of what hears of other countries."""
    for k in range(tb.act_order.shape[0]):
        if c_only >= 0:
            st.limit[c_only, k] = UNKNOWN
        elif tb.act_far[tb.act_order[k]] == 1:
            st.limit[:, k] = UNKNOWN
    if c_only >= 0:
        st.move_limit[c_only] = UNKNOWN
    for way in range(tb.episode_far.shape[0]):
        if tb.episode_far[way] == 1:
            st.move_limit[:] = UNKNOWN


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
