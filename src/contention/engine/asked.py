"""What a simulation is asked for: checked, before anything is drawn."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem

from .assemble import RATE_CAP
from .kernels.layout import Recorded
from .model import Model
from .past import Past

Floats = NDArray[np.float64]

CAP_TIMES = 4.0  # the busiest country-day of an act, for the cap of its rates


def check_numbers(worlds: int, seed: int, first_world: int) -> None:
    """Refuse numbers of worlds and seeds that cannot be (E015, E016)."""
    if worlds < 1 or first_world < 0 or first_world + worlds > 2**32:
        raise ContentionError(
            Problem(
                "E015",
                f"{worlds} worlds from number {first_world}",
                "1 world or more, numbered from 0 to 2**32 - 1",
                hint="ask for fewer worlds, or for at least one",
            )
        )
    if not 0 <= seed < 2**32:
        raise ContentionError(
            Problem(
                "E016",
                f"seed {seed}",
                "a whole number from 0 to 2**32 - 1",
                hint="choose another seed",
            )
        )


def checked_values(model: Model, values: Floats, worlds: int) -> Floats:
    """Return the values as numbers: one for each parameter, or one such row for each world."""
    width = len(model.parameters)
    try:
        found = np.array(values, dtype=float)
        what = f"values of shape {found.shape}"
    except (TypeError, ValueError):
        found, what = np.zeros(()), "values that are no numbers"
    if found.shape not in ((width,), (worlds, width)):
        raise ContentionError(
            Problem(
                "E022",
                what,
                f"a vector of {width} numbers, one for each parameter, or {worlds} such rows",
                hint="take `model.values({...})` or the mode of a fit of the same model, or as "
                "many draws as worlds",
            )
        )
    wrong = np.unique(np.nonzero(~np.isfinite(found))[-1])
    if wrong.size:
        raise ContentionError(
            [
                Problem(
                    "E022",
                    f"the value {np.atleast_2d(found)[:, k].sum()} of {model.names[k]!r}",
                    "a finite number",
                    hint="start from `model.start()`, which is finite everywhere",
                )
                for k in wrong
            ]
        )
    return found


def history(model: Model, record: object, start: date | None) -> tuple[Past | None, int]:
    """Return the past to replay, if any, and the first day that is drawn."""
    scenario = model.scenario
    if start is None:
        return None, 0
    switch = (start - scenario.start).days
    if not 0 <= switch < scenario.days:
        raise ContentionError(
            Problem(
                "E017",
                f"start on {start}",
                f"a day of the calendar, {scenario.start} to {scenario.end}",
                hint="start inside the calendar of the scenario",
            )
        )
    if record is None:
        raise ContentionError(
            Problem(
                "E018",
                "a start without a record",
                "the record to continue from",
                hint="give the record as well, or leave the start out",
            )
        )
    return record if isinstance(record, Past) else Past(model, record), switch


def cap_of(recorded: Recorded, switch: int) -> float:
    """Return the most onsets a country and day: 500, or four times what the past has seen."""
    stop = int(recorded.ptr[switch])
    if stop == 0:
        return RATE_CAP
    day = np.repeat(np.arange(switch), np.diff(recorded.ptr[: switch + 1]))
    keys = np.stack([recorded.act[:stop], recorded.country[:stop], day])
    _, cell = np.unique(keys, axis=1, return_inverse=True)
    busiest = np.bincount(cell.reshape(-1), recorded.weight[:stop]).max()
    return max(RATE_CAP, CAP_TIMES * float(busiest))


def rate_cap(model: Model, record: object) -> float:
    """Return the cap of rates for worlds that are set against a record (or its events).

    The most onsets of an act in a country on a day: 500, or four times the busiest country-day of
    an act in the record, if that is more.
    """
    return cap_of(Past(model, record).observed.recorded, model.scenario.days)


def days_until(model: Model, last: date | None, switch: int) -> int:
    """Return the number of days to walk; ``last`` is the last that is drawn, None the end."""
    scenario = model.scenario
    if last is None:
        return scenario.days
    days = (last - scenario.start).days + 1
    if not switch < days <= scenario.days:
        raise ContentionError(
            Problem(
                "E017",
                f"{last} as the last day",
                "a day of the calendar, from the first drawn day to its end",
                hint=f"end between {scenario.start} and {scenario.end}",
            )
        )
    return days
