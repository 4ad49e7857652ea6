"""The arrays that bind hands to the kernels. One dtype, order and writability each.

Integers are int64, numbers float64, all C-contiguous. ``ptr`` arrays are offsets in the manner
of compressed sparse rows. Dimensions: C countries, P places (those of a country contiguous),
A acts, B traits, F flows, X = A + B countable things, S country signals, R place signals,
M country memories, N place memories, K stocks, T days, Q shape parameters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

I1 = I2 = I3 = NDArray[np.int64]
F1 = F2 = F3 = NDArray[np.float64]


class Tables(NamedTuple):
    """What theory and scenario fix, whatever the parameters."""

    # places
    place_first: I1  # C + 1
    communes: I1  # P; 0 for a town
    # acts, in document order; act_order runs phase by phase
    act_order: I1
    phase_ptr: I1  # along act_order
    act_place: I1  # 1 at place level
    act_cluster: I1  # 1 ignition x cluster
    act_bunched: I1  # 1 if onsets of a day come together
    act_identity: I1
    act_per_country: I1  # 1 if the rate is the country's, whatever the placing total
    act_group: I1  # placing group or -1
    act_cap: I1  # stock that caps sizes, or -1
    act_sized: I1
    act_today: I1  # 1 if the rate uses a `today` signal
    act_loose: I1  # 1 if the rate has no bound between changes
    act_far: I1  # 1 if the rate hears of other countries without a bound
    act_class: I1  # acts with the same terms but for constants
    act_hash: I1
    act_shock: I1  # shock group or -1
    act_law: I2  # A x C: cluster law or -1
    act_law_inside: I2  # A x C: the law inside the episode; act_law where there is no other
    country_hash: I1
    shock_hash: I1
    # the hidden episode: all of length 0 where a theory has none
    episode_item: I1  # 2: the items of entering and leaving, A + B + F and the next
    episode_hash: I1  # 1
    episode_read: I1  # 2: 1 if the log-rate reads a signal
    episode_loose: I1  # 2: 1 if it has no bound between changes
    episode_far: I1  # 2: 1 if it hears of other countries without a bound
    # terms of acts (but for the episode's), traits, flows, entering, leaving
    term_ptr: I1  # A + B + F + 1, or 2 more
    term_signal: I1  # signal or -1
    # traits
    trait_hash: I1
    trait_of: I2  # B x A
    # moves of acts
    move_ptr: I1
    move_from: I1
    move_to: I1
    move_head: I1
    move_share: F1
    # country signals, in an order that puts products after their factors
    sig_kind: I1  # 0 memory, 1 stock, 2 covariate, 3 product
    sig_ref: I1
    sig_ref2: I1
    sig_form: I1  # 0 identity, 1 log1p, 2 saturating, 3 share, 4 gate
    sig_gate: F1
    sig_whole: F2  # S x C, the heads a share is of
    sig_reach: I1  # reach matrix (stocks)
    sig_today: I1  # signals that read the same day, factors before products
    sig_far: I1  # 1 if bounded by one and hearing of other countries: taken as 1 in ceilings
    sig_steady: I1  # 1 if constant between changes, whatever its sign
    # place signals
    psig_kind: I1  # 0 memory, 1 stock here, 2 place covariate, 3 product, 4 product with country
    psig_ref: I1
    psig_ref2: I1
    psig_form: I1
    psig_gate: F1
    psig_whole: F2  # R x P
    # memories
    mem_ptr: I1
    mem_source: I1  # countable things
    mem_heads: I1
    mem_kind: I1  # 0 fading (dated shocks too), 1 today
    mem_reach: I1
    mem_mass: I1  # 1 if the kernel sums to one, 2 if it is a mean over the days so far
    reach: F3  # reach matrices: to x from per matrix
    pmem_ptr: I1
    pmem_source: I1
    pmem_heads: I1
    pmem_kind: I1
    pmem_link: I1  # -1 here, else link
    pmem_mass: I1
    link_ptr: I1  # L x (P + 1)
    link_target: I1
    link_weight: F1
    # placing groups
    group_static_ptr: I1
    group_static: I1  # column of place_column
    place_column: F2  # columns x P
    group_live_ptr: I1
    group_live: I1  # place signals
    group_read_ptr: I1  # place signals to read for a group's live terms
    group_read: I1
    group_today: I1  # 1 if a live term reads the same day
    group_always: I1  # 1 if a plain act needs its total every day
    # dated shocks and covariates
    impulse_ptr: I1  # T + 1
    impulse_mem: I1
    impulse_country: I1
    impulse_value: F1
    covariate: F3  # n x C x T
    place_covariate: F2  # n x P
    changed: I1  # T: a covariate in use steps, or a dated shock falls
    # stocks and flows
    stock_start: F2  # K x P
    stock_derived: I1  # K: 1 if it starts empty
    stock_felt: I1  # K: 1 if a place signal reads it
    flow_from: I1
    flow_to: I1
    flow_identity: I1
    flow_random: I1
    flow_calm: I1  # F: 1 if no flow out of the source is random
    flow_hash: I1
    flow_read: I1  # signals that flows read, factors before products
    flow_all: I1  # F: 1 if the source starts filled, so that all places are visited
    place_level_hash: I1  # P
    population: F1  # P
    # shapes
    pair_signal: I1  # derivative rows of country signals
    pair_kind: I1  # 0 of delta, 1 of scale, 2 of a stock's parameter, 3 left, 4 right factor
    pair_ref: I1  # pair of the factor; index of the stock's parameter
    ppair_signal: I1
    ppair_kind: I1
    ppair_ref: I1
    flow_pair_ptr: I1  # F + 1: how a flow's rate moves with a parameter
    flow_pair_param: I1  # index among the stock parameters
    flow_pair_pair: I1  # derivative row, or -1 for the coefficient itself
    flow_pair_term: I1  # term


class Values(NamedTuple):
    """What the parameters fix."""

    coef: F2  # terms x C
    constant: F2  # A x C: sum of the terms without a signal
    inside: F2  # A x C: what the log-rate gains inside the episode
    eve: F1  # C: chance of being inside on the eve of the first day that is drawn
    delta: F1  # M
    delta_slope: F1  # M, in the half-life
    power: F2  # M x (T + 2): delta ** k
    pdelta: F1  # N
    pdelta_slope: F1
    ppower: F2
    scale: F1  # S
    pscale: F1  # R
    law_ptr: I1  # laws + 1
    law_cdf: F1
    law_far: F1  # laws
    size_median: F1  # A
    size_spread: F1  # A
    shock_shape: F1
    bunching: F1  # A
    live_coef: F1  # along group_live
    weight: F2  # groups x P: static weights
    total: F2  # groups x C: their sums
    log_total: F2
    total_slope: F2  # along group_static x C: d total / d coefficient
    cap: F1  # 1: onsets a country and day; a rate above it marks the world as run away
    boost: F3  # A x C x T added to the log-rate by levers; infinite: made to happen
    boosted: I1  # A: 1 if a lever touches the act


class Recorded(NamedTuple):
    """A record as the walk reads it, by day and then phase and act."""

    ptr: I1  # T + 1
    act: I1
    country: I1
    place: I1  # -1 unknown or country level
    weight: F1
    seen: F1  # the same, 0 where the likelihood does not watch
    heads: F1  # weight times size
    traits: I1  # bits
    need_ptr: I1  # T + 1: placing totals the likelihood needs
    need_group: I1
    need_country: I1


class State(NamedTuple):
    """Everything that changes during a walk."""

    memory: F2  # M x C
    memory_slope: F2
    memory_day: I2
    pmemory: F2  # N x P
    pmemory_slope: F2
    pmemory_day: I2
    today: F2  # M x C
    ptoday: F2  # N x P
    felt: I1  # C: 1 if a memory of the same day has taken something in
    signal: F2  # C x S
    pair: F2  # C x pairs
    signal_day: I1  # C
    psignal: F1  # R
    ppair: F1
    limit: F2  # C x A in act order: screening numbers above it bring nothing; 2 if unknown
    class_top: F2  # classes x C: most that the terms with a signal can sum to
    class_day: I2
    screen: F3  # 4 x C x A in act order
    inside: I1  # C: 1 if the country is inside the episode
    move_limit: F1  # C: screening numbers above it bring no move; 2 if unknown
    move_screen: F2  # 4 x C
    busy: I1  # C: 1 if the country has onsets today
    count: F2  # X x C of today
    heads: F2  # X x C of today
    stock: F2  # K x P
    stock_slope: F3  # K x P x Qs
    stock_total: F2  # K x C, running
    stock_morning: F2  # K x C, start of the day
    stock_today: F2  # K x P, what moves have added today
    stock_total_slope: F3  # K x C x Qs
    stock_morning_slope: F3
    flow_rate: F1  # F
    flow_slope: F2  # F x Qs
    moved: F1  # F: share of heads moved
    out_share: F1  # F: share of heads that leave the source, by all its flows
    flow_share_slope: F2  # F x Qs
    flow_heads: F1  # F
    flow_heads_slope: F2  # F x Qs
    live: I1  # P: places with a memory or a stock alive, by country
    live_count: I1  # C
    is_live: I1  # P
    buried: I1  # C: day on which dead places were last dropped
    stocked: I1  # P: places with heads in a derived stock
    stocked_count: I1  # C
    is_stocked: I1
    day_act: I1  # today's onsets
    day_place: I1
    day_country: I1
    day_weight: F1
    day_heads: F1
    day_traits: I1
    cumulative: F2  # groups x P: running sums of placing weights
    cumulative_day: I2  # groups x C
    cumulative_total: F2
    z_slope: F1  # scratch


class Out(NamedTuple):
    """What a walk leaves behind."""

    act: I1
    day: I1
    country: I1
    place: I1
    commune: I1
    size: F1
    traits: I1
    stock: F3  # W x C x K
    acts: F3  # W x C x X
    inside: F2  # W x C: drawn days inside the episode; no rows where a theory has none
    row: F3  # C x S x T, replay
    row_pair: F3  # C x pairs x T
    need_log: F1  # placing totals
    need_slope: F2  # needs x (live + static + ppairs), widest group
    placed: F1  # 1: sum of w * live part of the log weight
    placed_slope: F2  # groups x widest
    entry_need: I1  # stored live entries, for coefficients alone
    entry_place: I1
    entry_value: F2
    entry_growth: F1  # scratch
    hit_group: I1  # stored onsets at live places
    hit_weight: F1
    hit_value: F2
    bunch_value: F2  # place signals of each recorded onset of a bunched act
    bunch_pair: F2
    room: F1  # heads that each replayed onset could bring at most; infinite without a cap
    counters: I1  # events, entries, hits, runaway, overflow
