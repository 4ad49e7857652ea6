"""Fill the arrays that depend on parameters, and make the scratch a walk needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .kernels.layout import Out, Recorded, State, Tables, Values
from .kernels.placing import weigh_places  # pyright: ignore[reportUnknownVariableType]
from .levers import Boost
from .model import Model

Floats = NDArray[np.float64]

RATE_CAP = 500.0  # onsets a country and day, of worlds that continue no busier record


@dataclass(frozen=True)
class Shapes:
    """The parts of `Values` that only shapes fix, with what their slopes need."""

    delta: Floats
    delta_slope: Floats
    power: Floats
    pdelta: Floats
    pdelta_slope: Floats
    ppower: Floats
    scale: Floats
    pscale: Floats


def decay(half_life: Floats) -> tuple[Floats, Floats]:
    """Return the daily factor 2^(-1/h) and its slope in h; 0 for h = 0 and 1 for infinity."""
    delta = np.zeros_like(half_life)
    slope = np.zeros_like(half_life)
    real = (half_life > 0) & np.isfinite(half_life)
    delta[real] = np.exp2(-1.0 / half_life[real])
    slope[real] = delta[real] * np.log(2.0) / half_life[real] ** 2
    delta[np.isinf(half_life)] = 1.0
    return delta, slope


def _powers(delta: Floats, days: int) -> Floats:
    with np.errstate(under="ignore"):
        out = delta[:, None] ** np.arange(days + 2)[None, :]
    out[out < 1e-280] = 0.0  # denormal numbers are slow and far below any threshold
    return np.ascontiguousarray(out)


def shapes(model: Model, values: Floats) -> Shapes:
    """Fill what half-lives and scales fix."""
    days = model.scenario.days
    delta, delta_slope = decay(model.half_lives.fill(values))
    pdelta, pdelta_slope = decay(model.place_half_lives.fill(values))
    return Shapes(
        delta,
        delta_slope,
        _powers(delta, days),
        pdelta,
        pdelta_slope,
        _powers(pdelta, days),
        model.scales.fill(values),
        model.place_scales.fill(values),
    )


def zeta_laws(model: Model, values: Floats) -> tuple[Floats, Floats]:
    """Return the exponents and far shares of the cluster laws."""
    return model.law_exponents.fill(values), model.law_fars.fill(values)


def refill(model: Model, values: Floats, filled: Values) -> None:
    """Fill in place what coefficients fix: of rates and placing, and nothing of shapes or laws."""
    coef = model.coefficients.fill(values)
    filled.coef[...] = coef
    filled.constant[...] = 0.0
    np.add.at(filled.constant, model.constant_act, coef[model.constant_slot])
    filled.inside[...] = model.inside.fill(values)
    filled.shock_shape[...] = model.shock_shapes.fill(values)
    filled.bunching[...] = model.bunchings.fill(values)
    filled.live_coef[...] = model.live_coefficients.fill(values)
    tb = model.tables
    weigh_places(
        tb.place_first, tb.communes, tb.place_column, tb.group_static_ptr, tb.group_static,
        model.static_coefficients.fill(values), filled.weight, filled.total, filled.total_slope,
    )  # fmt: skip
    with np.errstate(divide="ignore"):
        np.log(filled.total, out=filled.log_total)


def values_of(
    model: Model,
    values: Floats,
    *,
    shaped: Shapes | None = None,
    boost: Boost | None = None,
    eve: Floats | None = None,
    laws: bool = True,
    cap: float = RATE_CAP,
) -> Values:
    """Fill everything that parameters fix; without ``laws`` cluster sizes cannot be drawn.

    ``eve`` is the chance of each country to be inside the episode on the eve of the first day
    that is drawn; left out, all are calm.
    """
    s = shaped if shaped is not None else shapes(model, values)
    exponents, fars = zeta_laws(model, values)
    cdfs: list[Floats] = []
    for exponent, most in zip(exponents, model.law_sizes, strict=True) if laws else ():
        mass = np.arange(1, most + 1, dtype=float) ** -exponent
        cdf = np.cumsum(mass)
        cdf /= cdf[-1]
        cdf[-1] = 1.0
        cdfs.append(cdf)
    tb = model.tables
    acts, countries = len(model.acts), tb.place_first.shape[0] - 1
    groups, places = tb.group_static_ptr.shape[0] - 1, tb.communes.shape[0]
    filled = Values(
        coef=np.empty((tb.term_signal.size, countries)),
        constant=np.empty((acts, countries)),
        inside=np.empty((acts, countries)),
        eve=np.zeros(countries) if eve is None else np.array(eve, dtype=float),
        delta=s.delta,
        delta_slope=s.delta_slope,
        power=s.power,
        pdelta=s.pdelta,
        pdelta_slope=s.pdelta_slope,
        ppower=s.ppower,
        scale=s.scale,
        pscale=s.pscale,
        law_ptr=np.concatenate([[0], np.cumsum(model.law_sizes)]).astype(np.int64),
        law_cdf=np.concatenate([np.zeros(0), *cdfs]),
        law_far=fars,
        size_median=model.size_medians.fill(values),
        size_spread=model.size_spreads.fill(values),
        shock_shape=np.empty(model.shock_shapes.constant.shape),
        bunching=np.empty(acts),
        live_coef=np.empty(tb.group_live.shape),
        weight=np.empty((groups, places)),
        total=np.empty((groups, countries)),
        log_total=np.empty((groups, countries)),
        total_slope=np.empty((tb.group_static.size, countries)),
        cap=np.array([cap]),
        boost=boost.table if boost else np.zeros((acts, 1, 1)),
        boosted=boost.touched if boost else np.zeros(acts, dtype=np.int64),
    )
    refill(model, values, filled)
    return filled


def live_width(tb: Tables) -> int:
    """Return the largest number of live terms of a placing group."""
    return int(np.max(np.diff(tb.group_live_ptr), initial=0))


def static_width(tb: Tables) -> int:
    """Return the largest number of static terms of a placing group."""
    return int(np.max(np.diff(tb.group_static_ptr), initial=0))


def slope_width(tb: Tables) -> int:
    """Return the number of columns of placing slopes: live, static, shapes."""
    return live_width(tb) + static_width(tb) + tb.ppair_signal.shape[0]


def empty_record(days: int) -> Recorded:
    """Return a record of nothing."""
    whole = np.zeros(0, dtype=np.int64)
    real = np.zeros(0)
    none = np.zeros(days + 1, dtype=np.int64)
    return Recorded(none, whole, whole, whole, real, real, real, whole, none, whole, whole)


def state_of(tb: Tables, *, onsets: int) -> State:
    """Make the scratch of a walk; ``onsets`` bounds the onsets of one day."""
    c, p = tb.place_first.shape[0] - 1, tb.communes.shape[0]
    a, b = tb.act_place.shape[0], tb.trait_hash.shape[0]
    m, n = tb.mem_kind.shape[0], tb.pmem_kind.shape[0]
    s, r = tb.sig_kind.shape[0], tb.psig_kind.shape[0]
    k, f = tb.stock_start.shape[0], tb.flow_from.shape[0]
    g = tb.group_static_ptr.shape[0] - 1
    q = int(np.max(tb.flow_pair_param, initial=-1)) + 1
    q = max(q, int(np.max(tb.pair_ref[tb.pair_kind == 2], initial=-1)) + 1)

    def whole(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, dtype=np.int64)

    return State(
        memory=np.zeros((m, c)), memory_slope=np.zeros((m, c)), memory_day=whole(m, c),
        pmemory=np.zeros((n, p)), pmemory_slope=np.zeros((n, p)), pmemory_day=whole(n, p),
        today=np.zeros((m, c)), ptoday=np.zeros((n, p)), felt=whole(c),
        signal=np.zeros((c, s)), pair=np.zeros((c, tb.pair_signal.shape[0])),
        signal_day=whole(c), psignal=np.zeros(r), ppair=np.zeros(tb.ppair_signal.shape[0]),
        limit=np.zeros((c, a)),
        class_top=np.zeros((a, c)), class_day=whole(a, c), screen=np.zeros((4, c, a)),
        inside=whole(c), move_limit=np.zeros(c), move_screen=np.zeros((4, c)),
        busy=whole(c), count=np.zeros((a + b, c)), heads=np.zeros((a + b, c)),
        stock=np.zeros((k, p)), stock_slope=np.zeros((k, p, q)), stock_total=np.zeros((k, c)),
        stock_morning=np.zeros((k, c)), stock_today=np.zeros((k, p)),
        stock_total_slope=np.zeros((k, c, q)), stock_morning_slope=np.zeros((k, c, q)),
        flow_rate=np.zeros(f), flow_slope=np.zeros((f, q)), moved=np.zeros(f),
        out_share=np.zeros(f),
        flow_share_slope=np.zeros((f, q)), flow_heads=np.zeros(f),
        flow_heads_slope=np.zeros((f, q)),
        live=whole(p), live_count=whole(c), is_live=whole(p), buried=whole(c),
        stocked=whole(p), stocked_count=whole(c), is_stocked=whole(p),
        day_act=whole(onsets), day_place=whole(onsets), day_country=whole(onsets),
        day_weight=np.zeros(onsets), day_heads=np.zeros(onsets), day_traits=whole(onsets),
        cumulative=np.zeros((g, p)), cumulative_day=whole(g, c),
        cumulative_total=np.zeros((g, c)), z_slope=np.zeros(slope_width(tb)),
    )  # fmt: skip


def out_of(
    tb: Tables,
    *,
    days: int,
    events: int,
    rows: bool,
    needs: int = 0,
    entries: int = 0,
    hits: int = 0,
    bunched: int = 0,
    onsets: int = 0,
) -> Out:
    """Make room for what a walk leaves behind."""
    c, a, b = tb.place_first.shape[0] - 1, tb.act_place.shape[0], tb.trait_hash.shape[0]
    weeks = (days + 6) // 7
    n = days if rows else 0
    width, live = slope_width(tb), live_width(tb)
    groups = tb.group_static_ptr.shape[0] - 1

    def whole(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, dtype=np.int64)

    return Out(
        act=whole(events), day=whole(events), country=whole(events), place=whole(events),
        commune=whole(events), size=np.zeros(events), traits=whole(events),
        stock=np.zeros((weeks, c, tb.stock_start.shape[0])), acts=np.zeros((weeks, c, a + b)),
        inside=np.zeros((weeks if tb.episode_item.shape[0] > 0 else 0, c)),
        row=np.zeros((c, tb.sig_kind.shape[0], n)),
        row_pair=np.zeros((c, tb.pair_signal.shape[0], n)),
        need_log=np.zeros(needs), need_slope=np.zeros((needs, width)),
        placed=np.zeros(1), placed_slope=np.zeros((groups, width)),
        entry_need=whole(entries), entry_place=whole(entries),
        entry_value=np.zeros((entries, live)), entry_growth=np.zeros(entries),
        hit_group=whole(hits), hit_weight=np.zeros(hits), hit_value=np.zeros((hits, live)),
        bunch_value=np.zeros((bunched, live)),
        bunch_pair=np.zeros((bunched, tb.ppair_signal.shape[0])),
        room=np.zeros(onsets),
        counters=whole(5),
    )  # fmt: skip
