"""How far a study can be trusted: checks that are cheap enough to run every time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.study.effort import Effort
from contention.study.keeping import keep, stamp
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    from contention.inference import Fit
    from contention.inference.foretelling import Foretold
    from contention.study.inputs import Inputs

FILE = "validity.json"

GRADIENT = 1e-4
"""Largest relative error of the gradient against differences."""

UNLIKELY = 0.01
"""A p-value below this fails."""

BEYOND = 2.0
"""Standard errors by which a coverage may be off."""

WILD = 0.5
"""Least share of posterior draws that have to be stable."""


def make_validity(
    directory: Path,
    inputs: Inputs,
    fit: Fit,
    effort: Effort,
    *,
    posterior: dict[str, Any] | None,
    seed: int,
    threads: int = 0,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Check gradient, calibration of the weeks ahead, and stability of the posterior.

    Parameters
    ----------
    directory
        Where ``validity.json`` is kept.
    inputs, fit
        The case, and the fit of its first theory.
    effort
        How many worlds continue the record from each day.
    posterior
        What `contention.study.ensembles.make_posterior_patterns` found, if it was run.
    seed, threads
        Of all worlds.
    progress
        Told of every day from which the record is continued.
    """

    def tell(done: int, total: int) -> None:
        progress("weeks ahead", done, total)

    def make() -> dict[str, Any]:
        from contention.inference.foretelling import foretell, spacing
        from contention.inference.slopes import gradient_error

        error = gradient_error(fit, inputs.record.events, seed=seed)
        found = foretell(
            fit.model, fit.mode, inputs.record,
            worlds=effort.forecasts, seed=seed, threads=threads, progress=tell,
        )  # fmt: skip
        edges, counts = found.histogram()
        every, horizon = spacing(inputs.scenario.days)
        return {
            "theory": fit.theory,
            "checks": [
                _check(
                    "gradient",
                    "Largest relative error of the gradient against differences, in five random "
                    "directions near the mode",
                    error,
                    limit=GRADIENT,
                    passed=error <= GRADIENT,
                ),
                *_calibration(found),
                *_stability(posterior),
            ],
            "foretold": {
                "horizon": horizon,
                "every": every,
                "starts": len(found.starts),
                "worlds": effort.forecasts,
                "pit": {"edges": edges, "counts": counts},
                "coverage": found.coverage(),
                "sharpness": found.sharpness(),
                "held_out": False,
            },
        }

    stable = None if posterior is None else posterior.get("stable_share")
    made_from = stamp(
        inputs.hashes(fit.theory), seed=seed, worlds=effort.forecasts, stable_share=stable
    )
    return keep(directory / FILE, made_from, make)


def _calibration(found: Foretold) -> list[dict[str, Any]]:
    p = found.uniformity()
    checks = [
        _check(
            "ranks",
            "Chance of ranks as uneven as these if the worlds were right (Kolmogorov-Smirnov, "
            "as if all ranks were independent)",
            p,
            limit=UNLIKELY,
            passed=p >= UNLIKELY,
        )
    ]
    for row in found.coverage():
        level, off = row["level"], abs(row["share"] - row["level"])
        checks.append(
            _check(
                f"coverage {100 * level:.0f}",
                f"Share of country-months inside the central {100 * level:.0f} per cent of the "
                "worlds that continue the record",
                row["share"],
                limit=level,
                passed=off <= BEYOND * row["error"],
                error=row["error"],
            )
        )
    scores = found.sharpness()
    checks.append(
        _check(
            "sharpness",
            "Gain in score (CRPS, town-days) of worlds that know the record over worlds that do "
            "not; below zero by two errors, knowing what happened misleads",
            scores["gain"],
            limit=0.0,
            passed=scores["gain"] >= -BEYOND * scores["gain_error"],
            error=scores["gain_error"],
        )
    )
    return checks


def _stability(posterior: dict[str, Any] | None) -> list[dict[str, Any]]:
    if posterior is None:
        return []
    share = posterior.get("stable_share")
    return [
        _check(
            "stable draws",
            "Share of posterior draws whose outbreaks die out",
            share,
            limit=WILD,
            passed=share is not None and share >= WILD,
        )
    ]


def _check(
    name: str,
    says: str,
    value: float | None,
    *,
    limit: float,
    passed: bool,
    error: float | None = None,
) -> dict[str, Any]:
    return {
        "check": name,
        "says": says,
        "value": value,
        "error": error,
        "limit": limit,
        "passed": passed,
    }
