"""Bind a theory to a scenario: check that what it names exists, and produce plain arrays."""

from __future__ import annotations

import numpy as np

from contention.foundation.errors import ContentionError, Problem
from contention.scenario.model import Scenario
from contention.theory.model import Act, Memory, Number, Signal, Stock, Term, Theory

from .bind_pairs import flow_pairs, place_pairs, signal_pairs, stock_parameters
from .bind_places import Placing
from .bind_signals import FORMS, Bound, MemoryKey, Signals
from .days import covariate_of
from .kernels.layout import Tables
from .model import Model
from .names import check_collisions, name_hash
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
        Codes E001 to E012: a name the scenario does not have, or a use the engine refuses.
    """
    theory = _with_strata(theory, scenario)
    infos = expand(theory.parameters, scenario.countries)
    lookup = Lookup(infos)
    signals = Signals(theory, scenario)
    acts = theory.acts
    countries = scenario.countries
    _check_names(theory, scenario)
    _check_levels(theory, signals)
    placing = Placing(theory, scenario, signals, lookup)
    items: list[tuple[Term, ...]] = [a.rate for a in acts]
    items += [t.odds for t in theory.traits] + [f.rate for f in theory.flows]
    terms = [term for item in items for term in item]
    flow_terms = [term for f in theory.flows for term in f.rate]
    Sums.of([t.coefficient for t in flow_terms], lookup, countries, "a flow's coefficient")

    qs = stock_parameters(theory, signals, lookup)
    pairs = signal_pairs(signals, lookup, qs)
    ppairs = place_pairs(signals, lookup, qs, pairs)
    first_flow = sum(len(item) for item in items[: len(acts) + len(theory.traits)])
    fpairs = flow_pairs(theory, signals, lookup, qs, pairs, first_flow)

    laws, law_numbers = _laws(theory, scenario)
    shock_of = {name: k for k, shock in enumerate(theory.shocks) for name in shock.of}
    stock_index = {s.name: k for k, s in enumerate(theory.stocks)}
    phase_of = {name: k for k, name in enumerate(theory.phases)}
    order = sorted(range(len(acts)), key=lambda k: phase_of[acts[k].phase])
    per_phase = [sum(a.phase == phase for a in acts) for phase in theory.phases]
    moves = [move for a in acts for move in a.moves]
    place_first = np.searchsorted(scenario.places.country, np.arange(len(countries) + 1))
    towns = np.array([kind == "town" for kind in scenario.places.kind])
    impulses = _impulses(scenario, signals)
    steady = _steady(signals)
    stock_start = np.zeros((len(theory.stocks), len(towns)))
    for k, stock in enumerate(theory.stocks):
        if stock.stratum:
            stock_start[k] = scenario.strata[stock.stratum]

    keys = [tuple(t for t in a.rate if t.signal) for a in acts]
    class_of = [sorted(set(keys), key=keys.index).index(key) for key in keys]
    constants = [
        (k, a)
        for a, act in enumerate(acts)
        for k, term in enumerate(act.rate, start=sum(len(item) for item in items[:a]))
        if not term.signal
    ]

    def stock_at(name: str) -> int:
        return stock_index[name] if name else -1

    tables = Tables(
        place_first=place_first.astype(np.int64),
        communes=np.where(towns, 0, scenario.places.communes).astype(np.int64),
        act_order=integers(order),
        phase_ptr=pointers(per_phase),
        act_place=flags(acts, lambda a: a.level == "place"),
        act_cluster=flags(acts, lambda a: a.process == "cluster"),
        act_identity=flags(acts, lambda a: a.link == "identity"),
        act_group=integers(placing.group_of),
        act_cap=integers([stock_at(a.size.at_most if a.size else "") for a in acts]),
        act_sized=flags(acts, lambda a: a.size is not None),
        act_today=flags(acts, lambda a: _uses_today(a.rate, theory)),
        act_loose=flags(acts, lambda a: _loose(a, theory, signals, placing, scenario)),
        act_far=flags(acts, lambda a: _hears_far(a.rate, theory)),
        act_class=integers(class_of),
        act_hash=integers([name_hash(a.name) for a in acts]),
        act_shock=integers([shock_of.get(a.name, -1) for a in acts]),
        act_law=laws,
        country_hash=integers([name_hash(c) for c in countries]),
        shock_hash=integers([name_hash(f"shock:{s.of[0]}") for s in theory.shocks]),
        term_ptr=pointers([len(item) for item in items]),
        term_signal=integers([signals.country.index[t.signal] if t.signal else -1 for t in terms]),
        trait_hash=integers([name_hash(t.name) for t in theory.traits]),
        trait_of=np.array(
            [[int(a.name in t.of) for a in acts] for t in theory.traits], dtype=np.int64
        ).reshape(len(theory.traits), len(acts)),
        move_ptr=pointers([len(a.moves) for a in acts]),
        move_from=integers([stock_at(m.source) for m in moves]),
        move_to=integers([stock_at(m.target) for m in moves]),
        move_head=flags(moves, lambda m: m.per == "head"),
        move_share=np.array([m.share for m in moves], dtype=float),
        **_signal_tables(signals, steady),
        **_memory_tables(signals, scenario),
        **placing.tables(),
        **impulses,
        stock_start=stock_start,
        stock_derived=flags(theory.stocks, lambda s: not s.stratum),
        stock_felt=integers([_felt(signals, k) for k in range(len(theory.stocks))]),
        flow_from=integers([stock_at(f.source) for f in theory.flows]),
        flow_to=integers([stock_at(f.target) for f in theory.flows]),
        flow_identity=flags(theory.flows, lambda f: f.link == "identity"),
        flow_random=flags(theory.flows, lambda f: f.random),
        flow_calm=flags(
            theory.flows,
            lambda f: not any(g.random and g.source == f.source for g in theory.flows),
        ),
        flow_hash=integers([name_hash(f"flow:{f.name}") for f in theory.flows]),
        flow_read=integers(_factors_first(signals, theory)),
        flow_all=flags(theory.flows, lambda f: bool(theory.stocks[stock_at(f.source)].stratum)),
        place_level_hash=integers(
            [
                name_hash(f"{countries[c]}/{name}")
                for c, name in zip(scenario.places.country, scenario.places.name, strict=True)
            ]
        ),
        population=scenario.places.population.astype(float),
        pair_signal=integers([p.signal for p in pairs]),
        pair_kind=integers([p.kind for p in pairs]),
        pair_ref=integers([p.ref for p in pairs]),
        ppair_signal=integers([p.signal for p in ppairs]),
        ppair_kind=integers([p.kind for p in ppairs]),
        ppair_ref=integers([p.ref for p in ppairs]),
        **fpairs,
    )
    return Model(
        theory=theory,
        scenario=scenario,
        parameters=tuple(infos),
        tables=Tables._make(np.ascontiguousarray(x) for x in tables),
        coefficients=Sums.of([t.coefficient for t in terms], lookup, countries),
        constant_slot=integers([k for k, _ in constants]),
        constant_act=integers([a for _, a in constants]),
        half_lives=_half_lives(signals.country, lookup),
        place_half_lives=_half_lives(signals.place, lookup),
        scales=_scales(signals.country, lookup),
        place_scales=_scales(signals.place, lookup),
        law_exponents=Slots.of([x[0] for x in law_numbers], lookup, "a cluster's exponent"),
        law_fars=Slots.of([x[1] for x in law_numbers], lookup, "a cluster's far share"),
        law_sizes=integers([x[2] for x in law_numbers]),
        size_medians=Slots.of([a.size.median if a.size else 1.0 for a in acts], lookup, "a size"),
        size_spreads=Slots.of([a.size.spread if a.size else 1.0 for a in acts], lookup, "a size"),
        shock_shapes=Slots.of([s.shape for s in theory.shocks], lookup, "a shock's shape"),
        live_coefficients=placing.live_coefficients,
        static_coefficients=placing.static_coefficients,
        pair_parameter=integers([p.parameter for p in pairs]),
        place_pair_parameter=integers([p.parameter for p in ppairs]),
        stock_parameters=integers(qs),
        signal_names=tuple(s.name for s in signals.country.signals),
    )


def _with_strata(theory: Theory, scenario: Scenario) -> Theory:
    """Give a stock to every stratum that moves, caps or flows name directly."""
    from dataclasses import replace

    known = {s.name for s in theory.stocks}
    used: list[str] = []
    for a in theory.acts:
        used += [x for m in a.moves for x in (m.source, m.target)]
        used += [a.size.at_most] if a.size else []
    used += [x for f in theory.flows for x in (f.source, f.target)]
    extra = sorted({x for x in used if x and x not in known})
    missing = [x for x in extra if x not in scenario.strata]
    missing += [s.stratum for s in theory.stocks if s.stratum and s.stratum not in scenario.strata]
    if missing:
        raise ContentionError(
            [
                Problem(
                    "E008",
                    f"stratum {name!r}",
                    f"one that the scenario has: {', '.join(sorted(scenario.strata))}",
                    where=f"theory {theory.name}",
                    hint="theory and scenario must use the same names",
                )
                for name in sorted(set(missing))
            ]
        )
    stocks = theory.stocks + tuple(Stock(name=x, stratum=x, of=x) for x in extra)
    return replace(theory, stocks=stocks)


def _check_names(theory: Theory, scenario: Scenario) -> None:
    check_collisions([*[a.name for a in theory.acts], *[f"flow:{f.name}" for f in theory.flows]])
    check_collisions(scenario.countries)
    check_collisions([t.name for t in theory.traits])
    country = scenario.places.country
    if np.any(np.diff(country) < 0):
        raise ContentionError(
            Problem(
                "E009",
                "places out of order",
                "places of a country side by side",
                hint="sort the places by country",
            )
        )
    if len(theory.traits) > 60:
        raise ContentionError(
            Problem("E010", f"{len(theory.traits)} traits", "at most 60", hint="leave some out")
        )


def _check_levels(theory: Theory, signals: Signals) -> None:
    problems: list[Problem] = []
    rated = [(a.name, a.rate) for a in theory.acts]
    rated += [(t.name, t.odds) for t in theory.traits] + [(f.name, f.rate) for f in theory.flows]
    for name, terms in rated:
        problems += [
            Problem(
                "E011",
                f"signal {term.signal!r}, which varies by place, in the rate of {name!r}",
                "a signal that is the same over a country",
                hint="move it to `place`, or give it reach: country",
            )
            for term in terms
            if term.signal and signals.varies(term.signal)
        ]
    if problems:
        raise ContentionError(problems)


def _laws(
    theory: Theory, scenario: Scenario
) -> tuple[np.ndarray, list[tuple[Number, Number, int]]]:
    places = np.bincount(scenario.places.country, minlength=len(scenario.countries))
    table = np.full((len(theory.acts), len(scenario.countries)), -1, dtype=np.int64)
    laws: list[tuple[Number, Number, int]] = []
    for k, act in enumerate(theory.acts):
        if act.cluster is None:
            continue
        for c in range(len(scenario.countries)):
            most = act.cluster.at_most or max(int(places[c]), 1)
            law = (act.cluster.exponent, act.cluster.far_share, most)
            if law not in laws:
                laws.append(law)
            table[k, c] = laws.index(law)
    return table, laws


def _half_lives(bound: Bound, lookup: Lookup) -> Slots:
    numbers: list[Number] = []
    for m in bound.memories:
        # yesterday fades at once, lasting never: half-lives of 0 and infinity
        numbers.append({"half_life": m.half_life, "lasting": float("inf")}.get(m.kind, 0.0))
    return Slots.of(numbers, lookup, "a half-life")


def _scales(bound: Bound, lookup: Lookup) -> Slots:
    return Slots.of([s.form.scale for s in bound.signals], lookup, "a scale")


def _signal_tables(signals: Signals, steady: list[int]) -> dict[str, np.ndarray]:
    c, p = signals.country, signals.place
    n, places = len(signals.scenario.countries), len(signals.scenario.places.name)
    names = {s.name: s for s in signals.theory.signals}
    whole = [signals.whole_country(s.form, s.reach) for s in c.signals]
    pwhole = [signals.whole_place(s.form) for s in p.signals]
    return {
        "sig_kind": integers(c.kind),
        "sig_ref": integers(c.ref),
        "sig_ref2": integers(c.ref2),
        "sig_form": integers([FORMS[s.form.kind] for s in c.signals]),
        "sig_gate": np.array([s.form.at_least for s in c.signals], dtype=float),
        "sig_whole": np.array(whole, dtype=float).reshape(len(whole), n),
        "sig_reach": integers([r if k == 1 else 0 for k, r in zip(c.kind, c.ref2, strict=True)]),
        "sig_today": integers([k for k in range(len(c.signals)) if signals.today(k)]),
        "sig_far": integers([int(_far(s, names) and _bounded(s, names)) for s in c.signals]),
        "sig_steady": integers(steady),
        "psig_kind": integers(p.kind),
        "psig_ref": integers(p.ref),
        "psig_ref2": integers(p.ref2),
        "psig_form": integers([FORMS[s.form.kind] for s in p.signals]),
        "psig_gate": np.array([s.form.at_least for s in p.signals], dtype=float),
        "psig_whole": np.array(pwhole, dtype=float).reshape(len(pwhole), places),
    }


def _memory_tables(signals: Signals, scenario: Scenario) -> dict[str, np.ndarray]:
    c, p = signals.country.memories, signals.place.memories
    n, places = len(scenario.countries), len(scenario.places.name)
    reaches = signals.reaches or [np.eye(n)]
    used = sorted({m.reach for m in p if m.reach != "here"})
    lengths: list[int] = []
    targets: list[np.ndarray] = []
    weights: list[np.ndarray] = []
    towns = np.array([kind == "town" for kind in scenario.places.kind])
    for name in used:
        link = signals.links[name]
        keep = towns[link.source] & towns[link.target]
        order = np.argsort(link.source[keep], kind="stable")
        source = link.source[keep][order]
        targets.append(link.target[keep][order])
        weights.append(link.weight[keep][order])
        lengths += [*np.bincount(source, minlength=places).tolist(), 0]

    def tables(memories: list[MemoryKey], prefix: str) -> dict[str, np.ndarray]:
        return {
            f"{prefix}_ptr": pointers([len(m.sources) for m in memories]),
            f"{prefix}_source": integers([x for m in memories for x in m.sources]),
            f"{prefix}_heads": flags(memories, lambda m: m.heads),
            f"{prefix}_kind": flags(memories, lambda m: m.kind == "today"),
            f"{prefix}_mass": flags(memories, lambda m: m.unit_mass),
        }

    return {
        **tables(c, "mem"),
        **tables(p, "pmem"),
        "mem_reach": integers([signals.reach(m.reach) for m in c]),
        "reach": np.array(reaches, dtype=float),
        "pmem_link": integers([-1 if m.reach == "here" else used.index(m.reach) for m in p]),
        "link_ptr": pointers(lengths),
        "link_target": np.concatenate([np.zeros(0, np.int64), *targets]).astype(np.int64),
        "link_weight": np.concatenate([np.zeros(0), *weights]).astype(float),
    }


def _impulses(scenario: Scenario, signals: Signals) -> dict[str, np.ndarray]:
    rows: list[tuple[int, int, int, float]] = []
    for m, key in enumerate(signals.country.memories):
        for shock in scenario.shocks:
            if shock.name == key.shock:
                rows += [
                    (int(d), m, int(c), float(v))
                    for d, c, v in zip(shock.day, shock.country, shock.value, strict=True)
                ]
    rows.sort()
    days = scenario.days
    changed = np.zeros(days, dtype=np.int64)
    for row in rows:
        changed[row[0]] = 1
    values = [c.values for c in signals.country_covariates]
    in_use = {signals.country.ref[k] for k, kind in enumerate(signals.country.kind) if kind == 2}
    for k in in_use:
        changed[1:] |= np.any(np.diff(values[k], axis=1) != 0, axis=0)
    n, places = len(scenario.countries), len(scenario.places.name)
    place_values = [c.values for c in signals.place_covariates]
    return {
        "impulse_ptr": pointers(np.bincount([r[0] for r in rows], minlength=days).tolist()),
        "impulse_mem": integers([r[1] for r in rows]),
        "impulse_country": integers([r[2] for r in rows]),
        "impulse_value": np.array([r[3] for r in rows], dtype=float),
        "covariate": np.array(values, dtype=float).reshape(len(values), n, days),
        "place_covariate": np.array(place_values, dtype=float).reshape(len(place_values), places),
        "changed": changed,
    }


def _steady(signals: Signals) -> list[int]:
    c = signals.country
    out: list[int] = []
    for kind, ref, ref2 in zip(c.kind, c.ref, c.ref2, strict=True):
        out.append(int(kind == 2 or (kind == 3 and out[ref] == 1 and out[ref2] == 1)))
    return out


def _factors_first(signals: Signals, theory: Theory) -> list[int]:
    """Return the signals that flows read, with the factors of products, in table order."""
    c = signals.country
    needed: set[int] = set()
    stack = [c.index[term.signal] for f in theory.flows for term in f.rate if term.signal]
    while stack:
        k = stack.pop()
        needed.add(k)
        if c.kind[k] == 3:
            stack += [c.ref[k], c.ref2[k]]
    return sorted(needed)


def _felt(signals: Signals, stock: int) -> int:
    p = signals.place
    return int(any(k == 1 and r == stock for k, r in zip(p.kind, p.ref, strict=True)))


def _uses_today(terms: tuple[Term, ...], theory: Theory) -> bool:
    by_name = {s.name: s for s in theory.signals}

    def today(s: Signal) -> bool:
        if s.kind == "product":
            return any(today(by_name[x]) for x in s.sources)
        return s.kind == "acts" and s.memory == Memory(
            "today", s.memory.half_life, s.memory.unit_mass
        )

    return any(t.signal and today(by_name[t.signal]) for t in terms)


def _far(s: Signal, by_name: dict[str, Signal]) -> bool:
    """Return whether a signal hears of other countries."""
    if s.kind == "product":
        return any(_far(by_name[x], by_name) for x in s.sources)
    return s.kind not in ("covariate", "calendar") and s.reach != "country"


def _bounded(s: Signal, by_name: dict[str, Signal]) -> bool:
    """Return whether a signal lies between 0 and 1."""
    if s.kind == "product":
        return all(_bounded(by_name[x], by_name) for x in s.sources)
    return s.form.kind in ("saturating", "share", "gate")


def _hears_far(terms: tuple[Term, ...], theory: Theory) -> bool:
    by_name = {s.name: s for s in theory.signals}
    heard = [by_name[t.signal] for t in terms if t.signal]
    return any(_far(s, by_name) and not _bounded(s, by_name) for s in heard)


def _loose(
    act: Act, theory: Theory, signals: Signals, placing: Placing, scenario: Scenario
) -> bool:
    """Return whether the rate may rise between changes, so that it needs reading every day."""
    if act.process == "plain" and act.level == "place" and placing.has_live(act):
        return True
    by_name = {s.name: s for s in theory.signals}
    flowing = {f.target for f in theory.flows}
    negative = {s.name for s in scenario.shocks if np.any(s.value < 0)}

    def loose(s: Signal) -> bool:
        if s.kind == "product":
            return any(loose(by_name[x]) or dips(by_name[x]) for x in s.sources)
        if s.kind == "stock":
            return s.sources[0] in flowing
        return s.kind == "shock" and s.sources[0] in negative

    def dips(s: Signal) -> bool:
        outside = s.kind in ("covariate", "calendar")
        return outside and bool(np.any(signals.covariates[covariate_of(s)].values < 0))

    return any(t.signal and loose(by_name[t.signal]) for t in act.rate)
