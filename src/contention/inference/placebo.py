"""Placebos: the future in the place of the past.

If acts to come explain today as well as acts that were, a signal marks a time of crisis and
causes nothing. The record is turned back to front, so that every memory runs into the future;
the signals of an effect are then taken from there, while all others stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine import bind
from contention.engine.model import Model
from contention.record.frames import events_of
from contention.scenario import Scenario
from contention.theory.model import Act, Signal, Term, Theory

from .estimands import Estimand
from .fitting import Fit
from .local import directions, free_basis, inverse, settle
from .posterior import LogPosterior

Floats = NDArray[np.float64]

ROUGH = 1e-7  # relative gain that ends a climb: about 0.001 in all, against z scores above 1

LEAD = "_to_come"
"""Ending of the copies of signals whose rows may be exchanged."""


@dataclass(frozen=True)
class Placebo:
    """How much an effect gains from the past and from the future.

    Attributes
    ----------
    past, future
        Root of twice the gain in log posterior over no effect, a z score: with the signals of
        the theory, and with signals of what is to come.
    """

    past: float
    future: float

    @property
    def failed(self) -> bool:
        """Whether the future explains as much as the past."""
        return self.future >= self.past


def placebos(
    model: Model, fit: Fit, record: object, estimands: Sequence[Estimand]
) -> list[Placebo | None]:
    """Put the future in the place of the past, effect by effect.

    Parameters
    ----------
    model
        A bound model.
    fit
        Its fit to the record; shapes keep their values there.
    record
        The record.
    estimands
        The effects.

    Returns
    -------
    list
        One entry an effect; None where no signal of it has a past (constants and covariates).

    Notes
    -----
    Both gains are over the same restricted mode, in which the effect is zero. Where an effect
    enters the placing of onsets, all signals at places are turned for it.
    """
    events = events_of(record)
    bench = _Bench.of(model, fit, events)
    return [bench.placebo(estimand) for estimand in estimands]


def mirrored_record(events: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """Return a record back to front: its first day is the last one."""
    turned = [
        (pl.lit(start) + (pl.lit(end) - pl.col(source)).cast(pl.Duration)).alias(target)
        for source, target in (
            ("date", "date"),
            ("date_high", "date_low"),
            ("date_low", "date_high"),
        )
    ]
    return events.with_columns(turned)


def mirrored_scenario(scenario: Scenario) -> Scenario:
    """Return a scenario whose dated shocks and covariates run back to front."""
    last = scenario.days - 1
    return replace(
        scenario,
        shocks=tuple(replace(shock, day=last - shock.day) for shock in scenario.shocks),
        covariates=tuple(
            replace(c, values=np.ascontiguousarray(c.values[:, last::-1]))
            if c.level == "country"
            else c
            for c in scenario.covariates
        ),
    )


@dataclass(frozen=True)
class _Bench:
    """What all placebos of a fit share."""

    model: Model
    fit: Fit
    precision: Floats
    forward: LogPosterior
    backward: LogPosterior
    names: tuple[str, ...]  # of the signals of the theory with copies
    rows: Floats  # of these signals
    to_come: Floats

    @classmethod
    def of(cls, model: Model, fit: Fit, events: pl.DataFrame) -> _Bench:
        scenario = model.scenario
        doubled = bind(with_copies(model.theory), scenario)
        forward = LogPosterior(doubled, events)
        back = bind(model.theory, mirrored_scenario(scenario))
        backward = LogPosterior(back, mirrored_record(events, scenario.start, scenario.end))
        forward.hold(fit.free)
        backward.hold(fit.free)
        rows = forward.likelihood.signals().copy()
        turned = backward.likelihood.signals()[:, :, ::-1]
        to_come = np.zeros_like(rows)
        where = {name: k for k, name in enumerate(back.signal_names)}
        today = _todays(model.theory)
        copied = {
            copy_name(signal, info.name): signal for signal in where for info in model.parameters
        }
        for k, name in enumerate(doubled.signal_names):
            plain = copied.get(name, name)
            if plain in today:
                to_come[:, k, :-1] = rows[:, k, 1:]
            elif plain in where:
                to_come[:, k, :] = turned[:, where[plain], :]
        names = doubled.signal_names
        return cls(model, fit, inverse(fit.covariance), forward, backward, names, rows, to_come)

    def placebo(self, estimand: Estimand) -> Placebo | None:
        names = set(estimand.parameters)
        theory = self.model.theory
        felt = {s for terms in _rate_terms(theory) for s in _signals_of(terms, names)}
        felt = {name for name in felt if _has_past(theory, name)}
        placed = any(
            _has_past(theory, s) for act in theory.acts for s in _signals_of(act.place, names)
        )
        if not felt and not placed:
            return None
        zero = self.nearest_zero(estimand)
        none = self.climb(self.forward, zero, estimand.rows)
        past = self.forward.value(self.fit.free) - none
        future = 0.0
        if felt:
            future += self.with_future(estimand, felt, zero) - none
        if placed:
            held = self.climb(self.backward, zero, estimand.rows)
            rows = self.unplaced_rows(estimand)
            future += self.climb(self.backward, zero, rows) - held
        return Placebo(float(np.sqrt(2 * max(past, 0.0))), float(np.sqrt(2 * max(future, 0.0))))

    def nearest_zero(self, estimand: Estimand) -> Floats:
        rows, free = estimand.rows, self.fit.free
        return free - np.linalg.pinv(rows) @ (rows @ free)

    def climb(self, posterior: LogPosterior, start: Floats, rows: Floats) -> float:
        """Return the log posterior reached where rows stay at the start and shapes do not move."""
        basis = free_basis(start.size, rows, posterior.shapes)
        return settle(posterior, start, directions(self.precision, basis), gain=ROUGH)[1]

    def with_future(self, estimand: Estimand, felt: set[str], zero: Floats) -> float:
        """Return the log posterior with the signals of an effect taken from the future."""
        names = self.names
        rows = self.rows.copy()
        for parameter in estimand.parameters:
            for name in felt:
                copy = copy_name(name, parameter)
                if copy in names:
                    k = names.index(copy)
                    rows[:, k, :] = self.to_come[:, k, :]
        self.forward.likelihood.put(rows)
        try:
            placed = self.placed_rows(estimand)
            return self.climb(self.forward, zero, placed)
        finally:
            self.forward.likelihood.put(self.rows)

    def placed_rows(self, estimand: Estimand) -> Floats:
        """Return rows that keep what an effect has in placing at zero."""
        mine = self._in_placing()
        return estimand.rows[[bool(mine[row != 0].any()) for row in estimand.rows]]

    def unplaced_rows(self, estimand: Estimand) -> Floats:
        """Return rows that keep what an effect has outside placing at zero."""
        mine = self._in_placing()
        return estimand.rows[[not mine[row != 0].any() for row in estimand.rows]]

    def _in_placing(self) -> NDArray[np.bool_]:
        names = {
            number
            for act in self.model.theory.acts
            for term in act.place
            for number in term.coefficient
        }
        return np.array([info.name in names for info in self.model.parameters])


def has_past(theory: Theory, parameters: Iterable[str]) -> bool:
    """Return whether a signal of some coefficients remembers acts, stocks or dated shocks."""
    names = set(parameters)
    terms = [*_rate_terms(theory), *(act.place for act in theory.acts)]
    return any(_has_past(theory, name) for one in terms for name in _signals_of(one, names))


def _rate_terms(theory: Theory) -> list[tuple[Term, ...]]:
    """Return the terms that read country signals, but for flows."""
    found = [act.rate for act in theory.acts] + [trait.odds for trait in theory.traits]
    for episode in theory.episodes:
        found += [episode.enter, episode.leave]
    return found


def _signals_of(terms: tuple[Term, ...], parameters: set[str]) -> set[str]:
    return {t.signal for t in terms if t.signal and parameters & set(map(str, t.coefficient))}


def _has_past(theory: Theory, name: str) -> bool:
    """Return whether a signal remembers anything: acts, stocks or dated shocks."""
    found = {signal.name: signal for signal in theory.signals}.get(name)
    if found is None:
        return False
    if found.kind == "product":
        return any(_has_past(theory, source) for source in found.sources)
    return found.kind != "covariate"


def _todays(theory: Theory) -> set[str]:
    return {s.name for s in theory.signals if s.kind == "acts" and s.memory.kind == "today"}


def copy_name(signal: str, parameter: str) -> str:
    """Return the name of the copy of a signal that only one parameter reads."""
    return f"{signal}_of_{parameter}{LEAD}"


def with_copies(theory: Theory) -> Theory:
    """Return the same theory with every coefficient reading signals of its own.

    A term with several coefficients becomes several terms, each over a copy of the signal, so
    that the rows of one can be exchanged while the others stay.
    """
    known = {signal.name: signal for signal in theory.signals}
    copies: dict[str, Signal] = {}

    def split(terms: tuple[Term, ...]) -> tuple[Term, ...]:
        found: list[Term] = []
        for term in terms:
            if term.signal not in known:
                found.append(term)
                continue
            for number in term.coefficient:
                if not isinstance(number, str):
                    found.append(Term((number,), term.signal))
                    continue
                name = copy_name(term.signal, number)
                copies[name] = replace(known[term.signal], name=name)
                found.append(Term((number,), name))
        return tuple(found)

    acts: list[Act] = [replace(act, rate=split(act.rate)) for act in theory.acts]
    traits = [replace(trait, odds=split(trait.odds)) for trait in theory.traits]
    episodes = [replace(e, enter=split(e.enter), leave=split(e.leave)) for e in theory.episodes]
    return replace(
        theory,
        acts=tuple(acts),
        traits=tuple(traits),
        episodes=tuple(episodes),
        signals=(*theory.signals, *copies.values()),
    )
