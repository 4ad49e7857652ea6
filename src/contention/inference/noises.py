"""One theory fitted under other noise, for findings that must not hang on it."""

from __future__ import annotations

from collections.abc import Callable

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
    progress
        Called with a stage, how many fits are done, and of how many.

    Returns
    -------
    dict
        A fit by the name of the noise, see `contention.theory.noise`.
    """
    variants = variants_of(model, NOISES)
    others = {noise: other for noise, other in variants.items() if other is not model}
    found: dict[str, Fit] = {}
    for number, (noise, other) in enumerate(others.items()):
        if progress is not None:
            progress("other noise", number, len(others))
        known = dict(zip(model.names, fitted.mode, strict=True))
        start = other.start()
        start[:] = [known.get(name, x) for name, x in zip(other.names, start, strict=True)]
        found[noise] = fit(other, record, starts=1, start=np.asarray(start))
    if progress is not None:
        progress("other noise", len(others), len(others))
    return found
