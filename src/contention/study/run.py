"""A whole study: audit the record, then fit, simulate and compare one theory after the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.foundation.provenance import make_manifest
from contention.foundation.version import __version__
from contention.record import write_record
from contention.store import open_directory, write_json
from contention.study.case import Case
from contention.study.fits import make_fit
from contention.study.identity import MANIFEST, read_manifest, refuse_kind, refuse_other
from contention.study.inputs import Inputs, load_inputs
from contention.study.progress import Progress, silent
from contention.study.reading import Study, load, patterns_path, read_json, worlds_path
from contention.study.settings import check_numbers
from contention.study.sources import list_sources
from contention.study.worlds import Request, StoredWorlds, make_worlds

if TYPE_CHECKING:
    from contention.engine import Model

THEORIES = ("political-revolution", "contagion", "silence")
"""Theories of a study that names none: one with mechanisms, and two that claim less."""

WORLDS = 200
"""Worlds of a theory in a study that asks for no number: quantiles of 2.5 per cent rest on five."""


@dataclass(frozen=True)
class Plan:
    """What a study is asked for.

    Parameters
    ----------
    case
        Scenario and record.
    worlds
        Worlds of each theory.
    seed
        Seed of all randomness, below 2**32.
    theories
        Names or paths.
    threads
        0 takes one for each core; results do not depend on it.
    command
        The words of the command, for the manifests.
    """

    case: Case
    worlds: int = WORLDS
    seed: int = 1
    theories: tuple[str, ...] = THEORIES
    threads: int = 0
    command: tuple[str, ...] = ("contention", "study")


def run_study(plan: Plan, *, output: Path, progress: Progress = silent) -> Study:
    """Run a study into a directory, or finish what an earlier run began there.

    What is there and was made from the same inputs is not made again. The report is written by
    ``contention.report.write_report`` afterwards.

    Parameters
    ----------
    plan
        What to do.
    output
        The directory: new, empty, or of an earlier run of this study.
    progress
        Told how far each stage is.

    Returns
    -------
    Study
        What the directory holds.

    Raises
    ------
    ContentionError
        Problems of the inputs; U002 to U004 impossible numbers; U008, U009 a directory with a
        different study; F codes for a directory that cannot be used.
    """
    check_numbers(worlds=plan.worlds, seed=plan.seed, threads=plan.threads)
    progress("inputs", 0, 1)
    inputs = load_inputs(plan.case, plan.theories)
    progress("inputs", 1, 1)
    with open_directory(output) as directory:
        old = read_manifest(directory)
        manifest = _manifest(plan, inputs, old)
        refuse_kind(directory, old, wanted="study")
        if old is not None:
            refuse_other(directory, old, manifest)
        write_json(directory / MANIFEST, manifest | {"status": "running"})
        write_json(directory / "audit.json", inputs.record.audit().as_dict())
        write_record(inputs.record, directory / "record.parquet")
        for model in inputs.models:
            _study_theory(directory, plan, inputs, model, progress)
        _add_sources(directory, inputs)
        write_json(directory / MANIFEST, manifest | {"status": "complete"})
    return load(directory)


def _study_theory(
    directory: Path, plan: Plan, inputs: Inputs, model: Model, progress: Progress
) -> None:
    """Fit, simulate and compare one theory."""
    theory = model.theory.name
    hashes = inputs.hashes(theory)
    fitted = make_fit(
        directory, model, inputs.record, seed=plan.seed, inputs=hashes, progress=progress
    )
    request = Request(
        model=model,
        values=fitted.values(model),
        worlds=plan.worlds,
        seed=plan.seed,
        threads=plan.threads,
        inputs=hashes,
        command=plan.command,
    )
    folder = worlds_path(directory, theory)
    folder.mkdir(exist_ok=True)
    worlds = make_worlds(folder, request, progress=progress)
    _compare_worlds(directory, inputs, worlds, progress)


def _compare_worlds(
    directory: Path, inputs: Inputs, worlds: StoredWorlds, progress: Progress
) -> None:
    """Set worlds against the record, unless that was done with these very worlds."""
    from contention.inference import compare

    path, stage = patterns_path(directory, worlds.theory), f"patterns of {worlds.theory}"
    progress(stage, 0, 1)
    made = read_manifest(worlds.path) or {}
    made_from = {key: made.get(key) for key in ("inputs", "seed", "worlds")}
    made_from["version"] = __version__
    if not path.is_file() or read_json(path).get("made_from") != made_from:
        towns = inputs.scenario.places.kind.count("town")
        comparison = compare(worlds, inputs.record, towns=towns).to_json()
        write_json(path, {"theory": worlds.theory, **comparison, "made_from": made_from})
    progress(stage, 1, 1)


def _add_sources(directory: Path, inputs: Inputs) -> None:
    """Write the sources of scenario and theories; theories of earlier runs keep theirs."""
    path = directory / "sources.json"
    found = list_sources(inputs.scenario, [model.theory for model in inputs.models])
    if path.is_file():
        found["theories"] = read_json(path)["theories"] | found["theories"]
    write_json(path, found)


def _manifest(plan: Plan, inputs: Inputs, old: dict[str, Any] | None) -> dict[str, Any]:
    """Return the manifest of this study; theories of earlier runs in the directory stay in it."""
    before = old or {}
    names = [model.theory.name for model in inputs.models]
    return make_manifest(
        plan.command,
        inputs={**before.get("inputs", {}), **inputs.hashes()},
        seed=plan.seed,
        kind="study",
        case=inputs.case.name,
        title=inputs.scenario.title,
        scenario=inputs.scenario.name,
        worlds=plan.worlds,
        theories=names + [name for name in before.get("theories", []) if name not in names],
    )
