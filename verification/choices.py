"""Make every choice behind the shipped record otherwise, and leave out every source in turn.

    python verification/choices.py [THEORY]

Fits a theory (`political-revolution`) again under each alteration, every source of five rows or
more among them, and writes verification/results/choices-THEORY.csv: the largest shift of a
coefficient of a mechanism in its standard errors, how many move by more than one, and how many
signs that the interval settled are lost or turned.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

import contention as ct
from contention.catalogue.loaders import load_counts
from contention.inference.validity.sensitivity import sensitivity

RESULTS = Path(__file__).parent / "results"
CASE = "eastern-bloc-1953"


def main() -> None:
    """Fit, alter, fit again, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("theory", nargs="?", default="political-revolution")
    name = parser.parse_args().theory
    record = ct.load_record(CASE)
    model = ct.bind(ct.load_theory(name), ct.load_scenario(CASE))
    fitted = ct.fit(model, record, starts=3, seed=1)
    found = sensitivity(model, record, fitted, counts=load_counts(CASE), seed=1, progress=print)
    table = found.table()
    RESULTS.mkdir(exist_ok=True)
    table.write_csv(RESULTS / f"choices-{name}.csv", float_precision=3)
    with pl.Config(tbl_rows=100, fmt_str_lengths=50):
        print(table)
    sources = table.filter(kind="source")
    print(
        f"{sources.height} sources left out in turn: at most {sources['largest'].max():.1f} "
        f"standard errors, {sources['lost'].max()} signs lost, {sources['flips'].sum()} turned"
    )
    for label, why in found.failed.items():
        print(f"{label}: {why}")


if __name__ == "__main__":
    main()
