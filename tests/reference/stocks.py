"""Heads and units in stocks at places: caps, moves and flows."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from contention.scenario.model import Scenario
from contention.theory.model import Flow, Move, Theory

Floats = NDArray[np.float64]
DrawHeads = Callable[[Flow, int, int, float], int]


class Stocks:
    """What every stock holds at every place."""

    def __init__(self, theory: Theory, scenario: Scenario) -> None:
        self.scenario = scenario
        self.of_country = scenario.places.country
        empty = np.zeros(len(scenario.places.name))
        self.heads: dict[str, Floats] = {
            stock.name: (scenario.strata[stock.stratum] if stock.stratum else empty).copy()
            for stock in theory.stocks
        }

    def by_country(self) -> Floats:
        """Return sums (stock, country)."""
        countries = len(self.scenario.countries)
        return np.array(
            [np.bincount(self.of_country, x, minlength=countries) for x in self.heads.values()]
        ).reshape(len(self.heads), countries)

    def available(self, name: str, country: int, place: int | None) -> float:
        """Return the heads of a stock, or else a stratum, at a place or in a country."""
        heads = self.heads[name] if name in self.heads else self.scenario.strata[name]
        if place is not None:
            return float(heads[place])
        return float(heads[self.of_country == country].sum())

    def move(
        self, moves: tuple[Move, ...], country: int, place: int | None, size: float, weight: float
    ) -> None:
        """Carry out the moves of an onset one after the other, as far as the source holds."""
        for move in moves:
            amount = weight * move.share * (size if move.per == "head" else 1.0)
            taken = self._shares(move.source, country, place) * amount
            if move.source:
                held = self.heads[move.source]
                # What is in proportion to the source is above it at one place if at all.
                taken = np.minimum(taken, held)
                self.heads[move.source] = held - taken
            if move.target:
                self.heads[move.target] = self.heads[move.target] + taken

    def _shares(self, source: str, country: int, place: int | None) -> Floats:
        """Return how an amount is spread over places: where it is taken and given."""
        here = np.zeros(len(self.of_country))
        if place is not None:
            here[place] = 1.0
            return here
        inside = self.of_country == country
        by = self.heads[source] if source else self.scenario.places.population
        total = float(by[inside].sum())
        return np.where(inside, by / total, 0.0) if total > 0.0 else here

    def flow(
        self, flows: tuple[Flow, ...], rates: dict[str, list[float]], draw: DrawHeads | None
    ) -> None:
        """Apply all flows at once, each computed from the stocks as they stand."""
        amounts = {flow.name: np.zeros(len(self.of_country)) for flow in flows}
        for source in {flow.source: None for flow in flows}:
            out = [flow for flow in flows if flow.source == source]
            for place, country in enumerate(self.of_country):
                at = [rates[flow.name][country] for flow in out]
                leaving = leave(out, at, float(self.heads[source][place]), place, draw)
                for flow, amount in zip(out, leaving, strict=True):
                    amounts[flow.name][place] = amount
        for flow in flows:
            self.heads[flow.source] = np.maximum(self.heads[flow.source] - amounts[flow.name], 0.0)
            if flow.target:
                self.heads[flow.target] = self.heads[flow.target] + amounts[flow.name]


def draw_free(flows: list[Flow]) -> bool:
    """Return whether no flow out of the stock is random (whole heads never fade)."""
    return not any(flow.random for flow in flows)


def leave(
    flows: list[Flow], rates: list[float], heads: float, place: int, draw: DrawHeads | None
) -> list[float]:
    """Return what leaves one stock at one place along each of its flows."""
    total = math.fsum(rates)
    if total <= 0.0:
        return [0.0] * len(flows)
    leaving = 1.0 if heads < 0.001 and draw_free(flows) else -math.expm1(-total)
    shares = [leaving * rate / total for rate in rates]
    amounts = [share * heads for share in shares]
    if draw is None:
        return amounts
    left, chance = math.floor(heads), 1.0
    for i, flow in enumerate(flows):
        if flow.random:
            part = min(shares[i] / chance, 1.0) if chance > 0.0 else 0.0
            drawn = draw(flow, place, left, part)
            amounts[i] = float(drawn)
            left, chance = left - drawn, chance - shares[i]
    # Contract open: beside random flows, expected ones take at most what these leave.
    room = heads - math.fsum(a for a, flow in zip(amounts, flows, strict=True) if flow.random)
    for i, flow in enumerate(flows):
        if not flow.random:
            amounts[i] = min(amounts[i], room)
            room -= amounts[i]
    return amounts
