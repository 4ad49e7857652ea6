"""Check that the 95 per cent intervals of a shipped theory hold the truth where it is known.

    python verification/coverage.py silence [--records 50] [--most 20000] [--unmasked]

Simulates records from draws of the posterior, masks them as the real record is masked, fits each
again and counts how often the intervals hold the true values. Writes
verification/results/coverage-NAME.csv (a row a parameter) and coverage-NAME.txt (what it
prints); with --unmasked the records keep everything, and NAME ends with -unmasked. Ends with
status 1 if the overall coverage is not between 88 and 99 per cent.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

import contention as ct
from contention.inference.calibration import MOST, Recovery, recover

RESULTS = Path(__file__).parent / "results"
LOWEST, HIGHEST = 0.88, 0.99


def main() -> int:
    """Run the check of one theory and print what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("theory", help="name of a theory of the catalogue")
    parser.add_argument("--case", default="eastern-bloc-1953", help="scenario and record")
    parser.add_argument("--records", type=int, default=50, help="records to fit again")
    parser.add_argument("--seed", type=int, default=1, help="seed of parameters, worlds and gaps")
    parser.add_argument("--most", type=int, default=MOST, help="events of a world that is kept")
    parser.add_argument("--unmasked", action="store_true", help="leave the gaps out")
    options = parser.parse_args()

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    begun = time.perf_counter()
    model = ct.bind(ct.load_theory(options.theory), ct.load_scenario(options.case))
    record = ct.load_record(options.case)
    fitted = ct.fit(model, record, progress=say)
    recovery = recover(
        model,
        fitted,
        record,
        n=options.records,
        seed=options.seed,
        most=options.most,
        masked=not options.unmasked,
        progress=say,
    )
    if recovery.records == 0:
        print(f"{options.theory}: no draw gave a record that could be fitted: {recovery.skipped}")
        return 1
    RESULTS.mkdir(exist_ok=True)
    name = f"{options.theory}-unmasked" if options.unmasked else options.theory
    written = recovery.table().with_columns(pl.col(pl.Float64).round(4))
    written.write_csv(RESULTS / f"coverage-{name}.csv")
    told = "\n".join(_told(options.theory, recovery)) + "\n"
    (RESULTS / f"coverage-{name}.txt").write_text(told, encoding="utf-8")
    print(told, end="")
    say(f"{time.perf_counter() - begun:.0f} s")
    return 0 if LOWEST <= recovery.coverage <= HIGHEST else 1


def _told(theory: str, recovery: Recovery) -> list[str]:
    table = recovery.table()
    median = float(np.median(recovery.events))
    out = [f"{theory}: {recovery.records} records, median {median:.0f} events"]
    out += [f"  skipped {times} draws: {reason}" for reason, times in recovery.skipped.items()]
    out.append(f"  {100 * recovery.coverage:.1f} per cent of all intervals hold the true value")
    known = table.filter(pl.col("verdict") != "not identified")
    share = 100 * known["covered"].sum() / max(known["records"].sum(), 1)
    out.append(f"  {share:.1f} per cent over the {known.height} identified parameters")
    for verdict in ("off", "not identified"):
        rows = table.filter(pl.col("verdict") == verdict)
        out.append(f"  {verdict}: {rows.height}")
        out += [
            f"    {row['name']:32} coverage {row['coverage']:.2f}, bias {row['bias']:+.2f}, "
            f"spread {row['spread']:.2f}, error {row['error_over_prior']:.2f} of the prior's"
            for row in rows.iter_rows(named=True)
        ]
    return out


if __name__ == "__main__":
    raise SystemExit(main())
