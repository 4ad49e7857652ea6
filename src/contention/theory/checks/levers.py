"""Levers: the acts and parameters they name exist and fit."""

from __future__ import annotations

import re

from contention.theory.draft import Draft, Entry
from contention.theory.outcomes import LeverPart
from contention.theory.wording import closest

# What takes no from, until and country beside it: code, step, what is expected, hint.
_UNBOUNDED = (
    (
        "T074",
        "set",
        "a parameter set for all days and countries",
        "set name[COUNTRY] for one country, or multiply an act, which takes dates",
    ),
    (
        "T075",
        "add",
        "date and country inside add",
        "write {add: {act: march, country: Hungary, date: 1956-10-23}}",
    ),
)

_EXPANDED = re.compile(r"([^\[@]+)(?:\[([^\]]+)\]|@(.+))?")


def check_levers(draft: Draft) -> None:
    """Check every lever: T030, T031, T071, T074, T075 and T076."""
    for lever in draft.levers.values():
        _check_lever(draft, lever)


def _check_lever(draft: Draft, lever: Entry[LeverPart]) -> None:
    known = draft.names["acts"]
    for index, step in enumerate(lever.part.steps):
        changes = (("multiply", step.multiply), ("forbid", step.forbid), ("add", step.add))
        bounds = (("from", step.start), ("until", step.stop), ("country", step.country))
        for key, change in changes:
            if change is not None and change.act not in known:
                where = lever.at("steps", index, key, "act")
                found = f"the unknown act {change.act}"
                hint = closest(change.act, known)
                draft.add("T031", found, "an act of this theory", where, hint)
        if step.set_ is not None:
            where = lever.at("steps", index, "set", "parameter")
            family = family_of(draft, step.set_.parameter, where)
            _check_value(draft, family, step.set_.to, lever.at("steps", index, "set", "to"))
        refused = _UNBOUNDED[0] if step.set_ else _UNBOUNDED[1] if step.add else None
        for key, bound in bounds if refused else ():
            if bound:
                assert refused is not None
                code, kind, expected, hint = refused
                where = lever.at("steps", index, key)
                draft.add(code, f"{kind} with {key} {bound}", expected, where, hint)
        if step.shock is not None:
            _check_shock(draft, step.shock.name, lever.at("steps", index, "shock", "name"))


def _check_value(draft: Draft, family: str | None, value: float, where: str) -> None:
    positive = family in {"lognormal", "halfnormal", "exponential"}
    if (positive and value <= 0) or (family == "beta" and not 0 < value < 1):
        expected = "a number above 0" if positive else "a number between 0 and 1"
        draft.add("T071", f"{value:g} for a {family} parameter", expected, where)


def _check_shock(draft: Draft, name: str, where: str) -> None:
    known = {entry.part.shock for entry in draft.signals.values() if entry.part.shock}
    # A signal that is broken may be the one that perceives it.
    if name not in known and len(draft.signals) == len(draft.names["signals"]):
        found = f"the shock {name}, which no signal perceives"
        expected = "a dated shock that a signal of this theory is of"
        draft.add("T076", found, expected, where, closest(name, known, "add a signal of it"))


def family_of(draft: Draft, name: str, where: str) -> str | None:
    """Return the prior family of a parameter by its plain or expanded name, or note T030."""
    known = draft.names["parameters"]
    match = _EXPANDED.fullmatch(name)
    base = match[1] if match else name
    if match is None or base not in known:
        hint = closest(base, known)
        draft.add("T030", f"the unknown parameter {name}", "a parameter", where, hint)
        return None
    entry = draft.parameters.get(base)
    if entry is None:
        return None
    part = entry.part
    if match[2] is not None and part.by is None:
        expected = f"{base}, which has one value for all countries"
        draft.add("T030", f"the unknown parameter {name}", expected, where)
        return None
    if match[3] is not None:
        users = users_of(draft, base) if part.varies is not None else []
        if match[3] not in users:
            hint = closest(match[3], users, "it has no deviations")
            draft.add("T030", f"the unknown parameter {name}", "a parameter", where, hint)
            return None
        return "normal"
    return part.prior.family


def users_of(draft: Draft, parameter: str) -> list[str]:
    """Return the acts, traits and flows that use a parameter in a term, in document order."""
    users: list[str] = []
    for names, tables in (
        (draft.acts, (draft.rates, draft.places)),
        (draft.traits, (draft.odds,)),
        (draft.flows, (draft.outflows,)),
    ):
        for name in names:
            terms = [term for table in tables for term in table.get(name, [])]
            if any(parameter in term.coefficient for term in terms) and name not in users:
                users.append(name)
    return users
