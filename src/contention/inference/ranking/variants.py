"""A theory under each noise and prior width."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import gammaln

from contention.engine.binding import bind
from contention.engine.cells import cells_of
from contention.engine.likelihood import Likelihood
from contention.engine.model import Model
from contention.engine.parameters import Coordinates, expand
from contention.inference.posterior import LogPosterior
from contention.theory.model import Theory
from contention.theory.noise import Noise, with_noise, with_prior_width

from .peaks import Peak, find_peak

Floats = NDArray[np.float64]


def variants_of(model: Model, noises: tuple[Noise, ...]) -> dict[Noise, Model]:
    """Return the model under each noise; noises that do not differ share one model.

    Parameters
    ----------
    model
        A bound model, as its theory is written.
    noises
        The noises wanted, in any order.
    """
    found: dict[Noise, Model] = {}
    for noise in noises:
        theory = with_noise(model.theory, noise)
        same = [m for m in (model, *found.values()) if _equal(m.theory, theory)]
        found[noise] = same[0] if same else bind(theory, model.scenario)
    return found


def coordinates_under(model: Model, width: float) -> Coordinates:
    """Return the coordinates of a model with every prior so many times as wide."""
    wider = with_prior_width(model.theory, width)
    return Coordinates(expand(wider.parameters, model.scenario.countries))


def refitted(
    model: Model,
    events: pl.DataFrame,
    peak: Peak,
    there: Coordinates,
    watched: NDArray[np.bool_] | None = None,
) -> Peak:
    """Return the peak under other priors, by a climb from a peak under those of the model."""
    posterior = LogPosterior(model, events, watched=watched)
    posterior.coordinates = there
    return find_peak(posterior, peak.free, peak.curvature, like=peak)


def counting_constants(
    model: Model, events: pl.DataFrame, masks: list[NDArray[np.bool_]]
) -> Floats:
    """Return what likelihoods of Poisson counts leave out: -log N! of each block.

    With it the heights of a theory under different noises can be compared. Exact for whole N;
    rows of unknown day make some of them fractions.

    Parameters
    ----------
    model
        A bound model.
    events
        Events in canonical columns.
    masks
        Country-days of each block.
    """
    cells = cells_of(Likelihood(model, events).observed)
    plain = np.array([act.process == "plain" for act in model.acts])[cells.act]
    lost = -np.asarray(gammaln(cells.n[plain] + 1.0))
    country, day = cells.country[plain], cells.day[plain]
    return np.array([float(np.sum(lost[mask[country, day]])) for mask in masks])


def _equal(one: Theory, other: Theory) -> bool:
    return replace(one, digest="") == replace(other, digest="")
