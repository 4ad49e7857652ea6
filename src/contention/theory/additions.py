"""Terms that a document adds to acts, traits, flows and episodes written elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from contention.theory.draft import Draft, TermEntry
from contention.theory.model import Sum
from contention.theory.structure import Structure
from contention.theory.wording import closest


def signal_of(name: str) -> str:
    """Return the signal a term is about: none for ``base``."""
    return "" if name == "base" else name


def fold_adds(draft: Draft, structure: Structure) -> None:
    """Add the terms under ``adds`` of one file to what they name."""
    adds = structure.parsed.adds
    for key, table, section, code, noun in (
        ("acts", draft.rates, "acts", "T031", "act or act group"),
        ("place", draft.places, "acts", "T031", "act or act group"),
        ("traits", draft.odds, "traits", "T035", "trait"),
        ("flows", draft.outflows, "flows", "T036", "flow"),
    ):
        added: dict[str, dict[str, Sum]] = getattr(adds, key)
        for target, terms in added.items():
            loc = ("adds", key, target)
            members = _members(draft, target, section)
            if members is None:
                _unknown(draft, structure, loc, target, section, code, noun)
                continue
            for member in members:
                if member in table:
                    _append(draft, structure, table[member], member, loc, terms)
    for target, moves in adds.episodes.items():
        loc = ("adds", "episodes", target)
        if target not in draft.names["episodes"]:
            _unknown(draft, structure, loc, target, "episodes", "T038", "episode")
        elif target in draft.episodes:
            for key, table in (("enter", draft.entering), ("leave", draft.leaving)):
                _append(draft, structure, table[target], target, (*loc, key), getattr(moves, key))


def _members(draft: Draft, target: str, section: str) -> list[str] | None:
    if section == "acts" and target in draft.names["act_groups"]:
        return draft.groups[target].part if target in draft.groups else []
    return [target] if target in draft.names[section] else None


def _unknown(
    draft: Draft,
    structure: Structure,
    loc: tuple[str, ...],
    target: str,
    section: str,
    code: str,
    noun: str,
) -> None:
    known = set(draft.names[section])
    if section == "acts":
        known |= draft.names["act_groups"]
    where = structure.source.where(loc, of="key")
    draft.add(
        code, f"the unknown {noun} {target}", "a name of this theory", where, closest(target, known)
    )


def _append(
    draft: Draft,
    structure: Structure,
    terms: list[TermEntry],
    member: str,
    loc: tuple[str, ...],
    added: Mapping[str, Sum],
) -> None:
    for name, coefficient in added.items():
        term = TermEntry(signal_of(name), coefficient, structure.source, (*loc, name))
        if any(other.signal == term.signal for other in terms):
            found = f"{name}, which {member} already has"
            hint = "put both parameters into one list, or remove one of the terms"
            draft.add("T062", found, "each signal once", term.at(of="key"), hint)
        else:
            terms.append(term)
