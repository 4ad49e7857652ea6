"""Score the pool, the default theory and the baselines once on the days held out.

    python verification/heldout_forecasts.py --training   # the days to develop on
    python verification/heldout_forecasts.py --freeze     # write the hash of the settings
    python verification/heldout_forecasts.py              # once, on the days held out

The protocol was written down before the settings were frozen. It has one set of settings for
every record: the theory ``default`` as it ships, alone and pooled with recent levels, 1,000 draws,
seed 1. Origins of the days held out:

- germany-2014: weeks from Thursday 1 October 2015 to 30 December 2015, by Land, 7 days ahead;
- usa-2020: days from 8 to 28 June 2020, by state, 1 day ahead, and weeks of days from 8, 15 and 22
  June, 7 days ahead.

This is the second scoring. The first, of the theory alone, lost in the United States
(results/heldout-forecasts.csv, its settings in frozen-forecasts.json); both stay as they were. The
pool was made after that loss was known, on the days to develop on, so that its scores on the same
days are weaker evidence than those of a first scoring.

The frozen hash stands in frozen-forecasts-2.json beside this file: of the theory's files, of the
code that fits, draws, pools and scores, and of the protocol. Without --training the script refuses
to run if anything of it changed, and if it ran before; a run is told by the result,
verification/results/heldout-forecasts-2.csv. Errors of differences are by blocks of weeks: 13 in
Germany, three in the United States, where an error of three blocks is hardly one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from time import perf_counter

import polars as pl

import contention as ct

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "contention"
FROZEN = HERE / "frozen-forecasts-2.json"
OUT = HERE / "results" / "heldout-forecasts-2.csv"
TRAINING = HERE / "results" / "training-forecasts-2.csv"

SETTINGS = {"theories": ["default"], "pool": True, "draws": 1000, "seed": 1, "level": "place"}

HELD_OUT = (
    ("germany-2014", {"cells": "week", "horizon": 7, "origins": "2015-10-01:2015-12-24"}),
    ("usa-2020", {"cells": "day", "horizon": 1, "origins": "2020-06-08:2020-06-28"}),
    ("usa-2020", {"cells": "day", "horizon": 7, "origins": "2020-06-08:2020-06-22"}),
)
"""Days held out: Germany 2015-10-01 to 2015-12-30, United States 2020-06-08 to 2020-06-28."""

DEVELOP = (
    ("germany-2014", {"cells": "week", "horizon": 7, "origins": "2014-07-03:2015-09-24:28d"}),
    ("usa-2020", {"cells": "day", "horizon": 1, "origins": "2020-06-02:2020-06-07"}),
)
"""Days to develop on, up to 2015-09-30 and 2020-06-07: in Germany one week of four."""

FILES = (
    *("catalogue/data/theories/default.yaml", "catalogue/data/theories/general-block.yaml"),
    *("catalogue/data/scenarios/germany-2014", "catalogue/data/scenarios/usa-2020"),
    *("inference/forecasting", "inference/pooling", "inference/scoring"),
    *("inference/fitting.py", "inference/draws.py"),
)
"""Files and folders, below the package, of which a change could move a score."""


def hashes() -> dict[str, str]:
    """Return the SHA-256 of the protocol and of every file that a score hangs on."""
    protocol = json.dumps([SETTINGS, HELD_OUT], sort_keys=True).encode()
    found = {"protocol": hashlib.sha256(protocol).hexdigest()}
    for name in FILES:
        path = SOURCE / name
        for file in sorted(_files(path)):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            found[file.relative_to(SOURCE).as_posix()] = digest
    return found


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return [file for file in path.rglob("*") if file.suffix in (".py", ".csv", ".yaml")]


def whole(found: dict[str, str]) -> str:
    """Return one hash for all."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def freeze() -> None:
    """Write the hashes as they are now."""
    found = hashes()
    FROZEN.write_text(json.dumps({"settings": whole(found), "files": found}, indent=2) + "\n")
    print(f"frozen: {whole(found)}")


def check() -> str:
    """Return the frozen hash, or leave with what changed."""
    if not FROZEN.exists():
        sys.exit("not frozen: run with --freeze when the settings are final")
    frozen, now = json.loads(FROZEN.read_text()), hashes()
    changed = sorted(
        name for name in {*frozen["files"], *now} if frozen["files"].get(name) != now.get(name)
    )
    if changed:
        sys.exit("changed since the settings were frozen: " + ", ".join(changed))
    return str(frozen["settings"])


def score(windows: tuple[tuple[str, dict[str, object]], ...], keep: Path | None) -> pl.DataFrame:
    """Return one row a window and model."""
    tables: list[pl.DataFrame] = []
    for number, (case, window) in enumerate(windows):
        began = perf_counter()
        output = None if keep is None else keep / f"{number}-{case}"
        found = ct.score(case, **SETTINGS, **window, output=output)  # type: ignore[arg-type]
        summary = found.summary
        print(
            f"{case}, {window['origins']}, {window['horizon']} days ahead: "
            f"{summary['cells']} cells, {summary['blocks']} weeks, {perf_counter() - began:.0f} s"
        )
        parts = [
            {
                f"{score}_{part}": row[part].get(score)
                for part in ("zero", "non_zero")
                for score in ("log_score", "crps")
            }
            for row in summary["models"]
        ]
        told = {"record": case, "origins": window["origins"], "horizon": window["horizon"]}
        sides = pl.DataFrame([told | part for part in parts])
        table = pl.concat([sides, found.table()], how="horizontal")
        table = table.with_columns(blocks=pl.lit(summary["blocks"]))
        tables.append(table)
        for row in table.iter_rows(named=True):
            error, crps_error = row["difference_se"], row["crps_difference_se"]
            print(
                f"  {row['name']:14} {row['log_score']:.3f} nats"
                f" ({row['difference']:+.3f} ± {error or float('nan'):.3f}),"
                f" CRPS {row['crps']:.3f}"
                f" ({row['crps_difference']:+.3f} ± {crps_error or float('nan'):.3f}),"
                f" 90%: {100 * row['rank_coverage_90']:.0f}"
            )
    return pl.concat(tables, how="diagonal_relaxed")


def main() -> None:
    """Freeze, or score on days to develop on, or once on the days held out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--freeze", action="store_true")
    parser.add_argument("--training", action="store_true")
    parser.add_argument("--keep", type=Path, help="folder that an interrupted run continues from")
    asked = parser.parse_args()
    if asked.freeze:
        freeze()
        return
    if asked.training:
        score(DEVELOP, asked.keep).write_csv(TRAINING)
        return
    if OUT.exists():
        sys.exit(f"scored before: {OUT.name} is there, and days held out are scored once")
    settings = check()
    print(f"settings {settings}")
    table = score(HELD_OUT, asked.keep).with_columns(settings=pl.lit(settings))
    table.write_csv(OUT)
    print(f"written to {OUT}")


if __name__ == "__main__":
    main()
