"""From signals by name to tables: memories, reaches, forms, and their slopes in the shapes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.scenario.model import Scenario
from contention.theory.model import Form, Memory, Number, Signal, Theory

from .days import calendar_covariates, covariate_of

Floats = NDArray[np.float64]

FORMS = {"identity": 0, "log1p": 1, "saturating": 2, "share": 3, "gate": 4}


@dataclass(frozen=True)
class MemoryKey:
    """What makes two memories the same."""

    sources: tuple[int, ...]
    shock: str
    heads: bool
    reach: str
    kind: str
    half_life: Number
    mass: int  # 1: the kernel sums to one; 2: a mean over the days so far


@dataclass
class Pair:
    """A derivative row: how a signal moves with a parameter."""

    signal: int
    kind: int
    ref: int
    parameter: int


@dataclass
class Bound:
    """Signals of one sort (country or place), in an order that puts products last."""

    signals: list[Signal] = field(default_factory=list[Signal])
    kind: list[int] = field(default_factory=list[int])
    ref: list[int] = field(default_factory=list[int])
    ref2: list[int] = field(default_factory=list[int])
    memories: list[MemoryKey] = field(default_factory=list[MemoryKey])
    index: dict[str, int] = field(default_factory=dict[str, int])

    def memory(self, key: MemoryKey) -> int:
        """Return the index of a memory, adding it if it is new."""
        if key not in self.memories:
            self.memories.append(key)
        return self.memories.index(key)


class Signals:
    """The signals of a theory over a scenario, split into country and place signals."""

    def __init__(self, theory: Theory, scenario: Scenario) -> None:
        self.theory = theory
        self.scenario = scenario
        self.country = Bound()
        self.place = Bound()
        self.links = {link.name: link for link in scenario.links}
        covariates = [*scenario.covariates, *calendar_covariates(theory, scenario)]
        self.covariates = {c.name: c for c in covariates}
        self.things = {a.name: k for k, a in enumerate(theory.acts)}
        offset = len(theory.acts)
        self.things |= {t.name: offset + k for k, t in enumerate(theory.traits)}
        self.stocks = {s.name: k for k, s in enumerate(theory.stocks)}
        self.country_covariates = [c for c in covariates if c.level == "country"]
        self.place_covariates = [c for c in covariates if c.level == "place"]
        self.reaches: list[Floats] = []
        self._reach_index: dict[str, int] = {}
        by_name = {s.name: s for s in theory.signals}
        self._by_name = by_name
        self._varies: dict[str, bool] = {}
        plain = [s for s in theory.signals if s.kind != "product"]
        for signal in [*plain, *self._products()]:
            self._add(signal)

    def _products(self) -> list[Signal]:
        left = [s for s in self.theory.signals if s.kind == "product"]
        done = {s.name for s in self.theory.signals if s.kind != "product"}
        out: list[Signal] = []
        while left:
            ready = [s for s in left if all(name in done for name in s.sources)]
            if not ready:
                raise _refuse("E003", f"a cycle of products at {left[0].name!r}", "no cycle")
            out += ready
            done |= {s.name for s in ready}
            left = [s for s in left if s.name not in done]
        return out

    def varies(self, name: str) -> bool:
        """Return whether a signal varies by place within a country."""
        if name not in self._varies:
            s = self._by_name[name]
            if s.kind == "product":
                value = any(self.varies(source) for source in s.sources)
            elif s.kind in ("covariate", "calendar"):
                value = self._covariate(s).level == "place"
            else:
                value = s.reach == "here" or (
                    s.reach in self.links and self.links[s.reach].level == "place"
                )
            self._varies[name] = value
        return self._varies[name]

    def _covariate(self, signal: Signal):
        name = covariate_of(signal)
        if name not in self.covariates:
            raise _unknown("covariate", name, signal.name, self.covariates)
        return self.covariates[name]

    def reach(self, name: str) -> int:
        """Return the index of a reach matrix (to x from) over countries."""
        if name not in self._reach_index:
            n = len(self.scenario.countries)
            if name == "country":
                matrix = np.eye(n)
            elif name == "abroad":
                matrix = 1.0 - np.eye(n)
            elif name == "everywhere":
                matrix = np.ones((n, n))
            elif name in self.links:
                link = self.links[name]
                matrix = np.zeros((n, n))
                np.add.at(matrix, (link.target, link.source), link.weight)
            else:
                known = ["here", "country", "abroad", "everywhere", *self.links]
                raise _unknown("reach", name, "a signal", known)
            self._reach_index[name] = len(self.reaches)
            self.reaches.append(np.ascontiguousarray(matrix))
        return self._reach_index[name]

    def today(self, k: int) -> bool:
        """Return whether a country signal changes within a day."""
        c = self.country
        if c.kind[k] == 3:
            return self.today(c.ref[k]) or self.today(c.ref2[k])
        return c.kind[k] == 0 and c.memories[c.ref[k]].kind == "today"

    def _key(self, s: Signal) -> MemoryKey:
        m: Memory = s.memory
        half_life: Number = m.half_life if m.kind == "half_life" else 0.0
        if s.kind == "shock":
            name = s.sources[0]
            known = {shock.name for shock in self.scenario.shocks}
            if name not in known:
                raise _unknown("dated shock", name, s.name, known)
            return MemoryKey(
                (), name, heads=False, reach=s.reach, kind=m.kind,
                half_life=half_life, mass=_mass(m),
            )  # fmt: skip
        sources = tuple(self.things[name] for name in s.sources)
        heads = s.measure == "heads"
        return MemoryKey(sources, "", heads, s.reach, m.kind, half_life, _mass(m))

    def _add(self, s: Signal) -> None:
        varies = self.varies(s.name)
        bound = self.place if varies else self.country
        kind, ref, ref2 = 0, 0, 0
        if s.kind in ("acts", "shock"):
            if varies and s.kind == "shock":
                raise _refuse("E004", f"dated shock {s.name!r} felt place by place", "a country")
            if not varies:
                self.reach(s.reach)
            ref = bound.memory(self._key(s))
        elif s.kind == "stock":
            kind, ref = 1, self.stocks[s.sources[0]]
            if varies and s.reach != "here":
                raise _refuse(
                    "E004", f"stock signal {s.name!r} over a place link", "reach here or country"
                )
            ref2 = 0 if varies else self.reach(s.reach)
        elif s.kind in ("covariate", "calendar"):
            kind = 2
            listed = self.place_covariates if varies else self.country_covariates
            ref = listed.index(self._covariate(s))
        else:
            kind, ref, ref2 = self._product(s, varies)
        if varies and s.form.kind == "gate" and s.form.at_least <= 0 and kind < 2:
            raise _refuse("E005", f"gate of {s.name!r} open at zero", "at_least above 0")
        bound.index[s.name] = len(bound.signals)
        bound.signals.append(s)
        bound.kind.append(kind)
        bound.ref.append(ref)
        bound.ref2.append(ref2)

    def _product(self, s: Signal, varies: bool) -> tuple[int, int, int]:  # noqa: FBT001
        a, b = s.sources
        if not varies:
            return 3, self.country.index[a], self.country.index[b]
        if self.varies(a) and self.varies(b):
            if self._static(a) and self._static(b):
                raise _refuse("E006", f"product {s.name!r} of two place covariates", "a memory")
            return 3, self.place.index[a], self.place.index[b]
        inner, outer = (a, b) if self.varies(a) else (b, a)
        if self._static(inner):
            raise _refuse(
                "E006",
                f"product {s.name!r} of a place covariate and a country signal",
                "a place signal that is zero where nothing happened",
            )
        return 4, self.place.index[inner], self.country.index[outer]

    def _static(self, name: str) -> bool:
        s = self._by_name[name]
        if s.kind == "product":
            return all(self._static(source) for source in s.sources)
        return s.kind == "covariate" and self.varies(name)

    def whole_country(self, form: Form, reach: str) -> Floats:
        """Return the heads a share is of, by country."""
        n = len(self.scenario.countries)
        if form.kind != "share":
            return np.ones(n)
        persons = self._stratum(form.of)
        by_country = np.bincount(self.scenario.places.country, persons, n)
        return self.reaches[self.reach(reach)] @ by_country

    def whole_place(self, form: Form) -> Floats:
        """Return the heads a share is of, by place."""
        if form.kind != "share":
            return np.ones(len(self.scenario.places.name))
        return self._stratum(form.of).astype(float)

    def _stratum(self, name: str) -> Floats:
        if name not in self.scenario.strata:
            raise _unknown("stratum", name, "a share", self.scenario.strata)
        return self.scenario.strata[name]


def _mass(memory: Memory) -> int:
    return 2 if memory.average else int(memory.unit_mass)


def _refuse(code: str, found: str, expected: str) -> ContentionError:
    return ContentionError(Problem(code, found, expected, hint="change the signal in the theory"))


def _unknown(what: str, name: str, where: str, known: object) -> ContentionError:
    names = ", ".join(sorted(str(k) for k in known)) if known else "none"  # type: ignore[attr-defined]
    return ContentionError(
        Problem(
            "E007",
            f"{what} {name!r}",
            f"one that the scenario has: {names}",
            where=where,
            hint="theory and scenario must use the same names",
        )
    )
