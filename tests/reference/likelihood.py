"""Log-likelihood of a record and log-prior, term by term as the contract writes them.

Constants that are free of parameters are left out.
"""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import lognorm

from contention.scenario.model import Scenario
from contention.theory.model import Act, ClusterLaw, Prior, Shock, Theory
from tests.reference import draws
from tests.reference.coefficients import expanded_names
from tests.reference.engine import LEAST_RATE, Walk
from tests.reference.episodes import CALM, IN, Filter, feels, law_in
from tests.reference.replay import Row, on

Floats = NDArray[np.float64]
PARTS = ("counts", "placing", "sizes", "traits")


def log_likelihood(
    theory: Theory,
    scenario: Scenario,
    values: dict[str, float],
    rows: pl.DataFrame,
    watched: NDArray[np.bool_] | None = None,
) -> dict[str, float]:
    """Return the parts ``counts``, ``placing``, ``sizes``, ``traits``, and their ``total``.

    ``watched`` (country, day) says which days count; all if it is None.
    """
    listener = listened(theory, scenario, values, rows, watched)
    parts = {part: math.fsum(listener.terms[part]) for part in PARTS}
    return {**parts, "total": math.fsum(parts.values())}


def filtered(
    theory: Theory, scenario: Scenario, values: dict[str, float], rows: pl.DataFrame, days: int
) -> Floats:
    """Return each country's probability to be in the episode after the first days of a record."""
    if days == 0:
        return np.zeros(len(scenario.countries))
    return listened(theory, scenario, values, rows, None).inside[days - 1]


def listened(
    theory: Theory,
    scenario: Scenario,
    values: dict[str, float],
    rows: pl.DataFrame,
    watched: NDArray[np.bool_] | None,
) -> Listener:
    """Return what a listener heard of the replay of a record."""
    shape = (len(scenario.countries), scenario.days)
    priors = {parameter.name: parameter.prior for parameter in theory.parameters}
    middle = {
        name: middle_of(priors[name.split("[")[0]]) for name in expanded_names(theory, scenario)
    }
    rooms = Rooms()
    first = Walk(theory, scenario, middle, watcher=rooms)
    first.read(rows, scenario.days)
    first.run()
    every = np.ones(shape, dtype=bool)
    listener = Listener(theory, every if watched is None else watched, rooms.left)
    walk = Walk(theory, scenario, values, watcher=listener)
    walk.read(rows, scenario.days)
    walk.run()
    return listener


class Rooms:
    """Notes how many heads were left before each row with a size, on its first day."""

    def __init__(self) -> None:
        self.left: list[float] = []

    def act(self, walk: Walk, act: Act, country: int, rows: list[Row]) -> None:
        """Take nothing in."""

    def row(self, walk: Walk, act: Act, country: int, row: Row) -> None:
        """Note what is left."""
        if act.size is None or row.recorded is None or row.first != walk.day:
            return
        unknown = act.level == "place" and row.place is None
        cap = None if unknown else act.size.at_most
        self.left.append(walk.stocks.available(cap, country, row.place) if cap else math.inf)

    def end_of_day(self, walk: Walk) -> None:
        """Take nothing in."""


