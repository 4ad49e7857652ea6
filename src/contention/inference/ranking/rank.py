"""Rank theories of one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.foundation.counting import counted
from contention.foundation.crew import share_out
from contention.foundation.errors import ContentionError, Problem
from contention.record.frames import events_of
from contention.theory.noise import NOISES, Noise

from .blocks import Block, blocks_of
from .order import Ranking, rank_scores
from .scores import Effort, Scores
from .scoring import score, steps_of

Floats = NDArray[np.float64]
Listener = Callable[[str, int, int], None]


def rank(
    models: Sequence[Model],
    record: object,
    *,
    starts: Mapping[str, Floats] | None = None,
    effort: Effort = "quick",
    noises: tuple[Noise, ...] = NOISES,
    known: Mapping[str, Scores] | None = None,
    keep: Callable[[Scores], None] | None = None,
    threads: int = 0,
    progress: Listener | None = None,
) -> Ranking:
    """Rank theories by how well they foretell days held out, then by evidence.

    Parameters
    ----------
    models
        Two or more theories bound to one scenario, that model the same acts of the record.
    record
        A record, or its events as polars.
    starts
        Modes of fits to the whole record by the name of the theory, in natural units. Theories
        without one are fitted here, from one starting point.
    effort
        ``quick``: held-out scores of each theory as it is written; other noises by evidence
        alone; families of mechanisms left out by the density at zero. ``full``: held-out scores
        under every noise, and a fit of its own for every family left out.
    noises
        Noises to compare under, see `contention.theory.noise`. That of the theories as they are
        written has to be among them.
    known
        Scores that are already there, by the name of the theory.
    keep
        Called with the scores of each theory as soon as they are there.
    threads
        Processes, which score a theory at a time; 0 takes one for each core.
    progress
        Called with a stage, steps done and steps in all.

    Returns
    -------
    Ranking
        The order, what it hangs on, and what the record can and cannot tell apart.

    Raises
    ------
    ContentionError
        I001, I002: as `contention.fit`. I060: fewer than two theories, or theories that model
        different acts. I061: a theory that uses a noise that was not asked for.
    """
    _check(models, noises)
    events = events_of(record)
    blocks = blocks_of(models[0].scenario, events)
    noises = _distinct(models, noises)
    scored = dict(known or {})
    todo = [model for model in models if model.theory.name not in scored]
    total = sum(steps_of(model, noises) for model in todo)
    if progress is not None and todo:
        progress("comparison", 0, total)
    step = counted(progress, "comparison", total)

    def hear(said: Scores | None) -> None:
        if said is None:
            step(said)
        elif keep is not None:
            keep(said)

    shared = _Shared(events, blocks, dict(starts or {}), effort, noises)
    found = share_out(_score, shared, todo, workers=threads, hear=hear)
    scored |= {one.theory: one for one in found}
    return rank_scores([scored[model.theory.name] for model in models], blocks)


@dataclass(frozen=True)
class _Shared:
    """What the scores of all theories have in common."""

    events: pl.DataFrame
    blocks: Sequence[Block]
    starts: Mapping[str, Floats]
    effort: Effort
    noises: tuple[Noise, ...]


def _score(shared: _Shared, model: Model, tell: Callable[[Scores | None], None]) -> Scores:
    """Score a theory; tell of every step, and of the scores."""
    found = score(
        model,
        shared.events,
        shared.blocks,
        start=shared.starts.get(model.theory.name),
        effort=shared.effort,
        noises=shared.noises,
        step=lambda: tell(None),
    )
    tell(found)
    return found


def _distinct(models: Sequence[Model], noises: tuple[Noise, ...]) -> tuple[Noise, ...]:
    """Leave out the noise of episodes where no theory has any."""
    ordered: tuple[Noise, ...] = tuple(noise for noise in NOISES if noise in noises)
    if "clusters" in ordered and not any(model.theory.episodes for model in models):
        return tuple(noise for noise in ordered if noise != "episodes")
    return ordered


def _check(models: Sequence[Model], noises: tuple[Noise, ...]) -> None:
    if len(models) < 2:
        raise ContentionError(
            Problem(
                "I060",
                "one theory" if models else "no theory",
                "two theories or more",
                hint="name rivals, such as silence, or leave the theories out for all that ship",
            )
        )
    first = models[0]
    problems = [
        Problem(
            "I060",
            f"theories of different acts: {first.theory.name} and {other.theory.name}",
            "theories that model the same rows of the record",
            hint="let rivals include one shared block",
        )
        for other in models[1:]
        if _modelled(other) != _modelled(first)
    ]
    problems += [
        Problem(
            "I061",
            f"noises {', '.join(noises) or 'none'}, but {model.theory.name} has hidden episodes",
            "the noise of the theories as they are written among them",
            hint="add episodes",
        )
        for model in models
        if model.theory.episodes and "episodes" not in noises
    ]
    if not {"clusters", "episodes"} & set(noises):
        problems.append(
            Problem(
                "I061",
                f"noises {', '.join(noises) or 'none'}",
                "the noise of the theories as they are written among them",
                hint="add clusters",
            )
        )
    if problems:
        raise ContentionError(problems)


def _modelled(model: Model) -> object:
    """Return which rows a theory models, and what about them."""
    theory = model.theory
    acts = {(a.record, a.level, a.size is not None) for a in theory.acts}
    traits = {(t.of, t.column, t.value) for t in theory.traits}
    return acts, traits
