"""The plain walk through the days: the oracle for the fast engine.

One day, in order:

1. signals are read as they stand at the start of the day;
2. countries enter and leave the hidden episode, at most one move each;
3. for each phase, country by country, act by act in document order: rate, onsets replayed or
   drawn, places, sizes, moves, traits;
4. flows;
5. memories decay and take in the day;
6. stocks and acts are observed every seventh day and on the last.

It follows ``docs/design/contract.md`` and shares no code with the engine that ships.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.scenario.model import Scenario
from contention.theory.model import Act, Flow, Lever, Term, Theory, Trait
from tests.reference import draws
from tests.reference.coefficients import Coefficients
from tests.reference.episodes import CALM, Drawn, chance, law_in
from tests.reference.philox import Address, name_hash, u32, u53
from tests.reference.replay import Row, on, rows_of
from tests.reference.signals import Signals
from tests.reference.stocks import Stocks

Floats = NDArray[np.float64]
MOST_ONSETS = 500.0
LEAST_RATE = 1e-12


@dataclass(frozen=True)
class Onset:
    """A simulated onset. ``commune`` is 0 in towns and at country level; ``size`` may be None."""

    act: str
    country: str
    place: str | None
    date: date
    commune: int
    size: int | None
    traits: tuple[str, ...]


class Watcher(Protocol):
    """What the likelihood wants to hear of a replay."""

    def act(self, walk: Walk, act: Act, country: int, rows: list[Row]) -> None:
        """Hear of an act on a country-day, before its rows move anything."""
        ...

    def row(self, walk: Walk, act: Act, country: int, row: Row) -> None:
        """Hear of a row on one of its days, before it moves anything."""
        ...

    def end_of_day(self, walk: Walk) -> None:
        """Hear that all acts of the day are done."""
        ...


class Walk:
    """The state of one walk, and the day's steps as methods in their order."""

    def __init__(
        self,
        theory: Theory,
        scenario: Scenario,
        values: dict[str, float],
        *,
        levers: Iterable[str | Lever] = (),
        seed: int = 0,
        world: int = 0,
        watcher: Watcher | None = None,
    ) -> None:
        self.theory, self.scenario = theory, scenario
        self.seed, self.world, self.watcher = seed, world, watcher
        self.coefficients = Coefficients(theory, scenario, values, levers)
        self.signals = Signals(theory, scenario, self.coefficients)
        self.stocks = Stocks(theory, scenario)
        self.rows: dict[tuple[str, int], list[Row]] = defaultdict(list)
        self.drawn_from = 0
        self.day = 0
        countries = len(scenario.countries)
        self.episodes = Drawn(theory, scenario, seed, world)
        self.eve = np.zeros(countries)
        # Of every country, today's chance of entering the episode and of leaving it.
        self.chances = np.zeros((countries, 2))
        self.onsets: list[Onset] = []
        self.week = np.zeros((len(theory.acts), countries))
        self.days_inside = np.zeros(countries)
        self.seen_stocks: list[Floats] = []
        self.seen_acts: list[Floats] = []
        self.seen_inside: list[Floats] = []
        self.seen_dates: list[date] = []

    def read(self, record: pl.DataFrame, days: int) -> None:
        """Replay the record on the first days of the calendar."""
        for row in rows_of(self.theory, self.scenario, record):
            self.rows[row.act, row.country].append(row)
        self.drawn_from = self.signals.drawn_from = days

    @property
    def is_drawn(self) -> bool:
        """Whether the day is drawn rather than replayed."""
        return self.day >= self.drawn_from

    def run(self) -> None:
        """Walk through the calendar."""
        for day in range(self.scenario.days):
            self.day = day
            self.signals.open_day(day, self.stocks.heads)
            self.move_in_and_out()
            for phase in self.theory.phases:
                for country in range(len(self.scenario.countries)):
                    for act in self.theory.acts:
                        if act.phase == phase and self.is_drawn:
                            self.draw_act(act, country)
                        elif act.phase == phase:
                            self.replay_act(act, country)
            if self.watcher is not None:
                self.watcher.end_of_day(self)
            self.flow()
            self.observe()
            self.signals.close_day()

    # --- rates -------------------------------------------------------------------------------

    def number(self, value: float | str, country: int) -> float:
        """Return a number or parameter as it stands today."""
        return self.coefficients.number(value, country, self.day)

    def linear(self, terms: tuple[Term, ...], country: int, *, inside: bool = CALM) -> float:
        """Return the sum of terms that are the same over a country, in a state."""
        return math.fsum(
            self.coefficients.total(term.coefficient, country, self.day)
            * self.felt(term.signal, country, inside=inside)
            for term in terms
        )

    def felt(self, name: str, country: int, *, inside: bool) -> float:
        """Return what the coefficient of a term is multiplied by."""
        if any(episode.name == name for episode in self.theory.episodes):
            return 1.0 if inside else 0.0
        return self.signals.in_country(name, country) if name else 1.0

    def move_in_and_out(self) -> None:
        """Work out the chances of the episode, and move countries on drawn days."""
        ordinal = self.scenario.start.toordinal() + self.day
        for episode in self.theory.episodes:
            for country in range(len(self.scenario.countries)):
                ways = (episode.enter, episode.leave)
                self.chances[country] = [chance(self.linear(way, country)) for way in ways]
            if self.day == self.drawn_from:
                self.episodes.begin(ordinal, self.eve)
            if self.is_drawn:
                self.episodes.move(ordinal, self.chances)
                self.days_inside += self.episodes.inside

    def rate(self, act: Act | Flow, country: int, *, inside: bool = CALM) -> float:
        """Return r: onsets a day, or share a head and day; levers included for acts."""
        x = self.linear(act.rate, country, inside=inside)
        with np.errstate(over="ignore"):
            rate = float(np.exp(x)) if act.link == "log" else max(x, 0.0)
        if isinstance(act, Act):
            rate *= self.coefficients.factor(act.name, country, self.day)
        return rate

    def weights(self, act: Act, country: int) -> Floats:
        """Return w(p) at the places of a country.

        Raises
        ------
        FloatingPointError
            If a weight is too large for a number.
        """
        scenario = self.scenario.places
        here = np.flatnonzero(scenario.country == country)
        towns = self.signals.is_town[here]
        each = np.where(towns, 1, scenario.communes[here])
        total = np.zeros(len(here))
        for term in act.place:
            if term.signal == "population":
                x = np.log(scenario.population[here] / each)
            elif term.signal:
                x = self.place_values(term.signal, country)
            else:
                x = np.ones(len(here))
            total += self.coefficients.total(term.coefficient, country, self.day) * x
        # Weights past all numbers have no meaning in the contract: tests leave them out.
        with np.errstate(over="raise"):
            return each * np.exp(total)

    def place_values(self, name: str, country: int) -> Floats:
        """Return a place-varying signal, or a place covariate named directly."""
        if name in self.signals.named:
            return self.signals.at_places(name, country)
        here = self.scenario.places.country == country
        return self.signals.covariates[name].values[here]

    def expected(self, act: Act, country: int, rate: float) -> float:
        """Return L, the expected onsets of a plain act."""
        if act.level == "place" and act.per == "place":
            rate *= float(self.weights(act, country).sum())
        return min(rate, MOST_ONSETS)

    def trait_probability(self, trait: Trait, country: int) -> float:
        """Return the probability that an onset carries the trait."""
        odds = self.linear(trait.odds, country)
        return 1.0 / (1.0 + math.exp(-odds)) if odds > -700.0 else math.exp(odds)

    def largest_cluster(self, act: Act, country: int) -> int:
        """Return m, the most onsets of an ignition."""
        assert act.cluster is not None
        places = int(np.sum(self.scenario.places.country == country))
        return act.cluster.at_most or places

    # --- drawn -------------------------------------------------------------------------------

    def draw_act(self, act: Act, country: int) -> None:
        """Draw the onsets of an act on a country-day."""
        inside = self.episodes.inside[country]
        mean = self.rate(act, country, inside=inside)
        if act.process == "plain":
            mean = self.expected(act, country, mean)
        certain = self.coefficients.is_made_to_happen(act.name, country, self.day)
        if mean <= 0.0 and not certain:
            return
        mean *= self.shock(act, country)
        ordinal = self.scenario.start.toordinal() + self.day
        act_word, level_word = name_hash(act.name), name_hash(self.scenario.countries[country])
        screen = Address(self.seed, self.world, ordinal // 4, act_word, level_word)
        if not certain and u32(screen.words(0)[ordinal % 4]) >= -math.expm1(-mean):
            return
        address = Address(self.seed, self.world, ordinal, act_word, level_word)
        words = address.words(1)
        if act.cluster is None:
            count = draws.occurring_count(max(mean, 1e-300), u53(words[0], words[1]))
        else:
            law = law_in(act, inside=inside)
            count = draws.cluster_size(
                self.number(law.exponent, country),
                self.number(law.far_share, country),
                self.largest_cluster(act, country),
                words,
            )
        self.week[self.theory.acts.index(act), country] += count
        weights = self.weights(act, country) if act.level == "place" else None
        # Contract open: onset by onset, so that each move lowers the caps of the next onset.
        self.of_day: list[int] = []
        for i in range(count):
            self.draw_onset(act, country, i, address, weights)

    def shock(self, act: Act, country: int) -> float:
        """Return G, the shared gamma shock of the country-day; 1 without one."""
        for shock in self.theory.shocks:
            if act.name in shock.of:
                address = Address(
                    self.seed,
                    self.world,
                    self.scenario.start.toordinal() + self.day,
                    name_hash("shock:" + shock.of[0]),
                    name_hash(self.scenario.countries[country]),
                )
                return draws.gamma(self.number(shock.shape, country), address)
        return 1.0

    def draw_onset(
        self, act: Act, country: int, i: int, address: Address, weights: Floats | None
    ) -> None:
        """Draw place, size and traits of one onset, and move heads."""
        place, commune = None, 0
        if weights is not None:
            words = address.words(16 + 4 * i)
            here = np.flatnonzero(self.scenario.places.country == country)
            v = u53(words[0], words[1])
            place = int(here[draws.chosen(weights, v)])
            if act.bunching is not None:
                b = self.number(act.bunching, country)
                if u32(words[3]) * (b + i) < i:
                    place = self.of_day[math.floor(v * i)]
            self.of_day.append(place)
            if not self.signals.is_town[place]:
                commune = 1 + math.floor(u32(words[2]) * int(self.scenario.places.communes[place]))
        size = self.draw_size(act, country, place, address.words(17 + 4 * i))
        self.stocks.move(act.moves, country, place, 0.0 if size is None else float(size), 1.0)
        carried: list[str] = []
        for trait in self.theory.traits:
            if act.name in trait.of:
                level_word = name_hash(self.scenario.countries[country]) ^ name_hash(trait.name)
                seed, (world, ordinal, act_word, _) = address.seed, address.counter
                word = Address(seed, world, ordinal, act_word, level_word).words(18 + 4 * i)[0]
                if u32(word) < self.trait_probability(trait, country):
                    carried.append(trait.name)
        for name in (act.name, *carried):
            self.signals.tally.add(name, country, place, 1.0, float(size or 0))
        self.onsets.append(
            Onset(
                act=act.name,
                country=self.scenario.countries[country],
                place=None if place is None else self.scenario.places.name[place],
                date=self.scenario.start + timedelta(days=self.day),
                commune=commune,
                size=size,
                traits=tuple(carried),
            )
        )

    def draw_size(
        self, act: Act, country: int, place: int | None, words: tuple[int, ...]
    ) -> int | None:
        """Return heads of an onset: at least one, then at most what is there."""
        if act.size is None:
            return None
        median = self.number(act.size.median, country)
        spread = self.number(act.size.spread, country)
        # Python's round goes half to even.
        size = max(1, round(math.exp(math.log(median) + spread * draws.normal(words))))
        if act.size.at_most:
            left = self.stocks.available(act.size.at_most, country, place)
            size = min(size, math.floor(left + 1e-6))  # parts of people add up to whole ones
        return size

    # --- replayed ----------------------------------------------------------------------------

    def replay_act(self, act: Act, country: int) -> None:
        """Take the onsets of an act on a country-day from the record."""
        rows = [row for row in self.rows[act.name, country] if row.first <= self.day <= row.last]
        if self.watcher is not None:
            self.watcher.act(self, act, country, rows)
        for row in rows:
            if self.watcher is not None:
                self.watcher.row(self, act, country, row)
            weight = on(row, self.day)
            self.week[self.theory.acts.index(act), country] += weight
            # Contract open: a row whose place is not known moves heads as at country level.
            self.stocks.move(act.moves, country, row.place, row.heads, weight)
            carried = [name for name, noted in row.traits.items() if noted]
            for name in (act.name, *carried):
                self.signals.tally.add(name, country, row.place, weight, weight * row.heads)

    # --- the end of the day --------------------------------------------------------------------

    def flow(self) -> None:
        """Move heads along flows; all are computed before any is applied."""
        rates = {
            flow.name: [self.rate(flow, c) for c in range(len(self.scenario.countries))]
            for flow in self.theory.flows
        }
        # Contract open: random flows draw on simulated days only.
        self.stocks.flow(self.theory.flows, rates, self.draw_heads if self.is_drawn else None)

    def draw_heads(self, flow: Flow, place: int, heads: int, probability: float) -> int:
        """Return the binomial number of heads of a random flow at a place."""
        country = self.scenario.countries[int(self.scenario.places.country[place])]
        address = Address(
            self.seed,
            self.world,
            self.scenario.start.toordinal() + self.day,
            name_hash("flow:" + flow.name),
            name_hash(f"{country}/{self.scenario.places.name[place]}"),
        )
        words = address.words(0)
        return draws.binomial(heads, probability, u53(words[0], words[1]))

    def observe(self) -> None:
        """Note stocks and acts every seventh day and on the last."""
        if (self.day + 1) % 7 == 0 or self.day == self.scenario.days - 1:
            self.seen_stocks.append(self.stocks.by_country())
            self.seen_acts.append(self.week)
            self.seen_inside.append(self.days_inside)
            self.seen_dates.append(self.scenario.start + timedelta(days=self.day))
            self.week = np.zeros_like(self.week)
            self.days_inside = np.zeros_like(self.days_inside)
