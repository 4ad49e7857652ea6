"""All checks of a theory and its fit in one: calibration, prediction, sensitivity."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from contention.engine.model import Model
from contention.foundation.errors import ContentionError, Problem
from contention.inference.fitting import Fit, fit
from contention.inference.stability import rule

from .pit import Pit, pit
from .ranks import Ranks
from .sbc import CALM, calibrate
from .sensitivity import Sensitivity, sensitivity

RECORDS = 50
WEIGHTS = 500
SOURCES = 10


@dataclass(frozen=True)
class Validity:
    """Whether the fit of a theory to a record can be trusted, and where not.

    Attributes
    ----------
    ranks
        Known truths among draws of their posteriors (simulation-based calibration).
    pit
        Counts of country-days against what the mode expects one day ahead.
    sensitivity
        Shifts of the main coefficients when choices are made otherwise.
    seconds
        Wall time.
    """

    theory: str
    ranks: Ranks
    pit: Pit
    sensitivity: Sensitivity
    seconds: float

    @property
    def stability_rule(self) -> str:
        """The rule by which prior and posteriors are truncated."""
        return rule(CALM)

    def failures(self) -> list[tuple[str, str]]:
        """Return every check that failed: which one, and what is wrong."""
        counts = [f"The counts of {act} are not as predicted." for act in self.pit.off]
        return [
            *(("calibration", line) for line in self.ranks.failures()),
            *(("prediction", line) for line in counts),
            *(("sensitivity", line) for line in self.sensitivity.failures()),
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the checks with the keys of ``contention validate --json``."""
        return {
            "theory": self.theory,
            "calibration": self.ranks.to_json(),
            "prediction": self.pit.to_json(),
            "sensitivity": self.sensitivity.to_json(),
            "failures": [{"check": check, "what": what} for check, what in self.failures()],
            "notes": self.ranks.notes(),
            "stability_rule": self.stability_rule,
            "seconds": self.seconds,
        }

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{check}: {what}</li>" for check, what in self.failures())
        return f"<p><b>{self.theory}</b>: {len(self.failures())} failures.</p><ul>{lines}</ul>"


def validate(
    model: Model,
    record: object,
    *,
    fitted: Fit | None = None,
    records: int = RECORDS,
    weights: int = WEIGHTS,
    sources: int = SOURCES,
    counts: pl.DataFrame | None = None,
    masked: bool = True,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Validity:
    """Check whether the fit of a theory to a record can be trusted.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    fitted
        Its fit; else it is made.
    records
        Records that are simulated from stable prior draws and fitted.
    weights
        Importance draws for each of their posteriors; 0 takes the Laplace approximation.
    sources
        How many of the largest sources are left out in turn; 0 means all with five rows or more.
    counts
        Totals that aggregate rows state (`contention.inference.detection.recorded_shares`).
    masked
        Whether simulated records take the gaps of the record.
    seed
        Seed of everything random.
    progress
        Called with a line for every step.

    Returns
    -------
    Validity
        Nothing is raised for what fails: `Validity.failures` lists it.

    Raises
    ------
    ContentionError
        I001, I002: the theory cannot be fitted to the record. I034: too few prior draws are
        stable. I035: fewer than two simulated records.
    """
    if records < 2:
        raise ContentionError(
            Problem(
                "I035",
                f"{records} simulated records",
                "two records or more",
                hint="ask for 6 for a first look, and for 200 to publish",
            )
        )
    begun = time.perf_counter()
    fitted = fitted or fit(model, record, seed=seed)
    return Validity(
        theory=model.theory.name,
        ranks=calibrate(
            model,
            records=records,
            record=record,
            masked=masked,
            weights=weights,
            seed=seed,
            progress=progress,
        ),
        pit=pit(model, fitted.mode, record, seed=seed),
        sensitivity=sensitivity(
            model, record, fitted, sources=sources, counts=counts, seed=seed, progress=progress
        ),
        seconds=time.perf_counter() - begun,
    )
