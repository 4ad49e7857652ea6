"""The modes that starts of a fit reach, and how much of the posterior lies around each.

    python verification/modes_of_fit.py political-revolution [--starts 3]

Prints for every mode its share (by Laplace), its height below the highest, the share of days that
the hidden episode takes in each country where modes differ, and the parameters that are furthest
from the first mode, in its Laplace errors.
"""

from __future__ import annotations

import argparse

import numpy as np

import contention as ct
from contention.engine import Likelihood
from contention.inference.gaussian import log_volume

SHOWN = 4


def main() -> None:
    """Print one paragraph a mode."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("theory", help="name of a theory of the catalogue, or a file")
    parser.add_argument("--case", default="eastern-bloc-1953", help="scenario and record")
    parser.add_argument("--starts", type=int, default=3)
    asked = parser.parse_args()
    model = ct.bind(ct.load_theory(asked.theory), ct.load_scenario(asked.case))
    record = ct.load_record(asked.case)
    fitted = ct.fit(model, record, starts=asked.starts)
    likelihood = Likelihood(model, record.events)
    heights = np.array([fitted.log_posterior, *(mode.height for mode in fitted.others)])
    mass = heights + [log_volume(mode.covariance) for mode in fitted.modes]
    share = np.exp(mass - np.logaddexp.reduce(mass))
    errors = np.sqrt(np.diag(fitted.covariance))
    inside = [
        likelihood.inside(model.coordinates.natural(mode.free)).mean(axis=1)
        for mode in fitted.modes
    ]
    for k, mode in enumerate(fitted.modes):
        print(
            f"mode {k + 1}: {share[k]:.2f} of the posterior, {heights.max() - heights[k]:.2f} low"
        )
        for c, country in enumerate(model.scenario.countries):
            if k and abs(inside[k][c] - inside[0][c]) > 0.02:
                print(
                    f"  {country}: inside {inside[k][c]:.2f} of days, {inside[0][c]:.2f} in mode 1"
                )
        off = (mode.free - fitted.free) / errors
        for i in np.argsort(-np.abs(off))[: SHOWN if k else 0]:
            print(f"  {model.names[i]}: {off[i]:+.1f} errors")


if __name__ == "__main__":
    main()
