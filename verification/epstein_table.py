"""What each version of Epstein's model I gives beside the published numbers, at length.

    python verification/epstein_table.py

Ten worlds of 20,000 steps of each variant on the paper's run 2, and 100 worlds of each experiment
with legitimacy and with cops (figures 9 to 11). It writes ``results/epstein-table.csv``, which the
page of the classic shows. It takes a minute on two cores.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import polars as pl

from contention.individuals import Change, run
from contention.individuals.classics.epstein_2002 import EVENT, FOR_LIFE, RUN_2
from contention.individuals.outbursts import find_outbursts
from contention.individuals.rebellion import REBELLION

OUT = Path(__file__).parent / "results" / "epstein-table.csv"

STEPS, WORLDS, EXPERIMENTS = 20_000, 10, 100
SEED = 2002

PUBLISHED = {
    "variant": "published", "steps": None, "worlds": None, "outbursts": None, "wait_mean": 60.0,
    "wait_sd": 55.0, "size_mean": 708.0, "size_sd": 230.0,
}  # fmt: skip


def row(variant: str) -> dict[str, str | float | None]:
    """Return what a variant gives."""
    data = run(
        REBELLION, steps=STEPS, worlds=WORLDS, variant=variant, settings=RUN_2, seed=SEED
    ).data
    found = find_outbursts(data["active"].to_numpy())
    fall = _experiment(variant, 0.9, Change("legitimacy", 0.2, EVENT, EVENT + 69), EVENT + 73)
    jump = _experiment(variant, 0.9, Change("legitimacy", 0.7, EVENT), EVENT + 73)
    cops = _experiment(variant, 0.8, Change("deployed", 0.0, 50, 167), 220)
    return {
        "variant": variant,
        "steps": STEPS,
        "worlds": WORLDS,
        "outbursts": found.size.size,
        "wait_mean": _four(found.waits.mean() if found.waits.size else math.nan),
        "wait_sd": _four(found.waits.std() if found.waits.size else math.nan),
        "size_mean": _four(found.size.mean() if found.size.size else math.nan),
        "size_sd": _four(found.size.std() if found.size.size else math.nan),
        "calm_share": _four(found.calm_share),
        "peak_slow_fall": float(np.median(fall)),
        "peak_jump": float(np.median(jump)),
        "tipped_as_cops_go": float((cops > 50).mean()),
    }


def _experiment(variant: str, legitimacy: float, change: Change, steps: int) -> np.ndarray:
    """Return the highest number of actives in each world of an experiment."""
    data = run(
        REBELLION, steps=steps, worlds=EXPERIMENTS, variant=variant,
        settings={**FOR_LIFE, "legitimacy": legitimacy}, changes=(change,), seed=SEED,
    ).data  # fmt: skip
    return data["active"].to_numpy().max(axis=1)


def _four(value: float) -> float | None:
    return None if math.isnan(value) else float(f"{value:.4g}")


def main() -> None:
    """Run all variants and write the table."""
    rows = [row(variant.name) for variant in REBELLION.variants]
    table = pl.DataFrame([PUBLISHED, *rows], infer_schema_length=None)
    table.write_csv(OUT)
    print(table)


if __name__ == "__main__":
    main()
