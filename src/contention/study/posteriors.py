"""Posteriors and evidence on disk: what is there and was made from the same inputs stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from contention.foundation.version import __version__
from contention.store import write_json
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    from contention.engine import Model
    from contention.inference import Fit
    from contention.record import Record
    from contention.study.fits import StoredFit

STORE = "posterior.zarr"

AROUND = 2
"""Starts around the mode before draws, which look for others."""


@dataclass(frozen=True)
class Sampling:
    """What to draw, and from what.

    Parameters
    ----------
    model, record
        A theory bound to the scenario of the record.
    draws, chains
        Draws that each chain keeps, and number of chains.
    seed
        Seed of everything drawn.
    threads
        Threads; 0 takes one for each core.
    inputs
        Name -> hash of what the model and the record were made from.
    """

    model: Model
    record: Record
    draws: int
    chains: int
    seed: int
    threads: int
    inputs: dict[str, str]

    @property
    def theory(self) -> str:
        """Name of the theory."""
        return str(self.model.theory.name)

    def made_from(self, **more: int) -> dict[str, Any]:
        """Return what tells one result from another."""
        inputs = dict(sorted(self.inputs.items()))
        return {"inputs": inputs, "seed": self.seed, "version": __version__, **more}


def posterior_path(directory: Path, theory: str) -> Path:
    """Return where the posterior of a theory is kept."""
    return directory / f"posterior-{theory}"


def evidence_path(directory: Path, theory: str) -> Path:
    """Return where the evidence of a theory is kept."""
    return directory / f"evidence-{theory}.json"


def searching(
    stored: StoredFit, wanted: Sampling, *, progress: Progress = silent
) -> Callable[[], Fit]:
    """Return what looks for further modes around a fit, once, and only if it is called."""
    stage, done = f"other modes of {wanted.theory}", count(1)

    @cache
    def found() -> Fit:
        from contention.inference.fitting import fit

        return fit(
            wanted.model,
            wanted.record,
            around=stored.whole(wanted.model),
            starts=AROUND,
            seed=wanted.seed,
            progress=lambda _: progress(stage, next(done), AROUND),
        )

    return found


def make_posterior(
    directory: Path | None,
    wanted: Sampling,
    fitted: Callable[[], Fit],
    *,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Draw from the posterior, or read the summary of draws that are there.

    Parameters
    ----------
    directory
        Where ``posterior-THEORY`` is kept, with ``posterior.zarr`` and ``summary.json``; None
        keeps nothing.
    wanted
        What to draw.
    fitted
        Gives the model's fit to the record; called only if draws have to be made.
    progress
        Told how far the draws are.

    Returns
    -------
    dict
        What ``summary.json`` holds, and ``path``.

    Raises
    ------
    ContentionError
        I021 to I023, as in `contention.posterior`; F codes for a folder that cannot be used.
    """
    folder = posterior_path(directory or Path(), wanted.theory)
    made_from = wanted.made_from(draws=wanted.draws, chains=wanted.chains)
    summary = folder / "summary.json"
    if directory is not None and (folder / STORE).is_dir():
        old = _read(summary, made_from)
        if old is not None:
            return old | {"path": folder}
    from contention.inference.sampling import posterior

    began = perf_counter()
    found = posterior(
        wanted.model,
        wanted.record,
        draws=wanted.draws,
        chains=wanted.chains,
        seed=wanted.seed,
        threads=wanted.threads,
        fitted=fitted(),
        progress=_of(wanted.theory, progress),
    )
    document: dict[str, Any] = {"theory": wanted.theory, **found.summary()}
    document |= {"parameters": found.table().drop("unit", "block", "of").to_dicts()}
    document |= {"seconds": round(perf_counter() - began, 3), "made_from": made_from}
    if directory is None:
        return document | {"path": None}
    folder.mkdir(exist_ok=True)
    summary.unlink(missing_ok=True)  # a summary without its draws must not count
    found.write(folder / STORE)
    write_json(summary, document)
    return document | {"path": folder}


def make_evidence(
    directory: Path | None,
    wanted: Sampling,
    fitted: Callable[[], Fit],
    *,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Integrate a theory over its parameters, or read the evidence that is there.

    Parameters
    ----------
    directory
        Where ``evidence-THEORY.json`` is kept; None keeps nothing.
    wanted, fitted, progress
        As in `make_posterior`.

    Returns
    -------
    dict
        What ``evidence-THEORY.json`` holds, and ``path``.

    Raises
    ------
    ContentionError
        I020, as in `contention.evidence`; F codes for a folder that cannot be used.
    """
    path = evidence_path(directory or Path(), wanted.theory)
    made_from = wanted.made_from()
    if directory is not None:
        old = _read(path, made_from)
        if old is not None and "across" in old:
            return old | {"path": path}
    from contention.inference.evidence import evidence
    from contention.inference.ranking.across import evidence_across
    from contention.theory.noise import NOISES

    began, tell, around = perf_counter(), _of(wanted.theory, progress), fitted()
    found = evidence(
        wanted.model,
        wanted.record,
        seed=wanted.seed,
        threads=wanted.threads,
        fitted=around,
        progress=tell,
    )
    done = count()
    across = evidence_across(
        wanted.model,
        wanted.record,
        around,
        step=lambda: tell("noises and prior widths", 1 + next(done), len(NOISES)),
    )
    document: dict[str, Any] = {
        "theory": found.theory,
        "log_evidence": found.log_evidence,
        "se": found.se,
        "laplace": found.laplace,
        "ess": found.ess,
        "k": found.k,
        "draws": found.draws,
        "modes": found.modes,
        "across": across.to_dicts(),
        "seconds": round(perf_counter() - began, 3),
        "made_from": made_from,
    }
    if directory is not None:
        write_json(path, document)
    return document | {"path": None if directory is None else path}


def _of(theory: str, progress: Progress) -> Progress:
    """Name the stages of a theory."""

    def tell(stage: str, done: int, total: int) -> None:
        progress(f"{stage} of {theory}", done, total)

    return tell


def _read(path: Path, made_from: dict[str, Any]) -> dict[str, Any] | None:
    """Return a result that was made from the same inputs, if there is one."""
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return document if document.get("made_from") == made_from else None
