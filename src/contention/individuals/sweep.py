"""A sweep: what a model gives over a grid of two parameters, many worlds at each setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.individuals.figure import Axis as Scale
from contention.individuals.figure import Cells
from contention.individuals.model import NOTHING, Address, Model, Parameter, Settings, Value
from contention.individuals.running import check_run, in_parallel, walk_world
from contention.individuals.settings import live_values, resolve
from contention.individuals.swept import Identity, read_rows, write_rows

Floats = NDArray[np.float64]

MOST = 1_000
"""Values of a parameter at most."""


@dataclass(frozen=True)
class Axis:
    """A parameter and the range over which it runs; without bounds the model's own range."""

    name: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Sweep:
    """A model over a grid of two parameters.

    Attributes
    ----------
    model, variant, steps, worlds, seed
        What ran: steps of a world, and worlds at each setting.
    of
        The observable; a world gives its mean over all steps.
    x, y, xs, ys
        The parameters and their values, evenly spaced.
    mean, sd
        Over the worlds of a setting: ``len(ys)`` by ``len(xs)``.
    """

    model: Model
    variant: str
    steps: int
    worlds: int
    seed: int
    of: str
    x: str
    y: str
    xs: Floats
    ys: Floats
    mean: Floats
    sd: Floats

    def figure(self) -> Cells:
        """Return a map of the means."""
        across, up = (_parameter(self.model, name) for name in (self.x, self.y))
        (seen,) = (o for o in self.model.observables if o.name == self.of)
        return Cells(
            title=f"{self.model.title}: {seen.says}",
            says=(
                f"Mean over {self.steps} steps of {self.worlds} worlds at each of "
                f"{self.xs.size} by {self.ys.size} settings: from {self.mean.min():.4g} to "
                f"{self.mean.max():.4g} {seen.unit}."
            ),
            x=Scale(_label(across)),
            y=Scale(_label(up)),
            xs=self.xs,
            ys=self.ys,
            values=self.mean,
            colour=seen.unit if seen.unit != "1" else self.of,
            log=bool(self.mean.min() >= 0.0 and self.mean.max() >= 100.0),
        )


