"""A whole study: audit the record, fit theories, simulate, compare, answer, imagine, validate."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from contention.foundation.crew import share_out, standing_crew
from contention.foundation.provenance import make_manifest
from contention.foundation.version import __version__
from contention.record import write_record
from contention.store import open_directory, write_json
from contention.study.answering import make_claims
from contention.study.case import Case
from contention.study.choosing import BLOC, RIVALS
from contention.study.effort import STEPS, Effort, Length, check_steps, effort_of
from contention.study.ensembles import UNCERTAIN, make_episodes, make_posterior_patterns
from contention.study.fits import StoredFit, make_fit
from contention.study.identity import MANIFEST, read_manifest, refuse_kind, refuse_other
from contention.study.imagining import make_what_ifs
from contention.study.inputs import Inputs, load_inputs
from contention.study.progress import Progress, silent
from contention.study.ranking import make_ranking
from contention.study.reading import Study, load, patterns_path, read_json, worlds_path
from contention.study.settings import check_numbers
from contention.study.sources import list_sources
from contention.study.steps import Steps
from contention.study.validity import make_validity
from contention.study.worlds import Request, StoredWorlds, make_worlds

if TYPE_CHECKING:
    from contention.engine import Model
    from contention.record import Record

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
    steps
        Which of `contention.study.effort.STEPS` are worked off; the fits always are.
    length
        ``short``, or ``full`` with larger numbers of everything and all theories that ship.
    command
        The words of the command, for the manifests.
    """

    case: Case
    worlds: int = WORLDS
    seed: int = 1
    theories: tuple[str, ...] = BLOC
    threads: int = 0
    steps: tuple[str, ...] = STEPS
    length: Length = "short"
    command: tuple[str, ...] = ("contention", "study")

    @property
    def effort(self) -> Effort:
        """Sizes of everything that is drawn."""
        return effort_of(self.worlds, length=self.length)

    @property
    def compared(self) -> tuple[str, ...]:
        """Theories that are compared: those of the study, and rivals if it named none."""
        return RIVALS.get(self.theories, self.theories)


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
        Problems of the inputs; U002 to U004 and U050 impossible settings; U008, U009 a directory
        with a different study; F codes for a directory that cannot be used.
    """
    check_numbers(worlds=plan.worlds, seed=plan.seed, threads=plan.threads)
    check_steps(plan.steps)
    began = perf_counter()
    progress("inputs", 0, 1)
    inputs = load_inputs(plan.case, plan.theories)
    rivals = inputs
    if "comparison" in plan.steps and plan.compared != plan.theories:
        rivals = load_inputs(plan.case, plan.compared)
    progress("inputs", 1, 1)
    with open_directory(output) as directory:
        old = read_manifest(directory)
        manifest = _manifest(plan, inputs, old)
        refuse_kind(directory, old, wanted="study")
        if old is not None:
            refuse_other(directory, old, manifest)
        steps = Steps(list((old or {}).get("steps", [])))
        steps.add("inputs", perf_counter() - began)
        running = manifest | {"status": "running"}
        work = _Work(directory, plan, inputs, rivals, steps, running, progress)
        write_json(directory / MANIFEST, running | {"steps": steps.as_list()})
        write_json(directory / "audit.json", inputs.record.audit().as_dict())
        write_record(inputs.record, directory / "record.parquet")
        with standing_crew():
            work.do()
        _add_sources(directory, rivals)
        done = {"status": "complete", "steps": steps.as_list()}
        write_json(directory / MANIFEST, manifest | done)
    return load(directory)


@dataclass(frozen=True)
class _Work:
    """A study that is being made: first the main theory with all that rests on it."""

    directory: Path
    plan: Plan
    inputs: Inputs
    rivals: Inputs
    steps: Steps
    manifest: dict[str, Any]
    progress: Progress

    def do(self) -> None:
        """Work the steps off, what matters most first."""
        plan = self.plan
        with self._step("fits"):
            fits = self._fits()
        first = self.inputs.models[0]
        main = fits[first.theory.name].whole(first)
        posterior = ranking = None
        with self._step("worlds"):
            make_episodes(self.directory, self.inputs, main)
            if "worlds" in plan.steps:
                for model in self.inputs.models:
                    self._worlds(model, fits[model.theory.name])
                posterior = self._posterior(fits)
        given = (self.directory, self.inputs, main, plan.effort)
        common: dict[str, Any] = {
            "seed": plan.seed,
            "threads": plan.threads,
            "progress": self.progress,
        }
        if "comparison" in plan.steps and len(self.rivals.models) > 1:
            with self._step("comparison"):
                effort = "full" if plan.length == "full" else "quick"
                ranking = make_ranking(self.directory, self.rivals, effort=effort, **common)
        if "claims" in plan.steps:
            with self._step("claims"):
                make_claims(*given, ranking=ranking, **common)
        if "what-ifs" in plan.steps:
            with self._step("what-ifs"):
                make_what_ifs(*given, **common)
        if "validity" in plan.steps:
            with self._step("validity"):
                make_validity(*given, posterior=posterior, **common)

    @contextmanager
    def _step(self, name: str) -> Generator[None]:
        """Measure a step, and note what it took even if a later one is interrupted."""
        with self.steps.step(name):
            yield
        steps = {"steps": self.steps.as_list()}
        write_json(self.directory / MANIFEST, self.manifest | steps)

    def _fits(self) -> dict[str, StoredFit]:
        """Fit the theories of the study, then the rivals that are compared with them."""
        hashed = {
            model.theory.name: (model, inputs.hashes(model.theory.name))
            for inputs in (self.inputs, self.rivals)
            for model in inputs.models
        }
        first, *rest = hashed.values()
        shared = self.directory, self.inputs.record, self.plan.seed
        main = _fit(shared, first, self._hear)  # it compiles what all of them need
        others = share_out(_fit, shared, rest, workers=self.plan.threads, hear=self._hear)
        return {stored.theory: stored for stored in (main, *others)}

    def _hear(self, told: Told) -> None:
        self.progress(*told)

    def _worlds(self, model: Model, fitted: StoredFit) -> None:
        """Simulate a theory and set its worlds against the record."""
        from contention.engine.asked import rate_cap

        theory, plan = model.theory.name, self.plan
        request = Request(
            model=model,
            values=fitted.values(model),
            worlds=plan.worlds,
            seed=plan.seed,
            threads=plan.threads,
            cap=rate_cap(model, self.inputs.record),
            end_runaways=True,
            inputs=self.inputs.hashes(theory),
            command=plan.command,
        )
        folder = worlds_path(self.directory, theory)
        folder.mkdir(exist_ok=True)
        worlds = make_worlds(folder, request, progress=self.progress)
        _compare_worlds(self.directory, self.inputs, worlds, self.progress)

    def _posterior(self, fits: dict[str, StoredFit]) -> dict[str, Any] | None:
        """Set worlds of posterior draws against the record; return those of the main theory."""
        main = self.inputs.models[0].theory.name
        found: dict[str, dict[str, Any]] = {}
        for model in self.inputs.models:
            name = model.theory.name
            if name in (main, *UNCERTAIN):
                found[name] = make_posterior_patterns(
                    self.directory,
                    self.inputs,
                    fits[name].whole(model),
                    self.plan.effort,
                    seed=self.plan.seed,
                    threads=self.plan.threads,
                    progress=self.progress,
                )
        return found.get(main)


Told = tuple[str, int, int]


def _fit(
    shared: tuple[Path, Record, int],
    one: tuple[Model, dict[str, str]],
    tell: Callable[[Told], None],
) -> StoredFit:
    """Fit a theory into a directory, or read the fit that is there; tell of every start."""
    directory, record, seed = shared
    model, hashes = one

    def progress(stage: str, done: int, total: int) -> None:
        tell((stage, done, total))

    return make_fit(directory, model, record, seed=seed, inputs=hashes, progress=progress)


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
