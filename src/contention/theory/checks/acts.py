"""Acts, traits, stocks, flows and shocks: phases, heads and units."""

from __future__ import annotations

from typing import TypeVar

from contention.theory.document import ActPart, FlowPart, MovePart
from contention.theory.draft import Draft, Entry
from contention.theory.wording import closest

T = TypeVar("T")


def check_acts(draft: Draft) -> None:
    """Check acts, traits, stocks, flows, shocks: T031, T033, T034, T054 to T061, T068."""
    for act in draft.acts.values():
        phase = act.part.phase
        if phase is not None and phase not in draft.phases:
            hint = closest(phase, draft.phases, "known: " + ", ".join(draft.phases))
            found = f"the unknown phase {phase}"
            draft.add("T034", found, "a phase of the day", act.at("phase"), hint)
        _check_per(draft, act)
        for index, move in enumerate(act.part.moves):
            _check_move(draft, act, move, index)
        size = act.part.size
        if size is not None and _unit(draft, size.at_most) not in {"person", ""}:
            found = f"at_most {size.at_most}, counted in {_unit(draft, size.at_most)}"
            where = act.at("size", "at_most")
            draft.add("T055", found, "a stratum, or a stock of persons", where)
    for trait in draft.traits.values():
        _check_members(draft, trait, trait.part.of)
    for group in draft.groups.values():
        _check_members(draft, group, group.part, key=None)
    _check_stocks(draft)
    _check_flows(draft)
    _check_shocks(draft)


def _check_per(draft: Draft, act: Entry[ActPart]) -> None:
    part = act.part
    if part.per is None or (part.rate is not None and part.level == "place"):
        return
    of = "an act that ignites" if part.rate is None else "an act at level country"
    hint = "remove it: such an act counts by country anyway"
    where = act.at("per", of="key")
    draft.add("T068", f"per with {of}", "per with rate, at level place", where, hint)


def _check_members(
    draft: Draft, entry: Entry[T], members: list[str], *, key: str | None = "of"
) -> None:
    known = draft.names["acts"]
    for index, name in enumerate(members):
        if name not in known:
            where = entry.at(index) if key is None else entry.at(key, index)
            found = f"the unknown act {name}"
            draft.add("T031", found, "an act of this theory", where, closest(name, known))


def _unit(draft: Draft, stock: str) -> str:
    """Return the unit of a stock, "" if it is none or broken."""
    entry = draft.stocks.get(stock)
    return "" if entry is None else entry.part.unit


def _check_stock_name(draft: Draft, name: str, where: str) -> None:
    known = draft.names["stocks"]
    if name not in known:
        hint = closest(name, known, "add it to stocks")
        draft.add("T033", f"the unknown stock {name}", "a stock of this theory", where, hint)


def _check_move(draft: Draft, act: Entry[ActPart], move: MovePart, index: int) -> None:
    def at(*more: str) -> str:
        return act.at("moves", index, *more)

    if not move.source and not move.target:
        draft.add("T009", "a move without from and to", "from, to or both", at())
    for key, name in (("from", move.source), ("to", move.target)):
        if name:
            _check_stock_name(draft, name, at(key))
    if move.source and move.source == move.target:
        draft.add("T056", f"from {move.source} to itself", "two stocks", at("to"), "change one")
        return
    units = {name: _unit(draft, name) for name in (move.source, move.target) if name}
    stated = {unit for unit in units.values() if unit}
    if len(stated) > 1:
        found = " and ".join(f"{name} in {unit}" for name, unit in units.items())
        draft.add("T055", f"a move between {found}", "one unit on both sides", at())
    elif move.per == "head" and stated - {"person"}:
        found = f"a move of {stated.pop()} per head"
        draft.add("T055", found, "units moved per act", at(), "write per: act")
    elif move.per == "head" and act.part.size is None:
        found = f"a move per head of {act.name}, which has no size"
        draft.add("T054", found, "an act with size", at(), "add size:, or write per: act")


def _check_stocks(draft: Draft) -> None:
    for stock in draft.stocks.values():
        part = stock.part
        key = "stratum" if part.stratum else "of"
        if part.unit != "person" and (part.stratum or part.of):
            found = f"{key} with unit {part.unit}"
            hint = "stocks of units hold no people; remove one of the two"
            draft.add("T057", found, "a stratum or a unit", stock.at(key), hint)


def _check_flows(draft: Draft) -> None:
    for flow in draft.flows.values():
        part: FlowPart = flow.part
        for key, name in (("from", part.source), ("to", part.target)):
            _check_stock_name(draft, name, flow.at(key))
            if _unit(draft, name) not in {"person", ""}:
                found = f"a flow of {name}, counted in {_unit(draft, name)}"
                hint = "use moves of an act for units"
                draft.add("T058", found, "a stock of persons", flow.at(key), hint)
        if part.source == part.target:
            draft.add("T056", f"from {part.source} to itself", "two stocks", flow.at("to"))


def _check_shocks(draft: Draft) -> None:
    taken: dict[str, str] = {}
    for shock in draft.shocks:
        _check_members(draft, shock, shock.part.of)
        cluster = [
            name
            for name in shock.part.of
            if name in draft.acts and draft.acts[name].part.ignite is not None
        ]
        if cluster and len(shock.part.of) > 1:
            found = f"{cluster[0]}, which ignites, with other acts"
            where = shock.at("of", shock.part.of.index(cluster[0]))
            hint = "give the cluster act a shock of its own"
            draft.add("T060", found, "plain acts, or exactly one cluster act", where, hint)
        for index, name in enumerate(shock.part.of):
            if name in taken:
                found = f"{name}, which already has a shock"
                draft.add("T061", found, "at most one shock an act", shock.at("of", index))
            taken[name] = shock.name
