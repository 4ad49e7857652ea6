"""Held-out scores by Laplace's approximation against importance sampling.

    python verification/heldout_scores.py contagion --draws 2000

The score of a block is a difference of two log evidences. Both are integrated again by importance
draws around the mode, which give an error of their own. Prints one line a block.
"""

from __future__ import annotations

import argparse
from time import perf_counter

import numpy as np
import polars as pl

import contention as ct
from contention.engine import Model
from contention.inference.posterior import LogPosterior
from contention.inference.ranking.blocks import blocks_of
from contention.inference.ranking.peaks import Peak, find_peak
from contention.inference.weighing import Weighted, weigh

CASE = "eastern-bloc-1953"


def integrate(
    model: Model, events: pl.DataFrame, peak: Peak, watched: np.ndarray | None, draws: int
) -> Weighted:
    """Return the evidence around a peak by importance draws."""
    return weigh(
        lambda: LogPosterior(model, events, watched=watched),
        [peak],
        draws=draws,
        seed=1,
        threads=2,
    )


def told(name: str, laplace: float, found: Weighted, against: Weighted | None) -> str:
    """Return one line: both scores, and how far the draws can be trusted."""
    score, error = found.log_integral, found.se
    if against is not None:
        score, error = against.log_integral - found.log_integral, np.hypot(found.se, against.se)
    trusted = "" if found.trusted else "  not trusted"
    return (
        f"{name:24} {laplace:10.2f} {score:10.2f} ± {error:4.2f}"
        f"  ess {found.ess:5.0f}  k {found.k:5.2f}{trusted}"
    )


def main() -> None:
    """Compare the scores of one theory."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("theory")
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--blocks", type=int, default=99, help="only so many, the first ones")
    asked = parser.parse_args()
    began = perf_counter()
    model = ct.bind(ct.load_theory(asked.theory), ct.load_scenario(CASE))
    events = ct.load_record(CASE).events
    fitted = ct.fit(model, events)
    whole = find_peak(
        LogPosterior(model, events), fitted.free, np.asarray(np.linalg.inv(fitted.covariance))
    )
    all_days = integrate(model, events, whole, None, asked.draws)
    print(f"{asked.theory}: {asked.draws} draws")
    print(f"{'':24} {'Laplace':>10} {'draws':>10}")
    print(told("evidence", whole.log_evidence(), all_days, None))
    for block in blocks_of(model.scenario, events)[: asked.blocks]:
        watched = ~block.mask
        posterior = LogPosterior(model, events, watched=watched)
        rest = find_peak(posterior, whole.free, whole.curvature, like=whole)
        found = integrate(model, events, rest, watched, asked.draws)
        laplace = whole.log_evidence() - rest.log_evidence()
        print(told(block.name, laplace, found, all_days), flush=True)
    print(f"{perf_counter() - began:.0f} seconds")


if __name__ == "__main__":
    main()
