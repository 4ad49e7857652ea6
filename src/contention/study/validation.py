"""Checks of a case on disk: what ``contention validate`` runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contention.store import open_directory, write_json
from contention.study.case import Case
from contention.study.inputs import load_inputs
from contention.study.progress import Progress, silent
from contention.study.settings import check_numbers

if TYPE_CHECKING:
    from contention.inference.validity.validate import Validity


@dataclass(frozen=True)
class Checks:
    """How much is checked; see `contention.validate` for each.

    Parameters
    ----------
    records, weights, sources
        Simulated records, importance draws for each, sources left out in turn.
    masked
        Whether simulated records take the gaps of the record.
    seed
        Seed of everything random.
    """

    records: int = 50
    weights: int = 500
    sources: int = 10
    masked: bool = True
    seed: int = 1

    @classmethod
    def quick(cls) -> Checks:
        """Return checks for a first look: six records, Laplace errors, two sources."""
        return cls(records=6, weights=0, sources=2)


def run_checks(
    case: Case,
    theory: str,
    checks: Checks,
    *,
    output: Path | None = None,
    progress: Progress = silent,
) -> tuple[Validity, Path | None]:
    """Check the fit of a theory to a record, and keep what came out.

    Parameters
    ----------
    case
        Scenario and record.
    theory
        A name of the catalogue or the path of a theory document.
    checks
        How much is checked.
    output
        Where ``validity-THEORY.json`` is written; None keeps nothing.
    progress
        Told of every step.

    Returns
    -------
    tuple
        The checks, and the file.

    Raises
    ------
    ContentionError
        Problems of the inputs; U002 the seed; what `contention.validate` raises.
    """
    from contention.catalogue.loaders import load_counts
    from contention.inference.validity.validate import validate

    check_numbers(seed=checks.seed)
    inputs = load_inputs(case, [theory])
    model = inputs.models[0]
    stage, done = f"checks of {model.theory.name}", 0

    def tell(_line: str) -> None:
        nonlocal done
        done += 1
        progress(stage, done, max(done + 1, checks.records + checks.sources))

    def run() -> Validity:
        progress(stage, 0, checks.records + checks.sources)
        found = validate(
            model,
            inputs.record,
            records=checks.records,
            weights=checks.weights,
            sources=checks.sources,
            counts=load_counts(case.record),
            masked=checks.masked,
            seed=checks.seed,
            progress=tell,
        )
        progress(stage, done + 1, done + 1)
        return found

    if output is None:
        return run(), None
    with open_directory(output) as directory:
        found = run()
        path = validity_path(directory, model.theory.name)
        write_json(path, found.to_json())
        return found, path


def validity_path(directory: Path, theory: str) -> Path:
    """Return where the checks of a theory are kept."""
    return directory / f"validity-{theory}.json"
