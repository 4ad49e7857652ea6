"""Hidden episodes: what acts feel of the state, and how a country moves in and out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from contention.scenario.model import Scenario
from contention.theory.model import Act, ClusterLaw, Number, Sum, Term, Theory

from .bind_between import hears_far, loose
from .bind_signals import Signals
from .names import name_hash
from .slots import flags, integers

Laws = list[tuple[Number, Number, int]]


def without_episode_terms(theory: Theory) -> Theory:
    """Return the theory as calm countries know it: rates without the terms of the episode."""
    names = {e.name for e in theory.episodes}
    if not names:
        return theory
    acts = [replace(a, rate=tuple(t for t in a.rate if t.signal not in names)) for a in theory.acts]
    return replace(theory, acts=tuple(acts))


def inside_sums(theory: Theory) -> list[Sum]:
    """Return what each act's log-rate gains inside the episode."""
    names = {e.name for e in theory.episodes}
    return [
        tuple(number for t in a.rate if t.signal in names for number in t.coefficient)
        for a in theory.acts
    ]


def move_terms(theory: Theory) -> list[tuple[Term, ...]]:
    """Return the terms of entering and of leaving, if there is an episode."""
    return [terms for e in theory.episodes for terms in (e.enter, e.leave)]


def cluster_laws(theory: Theory, scenario: Scenario) -> tuple[dict[str, np.ndarray], Laws]:
    """Return the cluster laws of acts and countries, calm and inside, and the laws by number."""
    places = np.bincount(scenario.places.country, minlength=len(scenario.countries))
    laws: Laws = []

    def numbered(law_of: Callable[[Act], ClusterLaw | None]) -> np.ndarray:
        table = np.full((len(theory.acts), len(scenario.countries)), -1, dtype=np.int64)
        for k, act in enumerate(theory.acts):
            law = law_of(act)
            if act.cluster is None or law is None:
                continue
            for c in range(len(scenario.countries)):
                most = act.cluster.at_most or max(int(places[c]), 1)
                key = (law.exponent, law.far_share, most)
                if key not in laws:
                    laws.append(key)
                table[k, c] = laws.index(key)
        return table

    def calm(act: Act) -> ClusterLaw | None:
        return act.cluster and ClusterLaw(act.cluster.exponent, act.cluster.far_share)

    def inside(act: Act) -> ClusterLaw | None:
        return (act.cluster and act.cluster.inside) or calm(act)

    return {"act_law": numbered(calm), "act_law_inside": numbered(inside)}, laws


def episode_tables(theory: Theory, scenario: Scenario, signals: Signals) -> dict[str, np.ndarray]:
    """Return the tables of the episode, all of length 0 where a theory has none.

    ``episode_item`` are the items whose terms are the log-rates of entering and leaving: they
    stand after acts, traits and flows.
    """
    moves = move_terms(theory)
    first = len(theory.acts) + len(theory.traits) + len(theory.flows)
    return {
        "episode_item": integers(range(first, first + len(moves))),
        "episode_hash": integers([name_hash(f"episode:{e.name}") for e in theory.episodes]),
        "episode_read": flags(moves, lambda terms: any(t.signal for t in terms)),
        "episode_loose": flags(moves, lambda terms: loose(terms, theory, signals, scenario)),
        "episode_far": flags(moves, lambda terms: hears_far(terms, theory)),
    }
