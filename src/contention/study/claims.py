"""Answer the claims of a case: load it, fit the theory, ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contention.foundation.errors import ContentionError, Problem
from contention.study.case import Case
from contention.study.fits import STARTS
from contention.study.inputs import load_inputs
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    from contention.inference.claims import Answers, Claims

QUICK = {"replicates": 6, "worlds": 20}
USUAL = {"replicates": 20, "worlds": 100}


def answer_case(
    case: Case,
    *,
    theory: str,
    only: Sequence[str] = (),
    quick: bool = False,
    own: bool = False,
    seed: int = 1,
    threads: int = 0,
    progress: Progress = silent,
) -> Answers:
    """Answer the claims that the catalogue has for a case, or those of a theory.

    Parameters
    ----------
    case
        Scenario and record.
    theory
        The theory whose numbers are asked: a name or a file.
    only
        Ids of the claims to answer; empty for all.
    quick
        Fewer planted worlds (6 and 6) and fewer worlds for patterns and levers (20).
    own
        Answer the theory's own claims, also where the catalogue has claims for the case.
    seed
        Seed of the fit and of all worlds.
    threads
        Threads; 0 takes the number of processors.
    progress
        Told of every part of the work.

    Raises
    ------
    ContentionError
        Problems of the inputs; U040: neither the case nor the theory has claims; I044: a claim
        in ``only`` that there is not.
    """
    from contention.inference import fit
    from contention.inference.claims import answer
    from contention.inference.claims.of_record import answer_record, check_only, needs_theory

    inputs = load_inputs(case, [theory])
    model, record = inputs.models[0], inputs.record
    claims = None if own else claims_of(case)
    known = [one.id for one in claims.stated] if claims else [c.name for c in model.theory.claims]
    check_only(only, known)
    if claims is not None and only and not needs_theory(claims, only):
        return answer_record(record, inputs.scenario, claims, only=only)
    if claims is None and not model.theory.claims:
        raise ContentionError(_no_claims(case, model.theory.name))
    progress("fit", 0, 1)
    fitted = fit(model, record, starts=STARTS, seed=seed)
    progress("fit", 1, 1)
    size = QUICK if quick else USUAL
    return answer(
        model, fitted, record, claims=claims, only=only, seed=seed, threads=threads,
        replicates=size["replicates"], worlds=size["worlds"], progress=progress,
    )  # fmt: skip


def claims_of(case: Case) -> Claims | None:
    """Return the claims that the catalogue has for a case; None if it has none."""
    from contention.catalogue import items
    from contention.inference.claims import load_claims

    known = {item.name for item in items() if item.kind == "claims"}
    return load_claims(case.name) if case.name in known else None


def _no_claims(case: Case, theory: str) -> Problem:
    return Problem(
        "U040",
        f"no claims for {case.name} in the catalogue, and none in the theory {theory}",
        "a case or a theory with claims",
        hint="add a section claims to the theory",
    )
