"""What-ifs: two sets of worlds that share all randomness a lever does not touch."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.levers import find
from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.foundation.errors import ContentionError, Problem
from contention.theory.description import lever_lines
from contention.theory.model import Lever
from contention.theory.sizing import is_size, resized, size_of

from .datings import first_day, notes_of
from .effects import EFFECT_SCHEMA, effect_row
from .quantities import check_quantities, known_quantities, label_of, measure, measure_record

Floats = NDArray[np.float64]

WORLDS = 200

ILLUSTRATION = (
    "An illustration, not a finding: it says what would follow in this theory if the change were "
    "made, and nobody knows how large the change could have been."
)
"""The sentence that stands beside every what-if."""

MEANINGS = (
    "The first interval is that of the mean effect: the error of having so many worlds and not "
    "more. The second is the central 95 per cent of the effect in single worlds: how far single "
    "histories differ. Under record stands what the record has from the same day on."
)
"""What the two intervals of an effect are."""

RATIO = (
    "ratio is the variance of the mean effect over that in worlds that share no randomness: what "
    "pairing leaves of it."
)
"""What the variance ratio is."""


@dataclass(frozen=True)
class WhatIf:
    """Worlds with levers pulled against the same worlds without.

    Attributes
    ----------
    effects
        One row a quantity: ``quantity``, ``label``, ``without``, ``with`` (means over worlds),
        ``effect`` (mean of the differences within pairs), ``low``, ``high`` (95 per cent
        interval of that mean: Monte Carlo error alone), ``error`` (its standard error),
        ``world_low``, ``world_high`` (central 95 per cent of the differences of single pairs),
        ``variance_ratio`` (variance of the mean effect in pairs, over that in as many worlds
        that share no randomness; 0 where nothing differs), ``recorded`` (what the record has
        from ``start`` on; null for onsets of an act).
    levers, against
        Levers pulled in the one set of worlds and in the other, with the sizes they had.
    start
        First drawn day; before it the record is replayed.
    worlds
        Number of pairs.
    uncertain
        Whether every pair has parameters of its own.
    notes
        What a reader should know beside the numbers.
    runaway
        Share of the worlds in which some rate reached its cap.
    seconds
        Wall time.
    """

    effects: pl.DataFrame
    theory: str
    levers: tuple[Lever, ...]
    against: tuple[Lever, ...]
    start: date
    worlds: int
    uncertain: bool
    notes: tuple[str, ...]
    runaway: float
    seconds: float
    pairs: dict[str, tuple[Floats, Floats]] = field(repr=False)

    def changes(self) -> tuple[tuple[str, str], ...]:
        """Return which numbers the levers change and by how much, lever by lever."""
        return tuple((lever.name, line) for lever in self.levers for line in lever_lines(lever))

    def to_json(self) -> dict[str, Any]:
        """Return the what-if with the keys of ``contention whatif --json``."""
        return {
            "theory": self.theory,
            "start": self.start.isoformat(),
            "worlds": self.worlds,
            "uncertain": self.uncertain,
            "levers": [lever_json(lever) for lever in self.levers],
            "against": [lever_json(lever) for lever in self.against],
            "effects": self.effects.to_dicts(),
            "illustration": ILLUSTRATION,
            "meanings": MEANINGS,
            "notes": list(self.notes),
            "runaway": self.runaway,
            "seconds": self.seconds,
        }

    def _repr_html_(self) -> str:
        names = ", ".join(lever.name for lever in self.levers)
        return (
            f"<p><b>{names}</b> from {self.start}, {self.worlds} pairs of worlds. "
            f"{ILLUSTRATION}</p>{self.effects._repr_html_()}"  # pyright: ignore[reportPrivateUsage]
        )


def lever_json(lever: Lever) -> dict[str, Any]:
    """Return a lever as JSON holds it."""
    return {
        "name": lever.name,
        "says": lever.says,
        "grounds": lever.grounds,
        "cites": list(lever.cites),
        "size": size_of(lever),
        "changes": list(lever_lines(lever)),
    }


def what_if(
    model: Model,
    values: Floats,
    record: object,
    *,
    levers: Sequence[str],
    sizes: Mapping[str, float] | None = None,
    against: Sequence[str] = (),
    start: date | None = None,
    worlds: int = WORLDS,
    seed: int = 0,
    quantities: Sequence[str] = (),
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> WhatIf:
    """Replay a record to a day, then draw pairs of worlds that differ by levers alone.

    Parameters
    ----------
    model
        A bound model.
    values
        Parameters in natural units; or one row a pair (worlds x parameters), such as draws of a
        posterior, so that the effects carry the uncertainty of the parameters.
    record
        The record that is replayed before ``start``.
    levers
        Names of levers of the theory, all pulled at once.
    sizes
        Lever -> another size (`contention.theory.sizing.size_of`).
    against
        Levers that are pulled in the worlds compared with; by default none.
    start
        First drawn day. Default: the first day on which a lever changes something.
    worlds
        Number of pairs.
    seed
        Seed of both sets of worlds.
    quantities
        Names of quantities; by default all that worlds of the theory have.
    threads
        Threads; 0 takes the number of processors.
    progress
        Called with the number of worlds done since the last call.

    Returns
    -------
    WhatIf
        Effects with their intervals.

    Raises
    ------
    ContentionError
        E013: no such lever. E017: ``start`` outside the calendar. I030: no such quantity. I031:
        no lever at all. I032: a size that a lever cannot have. I033: a lever that changes
        nothing from ``start`` on. Also what `contention.simulate` raises.

    Notes
    -----
    Draws are addressed by seed, world, day, act and country. So in a pair everything that the
    levers do not touch is the same, and the difference is the effect of the levers alone. With
    a and b the numbers of the two worlds of a pair, the variance ratio is
    var(b - a) / (var(a) + var(b)).
    """
    begun = time.perf_counter()
    question = ask(
        model, levers=levers, sizes=sizes, against=against, start=start, quantities=quantities
    )
    names = question.quantities
    drawn = Drawn(question.model, values, record, question.start, worlds, seed, threads, progress)
    one, two = (drawn.measured(some, names) for some in (against, levers))
    pairs = {name: (one.numbers[name], two.numbers[name]) for name in names}
    rows = [effect_row(name, label_of(name), *pair) for name, pair in pairs.items()]
    recorded = measure_record(record, question.model, names, question.start)
    return WhatIf(
        effects=pl.DataFrame(rows, schema=EFFECT_SCHEMA, orient="row").with_columns(
            recorded=pl.Series(recorded.values(), dtype=pl.Float64)
        ),
        theory=model.theory.name,
        levers=tuple(find(question.model, name) for name in levers),
        against=tuple(find(question.model, name) for name in against),
        start=question.start,
        worlds=worlds,
        uncertain=np.ndim(values) == 2,
        notes=question.notes,
        runaway=max(one.runaway, two.runaway) / worlds,
        seconds=time.perf_counter() - begun,
        pairs=pairs,
    )


@dataclass(frozen=True)
class Question:
    """A what-if that can be answered.

    Attributes
    ----------
    model
        The model with the sizes of its levers replaced.
    start, quantities, notes
        As in `WhatIf`.
    """

    model: Model
    start: date
    quantities: tuple[str, ...]
    notes: tuple[str, ...]


def ask(
    model: Model,
    *,
    levers: Sequence[str],
    sizes: Mapping[str, float] | None = None,
    against: Sequence[str] = (),
    start: date | None = None,
    quantities: Sequence[str] = (),
) -> Question:
    """Check everything about a what-if that needs no parameters, and fill in what is left out.

    Raises
    ------
    ContentionError
        E013, I030 to I033 as `what_if`.
    """
    if not levers:
        hint = "name a lever of the theory; `contention describe` prints them"
        raise ContentionError(Problem("I031", "no lever", "one lever or more", hint=hint))
    model = with_sizes(model, sizes or {}, levers=(*levers, *against))
    check_quantities(model, quantities)
    pulled = [find(model, name) for name in (*levers, *against)]
    first = start or first_day(model, pulled)
    names = tuple(quantities) or known_quantities(model)
    return Question(model, first, names, notes_of(model, pulled, first))


@dataclass(frozen=True)
class Measured:
    """Numbers of one set of worlds, and in how many a rate reached its cap."""

    numbers: dict[str, Floats]
    runaway: int


@dataclass(frozen=True)
class Drawn:
    """How worlds of a what-if are drawn, whatever the levers."""

    model: Model
    values: Floats
    record: object
    start: date
    worlds: int
    seed: int
    threads: int
    progress: Callable[[int], None] | None

    def measured(self, levers: Sequence[str], names: Sequence[str]) -> Measured:
        """Draw the worlds with some levers pulled and return their numbers."""
        drawn = simulate(
            self.model,
            self.values,
            worlds=self.worlds,
            seed=self.seed,
            threads=self.threads,
            record=self.record,
            start=self.start,
            levers=levers,
            progress=self.progress,
        )
        return Measured(measure(drawn, names), drawn.runaway)


def with_sizes(model: Model, sizes: Mapping[str, float], *, levers: Sequence[str]) -> Model:
    """Return a model whose levers have other sizes.

    Raises
    ------
    ContentionError
        E013: no such lever. I032: a size that a lever cannot have, or of a lever not pulled.
    """
    theory = model.theory
    changed = {lever.name: lever for lever in theory.levers}
    for name, size in sizes.items():
        lever = find(model, name)
        if name not in levers:
            found, expected = f"a size for {name}, which is not pulled", "a lever that is pulled"
            raise ContentionError(Problem("I032", found, expected, hint="pull it as well"))
        if not is_size(lever, size):
            raise ContentionError(_no_size(lever, size))
        changed[name] = resized(lever, size)
    return replace(model, theory=replace(theory, levers=tuple(changed.values())))


def _no_size(lever: Lever, size: float) -> Problem:
    if size_of(lever) is None:
        return Problem(
            "I032",
            f"a size for {lever.name}, which has none",
            "a lever that multiplies a rate or a dated shock",
            hint=f"pull {lever.name} as it is",
        )
    return Problem(
        "I032",
        f"the size {size:g} for {lever.name}",
        "a factor: a number above 0, or 0 where all factors of the lever are one number",
        hint=f"as written the size is {size_of(lever):g}, and 1 changes nothing",
    )
