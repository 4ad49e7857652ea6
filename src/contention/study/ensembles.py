"""Worlds of the posterior against the record, and the smoothed chance of every episode."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from contention.foundation.errors import ContentionError
from contention.study.effort import Effort
from contention.study.keeping import keep, stamp
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    from contention.inference import Fit
    from contention.study.inputs import Inputs

UNCERTAIN = ("political-revolution", "contagion")
"""Theories whose worlds are drawn from the posterior as well, besides the first of a study."""


def posterior_path(directory: Path, theory: str) -> Path:
    """Return where worlds from posterior draws are set against the record."""
    return directory / f"posterior-{theory}.json"


def episodes_path(directory: Path, theory: str) -> Path:
    """Return where the chances of hidden episodes are kept."""
    return directory / f"episodes-{theory}.json"


def make_posterior_patterns(
    directory: Path,
    inputs: Inputs,
    fit: Fit,
    effort: Effort,
    *,
    seed: int,
    threads: int = 0,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Set worlds of stable posterior draws against the record, one draw a world.

    Where too few draws are stable the result says so in place of patterns.
    """
    theory, draws = fit.theory, effort.draws
    stage = f"posterior worlds of {theory}"
    made_from = stamp(inputs.hashes(theory), seed=seed, draws=draws)

    def make() -> dict[str, Any]:
        from contention.engine import simulate
        from contention.inference import compare
        from contention.inference.stability import RULE, stable_draws

        try:
            found = stable_draws(fit, draws, record=inputs.record, seed=seed, tries=5)
        except ContentionError as mistake:
            if mistake.codes != ("I034",):
                raise
            return {"theory": theory, "rule": RULE, "failed": mistake.problems[0].found}
        worlds = simulate(fit.model, found.values, worlds=draws, seed=seed, threads=threads)
        towns = inputs.scenario.places.kind.count("town")
        comparison = compare(cast("Any", worlds), inputs.record, towns=towns).to_json()
        return {
            "theory": theory,
            "rule": RULE,
            "tried": found.tried,
            "stable_share": found.share,
            "worlds": draws,
            "patterns": comparison["patterns"],
            "joint": comparison["joint"],
        }

    progress(stage, 0, 1)
    kept = keep(posterior_path(directory, theory), made_from, make)
    progress(stage, 1, 1)
    return kept


def make_episodes(directory: Path, inputs: Inputs, fit: Fit) -> dict[str, Any] | None:
    """Keep the smoothed chance of being inside the episode, week by week; None without one."""
    if fit.model.episode is None:
        return None
    episode = fit.model.episode

    def make() -> dict[str, Any]:
        from contention.engine.likelihood import Likelihood

        inside = Likelihood(fit.model, inputs.record.events).inside(fit.mode)
        days = inside.shape[1]
        weekly = [inside[:, day : day + 7].mean(axis=1) for day in range(0, days, 7)]
        return {
            "theory": fit.theory,
            "episode": episode.name,
            "says": episode.says,
            "start": inputs.scenario.start.isoformat(),
            "countries": {
                country: [round(float(week[c]), 4) for week in weekly]
                for c, country in enumerate(inputs.scenario.countries)
            },
        }

    made_from = stamp(inputs.hashes(fit.theory))
    return keep(episodes_path(directory, fit.theory), made_from, make)
