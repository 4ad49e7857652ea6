"""What numbers, sums and levers amount to on a day in a country."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date

from contention.scenario.model import Scenario
from contention.theory.model import Lever, LeverStep, Number, Sum, Theory


def expanded_names(theory: Theory, scenario: Scenario) -> tuple[str, ...]:
    """Return the names of all parameters, one a country for those by country."""
    names: list[str] = []
    for parameter in theory.parameters:
        if parameter.by == "country":
            names += [f"{parameter.name}[{country}]" for country in scenario.countries]
        else:
            names.append(parameter.name)
    return tuple(names)


class Coefficients:
    """Parameter values, and the levers that are pulled.

    Every method takes the index of a country and of a day. Levers hold from their first to
    their last date, both included.
    """

    def __init__(
        self,
        theory: Theory,
        scenario: Scenario,
        values: dict[str, float],
        levers: Iterable[str | Lever] = (),
    ) -> None:
        self.scenario = scenario
        self.values = values
        self.by_country = {p.name for p in theory.parameters if p.by == "country"}
        named = {lever.name: lever for lever in theory.levers}
        pulled = [named[lever] if isinstance(lever, str) else lever for lever in levers]
        self.steps = [step for lever in pulled for step in lever.steps]

    def number(self, value: Number, country: int, day: int) -> float:
        """Return a fixed number, or the value of the parameter."""
        if not isinstance(value, str):
            return float(value)
        name = value
        if value in self.by_country:
            name = f"{value}[{self.scenario.countries[country]}]"
        found = self.values[name]
        # A lever may name the parameter of one country, or all of them at once. Of several
        # levers that set one parameter, the last holds.
        for step in self._in_force("set", country, day):
            if step.target in (value, name):
                found = step.value
        return float(found)

    def total(self, coefficient: Sum, country: int, day: int) -> float:
        """Return the sum of numbers and parameters."""
        return math.fsum(self.number(value, country, day) for value in coefficient)

    def is_made_to_happen(self, act: str, country: int, day: int) -> bool:
        """Say whether a lever makes an act happen."""
        return any(step.target == act for step in self._in_force("add", country, day))

    def shock_factor(self, shock: str, country: int, day: int) -> float:
        """Return what levers multiply a dated shock by."""
        steps = self._in_force("shock", country, day)
        return math.prod(step.value for step in steps if step.target == shock)

    def factor(self, act: str, country: int, day: int) -> float:
        """Return what levers multiply the rate of an act by: 0 if it is forbidden."""
        found = 1.0
        if self.is_made_to_happen(act, country, day):
            return found
        for step in self._in_force("multiply", country, day):
            if step.target == act:
                found *= step.value
        for step in self._in_force("forbid", country, day):
            if step.target == act:
                found = 0.0
        return found

    def _in_force(self, do: str, country: int, day: int) -> Iterator[LeverStep]:
        today = self.scenario.start.toordinal() + day
        for step in self.steps:
            if (
                step.do == do
                and step.country in ("", self.scenario.countries[country])
                and (not step.start or date.fromisoformat(step.start).toordinal() <= today)
                and (not step.stop or today <= date.fromisoformat(step.stop).toordinal())
            ):
                yield step
