"""Worlds of one theory in a directory of their own: what ``contention simulate`` runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contention.store import open_directory
from contention.study.case import Case
from contention.study.fits import make_fit, read_fit
from contention.study.identity import read_manifest, refuse_kind
from contention.study.inputs import load_inputs
from contention.study.progress import Progress, silent
from contention.study.settings import check_levers, check_numbers, check_start
from contention.study.worlds import Request, StoredWorlds, make_worlds


@dataclass(frozen=True)
class Simulation:
    """What a simulation is asked for.

    Parameters
    ----------
    case
        Scenario and record.
    theory
        A name or a path.
    worlds
        How many.
    seed
        Seed of all randomness, below 2**32.
    start
        The day from which worlds are drawn, after a replay of the record; None draws the whole
        calendar.
    levers
        Levers of the theory that are pulled.
    fit
        A file with a fit of the theory; None fits it to the record first.
    threads
        0 takes one for each core; results do not depend on it.
    command
        The words of the command, for the manifest.
    """

    case: Case
    theory: str
    worlds: int = 200
    seed: int = 1
    start: date | None = None
    levers: tuple[str, ...] = ()
    fit: Path | None = None
    threads: int = 0
    command: tuple[str, ...] = ("contention", "simulate")


def run_simulation(plan: Simulation, *, output: Path, progress: Progress = silent) -> StoredWorlds:
    """Simulate worlds into a directory, or finish what an earlier run began there.

    Parameters
    ----------
    plan
        What to do.
    output
        The directory: new, empty, or of an earlier run of the same simulation. More worlds than
        are there continue them.
    progress
        Told how far each stage is.

    Returns
    -------
    StoredWorlds
        What the directory holds.

    Raises
    ------
    ContentionError
        Problems of the inputs; U002 to U007 settings that cannot be; U008, U009 a directory with
        other worlds; U010 a fit of something else; F codes for a directory that cannot be used.
    """
    check_numbers(worlds=plan.worlds, seed=plan.seed, threads=plan.threads)
    kept_fit = None if plan.fit is None else read_fit(plan.fit)
    progress("inputs", 0, 1)
    inputs = load_inputs(plan.case, [plan.theory])
    model = inputs.models[0]
    theory = model.theory
    check_levers(plan.levers, known=[lever.name for lever in theory.levers], theory=theory.name)
    if plan.start is not None:
        check_start(plan.start, first=inputs.scenario.start, last=inputs.scenario.end)
    values = None if kept_fit is None else kept_fit.values(model)
    progress("inputs", 1, 1)
    with open_directory(output) as directory:
        refuse_kind(directory, read_manifest(directory), wanted="worlds")
        if values is None:
            fitted = make_fit(
                directory,
                model,
                inputs.record,
                seed=plan.seed,
                inputs=inputs.hashes(),
                progress=progress,
            )
            values = fitted.values(model)
        request = Request(
            model=model,
            values=values,
            worlds=plan.worlds,
            seed=plan.seed,
            threads=plan.threads,
            record=None if plan.start is None else inputs.record,
            start=plan.start,
            levers=plan.levers,
            inputs=inputs.hashes(),
            command=plan.command,
        )
        return make_worlds(directory, request, progress=progress)
