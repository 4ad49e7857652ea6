"""A theory bound to a scenario: plain arrays, and the places where parameters enter them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from contention.scenario.model import Scenario
from contention.theory.model import Act, Episode, Theory

from .kernels.handle import Handle
from .kernels.layout import Tables
from .parameters import Coordinates, ParameterInfo, prior_start
from .slots import Slots, Sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Model:
    """A theory bound to a scenario by `contention.bind`.

    Attributes
    ----------
    parameters
        Parameters written out over countries, in the order of every vector of values.
    tables
        What theory and scenario fix.
    """

    theory: Theory
    scenario: Scenario
    parameters: tuple[ParameterInfo, ...]
    tables: Tables
    coefficients: Sums  # terms of acts, traits, flows, entering and leaving the episode
    constant_slot: Ints  # terms of acts without a signal, and their acts
    constant_act: Ints
    inside: Sums  # A x C: what the log-rate of each act gains inside the episode
    half_lives: Slots
    place_half_lives: Slots
    scales: Slots
    place_scales: Slots
    law_exponents: Slots
    law_fars: Slots
    law_sizes: Ints  # largest cluster of each law
    size_medians: Slots
    size_spreads: Slots
    shock_shapes: Slots
    bunchings: Slots  # one an act; 1 where it has none
    live_coefficients: Slots
    static_coefficients: Slots
    pair_parameter: Ints
    place_pair_parameter: Ints
    stock_parameters: Ints
    signal_names: tuple[str, ...]  # country signals, in the order of the tables

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return tuple(p.name for p in self.parameters)

    @property
    def episode(self) -> Episode | None:
        """The hidden episode of the theory, if it has one."""
        return self.theory.episodes[0] if self.theory.episodes else None

    @property
    def acts(self) -> tuple[Act, ...]:
        """Acts, in document order."""
        return self.theory.acts

    @cached_property
    def handle(self) -> Handle:
        """The tables as kernels take them."""
        return Handle(self.tables)

    @cached_property
    def coordinates(self) -> Coordinates:
        """Map between natural and unconstrained values."""
        return Coordinates(list(self.parameters))

    def start(self) -> Floats:
        """Return a vector of values near the middle of the prior."""
        return np.array([prior_start(p.prior) for p in self.parameters])

    def values(self, named: dict[str, float]) -> Floats:
        """Return a vector of values from names; names left out take the middle of the prior."""
        out = self.start()
        where = {name: k for k, name in enumerate(self.names)}
        for name, value in named.items():
            out[where[name]] = value
        return out

    def _repr_html_(self) -> str:
        s = self.scenario
        return (
            f"<p><b>{self.theory.title}</b> over {s.title}: {len(self.parameters)} parameters, "
            f"{len(self.acts)} acts, {len(s.places.name)} places, {s.days} days.</p>"
        )
