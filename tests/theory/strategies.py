"""Random small theories, as documents, for tests of every layer that reads theories.

`theories` draws documents that are valid by construction. Their parameters have narrow priors
around moderate values, so that worlds of some 60 days stay small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

from contention.theory.model import Parameter, Theory

ACTS = ("strike", "march", "police_fire", "concede")
EPISODE = "crisis"
Draw = Any
Document = dict[str, Any]


def write(document: Document, path: Path) -> Path:
    """Write a document as YAML and return the path."""
    yaml = YAML(typ="safe", pure=True)
    yaml.sort_base_mapping_type_on_output = False  # pyright: ignore[reportAttributeAccessIssue]
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(document, stream)
    return path


def central_value(parameter: Parameter) -> float:
    """Return a middle value of a parameter's prior."""
    a, b = parameter.prior.a, parameter.prior.b
    return {
        "normal": lambda: a,
        "lognormal": lambda: math.exp(a),
        "beta": lambda: a / (a + b),
        "halfnormal": lambda: 0.6745 * a,
        "exponential": lambda: math.log(2) / a,
    }[parameter.prior.family]()


def central_values(theory: Theory) -> dict[str, float]:
    """Return a middle value for each parameter of a theory, by its unexpanded name."""
    return {parameter.name: central_value(parameter) for parameter in theory.parameters}


@st.composite
def theories(
    draw: Draw,
    countries: Sequence[str] = ("Hungary", "Poland"),
    strata: Sequence[str] = ("workers", "students"),
    links: Mapping[str, str] | None = None,
    covariates: Mapping[str, str] | None = None,
    shocks: Sequence[str] = (),
    *,
    population: float = 1e6,
) -> Document:
    """Draw a valid theory document.

    Parameters
    ----------
    countries, strata
        Names of the scenario the theory will be bound to.
    links, covariates
        Their level (``country`` or ``place``) by name.
    shocks
        Names of dated shocks.
    population
        About how many people a country has: rates at place level are a head.
    """
    maker = _Maker(draw, tuple(countries), tuple(strata), dict(links or {}), population)
    maker.covariates = dict(covariates or {})
    maker.dated = tuple(shocks)
    return maker.document()


