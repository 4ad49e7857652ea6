"""Rank known truths among posterior draws, for the shipped theories on the shipped case.

    python verification/simulation_based_calibration.py [THEORY ...] [--records 200]
        [--weights 500 | --nuts 1000] [--starts 3] [--unmasked] [--seed 1]

Truths are draws of the prior truncated to stable values; records are simulated from them, masked
as the real record is, and fitted. Writes verification/results/sbc-THEORY.csv (a row a parameter)
and sbc-THEORY.json (ranks, coverage, recovery), with `-nuts` in the name where draws are those
of NUTS and `-unmasked` where the gaps are left out, and prints what failed. Ends with status 1 if
anything did. `--page` writes docs/reference/validity.md and its pictures from the results that are
there instead.

Every record is kept in sbc-THEORY.jsonl as it is done; a run that was stopped goes on from there.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import UserDict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import contention as ct
from contention.inference.validity.sbc import Outcome, Placed, calibrate
from contention.report.recovery import recovery_sheet

RESULTS = Path(__file__).parent / "results"
DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "reference" / "validity.md"
PICTURES = DOCS / "images"
THEORIES = (
    *("political-revolution", "self-reform", "instigation", "errors-of-leaders"),
    *("repression-works", "hidden-crisis", "contagion", "seasonal", "silence"),
)
HEAD = """# Validity of the shipped theories

Made by `python verification/simulation_based_calibration.py --page` from its results.
[What is checked, and how](../concepts/validity.md).

"""


ARRAYS = ("truth", "rank", "middle", "low", "high", "share")
TAKEN = "{} holds records of {}: remove it to start again"
SAME = ("case", "weights", "nuts", "starts", "unmasked", "seed")
"""Options that a run must share with the one that it goes on from."""


class Done(UserDict[int, Outcome]):
    """What became of records, kept in a file: what was asked, then a line a record.

    Raises
    ------
    SystemExit
        If the file was made for something else.
    """

    def __init__(self, path: Path, asked: dict[str, Any]) -> None:
        super().__init__()
        self._path = path
        head = json.dumps(asked) + "\n"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        if lines and lines[0] != head:
            raise SystemExit(TAKEN.format(path.name, lines[0].strip()))
        # a run that was killed may leave half a line
        lines = [line for line in lines[1:] if line.endswith("\n")]
        path.write_text(head + "".join(lines), encoding="utf-8")
        for found in map(json.loads, lines):
            self.data[found["record"]] = _read(found["outcome"])

    def __setitem__(self, key: int, item: Outcome) -> None:
        """Keep an outcome."""
        super().__setitem__(key, item)
        one = item if isinstance(item, str) else {k: _short(v) for k, v in vars(item).items()}
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"record": key, "outcome": one}) + "\n")


def _short(value: Any) -> Any:
    """Return an array or a list as numbers of six digits, and anything else as it is."""
    if not isinstance(value, np.ndarray | list):
        return value
    return [float(f"{x:.6g}") for x in np.asarray(value, dtype=float)]


def _read(one: Any) -> Outcome:
    if isinstance(one, str):
        return one
    return Placed(**one | {k: np.array(one[k], dtype=float) for k in ARRAYS})


def main() -> int:
    """Check theories, or write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("theories", nargs="*", default=THEORIES, help="names; default all")
    parser.add_argument("--case", default="eastern-bloc-1953", help="scenario and record")
    parser.add_argument("--records", type=int, default=200, help="records to simulate")
    parser.add_argument("--weights", type=int, default=500, help="importance draws a record")
    parser.add_argument("--nuts", type=int, default=0, help="draws by NUTS instead, two chains")
    parser.add_argument("--starts", type=int, default=3, help="starting points of each fit")
    parser.add_argument("--unmasked", action="store_true", help="leave the gaps out")
    parser.add_argument("--seed", type=int, default=1, help="seed of everything random")
    parser.add_argument("--page", action="store_true", help="write the page instead")
    options = parser.parse_args()
    if options.page:
        write_page()
        return 0
    failed = [name for name in options.theories if not check(name, options)]
    print(f"failed: {', '.join(failed)}" if failed else "nothing failed")
    return 1 if failed else 0


def check(name: str, options: argparse.Namespace) -> bool:
    """Check one theory, keep what came out, and say whether all agrees."""
    begun = time.perf_counter()

    def say(line: str) -> None:
        print(f"{name}: {line}, {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)

    RESULTS.mkdir(exist_ok=True)
    stem = f"sbc-{name}{'-nuts' if options.nuts else ''}{'-unmasked' if options.unmasked else ''}"
    asked = {k: v for k, v in sorted(vars(options).items()) if k in SAME}
    model = ct.bind(ct.load_theory(name), ct.load_scenario(options.case))
    ranks = calibrate(
        model,
        records=options.records,
        record=ct.load_record(options.case),
        masked=not options.unmasked,
        weights=options.weights,
        nuts=options.nuts,
        starts=options.starts,
        seed=options.seed,
        progress=say,
        outcomes=Done(RESULTS / f"{stem}.jsonl", asked),
    )
    ranks.table().with_columns(pl.col(pl.Float64).round(4)).write_csv(RESULTS / f"{stem}.csv")
    document = {
        "theory": name,
        "seed": options.seed,
        "starts": options.starts,
        **ranks.to_json(),
        "recovery": [{k: _short(v) for k, v in row.items()} for row in ranks.recovery()],
        "failures": ranks.failures(),
        "notes": ranks.notes(),
    }
    (RESULTS / f"{stem}.json").write_text(json.dumps(document) + "\n", encoding="utf-8")
    print(f"{name}: {ranks.records} records, {ranks.method}")
    for row in ranks.coverage().iter_rows(named=True):
        covered, error = 100 * row["coverage"], 100 * row["error"]
        print(f"  {100 * row['level']:.0f} per cent: {covered:.1f} ± {error:.1f}")
    for line in ranks.notes():
        print(f"  {line}")
    for line in ranks.failures():
        print(f"  FAILED: {line}")
    return not ranks.failures()


def write_page() -> None:
    """Write the page of all results that are there, with a picture of each."""
    told: list[str] = []
    for path in sorted(RESULTS.glob("sbc-*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        picture = PICTURES / f"{path.stem}.svg"
        picture.write_text(recovery_sheet(found), encoding="utf-8")
        link = f"[Every parameter](../images/{picture.name}): truths, medians and ranks.\n"
        told.append(f"{_told(found)}\n{link}")
    PAGE.write_text(HEAD + "\n".join(told), encoding="utf-8")


def _told(one: dict[str, Any]) -> str:
    gaps = "masked as the record is" if one["masked"] else "without the gaps of the record"
    heads = "| interval | holds the truth in | verdict |\n|---|---|---|\n"
    rows = [
        f"| {100 * row['level']:.0f} per cent | {100 * row['coverage']:.1f} ± "
        f"{100 * row['error']:.1f} per cent | {'agrees' if row['agrees'] else '**failed**'} |\n"
        for row in one["coverage"]
    ]
    lines = [f"- {line}\n" for line in one["notes"]]
    lines += [f"- **Failed.** {line}\n" for line in one["failures"]]
    how = f"{one['method']}, starts of a fit: {one['starts']}, seed {one['seed']}"
    head = f"## {one['theory']}, {gaps}\n\n{one['records']} records. {how}.\n\n"
    return f"{head}{heads}{''.join(rows)}\n{''.join(lines)}"


if __name__ == "__main__":
    raise SystemExit(main())
