"""The file of a sweep: a line that says which sweep, then a table of what is done.

It is written whole after every row of the grid, so that an interrupted sweep goes on from it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.individuals.model import Value
from contention.store.atomic import write_text

Floats = NDArray[np.float64]

FORMAT = 1


@dataclass(frozen=True)
class Identity:
    """Everything that the values of a sweep depend on."""

    model: str
    settings: Mapping[str, Value]
    x: str
    y: str
    xs: list[float]
    ys: list[float]
    of: str
    steps: int
    worlds: int
    seed: int

    @property
    def line(self) -> str:
        """The first line of the file."""
        said = json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True)
        return f"# contention sweep {said}"

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return [self.x, self.y, f"{self.of}_mean", f"{self.of}_sd"]


def write_rows(path: Path, identity: Identity, done: Mapping[int, Floats]) -> None:
    """Write the rows of the grid that are done: two by columns each, means and deviations.

    Raises
    ------
    ContentionError
        F010 to F013.
    """
    text = io.StringIO()
    text.write(identity.line + "\n")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(identity.heads)
    for row in sorted(done):
        for k, x in enumerate(identity.xs):
            table.writerow([x, identity.ys[row], *map(float, done[row][:, k])])
    write_text(path, text.getvalue())


def read_rows(path: Path, identity: Identity) -> dict[int, Floats]:
    """Return the rows of the grid that a file holds; none where there is no file.

    Raises
    ------
    ContentionError
        P064: the file is not of this sweep, or damaged.
    """
    if not path.exists():
        return {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        if lines[:1] != [identity.line]:
            raise _not_this(path, "another sweep, or no sweep")
        rows = list(csv.reader(lines[1:]))
        wide = len(identity.xs)
        values = np.array([[float(cell) for cell in row] for row in rows[1:]]).reshape(-1, wide, 4)
        done: dict[int, Floats] = {}
        for block in values:
            done[identity.ys.index(float(block[0, 1]))] = block[:, 2:].T.copy()
            if block[:, 0].tolist() != identity.xs or not np.isfinite(block).all():
                raise _not_this(path, "a damaged table")
    except (UnicodeDecodeError, ValueError):
        raise _not_this(path, "a damaged table") from None
    return done


def _not_this(path: Path, found: str) -> ContentionError:
    return ContentionError(
        Problem(
            "P064", found, "what is done of this sweep, or no file", str(path),
            "move the file away, or name another figure",
        )
    )  # fmt: skip
