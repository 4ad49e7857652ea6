"""Weights of a linear pool: stacked on past weeks, drawn towards prior ones when weeks are few.

Stacking takes the weights under which the pool would have scored best (Hall and Mitchell 2007,
doi:10.1016/j.ijforecast.2006.08.005; Yao and others 2018, doi:10.1214/17-BA1091). All cells of a
week share their news, so a week is one observation: with B weeks the stacked weight counts B, and
the prior one counts `PRIOR_WEEKS`, as under a Dirichlet prior.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PRIOR = np.array([0.25, 0.75])
"""Prior weights of a theory and of levels.

Levels blend three simple forecasts (the last day, the last week, months), so that a theory, one of
four, has the equal share of a fourth until it has earned more.
"""

PRIOR_WEEKS = 4.0
"""Weeks that the prior weights count as."""

STEPS = 500
"""Steps of expectation and maximisation."""


def stacked(log_prob: Floats, weight: Floats) -> Floats:
    """Return the weights under which a mixture scores best.

    Parameters
    ----------
    log_prob
        Members x cells: log probability of what happened.
    weight
        How much each cell counts.
    """
    members = log_prob.shape[0]
    found = np.full(members, 1.0 / members)
    chance = np.exp(log_prob - log_prob.max(axis=0))
    for _ in range(STEPS):
        part = found[:, None] * chance
        found = (part / part.sum(axis=0)) @ weight
        found /= found.sum()
    return found


def drawn_to_prior(found: Floats, weeks: float) -> Floats:
    """Return weights learnt from so many weeks, drawn towards `PRIOR`."""
    return (weeks * found + PRIOR_WEEKS * PRIOR) / (weeks + PRIOR_WEEKS)
