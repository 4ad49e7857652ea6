"""What-ifs of a case: what ``contention whatif`` runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.foundation.errors import ContentionError, Problem
from contention.store import open_directory, write_json
from contention.study.case import Case
from contention.study.fits import make_fit, read_fit
from contention.study.inputs import Inputs, load_inputs
from contention.study.progress import Progress, silent
from contention.study.settings import check_levers, check_numbers, check_start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contention.engine import Model
    from contention.inference.sweeps import Sweep
    from contention.inference.whatif import WhatIf


@dataclass(frozen=True)
class Pull:
    """Levers to pull.

    Parameters
    ----------
    levers
        Their names.
    sizes
        Lever -> another size than the one written.
    """

    levers: tuple[str, ...]
    sizes: dict[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True)
class WhatIfPlan:
    """What a what-if is asked for.

    Parameters
    ----------
    case
        Scenario and record.
    theory
        A name of the catalogue or the path of a theory document.
    pull
        Levers of the worlds that are compared, all pulled at once.
    against
        Names of levers of the worlds they are compared with.
    start
        First drawn day; None is the first day on which a lever changes something.
    worlds, seed, threads
        Number of pairs, seed, threads (0 takes one for each core).
    uncertain
        Whether every pair has parameters of its own, drawn from the Laplace posterior under the
        prior truncated to stable theories.
    swept
        Whether each lever that has a size is swept over it, alone.
    quantities
        Names of quantities; none means all.
    fit
        A kept fit in place of a new one.
    """

    case: Case
    theory: str
    pull: Pull
    against: tuple[str, ...] = ()
    start: date | None = None
    worlds: int = 200
    seed: int = 1
    threads: int = 0
    uncertain: bool = False
    swept: bool = False
    quantities: tuple[str, ...] = ()
    fit: Path | None = None


@dataclass(frozen=True)
class WhatIfs:
    """A what-if, with sweeps over the sizes of its levers.

    Attributes
    ----------
    what_if
        Effects of the levers together.
    sweeps
        One for each lever that has a size, if asked for.
    stable_share
        Share of posterior draws that are stable; None without parameter uncertainty.
    """

    what_if: WhatIf
    sweeps: tuple[Sweep, ...]
    stable_share: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the keys of ``contention whatif --json``."""
        return self.what_if.to_json() | {
            "sweeps": [sweep.to_json() for sweep in self.sweeps],
            "stable_share": self.stable_share,
        }


def parse_pull(wanted: Sequence[str]) -> Pull:
    """Return the levers that texts such as ``appeal`` and ``appeal=3`` mean.

    Raises
    ------
    ContentionError
        U030: what follows the sign = is no number, or a lever stands there twice.
    """
    problems: list[Problem] = []
    sizes: dict[str, float] = {}
    names: list[str] = []
    for text in wanted:
        name, sign, value = text.partition("=")
        hint = "write the name of a lever, or LEVER=SIZE with a number, such as appeal=3"
        if name in names:
            expected = "each lever once"
            problems.append(Problem("U030", f"{name} twice", expected, "--set", hint))
            continue
        names.append(name)
        if not sign:
            continue
        try:
            sizes[name] = float(value)
        except ValueError:
            found = f"{value!r} as the size of {name}"
            problems.append(Problem("U030", found, "a number", "--set", hint))
    if problems:
        raise ContentionError(problems)
    return Pull(tuple(names), sizes)


