"""Take parts out of a theory, and with them the signals and parameters that nothing uses then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from contention.theory.machine import digest_of
from contention.theory.model import Act, Claim, Lever, Number, Signal, Term, Theory

Terms = tuple[Term, ...]


def map_terms(theory: Theory, change: Callable[[Terms], Terms]) -> Theory:
    """Return a theory with every list of terms changed: rates, places, odds, flows, episodes."""
    return replace(
        theory,
        acts=tuple(replace(a, rate=change(a.rate), place=change(a.place)) for a in theory.acts),
        traits=tuple(replace(t, odds=change(t.odds)) for t in theory.traits),
        flows=tuple(replace(f, rate=change(f.rate)) for f in theory.flows),
        episodes=tuple(
            replace(e, enter=change(e.enter), leave=change(e.leave)) for e in theory.episodes
        ),
    )


def terms_by_item(theory: Theory) -> dict[str, Terms]:
    """Return the terms of every act, trait, flow and episode, by its name."""
    return {
        **{act.name: (*act.rate, *act.place) for act in theory.acts},
        **{trait.name: trait.odds for trait in theory.traits},
        **{flow.name: flow.rate for flow in theory.flows},
        **{episode.name: (*episode.enter, *episode.leave) for episode in theory.episodes},
    }


def all_terms(theory: Theory) -> Iterator[Term]:
    """Yield every term of a theory."""
    for terms in terms_by_item(theory).values():
        yield from terms


def without_coefficients(theory: Theory, names: Iterable[str]) -> Theory:
    """Return a theory in which some coefficients are zero.

    Parameters
    ----------
    theory
        A resolved theory.
    names
        Parameters, without countries. Where they are coefficients they are left out; a term
        without a coefficient goes.

    Returns
    -------
    Theory
        The restricted theory, pruned.
    """
    gone = set(names)

    def change(terms: Terms) -> Terms:
        kept: list[Term] = []
        for term in terms:
            coefficient = tuple(number for number in term.coefficient if number not in gone)
            if coefficient:
                kept.append(replace(term, coefficient=coefficient))
            elif not term.signal:
                kept.append(replace(term, coefficient=(0.0,)))
        return tuple(kept)

    return prune(map_terms(theory, change))


def prune(theory: Theory) -> Theory:
    """Return a theory without signals that no term reads and parameters that nothing uses.

    Claims about such parameters, and steps of levers that set them, go with them. The digest is
    that of the new theory.
    """
    read = _signals_read(theory)
    theory = replace(theory, signals=tuple(s for s in theory.signals if s.name in read))
    used = {number for number in _numbers(theory) if isinstance(number, str)}
    known = {p.name for p in theory.parameters}
    gone = {name for name in known if name not in used}
    theory = replace(
        theory,
        parameters=tuple(p for p in theory.parameters if p.name not in gone),
        levers=tuple(lever for one in theory.levers if (lever := _lever(one, gone)).steps),
    )
    levers = {lever.name for lever in theory.levers}
    claims = tuple(c for c in theory.claims if not _speaks_of(c, gone, levers))
    theory = replace(theory, claims=claims)
    return replace(theory, digest=digest_of(theory))


def _signals_read(theory: Theory) -> set[str]:
    by_name = {signal.name: signal for signal in theory.signals}
    ahead = [term.signal for term in all_terms(theory)]
    read: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in read or name not in by_name:
            continue
        read.add(name)
        if by_name[name].kind == "product":
            ahead += by_name[name].sources
    return read


def _numbers(theory: Theory) -> Iterator[Number]:
    for term in all_terms(theory):
        yield from term.coefficient
    for signal in theory.signals:
        yield from _numbers_of_signal(signal)
    for act in theory.acts:
        yield from _numbers_of_act(act)
    for shock in theory.shocks:
        yield shock.shape


def _numbers_of_signal(signal: Signal) -> Iterator[Number]:
    yield signal.memory.half_life
    yield signal.form.scale


def _numbers_of_act(act: Act) -> Iterator[Number]:
    if act.cluster is not None:
        yield act.cluster.exponent
        yield act.cluster.far_share
        if act.cluster.inside is not None:
            yield act.cluster.inside.exponent
            yield act.cluster.inside.far_share
    if act.bunching is not None:
        yield act.bunching
    if act.size is not None:
        yield act.size.median
        yield act.size.spread


def _lever(lever: Lever, gone: set[str]) -> Lever:
    steps = tuple(s for s in lever.steps if not (s.do == "set" and s.target in gone))
    return replace(lever, steps=steps)


def _speaks_of(claim: Claim, gone: set[str], levers: set[str]) -> bool:
    """Say whether a claim names a parameter that has gone, or a lever that is not there."""
    for key, value in claim.details:
        if key == "lever":
            if value not in levers:
                return True
        elif value in gone:
            return True
    return False
