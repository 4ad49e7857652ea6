"""What the log score of draws costs against the log score of the law they come from.

    python verification/smoothing_of_draws.py

For laws that are known, the expected log score of the smoothed law of draws
(`contention.inference.scoring.law`) less the entropy of the law, in nats a cell, with its standard
error over sets of draws. Writes verification/results/smoothing-of-draws.csv.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import nbinom, poisson

from contention.inference.scoring.law import log_probability

OUT = Path(__file__).parent / "results" / "smoothing-of-draws.csv"
MOST = 600
SETS = 40


class Mixture:
    """Quiet nine times of ten, else a wave."""

    def rvs(self, n: int, random_state: np.random.Generator) -> np.ndarray:
        """Return draws."""
        quiet = random_state.random(n) < 0.9
        return random_state.poisson(np.where(quiet, 0.3, 15.0))

    def pmf(self, y: np.ndarray) -> np.ndarray:
        """Return probabilities."""
        return 0.9 * poisson.pmf(y, 0.3) + 0.1 * poisson.pmf(y, 15.0)


LAWS = {
    "Poisson, mean 0.05": poisson(0.05),
    "Poisson, mean 40": poisson(40),
    "negative binomial, mean 2, size 1": nbinom(1.0, 1.0 / 3.0),
    "negative binomial, mean 10, size 0.3": nbinom(0.3, 0.3 / 10.3),
    "negative binomial, mean 40, size 20": nbinom(20, 20 / 60),
    "Poisson of 0.3 or, one time in ten, of 15": Mixture(),
}


def main() -> None:
    """Measure, print and write."""
    rng = np.random.default_rng(1)
    y = np.arange(MOST)
    rows = []
    for name, law in LAWS.items():
        p = law.pmf(y)
        entropy = -float(np.sum(p * np.log(np.maximum(p, 1e-300))))
        for draws in (200, 1000, 4000):
            lost = []
            for _ in range(SETS):
                found = np.asarray(law.rvs(draws, random_state=rng))
                q = log_probability(np.repeat(found[:, None], MOST, axis=1), y)
                lost.append(-float(np.sum(p * q)) - entropy)
            error = float(np.std(lost, ddof=1) / np.sqrt(SETS))
            mean = float(np.mean(lost))
            rows.append((name, draws, round(entropy, 3), round(mean, 4), round(error, 4)))
            print(f"{name:44} {draws:5} draws: {mean:.4f} ± {error:.4f} nats")
    schema = ["law", "draws", "entropy", "lost", "error"]
    pl.DataFrame(rows, schema=schema, orient="row").write_csv(OUT)


if __name__ == "__main__":
    main()
