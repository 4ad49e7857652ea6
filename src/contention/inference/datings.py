"""When levers hold, and what a first drawn day leaves of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from contention.engine.levers import span
from contention.engine.model import Model
from contention.foundation.errors import ContentionError, Problem
from contention.theory.model import Act, Lever, LeverStep, Theory

Span = tuple[int, int]


def first_day(model: Model, levers: Sequence[Lever]) -> date:
    """Return the first day of the calendar on which levers change something."""
    first = min(_span(model, step)[0] for lever in levers for step in lever.steps)
    return model.scenario.start + timedelta(days=min(first, model.scenario.days - 1))


def notes_of(model: Model, levers: Sequence[Lever], start: date) -> tuple[str, ...]:
    """Return what a reader should know of levers that are pulled from a day on.

    Raises
    ------
    ContentionError
        I033: a lever changes nothing from that day on.
    """
    return tuple(note for lever in levers for note in _notes(model, lever, start))


def _notes(model: Model, lever: Lever, start: date) -> list[str]:
    switch = (start - model.scenario.start).days
    spans = [_span(model, step) for step in lever.steps if step.do != "set"]
    if len(spans) == len(lever.steps) and all(b < max(a, switch) for a, b in spans):
        raise ContentionError(_idle(model, lever, start, max(b for _, b in spans)))
    notes: list[str] = []
    if len(spans) < len(lever.steps):
        notes.append(f"{lever.name} sets a parameter, for the days that are replayed as well.")
    if any(0 < a < switch for a, _ in spans):
        notes.append(
            f"{lever.name} holds from {start} on only: days before are replayed as recorded."
        )
    touched = {step.target for step in lever.steps if step.do in ("multiply", "forbid", "add")}
    deaf = sorted(touched - _heard(model.theory))
    if deaf:
        notes.append(f"Nothing in {model.theory.name} responds to {' or '.join(deaf)}.")
    return notes


def _idle(model: Model, lever: Lever, start: date, last: int) -> Problem:
    found = f"lever {lever.name}, which changes nothing from {start} on"
    if last < 0:
        calendar = f"{model.scenario.start} to {model.scenario.end}"
        return Problem("I033", found, f"a lever with dates in the calendar, {calendar}")
    latest = model.scenario.start + timedelta(days=last)
    hint = "start earlier: what is replayed stays as the record has it"
    return Problem("I033", found, f"a start up to {latest}", hint=hint)


def _span(model: Model, step: LeverStep) -> Span:
    """Return first and last day, counted from the start of the calendar, of a change."""
    days = model.scenario.days
    first, last = span(step, model.scenario.start, days)
    if step.do != "shock":
        return first, last
    falls = [
        int(day)
        for shock in model.scenario.shocks
        for day, c in zip(shock.day, shock.country, strict=True)
        if shock.name == step.target and first <= day <= last
        if step.country in ("", model.scenario.countries[int(c)])
    ]
    return (min(falls), max(falls)) if falls else (days, -1)


def _heard(theory: Theory) -> set[str]:
    """Return the acts that some signal hears of, itself or by a trait or a stock it moves."""
    sources = {(s.kind, name) for s in theory.signals for name in s.sources}
    stocks = {name for kind, name in sources if kind == "stock"}
    while more := {f.source for f in theory.flows if f.target in stocks} - stocks:
        stocks |= more
    traits = [t for t in theory.traits if ("acts", t.name) in sources]

    def heard(act: Act) -> bool:
        return (
            ("acts", act.name) in sources
            or any(act.name in trait.of for trait in traits)
            or any({move.source, move.target} & stocks for move in act.moves)
        )

    return {act.name for act in theory.acts if heard(act)}
