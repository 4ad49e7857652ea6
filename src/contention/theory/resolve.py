"""From the checked draft to the resolved theory: every default filled in."""

from __future__ import annotations

from datetime import date

from contention.theory.checks.levers import users_of
from contention.theory.checks.signals import kind_of
from contention.theory.claims import resolve_claim
from contention.theory.document import (
    MEMORY_WORDS,
    ActPart,
    ClusterPart,
    FormPart,
    MemoryPart,
    SignalPart,
)
from contention.theory.draft import Draft, Entry, TermEntry
from contention.theory.model import (
    Act,
    Cluster,
    ClusterLaw,
    Episode,
    Flow,
    Form,
    Lever,
    LeverStep,
    Memory,
    Move,
    Number,
    Parameter,
    Prior,
    Selector,
    Shock,
    Signal,
    Size,
    Stock,
    Sum,
    Term,
    Theory,
    Trait,
)
from contention.theory.outcomes import LeverPart, StepPart


def resolve(draft: Draft) -> Theory:
    """Return the resolved theory of a draft without problems; its digest is left empty."""
    terms = _Terms(draft)
    return Theory(
        name=draft.name,
        title=draft.title,
        says=draft.says,
        cites=tuple(draft.cites),
        phases=tuple(draft.phases),
        parameters=_parameters(draft),
        signals=tuple(_signal(entry) for entry in draft.signals.values()),
        stocks=tuple(_stocks(draft)),
        acts=tuple(_act(draft, entry, terms) for entry in draft.acts.values()),
        traits=tuple(
            Trait(
                name,
                tuple(entry.part.of),
                entry.part.column,
                entry.part.value,
                terms(draft.odds[name], name),
                entry.part.says,
            )
            for name, entry in draft.traits.items()
        ),
        flows=tuple(
            Flow(
                name,
                entry.part.source,
                entry.part.target,
                terms(draft.outflows[name], name),
                entry.part.link,
                entry.part.random,
                entry.part.says,
            )
            for name, entry in draft.flows.items()
        ),
        shocks=tuple(Shock(tuple(e.part.of), e.part.shape) for e in draft.shocks),
        levers=tuple(resolve_lever(name, entry.part) for name, entry in draft.levers.items()),
        claims=tuple(resolve_claim(name, entry.part) for name, entry in draft.claims.items()),
        labels=dict(draft.labels),
        episodes=tuple(
            Episode(
                name,
                _plain(draft.entering[name]),
                _plain(draft.leaving[name]),
                entry.part.says,
            )
            for name, entry in draft.episodes.items()
        ),
    )


class _Terms:
    """Terms with the deviations of varying parameters added to their coefficients."""

    def __init__(self, draft: Draft) -> None:
        self.varying = {
            name for name, entry in draft.parameters.items() if entry.part.varies is not None
        }

    def __call__(self, entries: list[TermEntry], owner: str) -> tuple[Term, ...]:
        return tuple(Term(self.expand(e.coefficient, owner), e.signal) for e in entries)

    def expand(self, coefficient: Sum, owner: str) -> Sum:
        items: list[Number] = []
        for item in coefficient:
            items.append(item)
            if item in self.varying:
                items.append(f"{item}@{owner}")
        return tuple(items)


def _plain(entries: list[TermEntry]) -> tuple[Term, ...]:
    """Return terms without deviations: an episode is no act that a parameter varies by."""
    return tuple(Term(entry.coefficient, entry.signal) for entry in entries)


def _parameters(draft: Draft) -> tuple[Parameter, ...]:
    parameters: list[Parameter] = []
    for name, entry in draft.parameters.items():
        part = entry.part
        cites = tuple(part.cites)
        parameters.append(
            Parameter(name, part.prior, part.unit, part.of, part.by or "", part.block, cites)
        )
        if part.varies is None:
            continue
        for user in users_of(draft, name):
            prior = Prior("normal", 0.0, part.varies.sd)
            of = f"{part.of or name}: what {user} adds"
            parameters.append(
                Parameter(f"{name}@{user}", prior, part.unit, of, "", part.block, cites)
            )
    return tuple(parameters)


def _signal(entry: Entry[SignalPart]) -> Signal:
    part = entry.part
    if part.product is not None:
        return Signal(entry.name, "product", tuple(part.product), says=part.says)
    kind = kind_of(part)
    one = part.stock or part.covariate or part.shock or part.calendar or ""
    sources = tuple(part.of) if part.of else (one,)
    return Signal(
        entry.name,
        "acts" if kind == "of" else kind,  # pyright: ignore[reportArgumentType]
        sources,
        part.reach or "country",
        part.measure or "count",
        _memory(part.memory),
        _form(part.form),
        part.says,
    )


def _memory(part: MemoryPart | None) -> Memory:
    if part is None:
        return Memory("yesterday")
    if part.half_life in MEMORY_WORDS:
        return Memory(part.half_life)  # pyright: ignore[reportArgumentType]
    return Memory("half_life", part.half_life, part.unit_mass, part.average)


def _form(part: FormPart | None) -> Form:
    if part is None:
        return Form()
    if part.log1p is not None:
        return Form("log1p", part.log1p)
    if part.saturating is not None:
        return Form("saturating", part.saturating)
    if part.share is not None:
        return Form("share", of=part.share)
    return Form("gate", at_least=part.gate or 0.0)


def _stocks(draft: Draft) -> list[Stock]:
    return [
        Stock(name, e.part.unit, e.part.stratum, e.part.of or e.part.stratum, e.part.says)
        for name, e in draft.stocks.items()
    ]


def _act(draft: Draft, entry: Entry[ActPart], terms: _Terms) -> Act:
    part, name = entry.part, entry.name
    size, record = part.size, part.record
    return Act(
        name=name,
        by=part.by,
        record=Selector(
            tuple(record.form), tuple(record.actor), tuple(record.not_actor), tuple(record.demands)
        ),
        phase=part.phase or draft.phases[0],
        level=part.level,
        process="plain" if part.cluster is None else "cluster",
        rate=terms(draft.rates[name], name),
        link=part.link,
        cluster=_cluster(part.cluster),
        place=terms(draft.places[name], name),
        size=None
        if size is None
        else Size(size.lognormal.median, size.lognormal.spread, size.missing, size.at_most),
        moves=tuple(Move(m.source, m.target, m.per, m.share) for m in part.moves),
        says=part.says,
        per=part.per or "place",
        bunching=part.bunching,
    )


def _cluster(part: ClusterPart | None) -> Cluster | None:
    if part is None:
        return None
    inside = next((ClusterLaw(law.zeta, law.far) for law in part.laws.values()), None)
    return Cluster(part.zeta, part.far, part.at_most or 0, inside)


def resolve_lever(name: str, part: LeverPart) -> Lever:
    """Return the resolved form of a lever."""
    steps = tuple(_step(step) for step in part.steps)
    return Lever(name, steps, part.says, tuple(part.cites), part.grounds)


def _step(part: StepPart) -> LeverStep:
    dates = (_iso(part.start), _iso(part.stop), part.country)
    if part.multiply is not None:
        return LeverStep("multiply", part.multiply.act, part.multiply.by, *dates)
    if part.set_ is not None:
        return LeverStep("set", part.set_.parameter, part.set_.to, *dates)
    if part.add is not None:
        day = part.add.date.isoformat()
        return LeverStep("add", part.add.act, 1.0, day, day, part.add.country)
    if part.shock is not None:
        return LeverStep("shock", part.shock.name, part.shock.by, *dates)
    assert part.forbid is not None
    return LeverStep("forbid", part.forbid.act, 0.0, *dates)


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
