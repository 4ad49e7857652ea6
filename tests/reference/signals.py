"""What is perceived: counts of a day, what is remembered of them, and what a signal makes of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from contention.scenario.model import Scenario
from contention.theory.model import Signal, Theory
from tests.reference.coefficients import Coefficients

Floats = NDArray[np.float64]
FORGOTTEN = 1e-6


class Tally:
    """Onsets and heads of one day, by act or trait, at countries and at places."""

    def __init__(self, theory: Theory, scenario: Scenario) -> None:
        names = [act.name for act in theory.acts] + [trait.name for trait in theory.traits]
        countries, places = len(scenario.countries), len(scenario.places.name)
        self.country = {
            measure: {name: np.zeros(countries) for name in names} for measure in ("count", "heads")
        }
        self.place = {
            measure: {name: np.zeros(places) for name in names} for measure in ("count", "heads")
        }

    def add(self, name: str, country: int, place: int | None, count: float, heads: float) -> None:
        """Count an onset; one whose place is not known counts in its country only."""
        for measure, amount in (("count", count), ("heads", heads)):
            self.country[measure][name][country] += amount
            if place is not None:
                self.place[measure][name][place] += amount


class Signals:
    """The signals of a theory as a day goes by."""

    def __init__(self, theory: Theory, scenario: Scenario, coefficients: Coefficients) -> None:
        self.theory, self.scenario, self.coefficients = theory, scenario, coefficients
        self.named = {signal.name: signal for signal in theory.signals}
        self.of_country = scenario.places.country
        self.is_town = np.array([kind == "town" for kind in scenario.places.kind])
        self.country_links = {k.name: k for k in scenario.links if k.level == "country"}
        self.place_links = {k.name: k for k in scenario.links if k.level == "place"}
        self.covariates = {covariate.name: covariate for covariate in scenario.covariates}
        self.impulses = {shock.name: self._impulses(shock.name) for shock in scenario.shocks}
        countries, places = len(scenario.countries), len(scenario.places.name)
        self.country_memory = {s.name: np.zeros(countries) for s in theory.signals}
        self.place_memory = {s.name: np.zeros(places) for s in theory.signals}
        self.day = 0
        self.drawn_from = 0
        self.tally = Tally(theory, scenario)
        self.stocks: dict[str, Floats] = {}

    # --- the day's course ------------------------------------------------------------------

    def open_day(self, day: int, stocks: dict[str, Floats]) -> None:
        """Begin a day: dated shocks of the day itself are felt at once."""
        self.day = day
        self.tally = Tally(self.theory, self.scenario)
        self.stocks = {name: heads.copy() for name, heads in stocks.items()}
        for signal in self.theory.signals:
            if signal.kind != "shock":
                continue
            memory = self.country_memory[signal.name]
            x = self._impulse(signal.sources[0], day)
            if signal.memory.kind == "half_life":
                self.country_memory[signal.name] = faded(self._decay(signal) * memory + x)
            elif signal.memory.kind == "lasting":
                self.country_memory[signal.name] = memory + x
            elif signal.memory.kind == "today":
                self.country_memory[signal.name] = x
            else:
                before = self._impulse(signal.sources[0], day - 1)
                self.country_memory[signal.name] = before if day > 0 else np.zeros_like(x)

    def close_day(self) -> None:
        """Memories decay and take in the day.

        Contract open: a memory is kept at each country and place where onsets fall, summed over
        the sources of the signal, and reach adds up memories. One that is below 1e-6 at the
        start of a day is zero from then on.
        """
        for signal in self.theory.signals:
            if signal.kind != "acts":
                continue
            country, place = self._counted(signal)
            name, kind = signal.name, signal.memory.kind
            if kind == "half_life":
                decay = self._decay(signal)
                self.country_memory[name] = faded(decay * self.country_memory[name] + country)
                self.place_memory[name] = faded(
                    decay[self.of_country] * self.place_memory[name] + place
                )
            elif kind == "lasting":
                self.country_memory[name] = self.country_memory[name] + country
                self.place_memory[name] = self.place_memory[name] + place
            else:
                self.country_memory[name], self.place_memory[name] = country, place

    # --- reading -----------------------------------------------------------------------------

    def varies_by_place(self, name: str) -> bool:
        """Say whether a signal differs between the places of a country."""
        signal = self.named[name]
        if signal.kind == "product":
            return any(self.varies_by_place(source) for source in signal.sources)
        if signal.kind == "covariate":
            return self.covariates[signal.sources[0]].level == "place"
        return signal.reach == "here" or signal.reach in self.place_links

    def in_country(self, name: str, country: int) -> float:
        """Return the value of a signal that is the same over a country."""
        signal = self.named[name]
        reached = self._reached_country(signal, country)
        if signal.kind == "product":
            x = float(np.prod([self.in_country(source, country) for source in signal.sources]))
        elif signal.kind == "covariate":
            # Contract silent: a covariate is that of the country itself, whatever the reach.
            x = float(self.covariates[signal.sources[0]].values[country, self.day])
        elif signal.kind == "calendar":
            x = self._of_calendar(signal.sources[0], country)
        else:
            x = reached(self._at_countries(signal))
        return float(
            self._formed(signal, x, country, lambda heads: reached(self._to_countries(heads)))
        )

    def at_places(self, name: str, country: int) -> Floats:
        """Return the values of a signal at the places of a country, in their order."""
        signal = self.named[name]
        here = np.flatnonzero(self.of_country == country)
        if not self.varies_by_place(name):
            return np.full(len(here), self.in_country(name, country))
        if signal.kind == "product":
            x = np.prod([self.at_places(source, country) for source in signal.sources], axis=0)
            return self._formed(signal, x, country, lambda heads: heads[here])
        if signal.kind == "covariate":
            x = self.covariates[signal.sources[0]].values[here]
            return self._formed(signal, x, country, lambda heads: heads[here])
        reached = self._reached_place(signal)
        x = reached(self._at_origins(signal))[here]
        value = self._formed(signal, x, country, lambda heads: reached(heads)[here])
        return np.where(self.is_town[here], value, 0.0)

    def _of_calendar(self, word: str, country: int) -> float:
        if word == "holiday":
            known = self.covariates.get("holiday")
            return 0.0 if known is None else float(known.values[country, self.day])
        today = self.scenario.start + timedelta(days=self.day)
        if word.startswith("year"):
            gone = int(f"{today:%j}") - 1
            angle = math.tau * gone / int(f"{date(today.year, 12, 31):%j}")
            return math.sin(angle) if word == "year_sine" else math.cos(angle)
        week = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        return 1.0 if week[today.isoweekday() - 1] == word else 0.0

    # --- parts ---------------------------------------------------------------------------------

    def _impulses(self, name: str) -> Floats:
        (shock,) = [shock for shock in self.scenario.shocks if shock.name == name]
        found = np.zeros((len(self.scenario.countries), self.scenario.days))
        for day, country, value in zip(shock.day, shock.country, shock.value, strict=True):
            found[country, day] += value
        return found

    def _impulse(self, name: str, day: int) -> Floats:
        """Return a dated shock of a day; levers change it on drawn days only."""
        found = self.impulses[name][:, day]
        if day < self.drawn_from:
            return found
        factors = [self.coefficients.shock_factor(name, c, day) for c in range(len(found))]
        return found * np.array(factors)

    def _decay(self, signal: Signal) -> Floats:
        half_lives = [
            self.coefficients.number(signal.memory.half_life, c, self.day)
            for c in range(len(self.scenario.countries))
        ]
        return 2.0 ** (-1.0 / np.array(half_lives))

    def _mass(self, signal: Signal) -> Floats:
        """Return what scales a memory, by country."""
        if signal.memory.average:
            kernel = self._decay(signal)[:, None] ** np.arange(max(self.day, 1))
            return 1.0 / kernel.sum(axis=1)
        if signal.memory.unit_mass:
            return 1.0 - self._decay(signal)
        return np.ones(len(self.scenario.countries))

    def _counted(self, signal: Signal) -> tuple[Floats, Floats]:
        country = self.tally.country[signal.measure]
        place = self.tally.place[signal.measure]
        return (
            np.sum([country[source] for source in signal.sources], axis=0),
            np.sum([place[source] for source in signal.sources], axis=0),
        )

    def _at_countries(self, signal: Signal) -> Floats:
        if signal.kind == "stock":
            return self._to_countries(self.stocks[signal.sources[0]])
        if signal.kind == "acts" and signal.memory.kind == "today":
            return self._counted(signal)[0]
        x = self.country_memory[signal.name]
        return x * self._mass(signal)

    def _at_origins(self, signal: Signal) -> Floats:
        if signal.kind == "stock":
            return self.stocks[signal.sources[0]]
        if signal.memory.kind == "today":
            return self._counted(signal)[1]
        x = self.place_memory[signal.name]
        return x * self._mass(signal)[self.of_country]

    def _to_countries(self, at_places: Floats) -> Floats:
        return np.bincount(self.of_country, at_places, minlength=len(self.scenario.countries))

    def _reached_country(self, signal: Signal, country: int) -> Callable[[Floats], float]:
        """Return the function that adds numbers of countries up as the reach says."""
        weights = np.zeros(len(self.scenario.countries))
        if signal.reach == "everywhere":
            weights[:] = 1.0
        elif signal.reach == "abroad":
            weights[:] = 1.0
            weights[country] = 0.0
        elif signal.reach in self.country_links:
            link = self.country_links[signal.reach]
            into = link.target == country
            np.add.at(weights, link.source[into], link.weight[into])
        else:
            weights[country] = 1.0
        return lambda x: float(np.dot(weights, x))

    def _reached_place(self, signal: Signal) -> Callable[[Floats], Floats]:
        if signal.reach == "here":
            return lambda x: x
        link = self.place_links[signal.reach]

        def spread(x: Floats) -> Floats:
            found = np.zeros(len(x))
            np.add.at(found, link.target, link.weight * x[link.source])
            return found

        return spread

    def _formed(
        self, signal: Signal, x: Floats | float, country: int, area: Callable[[Floats], object]
    ) -> Floats:
        """Apply the form; ``area`` adds heads at places up over the area of x."""
        form, x = signal.form, np.asarray(x, dtype=np.float64)
        if form.kind == "gate":
            return np.where(x >= form.at_least - 1e-9, 1.0, 0.0)
        if form.kind == "share":
            heads = np.asarray(area(self.scenario.strata[form.of]), dtype=np.float64)
            share = np.divide(x, heads, out=np.zeros_like(x), where=heads > 0.0)
            return np.clip(share, 0.0, 1.0)
        if form.kind == "identity":
            return x
        scale = self.coefficients.number(form.scale, country, self.day)
        return np.log1p(x / scale) if form.kind == "log1p" else x / (x + scale)


def faded(memory: Floats) -> Floats:
    """Return the memory with what is below 1e-6 set to zero."""
    return np.where(np.abs(memory) < FORGOTTEN, 0.0, memory)
