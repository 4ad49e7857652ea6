"""Which theories a study takes that names none: those that the case can be fitted with."""

from __future__ import annotations

from contention.foundation.errors import ContentionError
from contention.study.case import Case

BLOC: tuple[str, ...] = ("political-revolution", "contagion", "silence")
"""Theories of the Eastern bloc: one with mechanisms, and two that claim less."""

SHIPPED: tuple[str, ...] = (
    *("political-revolution", "self-reform", "instigation", "errors-of-leaders"),
    *("repression-works", "hidden-crisis", "contagion", "seasonal", "silence"),
)
"""All theories that ship for the Eastern bloc."""

GENERAL: tuple[str, ...] = ("default", "contagion-space", "rhythm")
"""Theories for general use: all that a forecast needs, and two that claim less."""

RIVALS: dict[tuple[str, ...], tuple[str, ...]] = {
    BLOC: SHIPPED,
    GENERAL: (*GENERAL, "repression-dissent"),
}
"""Theories that such a study compares."""


def theories_of(case: Case) -> tuple[str, ...]:
    """Return the theories of a study that names none.

    Those of the Eastern bloc where the scenario has what they name: strata of workers and
    soldiers, its covariates and dated shocks. Else those for general use, which ask for
    populations and the link ``near`` only, as ``contention scenario from-record`` makes them.

    Raises
    ------
    ContentionError
        Problems of the scenario.
    """
    from contention.catalogue.loaders import load_scenario, load_theory
    from contention.engine import bind

    scenario = load_scenario(case.scenario)
    try:
        bind(load_theory(BLOC[0]), scenario)
    except ContentionError:
        return GENERAL
    return BLOC