def sweep(
    model: Model,
    x: Axis,
    y: Axis,
    *,
    of: str = "",
    grid: int = 40,
    worlds: int = 20,
    steps: int = 75,
    variant: str = "",
    settings: Settings = NOTHING,
    seed: int = 0,
    threads: int = 0,
    keep: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Run a model over a grid of two parameters.

    Parameters
    ----------
    model
        A model of individuals.
    x, y
        The parameters.
    of
        Name of an observable; empty for the first.
    grid
        Values of each parameter.
    worlds, steps
        Worlds at each setting, and their steps. World k has the same random numbers at every
        setting, so that neighbours on the map are compared in pairs.
    variant, settings, seed, threads
        As for `contention.individuals.running.run`.
    keep
        A CSV file that holds what is done, row by row; a sweep that was interrupted goes on
        from it.
    progress
        Called with the settings done and those there are.

    Raises
    ------
    ContentionError
        P002 to P008 and those of the model's check; P060 to P064; F010 to F013.
    """
    check_run(steps=steps, worlds=worlds, seed=seed, first_world=0, threads=threads)
    across, up = _values(model, x, y, grid)
    observed = _observable(model, of)
    corners = product((across[0], across[-1]), (up[0], up[-1]))
    for a, b in corners:  # what is allowed at the corners is allowed between
        resolve(model, variant=variant, settings=_at(model, settings, {x.name: a, y.name: b}))
    base = resolve(model, variant=variant, settings=settings)
    base = {name: value for name, value in base.items() if name not in (x.name, y.name)}
    identity = Identity(
        model.name, base, x.name, y.name, across.tolist(), up.tolist(),
        of=model.observables[observed].name, steps=steps, worlds=worlds, seed=seed,
    )  # fmt: skip
    done = {} if keep is None else read_rows(keep, identity)
    for row in range(up.size):
        if row not in done:
            fixed = _at(model, settings, {y.name: float(up[row])})
            seen = _row(
                model, variant, fixed, x.name, across, observed,
                worlds=worlds, steps=steps, seed=seed, threads=threads,
            )  # fmt: skip
            done[row] = np.stack([seen.mean(axis=1), seen.std(axis=1)])
            if keep is not None:
                write_rows(keep, identity, done)
        if progress is not None:
            progress((row + 1) * across.size, up.size * across.size)
    table = np.stack([done[row] for row in range(up.size)])
    return Sweep(
        model, variant or model.variants[0].name, steps, worlds, seed, identity.of,
        x.name, y.name, across, up, table[:, 0], table[:, 1],
    )  # fmt: skip


def _row(
    model: Model,
    variant: str,
    fixed: Settings,
    name: str,
    across: Floats,
    observed: int,
    *,
    worlds: int,
    steps: int,
    seed: int,
    threads: int,
) -> Floats:
    """Return the mean of an observable over steps: values of the first parameter by worlds."""
    each = [
        resolve(model, variant=variant, settings=_at(model, fixed, {name: float(value)}))
        for value in across
    ]
    lives = [live_values(model, values, changes=(), steps=steps) for values in each]
    found = np.empty((across.size, worlds))

    def one(k: int) -> None:
        at, world = divmod(k, worlds)
        seen = np.empty((steps, len(model.observables)))
        walk_world(model, each[at], lives[at], Address(seed, world), seen)
        found[at, world] = seen[:, observed].mean()

    in_parallel(one, found.size, threads=threads)
    return found


def _at(model: Model, settings: Settings, changed: Mapping[str, float]) -> dict[str, Value]:
    rounded = {
        name: float(round(value)) if _parameter(model, name).whole else float(value)
        for name, value in changed.items()
    }
    return {**settings, **rounded}


def _values(model: Model, x: Axis, y: Axis, grid: int) -> tuple[Floats, Floats]:
    problems: list[Problem] = []
    if x.name == y.name:
        problems.append(
            Problem("P060", f"{x.name} twice", "two parameters", hint="name another one as well")
        )
    if not 2 <= grid <= MOST:
        problems.append(
            Problem(
                "P061", f"a grid of {grid}", f"2 to {MOST} values of each parameter",
                hint="40 gives a map of 1,600 settings",
            )
        )  # fmt: skip
    for axis in (x, y):
        problems += _faults(model, axis)
    if problems:
        raise ContentionError(problems)
    low_x, high_x = _bounds(model, x)
    low_y, high_y = _bounds(model, y)
    return np.linspace(low_x, high_x, grid), np.linspace(low_y, high_y, grid)


def _faults(model: Model, axis: Axis) -> list[Problem]:
    """Return what is wrong with a parameter to sweep over."""
    numbers = [parameter.name for parameter in model.parameters if not parameter.words]
    if axis.name not in numbers:
        expected, hint = f"a parameter of {model.name} that is a number", ", ".join(numbers)
        return [Problem("P060", f"the parameter {axis.name!r}", expected, hint=hint)]
    low, high = _bounds(model, axis)
    if np.isfinite(low) and np.isfinite(high) and low < high:
        return []
    return [
        Problem(
            "P062", f"{axis.name} from {low:g} to {high:g}", "a range, its low end first",
            hint=f"write {axis.name}=LOW:HIGH",
        )
    ]  # fmt: skip


def _bounds(model: Model, axis: Axis) -> tuple[float, float]:
    parameter = _parameter(model, axis.name)
    low = parameter.low if axis.low is None else axis.low
    return low, parameter.high if axis.high is None else axis.high


def _parameter(model: Model, name: str) -> Parameter:
    (found,) = (parameter for parameter in model.parameters if parameter.name == name)
    return found


def _label(parameter: Parameter) -> str:
    name = parameter.name.replace("_", " ")
    return name if parameter.unit == "1" else f"{name}, {parameter.unit}"


def _observable(model: Model, name: str) -> int:
    names = [observable.name for observable in model.observables]
    if not name:
        return 0
    if name not in names:
        expected = f"an observable of {model.name}"
        raise ContentionError(
            Problem("P063", f"the observable {name!r}", expected, hint=", ".join(names))
        )
    return names.index(name)
