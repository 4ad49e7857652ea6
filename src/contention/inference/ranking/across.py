"""The evidence of one theory under every noise and prior width, each with a mode of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from contention.engine.model import Model
from contention.inference.fitting import Fit
from contention.inference.local import carried
from contention.inference.posterior import LogPosterior
from contention.record.frames import events_of
from contention.theory.noise import NOISES

from .peaks import Peak, find_peak, inverse
from .scores import WIDTHS
from .variants import coordinates_under, counting_constants, refitted, variants_of

HEADS = ("noise", "half", "as_written", "twice")


def evidence_across(
    model: Model,
    record: object,
    fitted: Fit,
    *,
    step: Callable[[], None] | None = None,
) -> pl.DataFrame:
    """Return the log evidence of a theory under each noise and prior width, by Laplace.

    They can be compared from noise to noise: constants that the likelihood of a count leaves out
    are put in. The last noise is the theory as it is written.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    fitted
        Its fit to the record: climbs start at the heaviest mode.
    step
        Called after each noise of `contention.theory.noise.NOISES`.

    Returns
    -------
    polars.DataFrame
        ``noise``, ``half``, ``as_written``, ``twice``: a row a noise, a column a prior width.
    """
    events = events_of(record)
    whole = [np.ones((len(model.scenario.countries), model.scenario.days), dtype=bool)]
    before, free, curvature = model, fitted.free, inverse(fitted.covariance)
    done: dict[int, list[float]] = {}
    rows: list[tuple[str | float, ...]] = []
    peak: Peak | None = None
    for noise, variant in reversed(variants_of(model, NOISES).items()):
        if id(variant) not in done:
            if peak is not None:
                free, curvature = carried(peak.free, peak.curvature, before, variant)
            peak, before = find_peak(LogPosterior(variant, events), free, curvature), variant
            left_out = float(np.sum(counting_constants(variant, events, whole)))
            done[id(variant)] = [
                left_out + _under(variant, events, peak, width) for width in WIDTHS
            ]
        rows.append((noise, *done[id(variant)]))
        if step is not None:
            step()
    return pl.DataFrame(rows[::-1], schema=HEADS, orient="row")


def _under(model: Model, events: pl.DataFrame, peak: Peak, width: float) -> float:
    if width != 1.0:
        peak = refitted(model, events, peak, coordinates_under(model, width))
    return peak.log_evidence()
