"""Everything a score reads, loaded, bound and checked before anything is foretold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, cast

import polars as pl

from contention.foundation.errors import ContentionError, Problem
from contention.inference.forecasting.forecaster import TheoryForecaster
from contention.inference.pooling.forecaster import PoolForecaster
from contention.inference.scoring.baselines import CellForecaster, baselines_for
from contention.inference.scoring.cells import Cells, Level
from contention.inference.scoring.counting import check_forms, count_cells, counted, counted_forms
from contention.inference.scoring.protocol import Forecaster
from contention.inference.scoring.rolling import Task, check_origins, origins_between
from contention.study.inputs import load_inputs
from contention.study.keeping import stamp

if TYPE_CHECKING:
    from contention.study.scoring import ScorePlan

Made = Callable[[], dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Asked:
    """What is scored, ready to run.

    Attributes
    ----------
    task
        Record, scenario, cells.
    origins
        Days from which is foretold.
    forecasters
        A pool, theories, forecasters of one's own, baselines, in this order.
    unplaced
        Events of the days scored that lie in no cell.
    digests
        Name -> SHA-256 of the scenario, the record and the theories.
    own
        Names of forecasters of one's own, which are asked anew each time.
    """

    task: Task
    origins: tuple[date, ...]
    forecasters: tuple[Forecaster | CellForecaster, ...]
    unplaced: int
    digests: dict[str, str]
    own: frozenset[str]

    def made_from(self, forecaster: Forecaster | CellForecaster) -> dict[str, Any] | None:
        """Return what the scores of a forecaster are made from; None if that is not known."""
        if forecaster.name in self.own:
            return None
        own = isinstance(forecaster, (TheoryForecaster, PoolForecaster))
        theory = f"theory {forecaster.theory.name if own else forecaster.name}"
        wanted = ("scenario", "record", *([theory] if theory in self.digests else []))
        return stamp(
            {name: self.digests[name] for name in wanted},
            forecaster=type(forecaster).__name__,
            **self.settings(),
        )

    def settings(self) -> dict[str, Any]:
        """Return the settings of the task, for JSON."""
        task = self.task
        return {
            "level": task.cells.level,
            "cell_days": task.cells.days,
            "horizon": task.horizon,
            "forms": list(task.forms),
            "draws": task.draws,
            "seed": task.seed,
        }


def load_score(plan: ScorePlan) -> Asked:
    """Load a case and what is to foretell it.

    Raises
    ------
    ContentionError
        Problems of the inputs; I075 the forms, I077 the origins; U084: two forecasters of one
        name.
    """
    scenario, record, theories, digests = _load(plan)
    forms = check_forms(plan.forms, record.vocabulary) if plan.forms else ()
    forms = forms or counted_forms(record.vocabulary)
    days: Literal[1, 7] = 7 if plan.cells == "week" else 1
    task = Task(
        events=record.events,
        scenario=scenario,
        cells=Cells(cast("Level", plan.level), days),
        horizon=plan.horizon,
        forms=forms,
        draws=plan.draws,
        seed=plan.seed,
    )
    wanted = plan.origins
    origins = origins_between(wanted.first, wanted.last, wanted.step or plan.horizon)
    check_origins(origins, task)
    forecasters = (*theories, *plan.forecasters, *baselines_for(days))
    _check_names([forecaster.name for forecaster in forecasters])
    return Asked(
        task=task,
        origins=origins,
        forecasters=forecasters,
        unplaced=_unplaced(task, origins),
        digests=digests,
        own=frozenset(forecaster.name for forecaster in plan.forecasters),
    )


def _load(plan: ScorePlan) -> tuple[Any, Any, tuple[Forecaster, ...], dict[str, str]]:
    """Return scenario, record, a pool and theories as forecasters, and the hashes of all."""
    if plan.theories:
        inputs = load_inputs(plan.case, plan.theories)
        theories = [TheoryForecaster(model.theory) for model in inputs.models]
        pools = [PoolForecaster(theories[0].theory)] if plan.pool else []
        return inputs.scenario, inputs.record, (*pools, *theories), inputs.hashes()
    from contention.catalogue.loaders import load_record, load_scenario

    scenario = load_scenario(plan.case.scenario)
    record = load_record(plan.case.record).within(scenario.start, scenario.end)
    return scenario, record, (), {"scenario": scenario.digest, "record": record.digest}


def _unplaced(task: Task, origins: tuple[date, ...]) -> int:
    first, end = origins[0], origins[-1] + timedelta(task.horizon)
    inside = task.events.filter(pl.col("date").is_between(first, end, closed="left"))
    found = count_cells(inside, task.scenario, task.forms, first=first, days=(end - first).days)
    return counted(inside, task.forms).height - int(found.sum())


def _check_names(names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ContentionError(
            Problem(
                "U084",
                f"two forecasters named {twice[0]}",
                "a name of its own for each theory, forecaster and baseline",
                hint="rename the theory or the forecaster",
            )
        )
