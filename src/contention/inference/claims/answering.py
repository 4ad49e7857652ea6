"""Answer every claim of a table: each kind of test once over, each thing measured once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import polars as pl

from contention.engine.model import Model
from contention.engine.simulation import simulate
from contention.foundation.counting import counted
from contention.foundation.crew import share_out
from contention.inference.fitting import Fit
from contention.inference.left_out import busiest_months
from contention.inference.ranking.order import Ranking
from contention.record import Record
from contention.theory.model import Claim

from .answers import Answer, Answers
from .facts import Finding, find
from .forecasts import answer_forecast
from .illustrations import Paired, illustrate
from .mechanisms import Mechanisms, measure_mechanisms, unknown_parameters
from .of_record import answer_stated, check_only, noted, rows_of
from .otherwise import besides, everywhere
from .patterns import answer_pattern
from .rows import Rows
from .specification import Claims, Stated

COEFFICIENTS = ("sign", "contrast", "restricted")
OF_THEORY = {"effect": "counterfactual", "forecast": "prediction"}

Progress = Callable[[str, int, int], None]


def answer(
    model: Model,
    fit: Fit,
    record: Record,
    *,
    claims: Claims | None = None,
    only: Sequence[str] = (),
    ranking: Ranking | None = None,
    noises: Mapping[str, Fit] | None = None,
    sources: int = 2,
    counts: pl.DataFrame | None = None,
    replicates: int = 20,
    worlds: int = 100,
    seed: int = 0,
    threads: int = 0,
    progress: Progress | None = None,
) -> Answers:
    """Answer the claims of a table, or of a theory.

    Parameters
    ----------
    model
        A bound model.
    fit
        Its fit to the record.
    record
        The record.
    claims
        A table of claims, see `load_claims`. Default: the claims of the theory itself.
    only
        Ids of the claims to answer; empty for all.
    ranking
        A ranking of theories, for claims that compare two.
    noises
        Fits of the same theory under other noise blocks, by name. A verdict on a mechanism must
        survive each.
    sources
        How many of the largest sources are left out in turn: a verdict on a mechanism must
        survive that, and other choices behind the record
        (`contention.inference.validity.alterations`).
    counts
        Totals that aggregate rows state, for one more choice.
    replicates
        Planted worlds with every effect, and as many without a random half of them.
    worlds
        Worlds for patterns and levers.
    seed
        Seed of all worlds.
    threads
        Threads; 0 takes the number of processors.
    progress
        Called with a stage, how much of it is done, and of how much.

    Returns
    -------
    Answers
        One answer a claim, in the order of the table.

    Raises
    ------
    ContentionError
        I044: ``only`` names a claim that the table lacks.
    """
    stated = _of_theory(model) if claims is None else _of_table(claims)
    check_only(only, stated)
    wanted = {name: one for name, one in stated.items() if not only or name in only}
    work = _Work(
        model=model, fit=fit, record=record, claims=claims, ranking=ranking,
        noises=noises or {}, sources=sources, counts=counts, replicates=replicates,
        worlds=worlds, seed=seed, threads=threads,
        progress=progress or _silent, seconds={},
    )  # fmt: skip
    found = work.answers(wanted, stated)
    return Answers(
        name=model.theory.name if claims is None else claims.name,
        theory=model.theory.name,
        answers=tuple(found[name] for name in wanted),
        seconds=work.seconds,
    )


def _silent(_stage: str, _done: int, _total: int) -> None:
    return


@dataclass(frozen=True)
class _Item:
    """A claim to answer: its test in the language of theories, and its row in a table."""

    kind: str
    claim: Claim | None
    stated: Stated | None


def _of_theory(model: Model) -> dict[str, _Item]:
    return {
        claim.name: _Item(OF_THEORY.get(claim.kind, "mechanism"), claim, None)
        for claim in model.theory.claims
    }


def _of_table(claims: Claims) -> dict[str, _Item]:
    return {one.id: _Item(one.kind, one.of_theory, one) for one in claims.stated}


@dataclass(frozen=True)
class _Work:
    """Everything the answers share."""

    model: Model
    fit: Fit
    record: Record
    claims: Claims | None
    ranking: Ranking | None
    noises: Mapping[str, Fit]
    sources: int
    counts: pl.DataFrame | None
    replicates: int
    worlds: int
    seed: int
    threads: int
    progress: Progress
    seconds: dict[str, float]

    @property
    def events(self) -> pl.DataFrame:
        return self.record.events

    def answers(self, items: Mapping[str, _Item], table: Mapping[str, _Item]) -> dict[str, Answer]:
        """Return the answers to some items of a table."""
        found: dict[str, Answer] = {}
        askable: dict[str, tuple[_Item, Claim]] = {}
        # Null worlds lack effects of the whole table, so that a claim asked alone fares the same.
        beside = [one.claim for one in table.values() if one.claim is not None]
        for name, item in items.items():
            claim = item.claim
            on = item.stated.test.on if item.stated else ()
            lacks = None if claim is None else self._lacks(claim, on)
            if claim is not None and lacks is None:
                askable[name] = (item, claim)
            elif claim is not None:
                found[name] = _untestable(claim, item.kind, lacks or "")
        steps: list[tuple[str, Callable[[], dict[str, Answer]]]] = [
            ("facts", lambda: self._of_record(items)),
            ("mechanisms", lambda: self._of_mechanisms(askable, beside)),
            ("patterns", lambda: self._of_patterns(askable)),
            ("levers", lambda: self._of_levers(askable)),
            ("forecasts", lambda: self._of_forecasts(askable)),
        ]
        for step, work in steps:
            began = perf_counter()
            found |= work()
            self.seconds[step] = perf_counter() - began
        return {name: noted(items[name].stated, found[name]) for name in items}

    def _lacks(self, claim: Claim, on: Sequence[str] = ()) -> str | None:
        """Return what a claim names and the theory does not have."""
        theory = self.model.theory
        missing = [f"parameter {name}" for name in unknown_parameters(claim, self.model)]
        known = {act.name for act in theory.acts} | {trait.name for trait in theory.traits}
        missing += [f"act {name}" for name in claim.several("of") if name not in known]
        missing += [f"act {name}" for name in on if name not in known]
        lever = claim.text("lever")
        if lever:
            own = {one.name: one for one in (*self._levers(), *theory.levers)}
            if lever not in own:
                missing.append(f"lever {lever}")
            else:
                acts = {step.target for step in own[lever].steps if step.do != "set"}
                missing += [f"act {name}" for name in sorted(acts - known)]
        return f"the theory {theory.name} has no {missing[0]}" if missing else None

    def _levers(self):
        return () if self.claims is None else self.claims.levers

    def _of_record(self, items: Mapping[str, _Item]) -> dict[str, Answer]:
        stated = [one for item in items.values() if (one := item.stated) is not None]
        if self.claims is None:
            return {}
        return answer_stated(
            stated, self.record, self.model.scenario, self.claims, ranking=self.ranking
        )

    def _of_mechanisms(
        self, askable: Mapping[str, tuple[_Item, Claim]], beside: Sequence[Claim]
    ) -> dict[str, Answer]:
        mine = {n: x for n, x in askable.items() if x[1].kind in COEFFICIENTS}
        if not mine:
            return {}
        others = [c for c in beside if c.kind in COEFFICIENTS and self._lacks(c) is None]
        shared = measure_mechanisms(
            self.model, self.fit, self.events, [claim for _, claim in mine.values()],
            beside=others,
            everywhere=everywhere(
                self.model, self.events, months=self._months(), sources=self.sources,
                counts=self.counts, seed=self.seed,
            ),
            besides={
                claim.name: besides(self.model, claim, item.stated.test if item.stated else None)
                for item, claim in mine.values()
            },
            worlds=self.replicates,
            noises=self.noises, seed=self.seed, threads=self.threads, progress=self.progress,
        )  # fmt: skip
        rows = None if self.claims is None else rows_of(self.record, self.claims)
        return {name: self._mechanism(shared, *x, rows) for name, x in mine.items()}

    def _months(self) -> tuple[str, ...]:
        """Return the months without which a verdict must hold."""
        named = self.claims.leave_out if self.claims is not None else ()
        return named or busiest_months(self.events)

    def _mechanism(
        self, shared: Mechanisms, item: _Item, claim: Claim, rows: Rows | None
    ) -> Answer:
        presupposed = item.stated.test.given if item.stated else []
        given: Finding | None = None
        if presupposed and rows is not None:
            given = find(presupposed, rows, self.model.scenario)
        return shared.answer(claim, item.kind, given=given)

    def _of_patterns(self, askable: Mapping[str, tuple[_Item, Claim]]) -> dict[str, Answer]:
        mine = {name: x for name, x in askable.items() if x[1].kind == "pattern"}
        if not mine:
            return {}
        present = simulate(
            self.model, self.fit.mode, worlds=self.worlds, seed=self.seed, threads=self.threads
        ).events
        return {
            name: answer_pattern(
                claim, item.kind, self.model, self.fit, self.events, present=present,
                months=self._months(), worlds=self.worlds, seed=self.seed, threads=self.threads,
                vocabulary=self.record.vocabulary,
            )
            for name, (item, claim) in mine.items()
        }  # fmt: skip

    def _of_levers(self, askable: Mapping[str, tuple[_Item, Claim]]) -> dict[str, Answer]:
        mine = {name: x for name, x in askable.items() if x[1].kind == "effect"}
        paired = Paired(
            self.model, self.fit.mode, self.events, levers=self._levers(),
            worlds=self.worlds, seed=self.seed, threads=1,
            vocabulary=self.record.vocabulary,
        )  # fmt: skip
        hear = counted(self.progress, "levers", len(mine))
        asked = [(claim, item.kind) for item, claim in mine.values()]
        found = share_out(_illustrated, paired, asked, workers=self.threads, hear=hear)
        return dict(zip(mine, found, strict=True))

    def _of_forecasts(self, askable: Mapping[str, tuple[_Item, Claim]]) -> dict[str, Answer]:
        return {
            name: answer_forecast(claim, item.kind, self.model, self.fit, self.events)
            for name, (item, claim) in askable.items()
            if claim.kind == "forecast"
        }


def _illustrated(paired: Paired, one: tuple[Claim, str], tell: Callable[[int], None]) -> Answer:
    found = illustrate(*one, paired)
    tell(1)
    return found


def _untestable(claim: Claim, kind: str, reason: str) -> Answer:
    return Answer(claim.name, kind, claim.says, "not testable", claim.kind, f"{reason}.")
