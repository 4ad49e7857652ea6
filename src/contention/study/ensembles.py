"""Worlds of the posterior against the record, and the smoothed chance of every episode."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from contention.foundation.errors import ContentionError, Problem
from contention.study.effort import Effort
from contention.study.keeping import keep, stamp
from contention.study.posteriors import AROUND
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    from contention.inference import Fit
    from contention.inference.stability import StableDraws
    from contention.study.inputs import Inputs

UNCERTAIN = ("political-revolution", "contagion")
"""Theories whose worlds are drawn from the posterior as well, besides the first of a study."""

TRIES = 5
"""Draws tried for each one that is asked for."""

NUTS, LAPLACE = "nuts", "laplace"

REFUSED = ("I021", "I022", "I034")
"""What a posterior may be refused for: bad chains, uneven weights, too few stable draws."""


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

    The short form takes draws of the Laplace posterior, the long one those of NUTS; where those
    are refused it says so, and takes draws of the Laplace posterior too. Where too few draws are
    stable the result says so in place of patterns.
    """
    theory, draws = fit.theory, effort.draws
    stage = f"posterior worlds of {theory}"
    sampler = NUTS if effort.length == "full" else LAPLACE
    made_from = stamp(inputs.hashes(theory), seed=seed, draws=draws, sampler=sampler)

    def make() -> dict[str, Any]:
        from contention.engine import simulate
        from contention.engine.asked import rate_cap
        from contention.inference import compare
        from contention.inference.stability import rule

        about: dict[str, Any] = {"theory": theory, "rule": rule(), "refused": {}}
        found = None
        for way in dict.fromkeys((sampler, LAPLACE)):
            try:
                about["sampler"] = way
                found = _stable(inputs, fit, effort, way, seed=seed, threads=threads)
                break
            except ContentionError as mistake:
                if mistake.codes[0] not in REFUSED:
                    raise
                about["refused"][way] = mistake.problems[0].found
        if found is None:
            return {**about, "failed": about["refused"][LAPLACE]}
        worlds = simulate(
            fit.model, found.values, worlds=draws, seed=seed, threads=threads,
            cap=rate_cap(fit.model, inputs.record), end_runaways=True,
        )  # fmt: skip
        towns = inputs.scenario.places.kind.count("town")
        comparison = compare(cast("Any", worlds), inputs.record, towns=towns).to_json()
        return {
            **about,
            "tried": found.tried,
            "stable_share": found.share,
            "worlds": comparison["worlds"],
            "ran_away": comparison["ran_away"],
            "patterns": comparison["patterns"],
            "joint": comparison["joint"],
        }

    progress(stage, 0, 1)
    kept = keep(posterior_path(directory, theory), made_from, make)
    progress(stage, 1, 1)
    return kept


def _stable(
    inputs: Inputs, fit: Fit, effort: Effort, sampler: str, *, seed: int, threads: int
) -> StableDraws:
    """Return stable draws of the Laplace posterior or of chains."""
    import numpy as np

    from contention.inference.fitting import fit as search
    from contention.inference.sampling import posterior
    from contention.inference.stability import (
        Stability,
        StableDraws,
        outbreaks_of,
        stable_draws,
    )

    if sampler == LAPLACE:
        return stable_draws(fit, effort.draws, record=inputs.record, seed=seed, tries=TRIES)
    around = search(fit.model, inputs.record, around=fit, starts=AROUND, seed=seed)
    drawn = posterior(fit.model, inputs.record, fitted=around, seed=seed, threads=threads)
    rows = drawn.draws.reshape(-1, drawn.draws.shape[-1])
    # Neighbours in a chain are alike, so draws are taken from all over the chains.
    rows = rows[np.random.default_rng(seed).permutation(rows.shape[0])[: TRIES * effort.draws]]
    rule = Stability(fit.model, outbreaks_of(fit.model, inputs.record))
    kept: list[int] = []
    for tried, values in enumerate(rows, 1):
        if rule.holds(np.ascontiguousarray(values)):
            kept.append(tried - 1)
        if len(kept) == effort.draws:
            return StableDraws(rows[kept], tried, tuple(kept))
    found = f"{len(kept)} stable draws among {len(rows)} of the chains of {fit.theory}"
    raise ContentionError(Problem("I034", found, f"{effort.draws} stable draws"))


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
