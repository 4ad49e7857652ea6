"""Bind a theory to a scenario: check that what it names exists, and produce plain arrays."""

from __future__ import annotations

import numpy as np

from contention.scenario.model import Scenario
from contention.theory.model import Number, Term, Theory

from .bind_between import factors_first, felt, hears_far, loose_act, uses_today
from .bind_checks import check_levels, check_names, place_addresses, with_strata
from .bind_episodes import (
    cluster_laws,
    episode_tables,
    inside_sums,
    move_terms,
    without_episode_terms,
)
from .bind_pairs import flow_pairs, place_pairs, signal_pairs, stock_parameters
from .bind_places import Placing
from .bind_signals import Bound, Pair, Signals
from .bind_tables import calendar_tables, memory_tables, signal_tables
from .kernels.layout import Tables
from .model import Model
from .names import name_hash
from .parameters import expand
from .slots import Lookup, Slots, Sums, flags, integers, pointers


def bind(theory: Theory, scenario: Scenario) -> Model:
    """Bind a theory to a scenario.

    Parameters
    ----------
    theory
        A theory in its resolved form.
    scenario
        A scenario in its resolved form.

    Returns
    -------
    Model
        What replay, fits and simulations take.

    Raises
    ------
    ContentionError
        Codes E001 to E012 and E023: a name the scenario does not have, or a use the engine
        refuses.
    """
    theory = with_strata(theory, scenario)
    calm = without_episode_terms(theory)
    infos = expand(theory.parameters, scenario.countries)
    lookup = Lookup(infos)
    signals = Signals(calm, scenario)
    check_names(theory, scenario)
    check_levels(calm, signals)
    placing = Placing(calm, scenario, signals, lookup)
    items = _items(calm)
    terms = [term for item in items for term in item]
    flow_terms = [term for f in calm.flows for term in f.rate]
    Sums.of([t.coefficient for t in flow_terms], lookup, scenario.countries, "a flow's coefficient")
    qs = stock_parameters(calm, signals, lookup)
    pairs = signal_pairs(signals, lookup, qs)
    ppairs = place_pairs(signals, lookup, qs, pairs)
    first_flow = sum(len(item) for item in items[: len(calm.acts) + len(calm.traits)])
    law_tables, laws = cluster_laws(calm, scenario)
    tables = Tables(
        **_place_tables(scenario),
        **_act_tables(calm, scenario, signals, placing),
        **law_tables,
        **episode_tables(calm, scenario, signals),
        term_ptr=pointers([len(item) for item in items]),
        term_signal=integers([signals.country.index[t.signal] if t.signal else -1 for t in terms]),
        **_trait_and_move_tables(calm),
        **signal_tables(signals),
        **memory_tables(signals, scenario),
        **placing.tables(),
        **calendar_tables(scenario, signals),
        **_stock_and_flow_tables(calm, scenario, signals),
        **_pair_tables(pairs, "pair"),
        **_pair_tables(ppairs, "ppair"),
        **flow_pairs(calm, signals, lookup, qs, pairs, first_flow),
    )
    sizes = [a.size for a in calm.acts]
    constants = [
        (k, a)
        for a, act in enumerate(calm.acts)
        for k, term in enumerate(act.rate, start=sum(len(item) for item in items[:a]))
        if not term.signal
    ]
    return Model(
        theory=theory,
        scenario=scenario,
        parameters=tuple(infos),
        tables=Tables._make(np.ascontiguousarray(x) for x in tables),
        coefficients=Sums.of([t.coefficient for t in terms], lookup, scenario.countries),
        constant_slot=integers([k for k, _ in constants]),
        constant_act=integers([a for _, a in constants]),
        inside=Sums.of(inside_sums(theory), lookup, scenario.countries),
        half_lives=_half_lives(signals.country, lookup),
        place_half_lives=_half_lives(signals.place, lookup),
        scales=_scales(signals.country, lookup),
        place_scales=_scales(signals.place, lookup),
        law_exponents=Slots.of([x[0] for x in laws], lookup, "a cluster's exponent"),
        law_fars=Slots.of([x[1] for x in laws], lookup, "a cluster's far share"),
        law_sizes=integers([x[2] for x in laws]),
        size_medians=Slots.of([s.median if s else 1 for s in sizes], lookup, "a size"),
        size_spreads=Slots.of([s.spread if s else 1 for s in sizes], lookup, "a size"),
        shock_shapes=Slots.of([s.shape for s in calm.shocks], lookup, "a shock's shape"),
        bunchings=Slots.of([a.bunching or 1 for a in calm.acts], lookup, "a bunching"),
        live_coefficients=placing.live_coefficients,
        static_coefficients=placing.static_coefficients,
        pair_parameter=integers([p.parameter for p in pairs]),
        place_pair_parameter=integers([p.parameter for p in ppairs]),
        stock_parameters=integers(qs),
        signal_names=tuple(s.name for s in signals.country.signals),
    )


def _items(theory: Theory) -> list[tuple[Term, ...]]:
    """Return what has terms: acts, traits, flows, then entering and leaving the episode."""
    items: list[tuple[Term, ...]] = [a.rate for a in theory.acts]
    items += [t.odds for t in theory.traits] + [f.rate for f in theory.flows]
    return items + move_terms(theory)


