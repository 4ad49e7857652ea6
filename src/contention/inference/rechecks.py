"""Fits again where something is otherwise: a part of the record, a choice behind it, the theory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.foundation.crew import share_out
from contention.foundation.errors import ContentionError

from .fitting import Fit
from .local import carried, inverse, refit
from .posterior import LogPosterior

Floats = NDArray[np.float64]

NO_MODE = "I002"


@dataclass(frozen=True)
class Recheck:
    """What is otherwise.

    Attributes
    ----------
    name
        In words, such as ``without 1953-06``.
    model
        The model: the same, with another scenario, or with terms more.
    events
        The record; None where it stays.
    watched
        Country-days that count (countries x days); None for all. Signals see the whole record.
    """

    name: str
    model: Model
    events: pl.DataFrame | None = field(default=None, repr=False)
    watched: NDArray[np.bool_] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Refit:
    """A mode with its Laplace covariance, both in unconstrained coordinates."""

    model: Model
    free: Floats
    covariance: Floats


def refit_all(
    fit: Fit,
    events: pl.DataFrame,
    checks: Sequence[Recheck],
    *,
    threads: int = 0,
    progress: Callable[[str], None] | None = None,
) -> list[Refit | str]:
    """Fit again from a known mode, under everything that could be otherwise.

    Parameters
    ----------
    fit, events
        A fit, and the record it is of. Parameters that a check adds start at their prior.
    checks
        What is otherwise.
    threads
        Processes; 0 takes one for each core. Results do not depend on it.
    progress
        Called with the name of each that is done.

    Returns
    -------
    list
        For each, a fit or the code of why there is none.
    """
    shared = fit, events, inverse(fit.covariance)
    return share_out(_again, shared, list(checks), workers=threads, hear=progress)


def _again(
    shared: tuple[Fit, pl.DataFrame, Floats], check: Recheck, tell: Callable[[str], None]
) -> Refit | str:
    fit, events, precision = shared
    try:
        model = check.model
        rows = events if check.events is None else check.events
        posterior = LogPosterior(model, rows, watched=check.watched)
        start = carried(fit.free, precision, fit.model, model)
        found = refit(posterior, *start)
    except ContentionError as error:
        return error.problems[0].code
    finally:
        tell(check.name)
    return NO_MODE if found is None else Refit(model, *found)
