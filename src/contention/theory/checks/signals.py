"""Signals: what they are of, which keys fit which kind, and products without a circle."""

from __future__ import annotations

from contention.theory.checks.parameters import all_terms
from contention.theory.document import SignalPart
from contention.theory.draft import Draft, Entry
from contention.theory.wording import closest

REACHES = ("here", "country", "abroad", "everywhere")
"""Reaches that every scenario has; other words name a link of the scenario."""

_KEYS = {
    "of": {"reach", "measure", "memory", "form"},
    "stock": {"reach", "form"},
    "covariate": {"form"},
    "shock": {"memory", "form"},
    "calendar": set[str](),
    "product": set[str](),
}


def kind_of(part: SignalPart) -> str:
    """Return the key that says what a signal is of."""
    return next(kind for kind in _KEYS if getattr(part, kind) is not None)


def check_signals(draft: Draft) -> None:
    """Check every signal: T031 to T033, T040, T045 to T049 and T064."""
    for entry in draft.signals.values():
        kind = kind_of(entry.part)
        for key in ("reach", "measure", "memory", "form"):
            if getattr(entry.part, key) is not None and key not in _KEYS[kind]:
                allowed = ", ".join(sorted(_KEYS[kind])) or "nothing else"
                where = entry.at(key, of="key")
                draft.add(
                    "T045", f"{key} with {kind}", f"with {kind}: {allowed}", where, "remove it"
                )
        if kind == "of":
            _check_acts(draft, entry)
        elif kind == "stock":
            _check_stock(draft, entry)
        elif kind == "shock":
            _check_shock(draft, entry)
        elif kind == "product":
            _check_product(draft, entry)
        _check_share(draft, entry, kind)
    _check_cycles(draft)


def _check_acts(draft: Draft, entry: Entry[SignalPart]) -> None:
    sources = entry.part.of or []
    known = draft.names["acts"] | draft.names["traits"]
    for index, source in enumerate(sources):
        if source not in known:
            found = f"the unknown act {source}"
            where = entry.at("of", index)
            draft.add(
                "T031", found, "an act or a trait of this theory", where, closest(source, known)
            )
        elif entry.part.measure == "heads" and not _has_size(draft, source):
            found = f"heads of {source}, which has no size"
            where = entry.at("of", index)
            draft.add("T047", found, "acts with size", where, "add size to the act, or count it")
    levels = [_levels(draft, source) for source in sources]
    if entry.part.reach == "here" and levels and all(level == {"country"} for level in levels):
        found = f"reach here of {' and '.join(sources)}, at country level"
        expected = "at least one act at level place"
        where = entry.at("reach")
        draft.add("T048", found, expected, where, "acts of a whole country happen at no one place")


def _acts_of(draft: Draft, source: str) -> list[str]:
    trait = draft.traits.get(source)
    return [source] if trait is None else trait.part.of


def _has_size(draft: Draft, source: str) -> bool:
    acts = [draft.acts[name] for name in _acts_of(draft, source) if name in draft.acts]
    return all(act.part.size is not None for act in acts)


def _levels(draft: Draft, source: str) -> set[str]:
    # An act that is broken or unknown may stand at either level: say nothing about it.
    return {
        draft.acts[name].part.level if name in draft.acts else "unknown"
        for name in _acts_of(draft, source)
    }


def _check_stock(draft: Draft, entry: Entry[SignalPart]) -> None:
    name = entry.part.stock or ""
    known = draft.names["stocks"]
    if name not in known:
        found = f"the unknown stock {name}"
        draft.add("T033", found, "a stock of this theory", entry.at("stock"), closest(name, known))


def _check_shock(draft: Draft, entry: Entry[SignalPart]) -> None:
    memory = entry.part.memory
    expected = "a half-life or lasting"
    if memory is None:
        where = entry.at(of="key")
        draft.add("T045", "a shock without memory", expected, where, "as in memory: 60 days")
    elif memory.half_life in {"today", "yesterday"}:
        found = f"a shock with memory {memory.half_life}"
        draft.add("T045", found, expected, entry.at("memory"), "as in memory: 1 day")


def _check_product(draft: Draft, entry: Entry[SignalPart]) -> None:
    sources = entry.part.product or []
    if len(sources) != 2:
        found = f"a product of {len(sources)}"
        hint = "make a product of a product for more"
        draft.add("T049", found, "two signals", entry.at("product"), hint)
    known = draft.names["signals"]
    for index, source in enumerate(sources):
        where = entry.at("product", index)
        if source in draft.names["episodes"]:
            found, hint = f"the episode {source}", "name it in rate: or ignite: of an act"
            draft.add("T064", found, "a signal", where, hint)
        elif source not in known:
            found = f"the unknown signal {source}"
            draft.add("T032", found, "a signal of this theory", where, closest(source, known))


def _check_share(draft: Draft, entry: Entry[SignalPart], kind: str) -> None:
    part = entry.part
    if part.form is None or part.form.share is None or kind == "product":
        return
    where = entry.at("form")
    stock = draft.stocks.get(part.stock or "")
    if kind in {"covariate", "shock"} or (kind == "of" and part.measure != "heads"):
        hint = "add measure: heads" if kind == "of" else "shares are of stocks or heads"
        draft.add("T046", f"a share of a {_COUNTED[kind]}", "a share of heads", where, hint)
    elif stock is not None and stock.part.unit != "person":
        found = f"a share of {stock.name}, counted in {stock.part.unit}"
        draft.add("T046", found, "a share of heads", where, "use saturating or identity")
    elif part.reach is not None and part.reach not in REACHES:
        found = f"a share over the link {part.reach}"
        expected = "a share with reach " + ", ".join(REACHES)
        draft.add("T046", found, expected, where, "use saturating over a link")


_COUNTED = {"covariate": "covariate", "shock": "shock", "of": "number of onsets"}


def _check_cycles(draft: Draft) -> None:
    done: set[str] = set()
    for name in draft.signals:
        path: list[str] = []
        _walk(draft, name, path, done)


def _walk(draft: Draft, name: str, path: list[str], done: set[str]) -> None:
    entry = draft.signals.get(name)
    if entry is None or name in done:
        return
    if name in path:
        circle = [*path[path.index(name) :], name]
        done.update(circle)
        first = draft.signals[circle[0]]
        found = "the circle " + " -> ".join(circle)
        hint = "a product may not contain itself, not even through other products"
        draft.add("T040", found, "products without a circle", first.at("product"), hint)
        return
    path.append(name)
    for source in entry.part.product or []:
        _walk(draft, source, path, done)
    path.pop()
    done.add(name)


def check_unused_signals(draft: Draft) -> None:
    """Refuse signals that no term and no product uses (T044)."""
    used = {term.signal for term in all_terms(draft)}
    for entry in draft.signals.values():
        used.update(entry.part.product or [])
    for entry in draft.signals.values():
        if entry.name not in used:
            expected = "a signal that a rate, odds, place, flow or product uses"
            where = entry.at(of="key")
            draft.add("T044", f"{entry.name}, unused", expected, where, "use it or remove it")