def run_what_if(
    plan: WhatIfPlan, *, output: Path | None = None, progress: Progress = silent
) -> WhatIfs:
    """Fit a theory unless a fit is given, and compare worlds with and without levers.

    Parameters
    ----------
    plan
        What is asked for.
    output
        Where a fit is kept and ``whatif-THEORY.json`` is written; None keeps nothing.
    progress
        Told of every step.

    Raises
    ------
    ContentionError
        Problems of the inputs and of the plan; U002 to U004, U006 and U007 settings that cannot
        be; E013 and I030 to I033 what `contention.what_if` refuses;
        U010 a fit of something else; U031 parameter uncertainty with a kept fit; I034 a
        posterior with too few stable draws.
    """
    check_numbers(worlds=plan.worlds, seed=plan.seed, threads=plan.threads)
    if plan.fit is not None and plan.uncertain:
        raise ContentionError(
            Problem(
                "U031",
                "a kept fit together with --uncertain",
                "one of the two",
                "--fit",
                "leave --fit out: a kept fit holds no joint uncertainty of the parameters",
            )
        )
    kept = None if plan.fit is None else read_fit(plan.fit)
    progress("inputs", 0, 1)
    inputs = load_inputs(plan.case, [plan.theory])
    model = inputs.models[0]
    known = [lever.name for lever in model.theory.levers]
    check_levers((*plan.pull.levers, *plan.against), known=known, theory=model.theory.name)
    if plan.start is not None and plan.start != inputs.scenario.start:
        check_start(plan.start, first=inputs.scenario.start, last=inputs.scenario.end)
    _check(plan, model)
    progress("inputs", 1, 1)
    if output is None:
        values, share = _values(plan, inputs, kept and kept.values(model), None, progress)
        return _compared(plan, model, values, share, inputs, progress)
    with open_directory(output) as directory:
        values, share = _values(plan, inputs, kept and kept.values(model), directory, progress)
        found = _compared(plan, model, values, share, inputs, progress)
        write_json(what_if_path(directory, model.theory.name), file_of([found]))
    return found


def _check(plan: WhatIfPlan, model: Model) -> None:
    """Refuse what cannot be answered before anything is fitted."""
    from contention.inference.whatif import ask

    ask(
        model,
        levers=plan.pull.levers,
        sizes=plan.pull.sizes,
        against=plan.against,
        start=plan.start,
        quantities=plan.quantities,
    )


def what_if_path(directory: Path, theory: str) -> Path:
    """Return where the what-ifs of a theory are kept."""
    return directory / f"whatif-{theory}.json"


def file_of(found: Sequence[WhatIfs]) -> dict[str, Any]:
    """Return what ``whatif-THEORY.json`` holds: what-ifs of one theory, and sweeps."""
    from contention.inference.quantities import GENERAL_STRIKE
    from contention.inference.whatif import ILLUSTRATION, MEANINGS

    return {
        "theory": found[0].what_if.theory,
        "illustration": ILLUSTRATION,
        "meanings": MEANINGS,
        "general_strike": GENERAL_STRIKE,
        "what_ifs": [one.what_if.to_json() for one in found],
        "sweeps": [sweep.to_json() for one in found for sweep in one.sweeps],
    }


def _values(
    plan: WhatIfPlan,
    inputs: Inputs,
    kept: NDArray[Any] | None,
    directory: Path | None,
    progress: Progress,
) -> tuple[NDArray[Any], float | None]:
    """Return the mode, or one stable draw of the posterior a pair with the share kept."""
    model = inputs.models[0]
    if kept is not None:
        return kept, None
    if not plan.uncertain:
        fitted = make_fit(
            directory, model, inputs.record, seed=plan.seed, inputs=inputs.hashes(),
            progress=progress,
        )  # fmt: skip
        return fitted.values(model), None
    from contention.inference import fit
    from contention.inference.stability import stable_draws

    progress("fit and stable draws", 0, 2)
    fitted = fit(model, inputs.record, seed=plan.seed)
    progress("fit and stable draws", 1, 2)
    draws = stable_draws(fitted, plan.worlds, record=inputs.record, seed=plan.seed)
    progress("fit and stable draws", 2, 2)
    return draws.values, draws.share


def _compared(
    plan: WhatIfPlan,
    model: Model,
    values: NDArray[Any],
    share: float | None,
    inputs: Inputs,
    progress: Progress,
) -> WhatIfs:
    from contention.engine.levers import find
    from contention.inference.sweeps import sweep
    from contention.inference.whatif import what_if
    from contention.theory.sizing import sizes_of

    swept = [name for name in plan.pull.levers if plan.swept and sizes_of(find(model, name))]
    sets = 2 + sum(1 + len(sizes_of(find(model, name))) for name in swept)
    total, done = sets * plan.worlds, 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        progress("worlds", done, total)

    common: dict[str, Any] = {
        "start": plan.start,
        "worlds": plan.worlds,
        "seed": plan.seed,
        "threads": plan.threads,
        "quantities": plan.quantities,
        "progress": tell,
    }
    found = what_if(
        model,
        values,
        inputs.record,
        levers=plan.pull.levers,
        sizes=plan.pull.sizes,
        against=plan.against,
        **common,
    )
    sweeps = tuple(sweep(model, values, inputs.record, lever=name, **common) for name in swept)
    return WhatIfs(found, sweeps, share)
