"""Seconds to import the package and to print the help of the command line."""

from __future__ import annotations

import subprocess
import sys

from .child import ROOT, environment
from .row import Row
from .timing import in_turn


def measure(*, quick: bool) -> list[Row]:
    """Compare ``import contention`` with bare Python, and time ``contention --help``."""
    bare, importing, helping = in_turn(
        [
            lambda _: python("-c", "pass"),
            lambda _: python("-c", "import contention"),
            lambda _: python("-m", "contention", "--help"),
        ],
        repeats=3 if quick else 15,
    )
    return [
        Row("import contention, over bare Python", importing - bare, "s", 0.1),
        Row("contention --help", helping, "s", 0.6),
    ]


def python(*arguments: str) -> None:
    """Run Python and wait for it."""
    subprocess.run(
        [sys.executable, *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment(),
    )
