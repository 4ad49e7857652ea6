"""A stretch of a scenario's calendar as a scenario of its own, and plausible parameter values."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from scipy.stats import beta, expon, halfnorm, lognorm, norm

from contention.scenario.model import Covariate, DatedShock, Scenario
from contention.theory.model import Prior, Theory
from tests.reference.coefficients import expanded_names


def shortened(scenario: Scenario, start: date, days: int) -> Scenario:
    """Return the scenario from one day on, for so many days."""
    first = (start - scenario.start).days
    stretch = slice(first, first + days)

    def covariate(whole: Covariate) -> Covariate:
        return (
            replace(whole, values=whole.values[:, stretch]) if whole.level == "country" else whole
        )

    def shock(whole: DatedShock) -> DatedShock:
        inside = (whole.day >= first) & (whole.day < first + days)
        return replace(
            whole,
            day=whole.day[inside] - first,
            country=whole.country[inside],
            value=whole.value[inside],
        )

    return replace(
        scenario,
        start=start,
        end=start + timedelta(days=days - 1),
        covariates=tuple(covariate(whole) for whole in scenario.covariates),
        shocks=tuple(shock(whole) for whole in scenario.shocks),
    )


def values_at(
    theory: Theory, scenario: Scenario, *, seed: int = 0, width: float = 0.0
) -> dict[str, float]:
    """Return prior quantiles: medians, or random ones up to ``width`` / 2 to either side."""
    stream = random.Random(seed)
    priors = {parameter.name: parameter.prior for parameter in theory.parameters}
    return {
        name: quantile(priors[name.split("[")[0]], 0.5 + width * (stream.random() - 0.5))
        for name in expanded_names(theory, scenario)
    }


def quantile(prior: Prior, p: float) -> float:
    """Return a quantile of a prior."""
    a, b = prior.a, prior.b
    law = {
        "normal": lambda: norm(a, b),
        "lognormal": lambda: lognorm(b, scale=np.exp(a)),
        "beta": lambda: beta(a, b),
        "halfnormal": lambda: halfnorm(scale=a),
        "exponential": lambda: expon(scale=1.0 / a),
    }[prior.family]()
    return float(law.ppf(p))
