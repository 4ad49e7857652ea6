"""One theory fitted under other noise, for findings that must not hang on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from contention.engine.model import Model
from contention.foundation.counting import counted
from contention.foundation.crew import share_out
from contention.record.frames import events_of
from contention.theory.noise import NOISES

from .fitting import Fit, fit
from .ranking.variants import variants_of


def fit_noises(
    model: Model,
    fitted: Fit,
    record: object,
    *,
    threads: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Fit]:
    """Fit a theory under every noise but its own, starting from its mode.

    Parameters
    ----------
    model
        A bound model.
    fitted
        Its fit to the record.
    record
        The record.
    threads
        Processes; 0 takes one for each core. Results do not depend on it.
    progress
        Called with a stage, how many fits are done, and of how many.

    Returns
    -------
    dict
        A fit by the name of the noise, see `contention.theory.noise`.
    """
    variants = variants_of(model, NOISES)
    others = {noise: other for noise, other in variants.items() if other is not model}
    shared, todo = (fitted, events_of(record)), list(others.values())
    hear = counted(progress, "other noise", len(others))
    fits = share_out(_again, shared, todo, workers=threads, hear=hear)
    return dict(zip(others, fits, strict=True))


def _again(shared: tuple[Fit, pl.DataFrame], other: Model, tell: Callable[[int], None]) -> Fit:
    """Fit a variant, from the mode of the theory as it is written."""
    fitted, events = shared
    known = dict(zip(fitted.model.names, fitted.mode, strict=True))
    start = [known.get(name, x) for name, x in zip(other.names, other.start(), strict=True)]
    found = fit(other, events, starts=1, start=np.asarray(start))
    tell(1)
    return found
