"""Claims about coefficients: what is measured once for all of them, and the verdict on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.foundation.counting import counted
from contention.inference.estimands import (
    Estimand,
    Measured,
    coefficient,
    difference,
    family,
    measure,
    members_of,
)
from contention.inference.fitting import Fit
from contention.inference.informing import informed
from contention.inference.intervals import WIDE
from contention.inference.placebo import Placebo, placebos
from contention.inference.planted import Planted, plant
from contention.inference.posterior import LogPosterior
from contention.inference.rechecks import Recheck, Refit, refit_all
from contention.inference.waves import waves
from contention.theory.model import Claim

from .answers import Answer
from .facts import Finding
from .signals import obstacles
from .verdicts import LED, Evidence, decide

Floats = NDArray[np.float64]


NO_PAST = Placebo(0.0, 0.0)


def parameters_of(claim: Claim) -> tuple[str, ...]:
    """Return the parameters a claim names."""
    keys = ("parameter", "greater", "lesser", "without")
    return tuple(name for key in keys for name in claim.several(key))


def estimand_of(claim: Claim, model: Model) -> Estimand:
    """Return what a claim of kind sign, contrast or restricted is about."""
    if claim.kind == "sign":
        return coefficient(model, claim.text("parameter"))
    if claim.kind == "contrast":
        return difference(model, claim.text("greater"), claim.text("lesser"))
    return family(model, claim.several("without"))


def unknown_parameters(claim: Claim, model: Model) -> list[str]:
    """Return parameters that a claim names and a model lacks, or has once a country."""
    if claim.kind in ("sign", "contrast"):
        return [name for name in parameters_of(claim) if name not in model.names]
    return [name for name in parameters_of(claim) if not members_of(model, (name,))]


@dataclass(frozen=True)
class Mechanisms:
    """What all claims about coefficients share.

    Attributes
    ----------
    model, fit
        The theory and its fit to the record.
    estimands
        What the claims are about, each once, by name.
    planted
        Fits of worlds with known effects; None if none were drawn.
    placebos
        Past against future, by name.
    everywhere
        Fits where something is otherwise, a part of the record or a choice behind it, by its
        name; or why there is none. Every claim must hold there.
    besides
        The same by the name of a claim: what that one must survive too.
    noises
        Fits under other noise blocks.
    informing
        Number, country and day of the rows that inform each parameter.
    """

    model: Model
    fit: Fit
    estimands: Mapping[str, Estimand]
    planted: Planted | None
    placebos: Mapping[str, Placebo | None]
    everywhere: Mapping[str, Refit | str]
    besides: Mapping[str, Mapping[str, Refit | str]]
    noises: Mapping[str, Fit]
    informing: Mapping[str, frozenset[tuple[int, int, int]]]

    def answer(self, claim: Claim, kind: str, *, given: Finding | None = None) -> Answer:
        """Return the verdict on a claim with everything it rests on.

        Parameters
        ----------
        claim, kind
            The claim, and its kind in the table.
        given
            Facts that it presupposes.
        """
        estimand = self.estimands[estimand_of(claim, self.model).name]
        measured = measure(estimand, self.model, self.fit.free, self.fit.covariance)
        evidence = self._evidence(claim, estimand, measured, given)
        barred = obstacles(self.model, estimand.parameters)
        verdict, failed = ("not testable", barred) if barred else decide(evidence)
        return Answer(
            id=claim.name,
            kind=kind,
            claim=claim.says,
            verdict=verdict,
            method=_method(claim),
            reason=_reason(estimand, measured, self.placebos[estimand.name], failed, given),
            value=measured.value,
            low=measured.low,
            high=measured.high,
            rows=evidence.rows,
            episodes=evidence.waves,
            power=evidence.power,
            false_positive=evidence.false_positive,
        )

    def _evidence(
        self,
        claim: Claim,
        estimand: Estimand,
        measured: Measured,
        given: Finding | None,
    ) -> Evidence:
        number = list(self.estimands).index(estimand.name)
        side = measured.side or (1 if measured.value > 0 else -1)
        claimed = -1 if claim.kind == "sign" and claim.text("is") == "negative" else 1
        planted = self.planted
        where = [self.informing[name] for name in estimand.parameters]
        # A difference is no better informed than the lesser of its two.
        rows = min(where, key=len) if claim.kind == "contrast" else where[0].union(*where[1:])
        on_prior = [
            bool(self.fit.on_prior[self.model.names.index(name)]) for name in estimand.parameters
        ]
        return Evidence(
            claimed=claimed,
            side=measured.side,
            rows=len(rows),
            waves=waves((country, day) for _, country, day in rows),
            on_prior=any(on_prior) if claim.kind != "restricted" else all(on_prior),
            power=None if planted is None else planted.power(number, side),
            false_positive=None if planted is None else planted.false_positive(number),
            placebo=self.placebos[estimand.name] or NO_PAST,
            rechecks={
                name: side_in(claim, estimand, again)
                for name, again in {**self.everywhere, **self.besides.get(claim.name, {})}.items()
            },
            noises={noise: side_in(claim, estimand, other) for noise, other in self.noises.items()},
            presupposes=given is not None,
            given=None if given is None else given.holds,
        )


def side_in(claim: Claim, estimand: Estimand, again: Refit | Fit | str) -> int:
    """Return the side of a claim's number in another fit; 0 where there is none, or no number."""
    if isinstance(again, str) or not set(estimand.parameters) <= set(again.model.names):
        return 0
    other = estimand_of(claim, again.model)
    return measure(other, again.model, again.free, again.covariance).side


