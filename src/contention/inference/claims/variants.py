"""The theory of a claim with terms more, or with one coefficient cut in two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from contention.theory.model import Parameter, Term, Theory

from .signals import lone_in

ALONE = "_alone"
"""Ending of the coefficients of parts of products that enter on their own."""

ELSEWHERE = "_elsewhere"
"""Ending of a coefficient in the acts that a claim is not about."""


def with_parts(theory: Theory, parameters: Iterable[str]) -> Theory:
    """Return a theory in which the parts of products also enter on their own.

    Parameters
    ----------
    theory
        The theory.
    parameters
        Coefficients whose products are meant. Wherever a part does not enter beside the product,
        it gets a coefficient with the prior of the first of them, one for each part.
    """
    names = tuple(parameters)
    known = {signal.name: signal for signal in theory.signals}
    added: dict[str, None] = {}

    def change(terms: tuple[Term, ...], *, placing: bool = False) -> tuple[Term, ...]:
        lone = lone_in(terms, set(names), known, placing=placing)
        added.update(dict.fromkeys(lone))
        return (*terms, *(Term((part + ALONE,), part) for part in lone))

    acts = tuple(
        replace(act, rate=change(act.rate), place=change(act.place, placing=True))
        for act in theory.acts
    )
    traits = tuple(replace(trait, odds=change(trait.odds)) for trait in theory.traits)
    episodes = tuple(
        replace(episode, enter=change(episode.enter), leave=change(episode.leave))
        for episode in theory.episodes
    )
    prior = next(one.prior for one in theory.parameters if one.name in names)
    more = tuple(Parameter(part + ALONE, prior, of=f"{part} on its own") for part in added)
    return replace(
        theory, acts=acts, traits=traits, episodes=episodes, parameters=theory.parameters + more
    )


def with_two(theory: Theory, parameter: str, acts: Sequence[str]) -> Theory:
    """Return a theory in which a coefficient is one number in some acts, another elsewhere.

    Parameters
    ----------
    theory
        The theory.
    parameter
        The coefficient; it keeps its name in ``acts``.
    acts
        The acts that a claim is about.
    """

    def change(terms: tuple[Term, ...]) -> tuple[Term, ...]:
        return tuple(
            replace(
                term,
                coefficient=tuple(
                    parameter + ELSEWHERE if number == parameter else number
                    for number in term.coefficient
                ),
            )
            for term in terms
        )

    own = next(one for one in theory.parameters if one.name == parameter)
    return replace(
        theory,
        acts=tuple(
            act
            if act.name in acts
            else replace(act, rate=change(act.rate), place=change(act.place))
            for act in theory.acts
        ),
        traits=tuple(replace(trait, odds=change(trait.odds)) for trait in theory.traits),
        flows=tuple(replace(flow, rate=change(flow.rate)) for flow in theory.flows),
        parameters=(*theory.parameters, replace(own, name=parameter + ELSEWHERE)),
    )
