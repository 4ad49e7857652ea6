"""Whether draws of a posterior can be used; refusals name the parameters at fault."""

from __future__ import annotations

import polars as pl

from contention.foundation.errors import ContentionError, Problem

from .draws import Posterior
from .pareto import highest_k

AGREE = 1.01
"""R-hat up to which chains agree (Vehtari and others, 2021)."""

DISAGREE = 1.05
"""R-hat that no parameter may exceed."""

MOST_ABOVE = 0.05
"""Share of the parameters that may lie between the two: of a hundred some do by chance."""

FEWEST = 100.0
"""Least effective sample size for each chain, in the bulk and in the tails (the same source)."""

MOST_DIVERGENT = 0.01
"""Share of draws that may diverge."""

LEAST_EVEN = 0.1
"""Least effective size of the shapes' weights, as a share of the draws."""

ALIKE = 0.9
"""Effective size of the shapes' weights, as a share of the draws, from which all are alike, so
that Pareto k tells of differences between weights which decide nothing."""

NAMED = 5


def check_posterior(posterior: Posterior) -> None:
    """Refuse draws that cannot be used.

    Raises
    ------
    ContentionError
        I021: chains disagree, say too little, or diverge. I022: weights are too uneven.
    """
    problems = [*_chains(posterior), *_weights(posterior)]
    if problems:
        raise ContentionError(problems)


def _chains(posterior: Posterior) -> list[Problem]:
    chains, draws, _ = posterior.draws.shape
    where = f"theory {posterior.theory}"
    table = posterior.diagnostics
    out: list[Problem] = []
    above = table.filter((pl.col("r_hat") > AGREE) | pl.col("r_hat").is_nan())
    worst = above.filter((pl.col("r_hat") > DISAGREE) | pl.col("r_hat").is_nan())
    if worst.height or above.height > MOST_ABOVE * table.height:
        named = _named(above.sort("r_hat", descending=True), "r_hat", ".3f")
        out.append(
            Problem(
                "I021",
                f"R-hat above {AGREE} for {above.height} of {table.height} parameters: {named}",
                f"R-hat up to {DISAGREE} for all and up to {AGREE} for most",
                where=where,
                hint="ask for more draws",
            )
        )
    for column, part in (("ess_bulk", "bulk"), ("ess_tail", "tail")):
        least = FEWEST * chains
        few = table.filter(pl.col(column) < least).sort(column)
        if few.height:
            out.append(
                Problem(
                    "I021",
                    f"effective sample size of the {part} below {least:.0f} for {few.height} of "
                    f"{table.height} parameters: {_named(few, column, '.0f')}",
                    f"{FEWEST:.0f} or more for each chain",
                    where=where,
                    hint="ask for more draws",
                )
            )
    if posterior.divergences > MOST_DIVERGENT * chains * draws:
        out.append(
            Problem(
                "I021",
                f"{posterior.divergences} divergences in {chains * draws} draws",
                f"{MOST_DIVERGENT:.0%} or fewer",
                where=where,
                hint="the posterior has corners that the sampler cannot enter: give parameters "
                "that rest on their priors narrower ones",
            )
        )
    return out


def _weights(posterior: Posterior) -> list[Problem]:
    weights = posterior.weights
    if weights is None:
        return []
    n = posterior.draws.shape[0] * posterior.draws.shape[1]
    least = LEAST_EVEN if weights.k <= highest_k(n) else ALIKE
    if weights.ess >= least * n:
        return []
    return [
        Problem(
            "I022",
            f"weights of the shapes worth {weights.ess:.0f} of {n} draws, Pareto k {weights.k:.2f}",
            f"{LEAST_EVEN:.0%} of the draws or more and k up to {highest_k(n):.2f}, or {ALIKE:.0%}",
            where=f"theory {posterior.theory}: {', '.join(weights.shapes[:NAMED])}",
            hint="the shapes are far from their Laplace approximation: give them narrower priors",
        )
    ]


def _named(table: pl.DataFrame, column: str, form: str) -> str:
    """Return the first few parameters of a table with a number of each."""
    told = [
        f"{row['name']} {row[column]:{form}}" for row in table.head(NAMED).iter_rows(named=True)
    ]
    return ", ".join(told) + (", …" if table.height > NAMED else "")