def measure_mechanisms(
    model: Model,
    fit: Fit,
    events: pl.DataFrame,
    claims: Sequence[Claim],
    *,
    beside: Sequence[Claim],
    everywhere: Sequence[Recheck],
    besides: Mapping[str, Sequence[Recheck]],
    worlds: int,
    noises: Mapping[str, Fit],
    seed: int,
    threads: int,
    progress: Callable[[str, int, int], None],
) -> Mechanisms:
    """Measure everything that claims about coefficients need, each thing once.

    Null worlds lack effects also of the claims ``beside``. Every claim must hold ``everywhere``,
    single ones, by their name, also in ``besides``.
    """
    asked = {e.name: e for e in (estimand_of(claim, model) for claim in claims)}
    found = {e.name: e for e in (estimand_of(claim, model) for claim in (*beside, *claims))}
    estimands, wanted = tuple(found.values()), tuple(asked.values())
    tell = counted(progress, "planted worlds", 2 * worlds)
    planted = None
    if worlds:
        planted = plant(
            model, fit, events, estimands, worlds=worlds, seed=seed, threads=threads, progress=tell
        )
    progress("placebos", 0, 1)
    placebo = placebos(model, fit, events, wanted)
    checks = [*everywhere, *(check for mine in besides.values() for check in mine)]
    hear = counted(progress, "rechecks", len(checks))
    again = iter(refit_all(fit, events, checks, threads=threads, progress=hear))
    return Mechanisms(
        model=model,
        fit=fit,
        estimands=found,
        planted=planted,
        placebos=dict(zip(asked, placebo, strict=True)),
        everywhere={check.name: next(again) for check in everywhere},
        besides={
            name: {check.name: next(again) for check in mine} for name, mine in besides.items()
        },
        noises=noises,
        informing=informing_rows(model, fit, events),
    )


def informing_rows(
    model: Model, fit: Fit, events: pl.DataFrame
) -> dict[str, frozenset[tuple[int, int, int]]]:
    """Return number, country and first day of the rows that inform each parameter."""
    likelihood = LogPosterior(model, events).likelihood
    names = model.names
    found: dict[str, set[tuple[int, int, int]]] = {name: set() for name in names}
    for number, (row, parameters) in enumerate(informed(model, likelihood, fit.mode)):
        for k in parameters:
            found[names[k]].add((number, row.country, row.first))
    return {name: frozenset(rows) for name, rows in found.items()}


def _method(claim: Claim) -> str:
    if claim.kind == "sign":
        return f"sign of {claim.text('parameter')}, {claim.text('is')} claimed"
    if claim.kind == "contrast":
        return f"{claim.text('greater')} above {claim.text('lesser')} claimed"
    return f"evidence for {', '.join(claim.several('without'))}"


def _reason(
    estimand: Estimand,
    measured: Measured,
    placebo: Placebo | None,
    failed: Sequence[str],
    given: Finding | None,
) -> str:
    what = "log evidence" if estimand.family else "coefficient"
    if not estimand.family and len(estimand.parameters) > 1:
        what = "difference"
    text = f"The {what} is {measured.value:.2f} ({measured.low:.2f} to {measured.high:.2f}"
    text += ", by the width of the priors)" if estimand.family else ")"
    if placebo is not None:
        text += f"; z is {placebo.past:.1f} from the past and {placebo.future:.1f} from the future"
    parts = [text]
    if failed:
        parts.append("It does not settle the claim: " + "; ".join(failed))
    elif placebo is not None and placebo.future > WIDE:
        parts.append(LED)
    if given is not None:
        parts.append(f"Presupposed: {given.says}")
    return ". ".join(parts) + "."
