"""Parameters: every use names one that fits, and every one is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from contention.theory.document import MEMORY_WORDS
from contention.theory.draft import Draft, Entry, TermEntry
from contention.theory.wording import closest

Role = Literal["term", "number", "positive", "share"]

_FITS = {
    "positive": {"lognormal", "beta", "halfnormal", "exponential"},
    "share": {"beta"},
}
_WANTED = {
    "positive": "a prior of positive numbers: lognormal, halfnormal, exponential or beta",
    "share": "a prior of numbers from 0 to 1: beta",
}


@dataclass(frozen=True)
class Use:
    """A place where a parameter is named."""

    name: str
    role: Role
    where: str


def all_terms(draft: Draft) -> Iterator[TermEntry]:
    """Yield every term of rates, placings, odds and flows."""
    tables = (draft.rates, draft.places, draft.odds, draft.outflows, draft.entering, draft.leaving)
    for table in tables:
        for terms in table.values():
            yield from terms


def uses(draft: Draft) -> Iterator[Use]:
    """Yield every use of a parameter."""
    for term in all_terms(draft):
        for index, item in enumerate(term.coefficient):
            if isinstance(item, str):
                yield Use(item, "term", term.at(index))
    for signal in draft.signals.values():
        memory, form = signal.part.memory, signal.part.form
        if memory is not None and memory.half_life not in MEMORY_WORDS:
            yield from _use(signal, memory.half_life, "positive", "memory", "half_life")
        if form is not None:
            yield from _use(signal, form.log1p, "positive", "form", "log1p")
            yield from _use(signal, form.saturating, "positive", "form", "saturating")
    for act in draft.acts.values():
        cluster, size = act.part.cluster, act.part.size
        if cluster is not None:
            yield from _use(act, cluster.zeta, "number", "cluster", "zeta")
            yield from _use(act, cluster.far, "share", "cluster", "far")
            for episode, law in cluster.laws.items():
                yield from _use(act, law.zeta, "number", "cluster", episode, "zeta")
                yield from _use(act, law.far, "share", "cluster", episode, "far")
        yield from _use(act, act.part.bunching, "positive", "bunching")
        if size is not None:
            yield from _use(act, size.lognormal.median, "positive", "size", "lognormal", "median")
            yield from _use(act, size.lognormal.spread, "positive", "size", "lognormal", "spread")
    for shock in draft.shocks:
        yield from _use(shock, shock.part.shape, "positive", "shape")


def _use(entry: Entry[Any], value: object, role: Role, *loc: str) -> Iterator[Use]:
    if isinstance(value, str):
        yield Use(value, role, entry.at(*loc))


def check_parameters(draft: Draft) -> None:
    """Check every use of a parameter: T023, T026, T030."""
    known = draft.names["parameters"]
    for use in uses(draft):
        if use.name not in known:
            expected = "the name of a parameter"
            hint = closest(use.name, known, "add it to parameters")
            draft.add("T030", f"the unknown parameter {use.name}", expected, use.where, hint)
            continue
        entry = draft.parameters.get(use.name)
        if entry is None:
            continue
        family = entry.part.prior.family
        if use.role in _FITS and family not in _FITS[use.role]:
            found = f"{use.name}, whose prior is {family}"
            draft.add("T023", found, _WANTED[use.role], use.where, "change the prior")
        if use.role != "term" and entry.part.by is not None:
            found = f"{use.name}, which has one value a country"
            expected = "a parameter with a single value"
            hint = "parameters by country may stand in rates, odds, flows and place only"
            draft.add("T026", found, expected, use.where, hint)


def check_unused_parameters(draft: Draft) -> None:
    """Refuse parameters that nothing uses: the record cannot say anything about them (T025)."""
    used = {use.name for use in uses(draft)}
    for entry in draft.parameters.values():
        if entry.name not in used:
            expected = "a parameter that a term, memory, form, cluster, size or shock uses"
            hint = "use it or remove it: nothing can be learnt about it"
            draft.add("T025", f"{entry.name}, unused", expected, entry.at(of="key"), hint)
