"""Would a hidden crisis pass for a mechanism? Worlds without one, and what the tests make of them.

    python verification/placebo_under_crisis.py [--worlds 40] [--seed 1]

Worlds are drawn from `hidden-crisis` at its fit to the shipped record: acts share a latent state of
the country, and no act follows from another. Others are drawn from `political-revolution` at its
fit. Each takes the gaps of the record, `political-revolution` is fitted to it, and every claim
about a coefficient is measured: how often its interval (or log evidence) excludes zero, and how
often the past then also tells more than the future. In worlds of `hidden-crisis` both should be
rare. Writes verification/results/placebo-under-crisis.csv.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import polars as pl

import contention as ct
from contention.foundation.errors import ContentionError
from contention.inference.claims import load_claims
from contention.inference.claims.mechanisms import estimand_of
from contention.inference.claims.signals import obstacles
from contention.inference.estimands import Estimand, measure
from contention.inference.masking import mask, noted_actors
from contention.inference.placebo import placebos

RESULTS = Path(__file__).parent / "results" / "placebo-under-crisis.csv"
CASE = "eastern-bloc-1953"
NEAR = 10  # worlds drawn for each that is taken, the one nearest to the record in size


def estimands(model: ct.Model) -> dict[str, Estimand]:
    """Return what the claims of the case are about, where a record could decide."""
    asked = [one.of_theory for one in load_claims(CASE).stated]
    kinds = ("sign", "contrast", "restricted")
    found = [estimand_of(claim, model) for claim in asked if claim and claim.kind in kinds]
    return {one.name: one for one in found if not obstacles(model, one.parameters)}


def world(model: ct.Model, values: np.ndarray, record: ct.Record, number: int, seed: int):
    """Return a world of about the size of the record, with its gaps."""
    size = record.events.height
    drawn = ct.simulate(
        model, values, worlds=NEAR, seed=seed, first_world=number * NEAR, end_runaways=True
    )
    sizes = np.array([raw.act.size for raw in drawn.raw], dtype=float)
    nearest = int(np.argmin(np.abs(np.log((sizes + 1) / size))))
    one = ct.simulate(
        model, values, worlds=1, seed=seed, first_world=number * NEAR + nearest, end_runaways=True
    )
    events = one.events.with_columns(noted_actors(one))
    return mask(events, record, model, seed + number)


def main() -> None:
    """Draw, fit, measure, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    record, scenario = ct.load_record(CASE), ct.load_scenario(CASE)
    main_model = ct.bind(ct.load_theory("political-revolution"), scenario)
    asked = estimands(main_model)
    rows: list[dict[str, object]] = []
    fitted = ct.fit(main_model, record, starts=3, seed=1)
    for name in ("hidden-crisis", "political-revolution"):
        model = ct.bind(ct.load_theory(name), scenario)
        at = fitted if name == "political-revolution" else ct.fit(model, record, starts=8, seed=1)
        began = time.perf_counter()
        for number in range(options.worlds):
            events = world(model, at.mode, record, number, options.seed)
            try:
                again = ct.fit(main_model, events, starts=1)
            except ContentionError as error:
                print(f"{name}: world {number + 1}: {error.problems[0].code}", flush=True)
                continue
            found = placebos(main_model, again, events, list(asked.values()))
            for one, placebo in zip(asked.values(), found, strict=True):
                side = measure(one, main_model, again.free, again.covariance).side
                past = placebo is not None and not placebo.failed
                rows.append(
                    {
                        "world of": name,
                        "effect": one.name,
                        "found": side != 0,
                        "passes": side != 0 and past,
                    }
                )
            seconds = time.perf_counter() - began
            print(
                f"{name}: world {number + 1}, {events.height} events, {seconds:.0f} s", flush=True
            )
    table = (
        pl.DataFrame(rows)
        .group_by("effect", "world of", maintain_order=True)
        .agg(pl.len().alias("worlds"), pl.col("found").mean(), pl.col("passes").mean())
        .sort("effect", "world of", maintain_order=True)
    )
    RESULTS.parent.mkdir(exist_ok=True)
    table.write_csv(RESULTS, float_precision=3)
    with pl.Config(tbl_rows=100, fmt_str_lengths=60):
        print(table)
    print(table.group_by("world of").agg(pl.col("found", "passes").mean()))


if __name__ == "__main__":
    main()
