"""What intervals of a right posterior hold, if ranks come from weighted draws of some worth.

    python verification/worth_of_draws.py [--ranks 60000]

A truth is ranked among 49 draws, chosen with replacement from n independent draws of the same
law: as calibration does with importance draws whose effective size is n. Prints
the share of truths inside central 50, 80 and 95 per cent intervals.
"""

from __future__ import annotations

import argparse

import numpy as np

from contention.inference.validity.drawing import KEPT

WORTHS = (60, 100, 150, 200, 400, 800, 2000)
LEVELS = (0.5, 0.8, 0.95)


def main() -> None:
    """Print one line a worth."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--ranks", type=int, default=60_000)
    ranks = parser.parse_args().ranks
    rng = np.random.default_rng(0)
    for worth in WORTHS:
        below = rng.binomial(worth, rng.random(ranks)) / worth
        rank = (rng.binomial(KEPT, below) + rng.random(ranks)) / (KEPT + 1)
        held = [100 * float(np.mean(np.abs(rank - 0.5) < 0.5 * level)) for level in LEVELS]
        print(f"worth {worth:5}: " + ", ".join(f"{share:.1f}" for share in held))


if __name__ == "__main__":
    main()
