"""The equations of a theory as lines of text."""

from __future__ import annotations

from collections.abc import Iterable

from contention.theory.model import (
    Act,
    Cluster,
    ClusterLaw,
    Episode,
    Flow,
    Memory,
    Number,
    Parameter,
    Prior,
    Signal,
    Sum,
    Term,
    Theory,
    Trait,
)

NBSP = "\u00a0"
"""Holds the parts of a term together when lines are filled."""

_REACHES = {
    "here": "at the place",
    "country": "in the country",
    "abroad": "in all other countries",
    "everywhere": "in all countries",
}


_CALENDAR = {
    f"year_{wave}": f"x = {short}(2π · part of the year gone by)"
    for wave, short in (("sine", "sin"), ("cosine", "cos"))
} | {"holiday": "x = 1 on a holiday of the country, else 0; 0 where the scenario names none"}


class Equations:
    """Writes the equations of one theory.

    Parameters
    ----------
    theory
        A resolved theory.
    """

    def __init__(self, theory: Theory) -> None:
        self.by_country = {p.name for p in theory.parameters if p.by == "country"}
        self.units = {stock.name: stock.unit for stock in theory.stocks}
        self.shocked = {name for shock in theory.shocks for name in shock.of}
        self.episode = theory.episodes[0].name if theory.episodes else ""

    def number(self, value: Number) -> str:
        """Return a number, or the name of a parameter."""
        if isinstance(value, str):
            return f"{value}[c]" if value in self.by_country else value
        return f"{value:.10g}".replace("-", "−")

    def total(self, terms: Iterable[Term], *, place: bool = False) -> str:
        """Return a sum of terms, such as ``base + spread·unrest_home``."""
        text = ""
        for term in terms:
            people = place and term.signal == "population"
            signal = f"log{NBSP}population" if people else term.signal
            sign, body = self._term(term.coefficient, signal)
            if text:
                text += f" {sign or '+'}{NBSP}{body}"
            else:
                text = sign + body
        return text or "0"

    def _term(self, coefficient: Sum, signal: str) -> tuple[str, str]:
        first = coefficient[0]
        if len(coefficient) > 1:
            inner = f" +{NBSP}".join(self.number(item) for item in coefficient)
            # A long sum may break inside its bracket, a short one stays on its line.
            short = inner.replace(" ", NBSP) if len(inner) < 50 else inner
            return "", f"({short})·{signal}" if signal else short
        sign = "−" if isinstance(first, float) and first < 0 else ""
        size = self.number(abs(first) if isinstance(first, float) else first)
        if not signal:
            return sign, size
        return sign, signal if size == "1" else f"{size}·{signal}"

    def act(self, act: Act) -> list[str]:
        """Return the lines of an act's rate, cluster law and placing."""
        lines = [self._linked(act.link, act.rate)]
        rate = "r·G" if act.name in self.shocked else "r"
        if act.process == "cluster":
            lines.append(f"P(ignition in the country today) = 1 − exp(−{rate})")
            lines += self._cluster(act)
        elif act.level == "country" or act.per == "country":
            lines.append(f"onsets in the country today ~ Poisson({rate})")
        else:
            lines.append(f"onsets in the country today ~ Poisson({rate} · Σ w over places)")
        if act.level == "place":
            lines.append("P(place) = w / Σ w, log w = " + self.total(act.place, place=True))
        if act.bunching is not None:
            k = self.number(act.bunching)
            lines.append(
                f"onset i + 1 of the day goes where one of the i before it is: i / ({k} + i)"
            )
        return lines

    def _cluster(self, act: Act) -> list[str]:
        cluster = act.cluster
        if cluster is None:
            return []
        most = str(cluster.at_most) if cluster.at_most else "the number of places"
        lines = [f"{self._law(cluster)}, k = 1 to m, m = {most}"]
        if cluster.inside is not None:
            lines.append(f"in {self.episode}: {self._law(cluster.inside)}")
        return lines

    def _law(self, law: Cluster | ClusterLaw) -> str:
        exponent = self.number(law.exponent)
        zeta = f"k^−{exponent}"
        if law.far_share == 0.0:
            return f"P(k onsets) ∝ {zeta}"
        far = self.number(law.far_share)
        both = f"(1 − {far})·{zeta}/Σ j^−{exponent} + {far}/m".replace("Σ ", f"Σ{NBSP}")
        return f"P(k onsets) = {both}"

    def episode_lines(self, episode: Episode) -> list[str]:
        """Return the lines of how an episode is entered and left."""
        return [
            "P(begins today | calm) = 1 − exp(−e), log e = " + self.total(episode.enter),
            "P(ends today | in it) = 1 − exp(−l), log l = " + self.total(episode.leave),
        ]

    def trait(self, trait: Trait) -> str:
        """Return the equation of a trait's odds."""
        return "logit p = " + self.total(trait.odds)

    def flow(self, flow: Flow) -> str:
        """Return the equation of a flow's rate."""
        return self._linked(flow.link, flow.rate)

    def _linked(self, link: str, terms: Iterable[Term]) -> str:
        total = self.total(terms)
        return f"log r = {total}" if link == "log" else f"r = max(0, {total})"

    def signal(self, signal: Signal) -> list[str]:
        """Return what a signal is, and the lines that say what its x is."""
        if signal.kind == "product":
            return [f"{signal.name} = " + " · ".join(signal.sources)]
        return [f"{signal.name} = {self._form(signal)}", *self._raw(signal)]

    def _form(self, signal: Signal) -> str:
        form, scale = signal.form, self.number(signal.form.scale)
        return {
            "identity": "x",
            "log1p": f"log(1 + x/{scale})",
            "saturating": f"x / (x + {scale})",
            "share": f"x / heads of {form.of}, from 0 to 1",
            "gate": f"1 if x ≥ {self.number(form.at_least)}, else 0",
        }[form.kind]

    def _raw(self, signal: Signal) -> list[str]:
        reach = _REACHES.get(signal.reach, f"over the link {signal.reach}")
        if signal.kind == "covariate":
            return [f"x = {signal.sources[0]}, a covariate of the scenario"]
        if signal.kind == "calendar":
            return [
                _CALENDAR.get(signal.sources[0], f"x = 1 on a {signal.sources[0].title()}, else 0")
            ]
        if signal.kind == "stock":
            unit = self.units.get(signal.sources[0], "person")
            what = "heads" if unit == "person" else f"units ({unit})"
            return [f"x = {what} in {signal.sources[0]} at the start of the day, {reach}"]
        if signal.kind == "shock":
            fade, tail = self._kernel(signal.memory, "−(t−s)")
            return [f"x = Σ[s≤t] {fade}v(s){tail}", f"v = dated shocks {signal.sources[0]}"]
        what = "onsets" if signal.measure == "count" else "heads"
        of = f"n = {what} of {', '.join(signal.sources)}, {reach}"
        memory = signal.memory
        if memory.kind == "today":
            return ["x = n(t), in earlier phases of the day", of]
        if memory.kind == "yesterday":
            return ["x = n(t−1)", of]
        fade, tail = self._kernel(memory, "−(t−1−s)")
        mass = f"(1 − 2^(−1/{self.number(memory.half_life)})) · " if memory.unit_mass else ""
        if memory.average:
            d = f"2^(−1/{self.number(memory.half_life)})"
            mass = f"(1 − {d}) / (1 − {d}^t) · "
        return [f"x = {mass}Σ[s<t] {fade}n(s){tail}", of]

    def _kernel(self, memory: Memory, lag: str) -> tuple[str, str]:
        if memory.kind != "half_life":
            return "", ""
        half_life = self.number(memory.half_life)
        tail = f", {half_life} in days" if isinstance(memory.half_life, str) else ""
        return f"2^({lag}/{half_life}) ", tail


def prior_text(prior: Prior) -> str:
    """Return a prior such as ``Normal(0, 1)``."""
    a, b = (f"{value:.10g}".replace("-", "−") for value in (prior.a, prior.b))
    return {
        "normal": f"Normal({a}, {b})",
        "lognormal": f"LogNormal({a}, {b})",
        "beta": f"Beta({a}, {b})",
        "halfnormal": f"HalfNormal({a})",
        "exponential": f"Exponential({a})",
    }[prior.family]


def parameter_text(parameter: Parameter) -> str:
    """Return a parameter with its prior and unit."""
    name = f"{parameter.name}[c]" if parameter.by == "country" else parameter.name
    unit = "" if parameter.unit == "1" else f" [{parameter.unit}]"
    each = ", one for each country" if parameter.by == "country" else ""
    return f"{name} ~ {prior_text(parameter.prior)}{unit}{each}"
