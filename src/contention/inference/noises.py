"""One theory fitted under other noise, for findings that must not hang on it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from contention.engine.model import Model
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
        Fits at a time; 0 takes one for each core. Results do not depend on it.
    progress
        Called with a stage, how many fits are done, and of how many.

    Returns
    -------
    dict
        A fit by the name of the noise, see `contention.theory.noise`.
    """
    variants = variants_of(model, NOISES)
    others = {noise: other for noise, other in variants.items() if other is not model}
    known = dict(zip(model.names, fitted.mode, strict=True))

    def refit(other: Model) -> Fit:
        start = other.start()
        start[:] = [known.get(name, x) for name, x in zip(other.names, start, strict=True)]
        return fit(other, record, starts=1, start=np.asarray(start))

    found: dict[str, Fit] = {}
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for number, (noise, again) in enumerate(
            zip(others, pool.map(refit, others.values()), strict=True)
        ):
            found[noise] = again
            if progress is not None:
                progress("other noise", number + 1, len(others))
    return found