def _place_tables(scenario: Scenario) -> dict[str, np.ndarray]:
    places, countries = scenario.places, scenario.countries
    towns = np.array([kind == "town" for kind in places.kind])
    first = np.searchsorted(places.country, np.arange(len(countries) + 1))
    return {
        "place_first": first.astype(np.int64),
        "communes": np.where(towns, 0, places.communes).astype(np.int64),
        "country_hash": integers([name_hash(c) for c in countries]),
        "place_level_hash": integers([name_hash(x) for x in place_addresses(scenario)]),
        "population": places.population.astype(float),
    }


def _act_tables(
    theory: Theory, scenario: Scenario, signals: Signals, placing: Placing
) -> dict[str, np.ndarray]:
    acts = theory.acts
    phase_of = {name: k for k, name in enumerate(theory.phases)}
    stock_of = {s.name: k for k, s in enumerate(theory.stocks)}
    shock_of = {name: k for k, shock in enumerate(theory.shocks) for name in shock.of}
    keys = [tuple(t for t in a.rate if t.signal) for a in acts]
    classes = sorted(set(keys), key=keys.index)
    return {
        "act_order": integers(sorted(range(len(acts)), key=lambda k: phase_of[acts[k].phase])),
        "phase_ptr": pointers([sum(a.phase == phase for a in acts) for phase in theory.phases]),
        "act_place": flags(acts, lambda a: a.level == "place"),
        "act_cluster": flags(acts, lambda a: a.process == "cluster"),
        "act_bunched": flags(acts, lambda a: a.bunching is not None),
        "act_identity": flags(acts, lambda a: a.link == "identity"),
        "act_per_country": flags(acts, lambda a: a.per == "country"),
        "act_group": integers(placing.group_of),
        "act_cap": integers([stock_of.get(a.size.at_most, -1) if a.size else -1 for a in acts]),
        "act_sized": flags(acts, lambda a: a.size is not None),
        "act_today": flags(acts, lambda a: uses_today(a.rate, theory)),
        "act_loose": flags(acts, lambda a: loose_act(a, theory, signals, placing, scenario)),
        "act_far": flags(acts, lambda a: hears_far(a.rate, theory)),
        "act_class": integers([classes.index(key) for key in keys]),
        "act_hash": integers([name_hash(a.name) for a in acts]),
        "act_shock": integers([shock_of.get(a.name, -1) for a in acts]),
        "shock_hash": integers([name_hash(f"shock:{s.of[0]}") for s in theory.shocks]),
    }


def _trait_and_move_tables(theory: Theory) -> dict[str, np.ndarray]:
    acts, traits = theory.acts, theory.traits
    stock_of = {s.name: k for k, s in enumerate(theory.stocks)}
    moves = [move for a in acts for move in a.moves]
    carried = [[int(a.name in t.of) for a in acts] for t in traits]
    return {
        "trait_hash": integers([name_hash(t.name) for t in traits]),
        "trait_of": np.array(carried, dtype=np.int64).reshape(len(traits), len(acts)),
        "move_ptr": pointers([len(a.moves) for a in acts]),
        "move_from": integers([stock_of[m.source] if m.source else -1 for m in moves]),
        "move_to": integers([stock_of[m.target] if m.target else -1 for m in moves]),
        "move_head": flags(moves, lambda m: m.per == "head"),
        "move_share": np.array([m.share for m in moves], dtype=float),
    }


def _stock_and_flow_tables(
    theory: Theory, scenario: Scenario, signals: Signals
) -> dict[str, np.ndarray]:
    stocks, flows = theory.stocks, theory.flows
    stock_of = {s.name: k for k, s in enumerate(stocks)}
    start = np.zeros((len(stocks), len(scenario.places.name)))
    for k, stock in enumerate(stocks):
        if stock.stratum:
            start[k] = scenario.strata[stock.stratum]
    drawn = {f.source for f in flows if f.random}
    return {
        "stock_start": start,
        "stock_derived": flags(stocks, lambda s: not s.stratum),
        "stock_felt": integers([felt(signals, k) for k in range(len(stocks))]),
        "flow_from": integers([stock_of[f.source] for f in flows]),
        "flow_to": integers([stock_of[f.target] for f in flows]),
        "flow_identity": flags(flows, lambda f: f.link == "identity"),
        "flow_random": flags(flows, lambda f: f.random),
        "flow_calm": flags(flows, lambda f: f.source not in drawn),
        "flow_hash": integers([name_hash(f"flow:{f.name}") for f in flows]),
        "flow_read": integers(factors_first(signals, theory)),
        "flow_all": flags(flows, lambda f: bool(stocks[stock_of[f.source]].stratum)),
    }


def _pair_tables(pairs: list[Pair], prefix: str) -> dict[str, np.ndarray]:
    return {
        f"{prefix}_signal": integers([p.signal for p in pairs]),
        f"{prefix}_kind": integers([p.kind for p in pairs]),
        f"{prefix}_ref": integers([p.ref for p in pairs]),
    }


def _half_lives(bound: Bound, lookup: Lookup) -> Slots:
    numbers: list[Number] = []
    for m in bound.memories:
        # yesterday fades at once, lasting never: half-lives of 0 and infinity
        numbers.append({"half_life": m.half_life, "lasting": float("inf")}.get(m.kind, 0.0))
    return Slots.of(numbers, lookup, "a half-life")


def _scales(bound: Bound, lookup: Lookup) -> Slots:
    return Slots.of([s.form.scale for s in bound.signals], lookup, "a scale")
