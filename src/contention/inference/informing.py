"""How many rows of a record inform a parameter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contention.engine.likelihood import Likelihood
from contention.engine.model import Model
from contention.engine.observation import Row
from contention.theory.model import Act, Number

FELT = 0.1  # a row informs a coefficient where its signal is above this share of its largest value


def informative_rows(
    model: Model, likelihood: Likelihood, values: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Count, for every parameter, the rows of the acts it enters, where its signal is felt.

    A row is counted once a parameter. For the coefficient of a signal the signal must be above a
    tenth of its largest value on the day and in the country of the row; for constants, clusters
    and sizes all rows of the act count; a shape counts the rows of the signals it forms. What
    belongs to a hidden episode counts the rows of country-days that are inside it rather than
    not, given the values.
    """
    out = np.zeros(len(model.parameters), dtype=np.int64)
    for _, found in informed(model, likelihood, values):
        out[list(found)] += 1
    return out


def informed(
    model: Model, likelihood: Likelihood, values: NDArray[np.float64]
) -> list[tuple[Row, set[int]]]:
    """Return, for every row that is watched, the parameters it informs (their indices)."""
    out: list[tuple[Row, set[int]]] = []
    index = {p.name: k for k, p in enumerate(model.parameters)}
    by_country = {(p.base, p.country): k for k, p in enumerate(model.parameters) if p.country}
    shapes = _shapes_of_signals(model)
    inside = likelihood.inside(values) > 0.5
    felt = _felt(model, likelihood)
    if model.episode:
        felt[model.episode.name] = inside
    for row in likelihood.observed.rows:
        if not any(row.seen):
            continue
        country = model.scenario.countries[row.country]
        found: set[int] = set()

        def note(number: Number, country: str = country, found: set[int] = found) -> None:
            if isinstance(number, str):
                found.add(index.get(number, by_country.get((number, country), -1)))

        act = model.acts[row.act]
        terms = list(act.rate)
        for b, trait in enumerate(model.theory.traits):
            if (row.trait_known >> b) & 1:
                terms += trait.odds
        for term in terms:
            known = not term.signal or felt[term.signal][row.country, row.first]
            if known:
                for number in term.coefficient:
                    note(number)
                for number in shapes.get(term.signal, ()):
                    note(number)
        for term in act.place if row.place >= 0 else ():
            for number in (*term.coefficient, *shapes.get(term.signal, ())):
                note(number)
        within = bool(inside[row.country, row.first])
        if within and model.episode:
            for term in (*model.episode.enter, *model.episode.leave):
                for number in (*term.coefficient, *shapes.get(term.signal, ())):
                    note(number)
        _note_marks(act, stated=not np.isnan(row.size), inside=within, note=note)
        found.discard(-1)
        out.append((row, found))
    return out


def _note_marks(act: Act, *, stated: bool, inside: bool, note: object) -> None:
    assert callable(note)
    if act.cluster:
        law = act.cluster.inside if inside and act.cluster.inside else act.cluster
        note(law.exponent)
        note(law.far_share)
    if act.size and stated:
        note(act.size.median)
        note(act.size.spread)


def _shapes_of_signals(model: Model) -> dict[str, tuple[Number, ...]]:
    by_name = {s.name: s for s in model.theory.signals}

    def numbers(name: str) -> tuple[Number, ...]:
        s = by_name[name]
        if s.kind == "product":
            return tuple(x for source in s.sources for x in numbers(source))
        return s.memory.half_life, s.form.scale

    return {name: numbers(name) for name in by_name}


def _felt(model: Model, likelihood: Likelihood) -> dict[str, NDArray[np.bool_]]:
    """Return for every country signal the country-days on which it is felt."""
    rows = likelihood.signals()
    out: dict[str, NDArray[np.bool_]] = {}
    order = likelihood.signal_names
    for k, name in enumerate(order):
        size = np.abs(rows[:, k, :])
        largest = float(size.max(initial=0.0))
        out[name] = size > FELT * largest if largest > 0 else np.zeros(size.shape, dtype=bool)
    return out
