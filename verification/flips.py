"""Draw records that turn each claim about a coefficient, from one verdict to the other.

    python verification/flips.py [CLAIM ...] [--tries 3]

For every claim of the shipped table about a coefficient or a difference of two, records are drawn
from `political-revolution` with that number large on one side and on the other, and rare acts more
often, so that there are rows. The theory is fitted to each and the claim answered as always. Says
which claims came out supported on one record and contradicted on the other, and what stood in the
way of the rest. Writes verification/results/flips.csv.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import polars as pl

import contention as ct
from contention.foundation.crew import standing_crew
from contention.foundation.errors import ContentionError
from contention.inference.claims import answer, load_claims
from contention.inference.claims.mechanisms import estimand_of
from contention.inference.claims.signals import obstacles
from contention.inference.masking import noted_actors

RESULTS = Path(__file__).parent / "results" / "flips.csv"
CASE = "eastern-bloc-1953"
SIZES = (2.0, 3.0, 1.2)
"""Sizes of the planted number, tried in turn."""

SMALL = {"wage_relief": 0.1}
RARE = {
    "rise": 2.0, "fire": 2.0, "intervene": 3.0, "fraternise": 3.0, "defect": 3.0, "desert": 3.0,
    "council": 1.5, "concede": 1.5, "deploy": 2.0, "promise": 1.5, "speak": 1.5, "punish": 1.5,
    "ban": 1.5,
}  # fmt: skip
"""By how much rare acts come more often, on the log scale."""


def main() -> None:
    """Draw, fit, answer, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("claims", nargs="*")
    parser.add_argument("--tries", type=int, default=3)
    options = parser.parse_args()
    record, claims = ct.load_record(CASE), load_claims(CASE)
    model = ct.bind(ct.load_theory("political-revolution"), ct.load_scenario(CASE))
    mode = ct.fit(model, record, starts=3, seed=1).mode
    asked = {
        one.id: claim
        for one in claims.stated
        if (claim := one.of_theory) is not None
        and claim.kind in ("sign", "contrast")
        and (not options.claims or one.id in options.claims)
        and not obstacles(model, estimand_of(claim, model).parameters)
    }

    def verdict(name: str, side: float, size: float, seed: int) -> tuple[str, str]:
        claim = asked[name]
        values = mode.copy()
        for act, more in RARE.items():
            values[model.names.index(f"{act}_base")] += more
        number = claim.text("parameter") or claim.text("greater")
        values[model.names.index(number)] = side * size * SMALL.get(number, 1.0)
        if claim.text("lesser"):
            values[model.names.index(claim.text("lesser"))] = -side * size
        world = ct.simulate(model, values, worlds=1, seed=seed, most=8000, end_runaways=True)
        rows = world.events.with_columns(
            noted_actors(world), source=pl.lit("drawn"), id=pl.col("id").cast(pl.String)
        )
        empty = record.events.head(0)
        events = pl.concat([empty, rows], how="diagonal_relaxed").select(empty.columns)
        fitted = ct.fit(model, events, starts=1, start=values)
        found = answer(
            model, fitted, replace(record, events=events), claims=claims, only=[name],
            replicates=5, worlds=5, seed=1,
        )[name]  # fmt: skip
        return found.verdict, found.reason

    rows: list[dict[str, object]] = []
    with standing_crew():
        for name, claim in asked.items():
            began = time.perf_counter()
            row: dict[str, object] = {
                "claim": name,
                "number": claim.text("parameter") or claim.text("greater"),
            }
            for side, word in ((1.0, "positive"), (-1.0, "negative")):
                row[word], row[f"{word}: in the way"] = "none", ""
                for k in range(options.tries):
                    try:
                        found, reason = verdict(name, side, SIZES[k % len(SIZES)], seed=11 + k)
                    except ContentionError as error:
                        found, reason = "none", error.codes[0]
                    row[word] = found
                    row[f"{word}: in the way"] = reason.partition("settle the claim: ")[2]
                    if found in ("supported", "contradicted"):
                        break
            row["turned"] = {row["positive"], row["negative"]} == {"supported", "contradicted"}
            rows.append(row)
            seconds = time.perf_counter() - began
            print(f"{name}: {row['positive']}, {row['negative']}, {seconds:.0f} s", flush=True)
            pl.DataFrame(rows).write_csv(RESULTS)
    table = pl.DataFrame(rows)
    turned, differ = table["turned"].sum(), (table["positive"] != table["negative"]).sum()
    print(f"{turned} of {table.height} turned from supported to contradicted, {differ} differ")


if __name__ == "__main__":
    main()
