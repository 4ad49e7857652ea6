"""Draw pairs of records that turn the verdicts on claims about a coefficient.

    python verification/flips.py

From `political-revolution` pairs of records are drawn: on the one every coefficient in question is
large on a side of its own, on the other it lies on the other side, and acts come more often than in
the real record, so that there are rows. The theory is fitted to each and the claims of the shipped
table are answered as always. Says for every claim on which pair its verdict is another on the one
record than on the other. Writes verification/results/flips.csv, and ends with status 1 if a claim
never turns.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

import contention as ct
from contention.foundation.crew import standing_crew
from contention.inference.claims import answer, load_claims
from contention.inference.claims.mechanisms import estimand_of
from contention.inference.claims.signals import obstacles
from contention.inference.masking import noted_actors

RESULTS = Path(__file__).parent / "results" / "flips.csv"
CASE = "eastern-bloc-1953"
SMALL = {"wage_relief": 0.1}  # a rise of wages counts per cent
RARE = {
    "rise": 2.0, "fire": 2.0, "intervene": 3.0, "fraternise": 3.0, "defect": 3.0, "desert": 3.0,
    "council": 1.5, "concede": 1.5, "deploy": 2.0, "promise": 1.5, "speak": 1.5, "punish": 1.0,
    "ban": 1.0,
}  # fmt: skip
"""By how much rare acts come more often, on the log scale."""


@dataclass(frozen=True)
class Pair:
    """How two records are drawn.

    Attributes
    ----------
    size
        Of every effect, on the log of a rate.
    more
        By how much rare acts come more often still, on the log scale.
    seed
        Of the worlds.
    only
        Effects that are planted; empty for all.
    often
        Acts that come more often by 2.5 besides.
    """

    size: float
    more: float
    seed: int
    only: tuple[str, ...] = ()
    often: tuple[str, ...] = ()


PAIRS = (
    Pair(1.5, 1.0, 3),
    Pair(2.0, 1.7, 3),
    Pair(3.0, 1.7, 3, ("betray", "example", "bargain", "news")),
    Pair(2.5, 0.0, 5, ("betray",), often=("promise", "speak")),
)


def sides(names: Sequence[str]) -> dict[str, float]:
    """Return a side for every coefficient; half are positive, half negative."""
    found = np.where(np.arange(len(names)) % 2, 1.0, -1.0)
    return dict(zip(names, np.random.default_rng(1).permuted(found).tolist(), strict=True))


def presupposed(events: pl.DataFrame) -> pl.DataFrame:
    """Return the two real rows that a claim presupposes: June 1953, and camps that strike later."""
    june = events.filter(country="East Germany", form="demonstration", date=pl.date(1953, 6, 17))
    camps = events.filter(
        pl.col("actor").list.contains("prisoners"),
        pl.col("date") > pl.date(1953, 6, 17),
        country="USSR",
        form="strike",
    )
    return pl.concat([june.head(1), camps.sort("date").head(1)])


def main() -> int:
    """Draw, fit, answer, and write."""
    record, claims = ct.load_record(CASE), load_claims(CASE)
    model = ct.bind(ct.load_theory("political-revolution"), ct.load_scenario(CASE))
    mode = ct.fit(model, record, starts=3, seed=1).mode
    about = {
        one.id: claim
        for one in claims.stated
        if (claim := one.of_theory) is not None and claim.kind in ("sign", "contrast")
    }
    numbers = {n: c.text("parameter") or c.text("greater") for n, c in about.items()}
    side = sides(list(dict.fromkeys(numbers.values())))
    left = [n for n in about if not obstacles(model, estimand_of(about[n], model).parameters)]
    given = presupposed(record.events)

    def answers(pair: Pair, turn: float, only: list[str]) -> ct.Answers:
        values = mode.copy()
        for act, more in RARE.items():
            besides = pair.more + 2.5 * (act in pair.often)
            values[model.names.index(f"{act}_base")] += more + besides
        for name, way in side.items():
            if not pair.only or name in pair.only:
                size = SMALL.get(name, pair.size)
                values[model.names.index(name)] = turn * way * size
        world = ct.simulate(model, values, worlds=1, seed=pair.seed, most=20_000, end_runaways=True)
        rows = world.events.with_columns(
            noted_actors(world),
            id=pl.col("id").cast(pl.String),
            source=pl.format(
                "drawn {}", "id"
            ),  # each of its own: none is large enough to leave out
            confidence=pl.lit("high"),
        )
        columns = record.events.columns
        events = pl.concat([given, rows], how="diagonal_relaxed").select(columns)
        fitted = ct.fit(model, events, starts=1, start=values)
        return answer(
            model, fitted, replace(record, events=events), claims=claims, only=only,
            replicates=5, worlds=5, seed=1,
        )  # fmt: skip

    rows: list[dict[str, object]] = []
    with standing_crew():
        for number, pair in enumerate(PAIRS, start=1):
            began = time.perf_counter()
            asked = [n for n in left if not pair.only or numbers[n] in pair.only]
            if not asked:
                continue
            one, other = (answers(pair, turn, asked) for turn in (1.0, -1.0))
            for name in asked:
                verdicts = one[name].verdict, other[name].verdict
                if verdicts[0] != verdicts[1]:
                    left.remove(name)
                    row = dict(zip(("on the one", "on the other"), verdicts, strict=True))
                    rows.append({"claim": name, "number": numbers[name], "pair": number, **row})
            print(f"pair {number}: {time.perf_counter() - began:.0f} s, left {left}", flush=True)
    table = pl.DataFrame(rows).sort("claim")
    table.write_csv(RESULTS)
    with pl.Config(tbl_rows=50):
        print(table)
    print(f"{table.height} claims turned; never: {', '.join(left) or 'none'}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
