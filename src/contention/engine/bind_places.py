"""Where onsets fall: placing groups with static columns and live terms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.scenario.model import Scenario
from contention.theory.model import Act, Sum, Term, Theory

from .bind_signals import Signals
from .slots import Lookup, Slots, integers, pointers

Floats = NDArray[np.float64]


class Placing:
    """Acts with the same place terms share a group: one set of weights for all of them."""

    def __init__(
        self, theory: Theory, scenario: Scenario, signals: Signals, lookup: Lookup
    ) -> None:
        self._signals = signals
        self._scenario = scenario
        self._groups: list[tuple[Term, ...]] = []
        self.group_of: list[int] = []
        for act in theory.acts:
            if act.level == "country":
                self.group_of.append(-1)
                continue
            if act.place not in self._groups:
                self._groups.append(act.place)
            self.group_of.append(self._groups.index(act.place))
        self._columns: list[Floats] = []
        self._column_index: dict[str, int] = {}
        self._static: list[list[int]] = []
        self._live: list[list[int]] = []
        static_numbers: list[float | str] = []
        live_numbers: list[float | str] = []
        for terms in self._groups:
            static: list[int] = []
            live: list[int] = []
            for term in terms:
                where, number = self._place_term(term)
                if where == "static":
                    static.append(self._column(term.signal))
                    static_numbers.append(number)
                else:
                    live.append(signals.place.index[term.signal])
                    live_numbers.append(number)
            self._static.append(static)
            self._live.append(live)
        self._always = [
            any(
                g == k and a.process == "plain" and a.per == "place"
                for g, a in zip(self.group_of, theory.acts, strict=True)
            )
            for k in range(len(self._groups))
        ]
        self.static_coefficients = Slots.of(static_numbers, lookup, "a placing coefficient")
        self.live_coefficients = Slots.of(live_numbers, lookup, "a placing coefficient")

    def has_live(self, act: Act) -> bool:
        """Return whether an act's placing has terms that change from day to day."""
        return bool(self._live[self._groups.index(act.place)])

    def _place_term(self, term: Term) -> tuple[str, float | str]:
        name = term.signal
        number = _single(term.coefficient, name)
        covariates = {c.name for c in self._signals.place_covariates}
        if name == "population" or (name in covariates and name not in self._signals._by_name):  # pyright: ignore[reportPrivateUsage]
            return "static", number
        if name in self._signals.country.index or name not in self._signals.place.index:
            raise ContentionError(
                Problem(
                    "E012",
                    f"{name!r} in a placing",
                    "`population`, a place covariate, or a signal that varies by place",
                    hint="signals that are the same over a country belong in the rate",
                )
            )
        kind = self._signals.place.kind[self._signals.place.index[name]]
        return ("static" if kind == 2 else "live"), number

    def _column(self, name: str) -> int:
        if name in self._column_index:
            return self._column_index[name]
        places = self._scenario.places
        if name == "population":
            values = np.log(places.population / np.maximum(places.communes, 1))
        elif name in self._signals.place.index:
            k = self._signals.place.index[name]
            signal = self._signals.place.signals[k]
            raw = self._signals.place_covariates[self._signals.place.ref[k]].values
            values = _formed(raw, signal.form.kind, signal.form.scale, signal.form.at_least)
        else:
            names = [c.name for c in self._signals.place_covariates]
            values = self._signals.place_covariates[names.index(name)].values
        self._column_index[name] = len(self._columns)
        self._columns.append(np.asarray(values, dtype=float))
        return self._column_index[name]

    def tables(self) -> dict[str, np.ndarray]:
        """Return the tables of the groups."""
        n = len(self._scenario.places.name)
        reads = [self._reads(live) for live in self._live]
        return {
            "group_static_ptr": pointers([len(x) for x in self._static]),
            "group_static": integers([k for x in self._static for k in x]),
            "place_column": np.array(self._columns, dtype=float).reshape(len(self._columns), n),
            "group_live_ptr": pointers([len(x) for x in self._live]),
            "group_live": integers([k for x in self._live for k in x]),
            "group_read_ptr": pointers([len(x) for x in reads]),
            "group_read": integers([k for x in reads for k in x]),
            "group_today": integers([int(self._reads_today(x)) for x in reads]),
            "group_always": integers([int(x) for x in self._always]),
        }

    def _reads(self, live: list[int]) -> list[int]:
        """Return the place signals to read for live terms, factors before products."""
        place = self._signals.place
        needed = set(live)
        for k in sorted(live, reverse=True):
            stack = [k]
            while stack:
                j = stack.pop()
                needed.add(j)
                if place.kind[j] >= 3:
                    stack.append(place.ref[j])
                if place.kind[j] == 3:
                    stack.append(place.ref2[j])
        return sorted(needed)

    def _reads_today(self, reads: list[int]) -> bool:
        """Return whether any of these place signals changes within a day."""
        place = self._signals.place
        for k in reads:
            if place.kind[k] == 0 and place.memories[place.ref[k]].kind == "today":
                return True
            if place.kind[k] == 4 and self._signals.today(place.ref2[k]):
                return True
        return False


def _formed(raw: Floats, form: str, scale: float | str, at_least: float) -> Floats:
    if form == "gate":
        return (raw >= at_least - 1e-9).astype(float)
    if form == "identity":
        return raw
    if isinstance(scale, str) or form == "share":
        raise ContentionError(
            Problem(
                "E012",
                f"a place covariate with form {form} and scale {scale!r}",
                "identity, gate, or a fixed scale",
                hint="transform the column of the table instead",
            )
        )
    return np.log1p(raw / scale) if form == "log1p" else raw / (raw + scale)


def _single(numbers: Sum, name: str) -> float | str:
    if len(numbers) == 1:
        return numbers[0]
    if all(not isinstance(x, str) for x in numbers):
        return float(sum(float(x) for x in numbers))
    raise ContentionError(
        Problem(
            "E012",
            f"a sum of parameters as placing coefficient of {name!r}",
            "one number or one parameter",
            hint="write one parameter for the sum",
        )
    )
