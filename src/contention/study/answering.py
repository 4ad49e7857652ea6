"""Claims of a study: every one answered, beside a ranking where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.study.claims import claims_of
from contention.study.effort import Effort
from contention.study.keeping import keep, stamp
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    from contention.inference import Fit
    from contention.inference.ranking.order import Ranking
    from contention.study.inputs import Inputs

FILE = "claims.json"


def make_claims(
    directory: Path,
    inputs: Inputs,
    fit: Fit,
    effort: Effort,
    *,
    ranking: Ranking | None,
    seed: int,
    threads: int = 0,
    progress: Progress = silent,
) -> dict[str, Any] | None:
    """Answer the claims that ship for the case, or those of the theory; None if there are none.

    Parameters
    ----------
    directory
        Where ``claims.json`` is kept.
    inputs
        The case.
    fit
        The theory whose numbers are asked.
    effort
        How many planted worlds, and how many for patterns and levers.
    ranking
        For claims that compare two theories.
    seed, threads
        Of all worlds.
    progress
        Told of every part of the work.
    """
    claims = claims_of(inputs.case)
    if claims is None and not fit.model.theory.claims:
        return None

    def make() -> dict[str, Any]:
        from contention.catalogue.loaders import load_counts
        from contention.inference.claims import answer
        from contention.inference.noises import fit_noises

        found = answer(
            fit.model,
            fit,
            inputs.record,
            claims=claims,
            ranking=ranking,
            noises=fit_noises(fit.model, fit, inputs.record, threads=threads, progress=progress),
            sources=effort.sources,
            counts=load_counts(inputs.case.record),
            replicates=effort.replicates,
            worlds=effort.claim_worlds,
            seed=seed,
            threads=threads,
            progress=progress,
        )
        return {
            **found.to_json(),
            "replicates": effort.replicates,
            "worlds": effort.claim_worlds,
            "seconds": {name: round(value, 1) for name, value in found.seconds.items()},
        }

    compared = sorted(ranking.theories["name"].to_list()) if ranking is not None else None
    made_from = stamp(
        inputs.hashes(fit.theory), seed=seed, compared=compared, length=effort.length,
        replicates=effort.replicates, worlds=effort.claim_worlds, sources=effort.sources,
    )  # fmt: skip
    return keep(directory / FILE, made_from, make)
