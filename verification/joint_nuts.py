"""Set posteriors by weighed shapes beside NUTS over everything at once.

    python verification/joint_nuts.py contagion [--draws 1000] [--chains 4]

`contention.posterior` draws coefficients by NUTS at the modal shapes and weighs shapes. Here NUTS
(nutpie) draws shapes and coefficients together, in coordinates whitened by the Laplace
approximation, with the exact gradient of the walk: no weights, nothing carried along. Writes
verification/results/joint-nuts-NAME.csv, a row a parameter: both means and sds, and by how many
Monte Carlo errors the means differ. Ends with status 1 if the differences are not those of chance:
more than one in twenty above 3, or a mean square above 2, or a ratio of sds outside 0.85 to 1.18.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

import contention as ct
from contention.inference.chains import bulk_size, mean_error, r_hat
from contention.inference.nuts import run_nuts
from contention.inference.posterior import LogPosterior

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Compare both posteriors of one theory and write what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("theory", help="name of a theory of the catalogue, or a file")
    parser.add_argument("--case", default="eastern-bloc-1953", help="scenario and record")
    parser.add_argument("--draws", type=int, default=1000, help="draws of a chain")
    parser.add_argument("--chains", type=int, default=4, help="chains")
    parser.add_argument("--threads", type=int, default=2, help="chains at once")
    options = parser.parse_args()
    model = ct.bind(ct.load_theory(options.theory), ct.load_scenario(options.case))
    record = ct.load_record(options.case)
    fitted = ct.fit(model, record)
    sizes = {"draws": options.draws, "chains": options.chains, "threads": options.threads}
    begun = time.perf_counter()
    ours = ct.posterior(model, record, seed=1, fitted=fitted, **sizes)
    between = time.perf_counter()
    print(f"weighed shapes: {between - begun:.0f} s, {ours.summary()}", file=sys.stderr, flush=True)
    joint = run_nuts(
        lambda: LogPosterior(model, record.events).value_and_gradient,
        fitted.free,
        np.linalg.cholesky(fitted.covariance),
        seed=2,
        others=[mode.free for mode in fitted.others],
        **sizes,
    )
    print(f"joint: {time.perf_counter() - between:.0f} s", file=sys.stderr, flush=True)
    natural = np.array([[model.coordinates.natural(x) for x in chain] for chain in joint.points])
    table = pl.DataFrame([_row(ours, natural, k) for k in range(len(model.names))])
    RESULTS.mkdir(exist_ok=True)
    rounded = table.with_columns(pl.col(pl.Float64).round(4))
    rounded.write_csv(RESULTS / f"joint-nuts-{model.theory.name}.csv")
    return 0 if _agree(table, int(joint.diverging.sum())) else 1


def _row(ours: ct.Posterior, joint: np.ndarray, k: int) -> dict[str, object]:
    one, two = ours.draws[:, :, k], joint[:, :, k]
    apart = (one.mean() - two.mean()) / np.hypot(mean_error(one), mean_error(two))
    return {
        "name": ours.names[k],
        "mean": one.mean(),
        "joint_mean": two.mean(),
        "sd": one.std(),
        "joint_sd": two.std(),
        "errors_apart": apart,
        "ess": bulk_size(one),
        "joint_ess": bulk_size(two),
        "joint_r_hat": r_hat(two),
    }


def _agree(table: pl.DataFrame, divergences: int) -> bool:
    apart = table["errors_apart"].to_numpy()
    ratio = (table["sd"] / table["joint_sd"]).to_numpy()
    far = int(np.sum(np.abs(apart) > 3))
    square = float(np.mean(apart**2))
    print(
        f"{table.height} parameters; joint chains: largest R-hat {table['joint_r_hat'].max():.3f},"
    )
    print(f"  least effective size {table['joint_ess'].min():.0f}, {divergences} divergences")
    print(f"means differ by more than 3 Monte Carlo errors: {far}; mean square {square:.2f}")
    print(f"sds: ratios from {ratio.min():.2f} to {ratio.max():.2f}")
    return far <= 0.05 * table.height and square < 2 and ratio.min() > 0.85 and ratio.max() < 1.18


if __name__ == "__main__":
    raise SystemExit(main())
