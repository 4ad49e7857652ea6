"""How far a study can be trusted: checks of its main theory, kept in ``validity.json``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.study import outcomes
from contention.study.effort import Effort
from contention.study.keeping import keep, stamp
from contention.study.progress import Progress, silent
from contention.study.ranking import scores_path
from contention.study.reading import read_json

if TYPE_CHECKING:
    from contention.inference import Fit
    from contention.inference.foretelling import Foretold, LeftOut
    from contention.study.inputs import Inputs

FILE = "validity.json"

WEIGHTS = 500
"""Importance draws of the posterior of each simulated record."""


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
    """Check gradient, weeks ahead, counts, stability, and what hangs on choices.

    The long form also ranks known truths among draws of their posteriors.

    Parameters
    ----------
    directory
        Where ``validity.json`` is kept.
    inputs, fit
        The case, and the fit of its first theory.
    effort
        How many worlds continue the record from each day, and how many records are simulated.
    posterior
        What `contention.study.ensembles.make_posterior_patterns` found, if it was run.
    seed, threads
        Of all worlds.
    progress
        Told of every day from which the record is continued, and of every fit.
    """
    left_out = _left_out(directory, inputs, fit)

    def make() -> dict[str, Any]:
        from contention.catalogue.loaders import load_counts
        from contention.inference.foretelling import foretell
        from contention.inference.slopes import gradient_error
        from contention.inference.validity.pit import pit
        from contention.inference.validity.sensitivity import sensitivity

        events = inputs.record.events
        ahead = foretell(
            fit.model, fit.mode, inputs.record, left_out=left_out,
            worlds=effort.forecasts, seed=seed, threads=threads,
            progress=lambda done, total: progress("weeks ahead", done, total),
        )  # fmt: skip
        choices = sensitivity(
            fit.model, events, fit, sources=effort.sources,
            counts=load_counts(inputs.case.record), seed=seed, threads=threads,
            progress=_told("other choices", progress),
        )  # fmt: skip
        progress("other choices", 1, 1)
        return {
            "theory": fit.theory,
            "checks": [
                *outcomes.of_gradient(gradient_error(fit, events, seed=seed)),
                *outcomes.of_weeks_ahead(ahead),
                *outcomes.of_counts(pit(fit.model, fit.mode, events, seed=seed)),
                *outcomes.of_stability(posterior),
                *outcomes.of_choices(choices),
                *_calibration(inputs, fit, effort, seed, progress),
            ],
            "foretold": _document(ahead, inputs, effort, held_out=bool(left_out)),
            "choices": choices.table().to_dicts(),
        }

    stable = None if posterior is None else posterior.get("stable_share")
    made_from = stamp(
        inputs.hashes(fit.theory), seed=seed, worlds=effort.forecasts, stable_share=stable,
        held_out=bool(left_out), sources=effort.sources, calibrated=effort.calibrated,
    )  # fmt: skip
    return keep(directory / FILE, made_from, make)


def _told(stage: str, progress: Progress) -> Callable[[str], None]:
    """Return a listener to lines that are counted."""
    done = 0

    def tell(_line: str) -> None:
        nonlocal done
        done += 1
        progress(stage, done, done + 1)

    return tell


def _calibration(
    inputs: Inputs, fit: Fit, effort: Effort, seed: int, progress: Progress
) -> list[outcomes.Check]:
    if not effort.calibrated:
        return []
    from contention.inference.validity.sbc import calibrate

    ranks = calibrate(
        fit.model, records=effort.calibrated, record=inputs.record, weights=WEIGHTS, seed=seed,
        progress=_told("calibration", progress),
    )  # fmt: skip
    progress("calibration", 1, 1)
    return outcomes.of_calibration(ranks)


def _document(found: Foretold, inputs: Inputs, effort: Effort, *, held_out: bool) -> dict[str, Any]:
    from contention.inference.foretelling import spacing

    edges, counts = found.histogram()
    every, horizon = spacing(inputs.scenario.days)
    return {
        "horizon": horizon,
        "every": every,
        "starts": len(found.starts),
        "worlds": effort.forecasts,
        "pit": {"edges": edges, "counts": counts},
        "coverage": found.coverage(),
        "sharpness": found.sharpness(),
        "held_out": held_out,
    }


def _left_out(directory: Path, inputs: Inputs, fit: Fit) -> list[LeftOut]:
    """Return the modes without each block that the comparison has kept; none without one."""
    import numpy as np

    from contention.inference.foretelling import LeftOut
    from contention.inference.ranking.blocks import blocks_of

    path = scores_path(directory, fit.theory)
    modes: list[list[float]] = read_json(path)["left_out"] if path.is_file() else []
    blocks = blocks_of(inputs.scenario, inputs.record.events)
    if len(modes) != len(blocks):
        return []
    return [LeftOut(block.mask, np.array(mode)) for block, mode in zip(blocks, modes, strict=True)]
