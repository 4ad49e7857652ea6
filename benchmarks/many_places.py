"""Ten times the places and the same events: what the quiet places cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import contention as ct
from contention import Model, Theory
from contention.engine import Likelihood

from . import bloc
from .crowding import multiplied
from .likelihood import changed
from .row import Row
from .timing import in_turn

COPIES = 9
HALF_LIFE = 60.0  # days
LARGEST_CLUSTER = 100
AT = {"spread": 1.0, "news": 0.5, "local": 1.0, "neighbours": 0.5}


def measure(*, quick: bool) -> list[Row]:
    """Compare the bloc with the same bloc cut into ten times the towns.

    Every town gets nine quiet copies and shares its people with them. The record is the same.
    In simulations clusters have the same largest size in both, so that both have about as many
    events.

    Two forms: the new towns have no links, so that as many places hear of the events as before;
    or all copies of linked towns are linked, so that each event is heard at ten times as many
    and ten times as much happens. The target is for the first form.
    """
    few = bloc.scenario()
    apart = multiplied(few, copies=COPIES, linked=False)
    beside = multiplied(few, copies=COPIES, linked=True)
    theory = remembering(ct.load_theory("contagion"))
    models = [ct.bind(theory, scenario) for scenario in (few, apart, beside)]
    one, quiet, heard = in_turn([evaluation(m) for m in models], repeats=3 if quick else 25)
    capped = bounded(theory)
    models = [ct.bind(capped, scenario) for scenario in (few, beside)]
    worlds = 4 if quick else 100
    sim_one, sim_heard = in_turn(
        [simulation(m, worlds=worlds) for m in models], repeats=1 if quick else 5
    )
    size = f"{len(beside.places.name):,} places for {len(few.places.name):,}"
    return [
        Row(
            "10 x towns: likelihood",
            quiet / one,
            "times",
            2.0,
            note=f"{size}; {1e3 * quiet:.1f} ms for {1e3 * one:.1f} ms",
        ),
        Row(
            "10 x towns and neighbours: likelihood",
            heard / one,
            "times",
            note=f"10 x as many places hear; {1e3 * heard:.1f} ms for {1e3 * one:.1f} ms",
        ),
        Row(
            "10 x towns and neighbours: simulation",
            sim_heard / sim_one,
            "times",
            2.0,
            note=f"{1e3 * sim_heard / worlds:.1f} ms a world for {1e3 * sim_one / worlds:.1f} ms",
        ),
    ]


def remembering(theory: Theory) -> Theory:
    """Return the theory with a half-life of 60 days for unrest at a place."""
    return replace(
        theory,
        signals=tuple(
            replace(s, memory=replace(s.memory, kind="half_life", half_life=HALF_LIFE))
            if s.name == "unrest_here"
            else s
            for s in theory.signals
        ),
    )


def bounded(theory: Theory) -> Theory:
    """Return the theory with a largest cluster that does not depend on the number of places."""
    return replace(
        theory,
        acts=tuple(
            replace(a, cluster=replace(a.cluster, at_most=LARGEST_CLUSTER)) if a.cluster else a
            for a in theory.acts
        ),
    )


def evaluation(model: Model) -> Callable[[int], object]:
    """Return a call that evaluates the log-likelihood and its gradient, shapes included."""
    likelihood = Likelihood(model, bloc.record().events)
    at = model.values(AT)
    return lambda k: likelihood.value_and_gradient(changed(likelihood, at, k, shapes=True))


def simulation(model: Model, *, worlds: int) -> Callable[[int], object]:
    """Return a call that simulates worlds on one thread."""
    at = model.values(AT)
    return lambda k: ct.simulate(model, at, worlds=worlds, seed=k, threads=1)
