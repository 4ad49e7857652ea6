"""Measure speed and memory: ``python -m benchmarks [NAME...] [--quick] [--json]``."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from contention.foundation.threads import keep_linear_algebra_to_one_thread

from .facts import machine_facts
from .row import Row
from .table import table

NAMES = (
    "imports",
    "start",
    "likelihood",
    "worlds",
    "many_places",
    "large_record",
    "forecasts",
    "networks",
    "rebellion",
)


def measured(name: str, *, quick: bool) -> list[Row]:
    """Return the rows of one benchmark."""
    rows: list[Row] = importlib.import_module(f"benchmarks.{name}").measure(quick=quick)
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks that are named, or all; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all")
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, no fit: shows that they run"
    )
    parser.add_argument("--json", action="store_true", help="one object on stdout")
    asked = parser.parse_args(arguments)
    keep_linear_algebra_to_one_thread()  # before a benchmark imports NumPy
    unknown = [name for name in asked.name if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    rows: list[Row] = []
    for name in asked.name or NAMES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += measured(name, quick=asked.quick)
    facts = machine_facts()
    if asked.json:
        found = [asdict(row) | {"met": row.met} for row in rows]
        print(json.dumps({"schema": "contention/benchmarks/1", "machine": facts, "rows": found}))
    else:
        print(table(rows, facts))
    return int(any(row.met is False for row in rows) and not asked.quick)


if __name__ == "__main__":
    sys.exit(main())
