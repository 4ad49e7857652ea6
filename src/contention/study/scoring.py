"""Rolling-origin scores of a case on disk: what ``contention score`` runs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from contention.foundation.errors import ContentionError
from contention.store import open_directory, write_json, write_with
from contention.study.case import Case, make_case
from contention.study.keeping import keep
from contention.study.progress import Progress, silent
from contention.study.score_settings import Origins, check_score, read_origins
from contention.study.settings import check_numbers

if TYPE_CHECKING:
    import polars as pl

    from contention.inference.scoring.protocol import Forecaster
    from contention.study.score_inputs import Asked


@dataclass(frozen=True)
class ScorePlan:
    """What is scored.

    Parameters
    ----------
    case
        Scenario and record.
    origins
        Days from which is foretold.
    theories
        Names or files; the first, or its pool, is the one that all others are compared with.
    cells, level, horizon
        ``day`` or ``week``; ``place`` or ``region``; days ahead.
    forms
        Forms that are counted; none means what people do.
    draws, seed, threads
        Draws of each forecast, seed, threads (0 takes one for each core).
    forecasters
        Forecasters of one's own, beside the theories. They are asked anew each time.
    pool
        Whether the first theory is scored as a pool with levels too, ahead of all others.
    """

    case: Case
    origins: Origins
    theories: tuple[str, ...] = ()
    cells: str = "day"
    level: str = "place"
    horizon: int = 7
    forms: tuple[str, ...] = ()
    draws: int = 1000
    seed: int = 1
    threads: int = 0
    forecasters: tuple[Forecaster, ...] = ()
    pool: bool = True


@dataclass(frozen=True, eq=False)
class Scores:
    """What came out.

    Attributes
    ----------
    cells
        One row for each model, origin, area and cell ahead, with its scores.
    summary
        Means and paired differences, as `contention.inference.scoring.summary.summarise` gives.
    origins
        Days from which was foretold.
    unplaced
        Events of the record in the days scored that lie in no cell.
    path
        The folder; None if nothing was kept.
    """

    cells: pl.DataFrame
    summary: dict[str, Any]
    origins: tuple[date, ...]
    unplaced: int
    path: Path | None

    def table(self) -> pl.DataFrame:
        """Return one row a model: mean scores, coverage, difference and its error."""
        import polars as pl

        nested = ("zero", "non_zero", "pit")
        return pl.DataFrame(
            [{k: v for k, v in row.items() if k not in nested} for row in self.summary["models"]]
        )

    def _repr_html_(self) -> str:
        """Return the table for a notebook."""
        return self.table()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def run_score(
    plan: ScorePlan, *, output: Path | None = None, progress: Progress = silent
) -> Scores:
    """Score theories and baselines from one origin after the other.

    Parameters
    ----------
    plan
        What is scored.
    output
        Folder of ``scores.json`` and ``cells.parquet``; the scores of each model at each origin
        are kept below it, and what is there and was made from the same things is not made
        again. None keeps nothing.
    progress
        Told of every model and origin.

    Raises
    ------
    ContentionError
        Problems of the inputs; U002 to U004, U081 to U083, I075 to I077.
    """
    check_score(horizon=plan.horizon, cells=plan.cells, level=plan.level, draws=plan.draws)
    check_numbers(seed=plan.seed, threads=plan.threads)
    if output is None:
        with TemporaryDirectory() as folder:
            return _run(plan, Path(folder), progress, kept=False)
    with open_directory(output) as directory:
        return _run(plan, directory, progress, kept=True)


def _run(plan: ScorePlan, directory: Path, progress: Progress, *, kept: bool) -> Scores:
    import polars as pl

    from contention.inference.scoring.summary import summarise
    from contention.study.score_inputs import load_score

    asked = load_score(plan)
    parts = directory / "origins"
    parts.mkdir(exist_ok=True)
    made: dict[tuple[int, int], pl.DataFrame] = {}
    total = len(asked.origins) * len(asked.forecasters)
    progress("scores", 0, total)
    with ThreadPoolExecutor(plan.threads or os.cpu_count() or 1) as pool:
        jobs = {
            pool.submit(_part, asked, parts, origin, k): (k, n)
            for n, origin in enumerate(asked.origins)
            for k in range(len(asked.forecasters))
        }
        try:
            for done, job in enumerate(as_completed(jobs), start=1):
                made[jobs[job]] = job.result()
                progress("scores", done, total)
        except BaseException:
            # What is begun is finished and kept; the rest is not begun.
            pool.shutdown(cancel_futures=True)
            raise
    cells = pl.concat([made[key] for key in sorted(made)])
    reference = asked.forecasters[0].name if plan.theories or plan.forecasters else None
    summary = summarise(cells, reference=reference)
    if kept:
        write_with(directory / "cells.parquet", cells.write_parquet)
        days = [str(origin) for origin in asked.origins]
        write_json(
            directory / "scores.json",
            {**asked.settings(), "origins": days, "unplaced": asked.unplaced, **summary},
        )
    return Scores(cells, summary, asked.origins, asked.unplaced, directory if kept else None)


def _part(asked: Asked, parts: Path, origin: date, k: int) -> pl.DataFrame:
    """Return the scores of one forecaster at one origin, made now or kept."""
    import polars as pl

    forecaster = asked.forecasters[k]
    made_from = asked.made_from(forecaster)
    if made_from is None:
        return _score(asked, k, origin)
    path = parts / f"{origin}-{forecaster.name}.json"
    table = path.with_suffix(".parquet")
    if not table.is_file():
        path.unlink(missing_ok=True)

    def make() -> dict[str, Any]:
        frame = _score(asked, k, origin)
        write_with(table, frame.write_parquet)
        return {"cells": frame.height}

    keep(path, {**made_from, "origin": str(origin)}, make)
    return pl.read_parquet(table)


def _score(asked: Asked, k: int, origin: date) -> pl.DataFrame:
    """Return the scores of one forecaster at one origin; problems say where they arose."""
    from contention.inference.scoring.rolling import score_origin

    forecaster = asked.forecasters[k]
    try:
        return score_origin(asked.task, forecaster, asked.task.past(origin))
    except ContentionError as mistake:
        where = f"{forecaster.name} from {origin}"
        raise ContentionError(
            replace(problem, where=f"{where}: {problem.where}" if problem.where else where)
            for problem in mistake
        ) from None


def score(
    case: str | None = None,
    *,
    origins: str,
    theories: Sequence[str] = (),
    scenario: str | None = None,
    record: str | None = None,
    cells: str = "day",
    level: str = "place",
    horizon: int = 7,
    forms: Sequence[str] = (),
    draws: int = 1000,
    seed: int = 1,
    threads: int = 0,
    forecasters: Sequence[Forecaster] = (),
    pool: bool = True,
    output: str | Path | None = None,
    progress: Progress = silent,
) -> Scores:
    """Score forecasts against baselines, from one origin after the other.

    Parameters
    ----------
    case
        A case of the catalogue.
    origins
        Days to foretell from, ``FROM:TO`` or ``FROM:TO:STEP``.
    theories
        Names of theories or files; the first one is pooled, and leads where it is not.
    scenario, record
        Names or files in place of those of the case.
    cells, level, horizon
        ``day`` or ``week``, ``place`` or ``region``, days ahead.
    forms
        Forms that count; by default what people do.
    draws, seed, threads
        Draws of each forecast, seed, threads (0 takes one for each core).
    forecasters
        Objects with ``name`` and ``draws(past, horizon, *, draws, seed)``.
    pool
        Whether the first theory is scored as a pool with levels too (``pool``), as
        `contention.forecast` makes it; all others are then compared with that.
    output
        A folder to keep the scores in and to continue from.
    progress
        Told of every model and origin.

    Raises
    ------
    ContentionError
        Problems of the inputs; U002, U004, U080 to U084, I075 to I077.
    """
    plan = ScorePlan(
        case=make_case(case, scenario=scenario, record=record),
        origins=read_origins(origins),
        theories=tuple(theories),
        cells=cells,
        level=level,
        horizon=horizon,
        forms=tuple(forms),
        draws=draws,
        seed=seed,
        threads=threads,
        forecasters=tuple(forecasters),
        pool=pool,
    )
    return run_score(plan, output=None if output is None else Path(output), progress=progress)
