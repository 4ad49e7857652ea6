"""What rates do between changes: which signals rise, hear of other countries, or stay put.

Between changes memories only fade. A walk bounds rates by that, so that quiet days cost little;
here stands which rates may be bounded so, and what lifts the bound.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contention.scenario.model import Scenario
from contention.theory.model import Act, Memory, Signal, Term, Theory

from .bind_places import Placing
from .bind_signals import Signals
from .days import covariate_of

Terms = Sequence[Term]


def steady(signals: Signals) -> list[int]:
    """Return 1 for country signals that are constant between changes, whatever their sign."""
    c = signals.country
    out: list[int] = []
    for kind, ref, ref2 in zip(c.kind, c.ref, c.ref2, strict=True):
        out.append(int(kind == 2 or (kind == 3 and out[ref] == 1 and out[ref2] == 1)))
    return out


def factors_first(signals: Signals, theory: Theory) -> list[int]:
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


def felt(signals: Signals, stock: int) -> int:
    """Return 1 if a place signal reads a stock."""
    p = signals.place
    return int(any(k == 1 and r == stock for k, r in zip(p.kind, p.ref, strict=True)))


def uses_today(terms: Terms, theory: Theory) -> bool:
    """Return whether a rate reads what happens on the same day."""
    by_name = {s.name: s for s in theory.signals}

    def today(s: Signal) -> bool:
        if s.kind == "product":
            return any(today(by_name[x]) for x in s.sources)
        return s.kind == "acts" and s.memory == Memory(
            "today", s.memory.half_life, s.memory.unit_mass
        )

    return any(t.signal and today(by_name[t.signal]) for t in terms)


def far(s: Signal, by_name: dict[str, Signal]) -> bool:
    """Return whether a signal hears of other countries."""
    if s.kind == "product":
        return any(far(by_name[x], by_name) for x in s.sources)
    return s.kind not in ("covariate", "calendar") and s.reach != "country"


def bounded(s: Signal, by_name: dict[str, Signal]) -> bool:
    """Return whether a signal lies between 0 and 1."""
    if s.kind == "product":
        return all(bounded(by_name[x], by_name) for x in s.sources)
    return s.form.kind in ("saturating", "share", "gate")


def hears_far(terms: Terms, theory: Theory) -> bool:
    """Return whether a rate hears of other countries without a bound."""
    by_name = {s.name: s for s in theory.signals}
    heard = [by_name[t.signal] for t in terms if t.signal]
    return any(far(s, by_name) and not bounded(s, by_name) for s in heard)


def loose(terms: Terms, theory: Theory, signals: Signals, scenario: Scenario) -> bool:
    """Return whether a rate may rise between changes, so that it needs reading every day."""
    by_name = {s.name: s for s in theory.signals}
    flowing = {f.target for f in theory.flows}
    negative = {s.name for s in scenario.shocks if np.any(s.value < 0)}

    def rises(s: Signal) -> bool:
        if s.kind == "product":
            return any(rises(by_name[x]) or dips(by_name[x]) for x in s.sources)
        if s.kind == "stock":
            return s.sources[0] in flowing
        return s.kind == "shock" and s.sources[0] in negative

    def dips(s: Signal) -> bool:
        outside = s.kind in ("covariate", "calendar")
        return outside and bool(np.any(signals.covariates[covariate_of(s)].values < 0))

    return any(t.signal and rises(by_name[t.signal]) for t in terms)


def loose_act(
    act: Act, theory: Theory, signals: Signals, placing: Placing, scenario: Scenario
) -> bool:
    """Return whether an act's rate, with its daily placing total, may rise between changes."""
    totalled = act.process == "plain" and act.level == "place" and act.per == "place"
    if totalled and placing.has_live(act):
        return True
    return loose(act.rate, theory, signals, scenario)
