"""Episodes: at most one, and acts that feel it in a way that has a meaning."""

from __future__ import annotations

from contention.theory.document import ActPart
from contention.theory.draft import Draft, Entry, TermEntry
from contention.theory.wording import closest


def check_episodes(draft: Draft) -> None:
    """Check the episode and the acts that name it: T038, T063, T065 and T066."""
    for entry in list(draft.episodes.values())[1:]:
        found = f"{entry.name}, beside {next(iter(draft.episodes))}"
        hint = "let one hidden state stand for both, or remove one"
        draft.add("T063", found, "at most one episode", entry.at(of="key"), hint)
    for act in draft.acts.values():
        _check_laws(draft, act)
        for term in _felt(draft, act.name):
            if act.part.link == "identity":
                found = f"{term.signal} in a rate with the identity link"
                hint = f"give {act.name} the link log, or remove the term"
                draft.add("T065", found, "the link log", term.at(of="key"), hint)
    _check_shocks(draft)


def _felt(draft: Draft, act: str) -> list[TermEntry]:
    """Return the terms of an act's rate that name an episode."""
    return [t for t in draft.rates.get(act, []) if t.signal in draft.names["episodes"]]


def _check_laws(draft: Draft, act: Entry[ActPart]) -> None:
    known = draft.names["episodes"]
    for name in act.part.cluster.laws if act.part.cluster else ():
        if name not in known:
            where = act.at("cluster", name, of="key")
            found = f"the unknown episode {name}"
            hint = closest(name, known, "add it to episodes, or remove it")
            draft.add("T038", found, "an episode of this theory", where, hint)


def _check_shocks(draft: Draft) -> None:
    for shock in draft.shocks:
        for index, name in enumerate(shock.part.of):
            act = draft.acts.get(name)
            if act is None:
                continue
            felt = [term.signal for term in _felt(draft, name)]
            felt += list(act.part.cluster.laws) if act.part.cluster else []
            if felt:
                found = f"a shock of {name}, which feels {felt[0]}"
                where = shock.at("of", index)
                hint = f"leave {name} out of the shock, or remove {felt[0]} from the act"
                draft.add("T066", found, "acts that feel no episode", where, hint)


def check_unused_episodes(draft: Draft) -> None:
    """Refuse an episode that no act feels: the record cannot say when it was (T067)."""
    used = {term.signal for terms in draft.rates.values() for term in terms}
    for act in draft.acts.values():
        used.update(act.part.cluster.laws if act.part.cluster else ())
    for entry in draft.episodes.values():
        if entry.name not in used:
            expected = "an episode that the rate or the cluster law of an act names"
            where = entry.at(of="key")
            draft.add("T067", f"{entry.name}, unused", expected, where, "use it or remove it")