@dataclass
class _Maker:
    draw: Draw
    countries: tuple[str, ...]
    strata: tuple[str, ...]
    links: dict[str, str]
    population: float
    covariates: dict[str, str] = field(default_factory=dict[str, str])
    dated: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    signals: dict[str, Any] = field(default_factory=dict[str, Any])
    bounded: set[str] = field(default_factory=set[str])
    by_place: set[str] = field(default_factory=set[str])
    today: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    used: set[str] = field(default_factory=set[str])
    shape: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    feels: set[str] = field(default_factory=set[str])

    # Small choices

    def maybe(self, chance: float = 0.5) -> bool:
        return self.draw(st.integers(0, 99)) < 100 * chance

    def one(self, items: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(list(items)))

    def between(self, low: float, high: float) -> float:
        return round(low + (high - low) * self.draw(st.integers(0, 1000)) / 1000, 6)

    # Parameters

    def parameter(self, family: str, value: float, *, plain: bool = False) -> str:
        """Add a parameter whose prior is narrow around a value, and return its name."""
        name = f"p{len(self.parameters)}"
        numbers: list[float] = {
            "normal": lambda: [value, 0.2],
            "lognormal": lambda: [round(math.log(value), 6), 0.2],
            "beta": lambda: [1 + 20 * value, 1 + 20 * (1 - value)],
            "halfnormal": lambda: [round(value / 0.6745, 6)],
            "exponential": lambda: [round(math.log(2) / value, 6)],
        }[family]()
        document: dict[str, Any] = {"prior": {family: numbers}, "of": f"number {name}"}
        if family == "normal" and not plain:
            extra = self.one(["none", "none", "country", "act"])
            if extra == "country":
                document["by"] = "country"
            elif extra == "act":
                document["varies"] = {"by": "act", "sd": 0.1}
        if self.maybe(0.3):
            document["block"] = "shared"
        self.parameters[name] = document
        return name

    def coefficient(self, value: float) -> Any:
        """Return a number, a parameter or a list of these that come to about a value."""
        kind = self.one(["number", "parameter", "parameter", "list"])
        if kind == "number":
            return value
        if kind == "parameter":
            return self.parameter("normal", value)
        return [self.parameter("normal", value), self.parameter("normal", 0.0)]

    def positive(self, value: float) -> Any:
        if self.maybe():
            return value
        return self.parameter(self.one(["lognormal", "halfnormal", "exponential"]), value)

    # Acts in outline, before the signals that count them

    def outline(self, phases: list[str]) -> None:
        for name in ACTS[: self.draw(st.integers(1, len(ACTS)))]:
            self.shape[name] = {
                "phase": self.draw(st.integers(0, len(phases) - 1)),
                "level": self.one(["place", "place", "country"]),
                "cluster": self.maybe(0.4),
                "size": self.maybe(0.6),
                "identity": self.maybe(0.2),
            }
        if self.maybe(0.4):
            self.feels = {name for name in self.shape if self.maybe(0.6)}

    # Signals

    def make_signals(self, traits: dict[str, Any], stocks: dict[str, Any]) -> None:
        kinds = ["acts", "acts", "acts", "here", "calendar"]
        kinds += ["stock"] if stocks else []
        kinds += ["covariate"] if self.covariates else []
        kinds += ["shock"] if self.dated else []
        for _ in range(self.draw(st.integers(0, 6))):
            name = f"s{len(self.signals)}"
            kind = self.one(kinds)
            if kind in {"acts", "here"}:
                self.acts_signal(name, traits, here=kind == "here")
            elif kind == "stock":
                self.stock_signal(name, stocks)
            elif kind == "calendar":
                self.signals[name] = {"calendar": self.one(["monday", "sunday", "year_cosine"])}
                self.mark(name, place=False, bounded=True)
            elif kind == "covariate":
                covariate = self.one(sorted(self.covariates))
                self.signals[name] = {"covariate": covariate}
                self.mark(name, place=self.covariates[covariate] == "place", bounded=False)
            else:
                memory = self.one(["10 days", "lasting", self.half_life_name()])
                self.signals[name] = {"shock": self.one(self.dated), "memory": memory}
                self.signals[name]["form"] = {"saturating": 1.0}
                self.mark(name, place=False, bounded=True)
        if len(self.signals) >= 2 and self.maybe(0.5):
            self.product_signal()

    def mark(self, name: str, *, place: bool, bounded: bool) -> None:
        if place:
            self.by_place.add(name)
        if bounded:
            self.bounded.add(name)

    def half_life_name(self) -> str:
        return self.parameter("lognormal", self.between(0.5, 15))

    def reach(self, *, here: bool) -> str:
        if here:
            return self.one(["here", *(n for n, level in self.links.items() if level == "place")])
        named = [name for name, level in self.links.items() if level == "country"]
        return self.one(["country", "abroad", "everywhere", *named])

    def acts_signal(self, name: str, traits: dict[str, Any], *, here: bool) -> None:
        at_place = [act for act, shape in self.shape.items() if shape["level"] == "place"]
        if here and not at_place:
            return
        sources = at_place if here else [*self.shape, *traits]
        size = self.draw(st.integers(1, min(3, len(sources))))
        of = self.draw(st.permutations(sources))[:size]
        acts = [a for s in of for a in (traits[s]["of"] if s in traits else [s])]
        heads = all(self.shape[act]["size"] for act in acts) and self.maybe(0.4)
        memories: list[Any] = ["yesterday", "today", "today", "lasting", "1 day", "20 days"]
        memories += ["half_life", "unit_mass"]
        memory: Any = self.one(memories)
        if memory == "today":
            self.today[name] = acts
        elif memory == "half_life":
            memory = self.half_life_name()
        elif memory == "unit_mass":
            memory = {"half_life": "5 days", "unit_mass": True}
        reach = self.reach(here=here)
        signal = {"of": list(of), "reach": reach, "memory": memory}
        if heads:
            signal["measure"] = "heads"
        self.form(signal, name, heads=heads, linked=reach in self.links)
        self.signals[name] = signal
        self.mark(name, place=here, bounded=name in self.bounded)

    def stock_signal(self, name: str, stocks: dict[str, Any]) -> None:
        stock = self.one(sorted(stocks))
        here = self.maybe(0.3)
        signal = {"stock": stock, "reach": self.reach(here=here)}
        heads = "unit" not in stocks[stock]
        self.form(signal, name, heads=heads, linked=signal["reach"] in self.links)
        self.signals[name] = signal
        self.mark(name, place=here, bounded=name in self.bounded)

    def form(self, signal: dict[str, Any], name: str, *, heads: bool, linked: bool) -> None:
        scale = 500.0 if heads else 0.5
        forms = ["identity", "log1p", "saturating", "saturating", "gate"]
        forms += ["share"] if heads and not linked else []
        kind = self.one(forms)
        if kind in {"saturating", "gate", "share"}:
            self.bounded.add(name)
        if kind == "identity":
            if self.maybe():
                signal["form"] = "identity"
        elif kind == "gate":
            signal["form"] = {"gate": self.one([1.0, 2.0, 3 * scale])}
        elif kind == "share":
            signal["form"] = {"share": self.one(self.strata)}
        else:
            signal["form"] = {kind: self.positive(scale)}

    def product_signal(self) -> None:
        pair = self.draw(st.permutations(sorted(self.signals)))[:2]
        name = f"s{len(self.signals)}"
        self.signals[name] = {"product": list(pair)}
        sources = [act for part in pair for act in self.today.get(part, [])]
        if sources:
            self.today[name] = sources
        place = any(part in self.by_place for part in pair)
        self.mark(name, place=place, bounded=all(part in self.bounded for part in pair))

    # Terms

    def fits(self, name: str, acts: Sequence[str]) -> bool:
        sources = self.today.get(name, [])
        return all(
            self.shape[source]["phase"] < self.shape[act]["phase"]
            for source in sources
            for act in acts
        )

    def weight(self, name: str) -> float:
        # Unbounded signals must not feed themselves: they only dampen, and only a little.
        return self.between(-0.5, 0.5) if name in self.bounded else self.between(-0.02, 0.0)

    def rate(self, level: float, acts: Sequence[str], *, identity: bool = False) -> dict[str, Any]:
        fitting = [n for n in self.signals if n not in self.by_place and self.fits(n, acts)]
        if identity:
            terms: dict[str, Any] = {"base": level}
            for name in self.some(fitting):
                terms[name] = level * self.weight(name)
            return terms
        terms = {"base": self.coefficient(round(math.log(level), 6))}
        for name in self.some(fitting):
            terms[name] = self.coefficient(self.weight(name))
        return terms

    def some(self, names: list[str]) -> list[str]:
        chosen = [name for name in names if self.maybe(0.5)]
        self.used.update(chosen)
        return chosen

    def place(self, act: str) -> dict[str, Any]:
        terms: dict[str, Any] = {"population": 1} if self.maybe(0.7) else {"population": 0.9}
        if self.maybe(0.3):
            terms = {"population": self.parameter("normal", 1.0)}
        for name in self.some([n for n in self.signals if n in self.by_place]):
            if self.fits(name, [act]):
                terms[name] = self.coefficient(self.weight(name))
        for name, level in self.covariates.items():
            if level == "place" and self.maybe(0.3):
                terms[name] = self.between(-0.2, 0.2)
        return terms

    # Sections

    def make_act(self, name: str, phases: list[str], stocks: dict[str, Any]) -> dict[str, Any]:
        shape = self.shape[name]
        act: dict[str, Any] = {"by": self.one(self.strata), "record": {"form": [name]}}
        if shape["phase"] or self.maybe():
            act["phase"] = phases[shape["phase"]]
        if shape["level"] == "country":
            act["level"] = "country"
        elif self.maybe(0.7):
            act["place"] = self.place(name)
        level = self.between(0.02, 0.4)
        identity = shape["identity"]
        if shape["cluster"]:
            act["ignite"] = self.rate(level, [name], identity=identity)
            act["cluster"] = {"zeta": self.positive(self.between(1.8, 4))}
            if self.maybe():
                far = self.between(0.01, 0.2)
                act["cluster"]["far"] = far if self.maybe() else self.parameter("beta", far)
            if self.maybe():
                act["cluster"]["at_most"] = self.draw(st.integers(1, 6))
        else:
            heads = 1.0
            if shape["level"] == "place":
                whole = self.maybe(0.25)
                heads = 1.0 if whole else self.population
                act.update({"per": "country"} if whole else {})
            act["rate"] = self.rate(level / heads, [name], identity=identity)
        if identity:
            act["link"] = "identity"
        if name in self.feels:
            self.make_felt(act)
        if shape["size"]:
            self.make_size(act, stocks)
        moves = self.moves(stocks, sized=shape["size"])
        if moves:
            act["moves"] = moves[0] if len(moves) == 1 and self.maybe() else moves
        return act

    def make_felt(self, act: dict[str, Any]) -> None:
        """Let an act feel the episode: by its rate, its cluster law or both."""
        law = "cluster" in act and (act.get("link") == "identity" or self.maybe())
        if law:
            act["cluster"][EPISODE] = {"zeta": self.positive(self.between(1.2, 3))}
            if self.maybe():
                far = self.between(0.01, 0.4)
                act["cluster"][EPISODE]["far"] = self.parameter("beta", far)
        if act.get("link") != "identity" and (not law or self.maybe()):
            terms = act["ignite"] if "cluster" in act else act["rate"]
            terms[EPISODE] = self.coefficient(self.between(-0.5, 1.5))

    def make_episodes(self) -> dict[str, Any]:
        """Write the episode if an act has come to feel it."""
        known = [n for n in self.signals if n not in self.by_place and n not in self.today]
        episode: dict[str, Any] = {}
        for way, level in (("enter", self.between(0.02, 0.3)), ("leave", self.between(0.05, 0.5))):
            episode[way] = {"base": self.coefficient(round(math.log(level), 6))}
            for name in self.some(known):
                episode[way][name] = self.coefficient(self.weight(name))
        return {EPISODE: episode}

    def make_size(self, act: dict[str, Any], stocks: dict[str, Any]) -> None:
        law = {"median": self.positive(200.0), "spread": self.positive(0.9)}
        act["size"] = {"lognormal": law, "missing": 100}
        if self.maybe():
            heads = [name for name, stock in stocks.items() if "unit" not in stock]
            act["size"]["at_most"] = self.one([*self.strata, *heads])

    def moves(self, stocks: dict[str, Any], *, sized: bool) -> list[dict[str, Any]]:
        moves: list[dict[str, Any]] = []
        heads = [name for name, stock in stocks.items() if "unit" not in stock]
        units = [name for name, stock in stocks.items() if "unit" in stock]
        if len(heads) >= 2 and sized and self.maybe(0.7):
            source, target = self.draw(st.permutations(heads))[:2]
            move: dict[str, Any] = {"from": source, "to": target}
            if self.maybe(0.3):
                move["share"] = 0.5
            moves.append(move)
        if units and self.maybe(0.5):
            side = self.one(["from", "to"])
            moves.append({side: units[0], "per": "act", "share": self.one([1, 2, 0.5])})
        return moves

    def make_stocks(self) -> dict[str, Any]:
        stocks: dict[str, Any] = {}
        if self.maybe(0.7):
            first = self.strata[0]
            stocks[f"all_{first}"] = {"stratum": first}
            stocks["out"] = {"of": first}
            if self.maybe(0.4):
                stocks["held"] = {"of": first}
        if self.maybe(0.3):
            stocks["councils"] = {"unit": "council"}
        return stocks

    def make_traits(self) -> dict[str, Any]:
        traits: dict[str, Any] = {}
        for name in ("national_demand", "with_students")[: self.draw(st.integers(0, 2))]:
            size = self.draw(st.integers(1, min(2, len(self.shape))))
            column, value = ("demands", "national") if "demand" in name else ("actor", "students")
            of = self.draw(st.permutations(sorted(self.shape)))[:size]
            traits[name] = {"of": list(of), "column": column, "value": value}
        return traits

    def make_flows(self, stocks: dict[str, Any]) -> dict[str, Any]:
        heads = [name for name, stock in stocks.items() if "unit" not in stock]
        flows: dict[str, Any] = {}
        if len(heads) < 2:
            return flows
        for name in ("go_home", "tire", "join")[: self.draw(st.integers(0, 3))]:
            source, target = self.draw(st.permutations(heads))[:2]
            identity = self.maybe(0.2)
            rate = self.rate(self.between(0.02, 0.5), [], identity=identity)
            flows[name] = {"from": source, "to": target, "rate": rate}
            if identity:
                flows[name]["link"] = "identity"
            if self.maybe(0.4):
                flows[name]["random"] = True
        return flows

    def make_shocks(self) -> list[dict[str, Any]]:
        calm = {name: shape for name, shape in self.shape.items() if name not in self.feels}
        cluster = [name for name, shape in calm.items() if shape["cluster"]]
        plain = [name for name, shape in calm.items() if not shape["cluster"]]
        shocks: list[dict[str, Any]] = []
        if plain and self.maybe(0.4):
            shocks.append({"of": plain[: self.draw(st.integers(1, len(plain)))]})
        if cluster and self.maybe(0.3):
            shocks.append({"of": [cluster[0]]})
        for shock in shocks:
            shock["shape"] = self.positive(self.between(0.4, 3.0))
        return shocks

    def drop_unused(self) -> None:
        """Leave out signals that no term came to use, and then parameters likewise."""
        kept = {name for name in self.signals if name in self.used}
        for name in reversed(list(self.signals)):
            if name in kept:
                kept.update(self.signals[name].get("product", []))
        self.signals = {name: s for name, s in self.signals.items() if name in kept}

    def document(self) -> Document:
        phases = self.one([["crowd", "state"], ["dawn", "day", "night"]])
        self.outline(phases)
        stocks, traits = self.make_stocks(), self.make_traits()
        self.make_signals(traits, stocks)
        acts = {name: self.make_act(name, phases, stocks) for name in self.shape}
        for trait in traits.values():
            trait["odds"] = self.rate(self.between(0.2, 2.0), trait["of"])
        flows, shocks = self.make_flows(stocks), self.make_shocks()
        felt = any(EPISODE in (*a.get("rate", {}), *a.get("ignite", {})) for a in acts.values())
        felt = felt or any(EPISODE in act.get("cluster", {}) for act in acts.values())
        episodes = self.make_episodes() if felt else {}
        self.used = {
            name
            for item in [*acts.values(), *traits.values(), *flows.values(), *episodes.values()]
            for key in ("rate", "ignite", "place", "odds", "enter", "leave")
            for name in item.get(key, {})
        }
        self.drop_unused()
        document: Document = {
            "format": 1,
            "theory": "random-theory",
            "title": "A random theory",
            "phases": phases,
            "parameters": {},
            "signals": self.signals,
            "stocks": stocks,
            "episodes": episodes,
            "acts": acts,
            "flows": flows,
            "traits": traits,
            "shocks": shocks,
        }
        named = set(_strings(document))
        document["parameters"] = {n: p for n, p in self.parameters.items() if n in named}
        if self.maybe(0.3):
            step = {"multiply": {"act": ACTS[0], "by": 2}, "country": self.one(self.countries)}
            document["levers"] = {"push": {"steps": [step]}}
        return document


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []
