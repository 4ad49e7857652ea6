"""Answer the claims of a case: load it, fit the theory, ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from contention.foundation.errors import ContentionError, Problem
from contention.study.case import Case
from contention.study.fits import STARTS
from contention.study.inputs import load_inputs
from contention.study.progress import Progress, silent
from contention.study.ranking import make_ranking

if TYPE_CHECKING:
    from contention.inference import Ranking
    from contention.inference.claims import Answers, Claims

Effort = Literal["quick", "usual", "full"]

SIZES: dict[Effort, tuple[int, int]] = {"quick": (6, 20), "usual": (20, 100), "full": (100, 400)}
"""Planted worlds of either kind, and worlds for patterns and levers."""


def answer_case(
    case: Case,
    *,
    theory: str,
    only: Sequence[str] = (),
    effort: Effort = "usual",
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
    effort
        ``quick``: few planted worlds and pairs, and no other noise. ``usual``: as many as
        verdicts need, and fits under other noise. ``full``: more of each, and a ranking of the
        theories that claims compare.
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
    from contention.catalogue.loaders import load_counts
    from contention.inference import fit
    from contention.inference.claims import answer
    from contention.inference.claims.of_record import answer_record, check_only, needs_theory
    from contention.inference.noises import fit_noises

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
    replicates, worlds = SIZES[effort]
    return answer(
        model, fitted, record, claims=claims, only=only, seed=seed, threads=threads,
        ranking=_ranking(case, claims, seed, threads, progress) if effort == "full" else None,
        counts=load_counts(case.record),
        noises=None if effort == "quick" else fit_noises(model, fitted, record, progress=progress),
        replicates=replicates, worlds=worlds, progress=progress,
    )  # fmt: skip


def _ranking(
    case: Case, claims: Claims | None, seed: int, threads: int, progress: Progress
) -> Ranking | None:
    """Return a ranking of the theories that claims compare; None if none does."""
    parts = [one.test.rival for one in claims.stated] if claims else []
    names = [name for part in parts if part is not None for name in (part.theory, part.against)]
    if not names:
        return None
    inputs = load_inputs(case, list(dict.fromkeys(names)))
    return make_ranking(None, inputs, seed=seed, threads=threads, progress=progress)


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