class Listener:
    """Adds up the likelihood as a replay goes by."""

    def __init__(self, theory: Theory, watched: NDArray[np.bool_], left: list[float]) -> None:
        self.watched = watched
        # Heads left before each row with a size, at the middle of the prior, in order.
        self.left = iter(left)
        self.filter = Filter(len(watched))
        # Of every day, each country's probability to be in the episode at its end.
        self.inside: list[Floats] = []
        # Of today, the log-likelihood of counts that feel the episode: calm, and in it.
        self.by_state: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.shock_of = {act: shock for shock in theory.shocks for act in shock.of}
        self.terms: dict[str, list[float]] = {part: [] for part in PARTS}
        # Of each shock and country, N and L of the acts it is shared by, today.
        self.shared: dict[tuple[Shock, int], list[tuple[float, float]]] = defaultdict(list)

    def act(self, walk: Walk, act: Act, country: int, rows: list[Row]) -> None:
        """Take in an act on a country-day."""
        self._sizes(walk, act, country, rows)
        if not self.watched[country, walk.day]:
            return
        n = math.fsum(on(row, walk.day) for row in rows)
        shock = self.shock_of.get(act.name)
        if feels(walk.theory, act):
            for state in (CALM, IN):
                found = self._counts(walk, act, country, n, inside=state)
                self.by_state[country][int(state)] += found
        elif shock is not None and act.cluster is None:
            mean = walk.expected(act, country, least(walk.rate(act, country), act))
            self.shared[shock, country].append((n, mean))
        else:
            self.terms["counts"].append(self._counts(walk, act, country, n, inside=CALM))
        if act.level == "place":
            self._placing(walk, act, country, rows)
        self._traits(walk, act, country, rows)

    def row(self, walk: Walk, act: Act, country: int, row: Row) -> None:
        """Take nothing in."""

    def _counts(self, walk: Walk, act: Act, country: int, n: float, *, inside: bool) -> float:
        """Return the log-likelihood of the onsets of an act on a country-day, in a state.

        Raises
        ------
        FloatingPointError
            If onsets happened at a rate too small for a number.
        """
        rate = least(walk.rate(act, country, inside=inside), act)
        if n > 0.0 and rate == 0.0:
            message = f"{n:g} onsets of {act.name} at a rate of 0"
            raise FloatingPointError(message)
        if act.cluster is not None:
            shock = self.shock_of.get(act.name)
            shape = walk.number(shock.shape, country) if shock else None
            law = law_in(act, inside=inside)
            q = log_cluster(walk, law, act, country, n) if n > 0.0 else 0.0
            return ignition(n, rate, q, shape)
        mean = walk.expected(act, country, rate)
        return (n * math.log(mean) if n > 0.0 else 0.0) - mean

    def end_of_day(self, walk: Walk) -> None:
        """Close the shared shocks of plain acts, and the day of the episode."""
        if walk.theory.episodes:
            for country in range(len(self.watched)):
                norm = self.filter.step(country, walk.chances[country], self.by_state[country])
                self.terms["counts"].append(norm)
            self.by_state.clear()
        self.inside.append(self.filter.inside)
        for (shock, country), pairs in self.shared.items():
            k = walk.number(shock.shape, country)
            n = math.fsum(pair[0] for pair in pairs)
            s = math.fsum(pair[1] for pair in pairs)
            self.terms["counts"] += [
                math.lgamma(n + k) - math.lgamma(k),
                k * math.log(k) - (n + k) * math.log(s + k),
                *(count * math.log(mean) for count, mean in pairs if count > 0.0),
            ]
        self.shared.clear()

    def _placing(self, walk: Walk, act: Act, country: int, rows: list[Row]) -> None:
        known = [row for row in rows if row.place is not None]
        if not known:
            return
        weights = walk.weights(act, country)
        here = list(np.flatnonzero(walk.scenario.places.country == country))
        if act.bunching is not None:
            at = np.zeros(len(here))
            for row in known:
                at[here.index(row.place)] += on(row, walk.day)
            b = walk.number(act.bunching, country)
            terms = [
                math.lgamma(b * share + n) - math.lgamma(b * share)
                for share, n in zip(weights / weights.sum(), at, strict=True)
                if n > 0.0
            ]
            self.terms["placing"] += [*terms, math.lgamma(b), -math.lgamma(b + at.sum())]
            return
        for row in known:
            share = float(weights[here.index(row.place)] / weights.sum())
            self.terms["placing"].append(on(row, walk.day) * math.log(share))

    def _sizes(self, walk: Walk, act: Act, country: int, rows: list[Row]) -> None:
        for row in rows:
            # A row counts once, whatever its interval; its parameters are those of its first day.
            if act.size is None or row.recorded is None or row.first != walk.day:
                continue
            median = walk.number(act.size.median, country)
            spread = walk.number(act.size.spread, country)
            assert row.bounds is not None
            low, high = row.bounds
            law = lognorm(s=spread, scale=median)
            below = law.cdf(low - 0.5) if low > 1 else 0.0
            share = law.cdf(high + 0.5) - below
            # The upper tail keeps its digits where the distribution function is near one.
            if below > 0.5:
                share = law.sf(low - 0.5) - law.sf(high + 0.5)
            # At nine tenths of those left or more, the size is known to be no smaller than that.
            left = next(self.left)
            full = math.ceil(0.9 * left) if math.isfinite(left) else math.inf
            if high >= full:
                least = min(low, full)
                share = law.sf(least - 0.5) if least > 1 else 1.0
            days = range(row.first, row.last + 1)
            weight = math.fsum(on(row, day) for day in days if self.watched[country, day])
            self.terms["sizes"].append(weight * math.log(share))

    def _traits(self, walk: Walk, act: Act, country: int, rows: list[Row]) -> None:
        for trait in walk.theory.traits:
            if act.name not in trait.of or not rows:
                continue
            odds = walk.linear(trait.odds, country)
            for row in rows:
                carried = row.traits[trait.name]
                if carried is not None:
                    # log p and log(1 - p), without rounding p to 0 or 1.
                    log_p = -float(np.logaddexp(0.0, -odds if carried else odds))
                    self.terms["traits"].append(on(row, walk.day) * log_p)


