"""What a verdict on a mechanism must survive: parts of the record, choices, other theories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from contention.engine.binding import bind
from contention.engine.model import Model
from contention.inference.left_out import within_days, without_month
from contention.inference.rechecks import Recheck
from contention.inference.validity.alterations import alterations
from contention.inference.validity.sensitivity import rechecks
from contention.theory.model import Claim

from .document import TestPart, WithinPart
from .mechanisms import estimand_of
from .signals import lone_products
from .variants import with_parts, with_two


def everywhere(
    model: Model,
    events: pl.DataFrame,
    *,
    months: Sequence[str],
    sources: int,
    counts: pl.DataFrame | None,
    seed: int,
) -> list[Recheck]:
    """Return what every verdict must survive: months left out, and choices made otherwise.

    Parameters
    ----------
    model, events
        A bound model and the record.
    months
        Months left out, one at a time.
    sources, counts, seed
        As `contention.inference.validity.alterations.alterations` takes them.
    """
    left_out = [
        Recheck(f"without {month}", model, watched=without_month(model.scenario, month))
        for month in months
    ]
    altered = alterations(events, model.scenario, sources=sources, counts=counts, seed=seed)
    return left_out + [replace(one, name=_with(one.name)) for one in rechecks(model, altered)]


def _with(label: str) -> str:
    return label if label.startswith("without") else f"with {label}"


def besides(model: Model, claim: Claim, test: TestPart | None) -> list[Recheck]:
    """Return what the verdict on one claim must survive besides.

    The days in which it must hold on their own, the acts for which it must, and a theory in which
    the parts of its products enter on their own.
    """
    scenario, theory = model.scenario, model.theory
    found: list[Recheck] = []
    if test is not None and test.within is not None:
        days = within_days(scenario, test.within.start, test.within.stop)
        found.append(Recheck(_part_name(test.within), model, watched=days))
    if test is not None and test.on:
        two = with_two(theory, claim.text("parameter"), test.on)
        found.append(Recheck(f"for {_listed(test.on)} alone", bind(two, scenario)))
    names = estimand_of(claim, model).parameters
    lone = lone_products(theory, names)
    if lone:
        whole = bind(with_parts(theory, names), scenario)
        verb = "enters" if len(lone) == 1 else "enter"
        found.append(Recheck(f"once {_listed(lone)} {verb} alone too", whole))
    return found


def _part_name(within: WithinPart) -> str:
    start = "" if within.start is None else f" from {within.start}"
    return f"in days{start}" + ("" if within.stop is None else f" until {within.stop}")


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
