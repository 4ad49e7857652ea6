"""Hidden episodes: drawn moves in and out, and the exact filter over what a record shows."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from contention.scenario.model import Scenario
from contention.theory.model import Act, ClusterLaw, Theory
from tests.reference.philox import Address, name_hash, u32

Floats = NDArray[np.float64]
CALM, IN = False, True


class Drawn:
    """Which countries are in the episode, day by day, in a drawn world."""

    def __init__(self, theory: Theory, scenario: Scenario, seed: int, world: int) -> None:
        self.scenario, self.seed, self.world = scenario, seed, world
        self.word = name_hash("episode:" + theory.episodes[0].name) if theory.episodes else 0
        self.inside = [CALM] * len(scenario.countries)

    def begin(self, ordinal: int, eve: Floats) -> None:
        """Draw the states of the eve from the probability of each country to be in it."""
        for country, probability in enumerate(eve):
            word = self._address(ordinal, country).words(1)[0]
            self.inside[country] = u32(word) < probability

    def move(self, ordinal: int, chances: Floats) -> None:
        """Let every country move at most once; ``chances`` (country, enter or leave)."""
        for country, was_inside in enumerate(self.inside):
            word = self._address(ordinal // 4, country).words(0)[ordinal % 4]
            if u32(word) < chances[country, int(was_inside)]:
                self.inside[country] = not was_inside

    def _address(self, day: int, country: int) -> Address:
        level_word = name_hash(self.scenario.countries[country])
        return Address(self.seed, self.world, day, self.word, level_word)


class Filter:
    """The probability of each country's state given the record so far, in logarithms."""

    def __init__(self, countries: int) -> None:
        # Country by state: everywhere calm on the eve of the calendar.
        self.log_alpha = np.tile([0.0, -np.inf], (countries, 1))

    def step(self, country: int, chances: Floats, log_counts: list[float]) -> float:
        """Take in a day of a country and return its log probability.

        Parameters
        ----------
        chances
            Of entering and of leaving.
        log_counts
            Log-likelihood of the counts of the day if calm, and if in the episode.
        """
        enter, leave = chances
        with np.errstate(divide="ignore"):
            # From state (row) to state (column).
            log_move = np.log([[1.0 - enter, enter], [leave, 1.0 - leave]])
        joint = [
            float(np.logaddexp(*(self.log_alpha[country] + log_move[:, state]))) + log_counts[state]
            for state in (0, 1)
        ]
        norm = float(np.logaddexp(*joint))
        self.log_alpha[country] = np.array(joint) - norm
        return norm

    @property
    def inside(self) -> Floats:
        """The probability of each country to be in the episode."""
        return np.exp(self.log_alpha[:, 1])


def chance(log_rate: float) -> float:
    """Return the probability of a move on a day."""
    return -math.expm1(-math.exp(log_rate))


def feels(theory: Theory, act: Act) -> bool:
    """Say whether the state changes the counts of an act."""
    names = {episode.name for episode in theory.episodes}
    law = act.cluster is not None and act.cluster.inside is not None
    return law or any(term.signal in names for term in act.rate)


def law_in(act: Act, *, inside: bool) -> ClusterLaw:
    """Return the cluster law of an act in a state."""
    assert act.cluster is not None
    if inside and act.cluster.inside is not None:
        return act.cluster.inside
    return ClusterLaw(act.cluster.exponent, act.cluster.far_share)
