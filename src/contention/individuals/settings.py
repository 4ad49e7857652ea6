"""Settings of a model: a variant, what the user changes, and everything wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.individuals.model import NOTHING, Model, Parameter, Settings, Value, Variant


@dataclass(frozen=True)
class Change:
    """A live parameter changes: at one step, or evenly from one step to another.

    Parameters
    ----------
    parameter
        Name of a live parameter.
    to
        Its value from ``until`` on.
    start
        The first step with another value than before.
    until
        The step from which the value is ``to``; None means at once.
    """

    parameter: str
    to: float
    start: int
    until: int | None = None


def variant_of(name: str, variants: Sequence[Variant], *, of: str) -> Variant:
    """Return a variant by its name; an empty name means the first.

    Raises
    ------
    ContentionError
        P002: no variant of this name.
    """
    for variant in variants:
        if name in ("", variant.name):
            return variant
    known = [variant.name for variant in variants]
    raise ContentionError(
        Problem("P002", f"the variant {name!r}", f"a variant of {of}", hint=_near(name, known))
    )


def resolve(model: Model, *, variant: str = "", settings: Settings = NOTHING) -> dict[str, Value]:
    """Return a value for every parameter: defaults, then the variant's, then the user's.

    Raises
    ------
    ContentionError
        P002 to P005, and what the model's own check finds; all at once.
    """
    chosen = variant_of(variant, model.variants, of=model.name)
    by_name = {parameter.name: parameter for parameter in model.parameters}
    problems = [_unknown(model, name, by_name) for name in settings if name not in by_name]
    values: dict[str, Value] = {p.name: p.default for p in model.parameters}
    values |= chosen.settings
    values |= {name: value for name, value in settings.items() if name in by_name}
    for name, value in values.items():
        problems += _faults(by_name[name], value, model)
    if problems:
        raise ContentionError(problems)
    values = {
        name: value if isinstance(value, str) else _plain(by_name[name], value)
        for name, value in values.items()
    }
    problems = list(model.check(values))
    if problems:
        raise ContentionError(problems)
    return values


def live_values(
    model: Model, values: Settings, *, changes: Iterable[Change], steps: int
) -> NDArray[np.float64]:
    """Return the values of the live parameters for every step: steps by parameters.

    Raises
    ------
    ContentionError
        P003, P004 and P007: a change of a parameter that there is not, to a value out of its
        range, of one that does not change, or at steps that are none.
    """
    live = np.array([[float(values[name]) for name in model.live]] * steps).reshape(steps, -1)
    problems: list[Problem] = []
    by_name = {parameter.name: parameter for parameter in model.parameters}
    for change in changes:
        found = list(_wrong_change(model, change, by_name))
        problems += found
        if not found and change.start < steps:
            column = live[:, model.live.index(change.parameter)]
            _apply(column, change)
    for name in model.live:  # what goes together at the start must go together later
        if not problems and live.size:
            for extreme in {float(live[:, model.live.index(name)].max())}:
                problems += model.check({**values, name: extreme})
    if problems:
        raise ContentionError(problems)
    return live


def _apply(column: NDArray[np.float64], change: Change) -> None:
    before = column[change.start - 1] if change.start > 0 else column[0]
    until = change.start if change.until is None else change.until
    ramp = np.arange(column.size) - change.start + 1
    share = np.clip(ramp / (until - change.start + 1), 0.0, 1.0)
    later = ramp > 0
    column[later] = (before + (change.to - before) * share)[later]


def _wrong_change(model: Model, change: Change, by_name: dict[str, Parameter]) -> Iterator[Problem]:
    name = change.parameter
    if name not in by_name:
        yield _unknown(model, name, by_name)
        return
    if name not in model.live:
        known = ", ".join(model.live) or "none"
        yield Problem(
            "P007",
            f"a change of {name} while a world walks",
            f"a live parameter of {model.name}: {known}",
            hint="set it from the beginning instead",
        )
    yield from _faults(by_name[name], change.to, model)
    if change.start < 0 or (change.until is not None and change.until < change.start):
        yield Problem(
            "P007",
            f"a change of {name} from step {change.start} until step {change.until}",
            "steps from 0, the first before the last",
            hint="count steps from 0",
        )


def _faults(parameter: Parameter, value: Value, model: Model) -> Iterator[Problem]:
    where = f"{model.name}, {parameter.name}"
    if parameter.words:
        if value not in parameter.words:
            hint = _near(str(value), parameter.words)
            expected = f"one of {', '.join(parameter.words)}"
            yield Problem("P005", f"{value!r}", expected, where, hint)
        return
    if isinstance(value, str):
        yield Problem("P005", f"{value!r}", "a number", where, f"it is {parameter.says}")
        return
    if not parameter.low <= value <= parameter.high:  # NaN is nowhere
        expected = f"a number from {parameter.low:g} to {parameter.high:g}"
        yield Problem("P004", f"{value:g}", expected, where, f"it is {parameter.says}")
    elif parameter.whole and value != int(value):
        yield Problem("P004", f"{value:g}", "a whole number", where, f"it is {parameter.says}")


def _plain(parameter: Parameter, value: float) -> float:
    return int(value) if parameter.whole else float(value)


def _unknown(model: Model, name: str, known: Iterable[str]) -> Problem:
    names = list(known)
    return Problem(
        "P003", f"the parameter {name!r}", f"a parameter of {model.name}", hint=_near(name, names)
    )


def _near(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=2, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"choose one of {', '.join(known)}" if known else "there are none"
