"""How signals and flows move with the shapes: rows of derivatives, fixed at bind."""

from __future__ import annotations

import numpy as np

from contention.theory.model import Theory

from .bind_signals import Bound, Pair, Signals
from .slots import Lookup, integers, pointers


def _shape_pairs(bound: Bound, lookup: Lookup, qs: list[int], k: int) -> list[Pair]:
    """Return the derivative rows of one signal that is no product."""
    s = bound.signals[k]
    out: list[Pair] = []
    if bound.kind[k] == 0:
        memory = bound.memories[bound.ref[k]]
        if memory.kind == "half_life":
            _, index = lookup.one(memory.half_life, "a half-life")
            if index >= 0:
                out.append(Pair(k, 0, 0, index))
    if bound.kind[k] == 1:
        out += [Pair(k, 2, j, q) for j, q in enumerate(qs)]
    if s.form.kind in ("log1p", "saturating"):
        _, index = lookup.one(s.form.scale, "a scale")
        if index >= 0:
            out.append(Pair(k, 1, 0, index))
    return out


def signal_pairs(signals: Signals, lookup: Lookup, qs: list[int]) -> list[Pair]:
    """Return the derivative rows of country signals."""
    out: list[Pair] = []
    bound = signals.country
    for k, kind in enumerate(bound.kind):
        if kind == 3:
            for factor, code in ((bound.ref[k], 3), (bound.ref2[k], 4)):
                rows = [(j, p) for j, p in enumerate(out) if p.signal == factor]
                out += [Pair(k, code, j, p.parameter) for j, p in rows]
        else:
            out += _shape_pairs(bound, lookup, qs, k)
    return out


def place_pairs(signals: Signals, lookup: Lookup, qs: list[int], pairs: list[Pair]) -> list[Pair]:
    """Return the derivative rows of place signals."""
    out: list[Pair] = []
    bound = signals.place
    for k, kind in enumerate(bound.kind):
        if kind < 3:
            out += _shape_pairs(bound, lookup, qs, k)
            continue
        left = [(j, p) for j, p in enumerate(out) if p.signal == bound.ref[k]]
        out += [Pair(k, 3, j, p.parameter) for j, p in left]
        if kind == 3:
            right = [(j, p) for j, p in enumerate(out) if p.signal == bound.ref2[k]]
            out += [Pair(k, 4, j, p.parameter) for j, p in right]
        else:
            outer = [(j, p) for j, p in enumerate(pairs) if p.signal == bound.ref2[k]]
            out += [Pair(k, 5, j, p.parameter) for j, p in outer]
    return out


def stock_parameters(theory: Theory, signals: Signals, lookup: Lookup) -> list[int]:
    """Return the parameters that stocks depend on, if any signal reads a stock."""
    if not any(s.kind == "stock" for s in theory.signals):
        return []
    found: set[int] = set()
    for flow in theory.flows:
        for term in flow.rate:
            for number in term.coefficient:
                if isinstance(number, str):
                    found.add(lookup.one(number, "a flow's coefficient")[1])
    if theory.flows:
        reached = {
            signals.country.index[t.signal] for f in theory.flows for t in f.rate if t.signal
        }
        for pair in signal_pairs(signals, lookup, []):
            if pair.signal in reached:
                found.add(pair.parameter)
    return sorted(found)


def flow_pairs(
    theory: Theory,
    signals: Signals,
    lookup: Lookup,
    qs: list[int],
    pairs: list[Pair],
    first_term: int,
) -> dict[str, np.ndarray]:
    """Return the tables of how each flow's rate moves with the stock parameters."""
    place = {q: j for j, q in enumerate(qs)}
    lengths: list[int] = []
    rows: list[tuple[int, int, int]] = []
    term_index = first_term
    for flow in theory.flows:
        before = len(rows)
        for term in flow.rate:
            for number in term.coefficient if qs else ():
                if isinstance(number, str):
                    q = lookup.one(number, "a flow's coefficient")[1]
                    rows.append((place[q], -1, term_index))
            if term.signal and qs:
                k = signals.country.index[term.signal]
                rows += [
                    (place[p.parameter], j, term_index)
                    for j, p in enumerate(pairs)
                    if p.signal == k and p.parameter in place
                ]
            term_index += 1
        lengths.append(len(rows) - before)
    return {
        "flow_pair_ptr": pointers(lengths),
        "flow_pair_param": integers([r[0] for r in rows]),
        "flow_pair_pair": integers([r[1] for r in rows]),
        "flow_pair_term": integers([r[2] for r in rows]),
    }
