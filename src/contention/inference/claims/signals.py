"""What the signals of a coefficient cannot tell, whatever the record."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from contention.engine.model import Model
from contention.inference.placebo import has_past
from contention.theory.model import Signal, Term, Theory

from .verdicts import WAVES


def obstacles(model: Model, parameters: Iterable[str]) -> tuple[str, ...]:
    """Return why no record could decide on an effect of a theory, if that is so.

    Parameters
    ----------
    model
        A bound model.
    parameters
        Coefficients of the effect.

    Returns
    -------
    tuple
        Reasons in words: a shock of one date, or signals without a past, for which no placebo
        can be made. Empty if a record could decide.
    """
    names = tuple(parameters)
    found: list[str] = []
    cases = dated_cases(model, names)
    if cases is not None and cases < WAVES:
        found.append("its signal is a shock that struck every country on one date: one case")
    if not has_past(model.theory, names):
        found.append("its signal has no past, so that no future can be put in its place")
    return tuple(found)


def lone_products(theory: Theory, parameters: Iterable[str]) -> tuple[str, ...]:
    """Return parts of products that do not enter on their own beside them.

    The coefficient of a product of two signals takes up what either does on its own, unless both
    enter by themselves (Nelder 1977, the principle of marginality; doi:10.2307/2344517). In
    placing, a part that is the same over a country cancels out and is not asked for.

    Parameters
    ----------
    theory
        The theory.
    parameters
        Coefficients of the effect in question.
    """
    known = {signal.name: signal for signal in theory.signals}
    names = set(parameters)
    found = [
        part
        for terms, placing in _term_lists(theory)
        for part in lone_in(terms, names, known, placing=placing)
    ]
    return tuple(dict.fromkeys(found))


def lone_in(
    terms: tuple[Term, ...], parameters: set[str], known: dict[str, Signal], *, placing: bool
) -> tuple[str, ...]:
    """Return parts of products in one list of terms that do not enter beside them."""
    entered = {term.signal for term in terms}
    found: list[str] = []
    for signal in _signals(terms, parameters):
        if signal not in known or known[signal].kind != "product":
            continue
        for part in _parts(signal, known):
            varies = known[part].reach not in ("country", "abroad", "everywhere")
            if part not in entered and (varies or not placing):
                found.append(part)
    return tuple(dict.fromkeys(found))


def dated_cases(model: Model, parameters: Iterable[str]) -> int | None:
    """Return on how many days the dated shocks of an effect fall; None if it has other signals.

    A shock that struck all countries on one day is one case, however many rows follow it.
    """
    known = {signal.name: signal for signal in model.theory.signals}
    names = set(parameters)
    signals = {s for terms, _ in _term_lists(model.theory) for s in _signals(terms, names)}
    kinds = [known[name].kind for name in signals if name in known]
    if not kinds or any(kind != "shock" for kind in kinds):
        return None
    shocks = {source for name in signals for source in known[name].sources}
    days = [shock.day for shock in model.scenario.shocks if shock.name in shocks]
    return int(np.unique(np.concatenate(days)).size) if days else 0


def _term_lists(theory: Theory) -> list[tuple[tuple[Term, ...], bool]]:
    """Return every list of terms, and whether it places onsets."""
    found = [(act.rate, False) for act in theory.acts]
    found += [(act.place, True) for act in theory.acts]
    found += [(trait.odds, False) for trait in theory.traits]
    for episode in theory.episodes:
        found += [(episode.enter, False), (episode.leave, False)]
    return found


def _signals(terms: tuple[Term, ...], parameters: set[str]) -> list[str]:
    return [t.signal for t in terms if t.signal and parameters & set(map(str, t.coefficient))]


def _parts(name: str, known: dict[str, Signal]) -> list[str]:
    """Return the signals that a product is made of; those that are no product are their own."""
    if known[name].kind != "product":
        return [name]
    return [part for source in known[name].sources for part in _parts(source, known)]