def least(rate: float, act: Act) -> float:
    """Return the rate that a likelihood takes: never 0 with the identity link."""
    return max(rate, LEAST_RATE) if act.link == "identity" else rate


def ignition(n: float, rate: float, q: float, shape: float | None) -> float:
    """Return the term of a cluster act on a country-day; ``shape`` that of its shock."""
    y = 1.0 if n >= 1.0 - 1e-9 else n
    # The logarithm of the probability that nothing happens.
    silent = -rate if shape is None else -shape * math.log1p(rate / shape)
    happened = math.log(-math.expm1(silent)) + q if y > 0.0 else 0.0
    return (1.0 - y) * silent + y * happened


def log_cluster(walk: Walk, law: ClusterLaw, act: Act, country: int, n: float) -> float:
    """Return q: log probability of max(n, 1) onsets, linear between whole numbers."""
    largest = walk.largest_cluster(act, country)
    probabilities = draws.cluster_probabilities(
        walk.number(law.exponent, country), walk.number(law.far_share, country), largest
    )
    # Contract open: a record with more onsets than the law allows counts as the most allowed.
    x = min(max(n, 1.0), float(largest))
    return float(np.interp(x, np.arange(1, largest + 1), np.log(probabilities)))


def log_prior(theory: Theory, scenario: Scenario, values: dict[str, float]) -> float:
    """Return the log density of all parameters in unconstrained coordinates."""
    by_name = {parameter.name: parameter.prior for parameter in theory.parameters}
    return math.fsum(
        log_density(by_name[name.split("[")[0]], values[name])
        for name in expanded_names(theory, scenario)
    )


def middle_of(prior: Prior) -> float:
    """Return the value at which the people left are reckoned."""
    match prior.family:
        case "normal":
            return prior.a
        case "lognormal":
            return math.exp(prior.a)
        case "beta":
            return prior.a / (prior.a + prior.b)
        case "halfnormal":
            return 0.6745 * prior.a
        case "exponential":
            return math.log(2.0) / prior.a


def log_density(prior: Prior, x: float) -> float:
    """Return the log density at x, Jacobian included, constants left out."""
    a, b = prior.a, prior.b
    if prior.family == "normal":
        return -(((x - a) / b) ** 2) / 2.0
    if prior.family == "lognormal":
        return -(((math.log(x) - a) / b) ** 2) / 2.0
    if prior.family == "halfnormal":
        return -((x / a) ** 2) / 2.0 + math.log(x)
    if prior.family == "exponential":
        return -a * x + math.log(x)
    return a * math.log(x) + b * math.log1p(-x)
