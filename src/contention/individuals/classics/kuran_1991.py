"""Kuran 1991: now out of never."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from contention.individuals.classic import Classic, Description, Result, near
from contention.individuals.figure import Axis, Lines
from contention.individuals.model import Variant
from contention.individuals.thresholds import spread

SEQUENCES = {
    "A": (0, 20, 20, 30, 40, 50, 60, 70, 80, 100),
    "A'": (0, 10, 20, 30, 40, 50, 60, 70, 80, 100),
    "B": (0, 20, 30, 30, 40, 50, 60, 70, 80, 100),
    "B'": (0, 10, 30, 30, 40, 50, 60, 70, 80, 100),
}
"""Thresholds of ten people, in per cent of the society. Recalled, not read."""

OUTCOMES = {"A": 10, "A'": 90, "B": 10, "B'": 20}
"""Opposition at rest in per cent."""


def opposition(thresholds: tuple[int, ...]) -> np.ndarray:
    """Return public opposition in per cent after each step."""
    # Ten people: a threshold of 20 per cent is two of them.
    return 10.0 * np.array(spread(np.array(thresholds) / 10.0), dtype=np.float64)


def _name(sequence: str) -> str:
    return f"opposition_{sequence}".replace("'", "_shifted")


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values; nothing is random."""
    return {_name(key): float(opposition(row)[-1]) for key, row in SEQUENCES.items()}


def draw(variant: str, seed: int) -> Lines:
    """Return the four paths."""
    # Long enough to see where each rests.
    paths = {key: np.pad(opposition(row), (0, 12), "edge")[:12] for key, row in SEQUENCES.items()}
    return Lines(
        title="The same shift of one person, a revolution or nothing",
        says="Only in A with one threshold shifted from 20 to 10 does opposition reach 90.",
        x=Axis("step"),
        y=Axis("public opposition, per cent"),
        lines={key: (np.arange(path.size, dtype=np.float64), path) for key, path in paths.items()},
        steps=True,
    )


CLASSIC = Classic(
    name="kuran-1991",
    title="Now out of never: surprise in the East European revolution",
    says=(
        "People hide what they think until open opposition is large enough. Two societies that "
        "look alike can differ by a revolution, and nobody can see it coming."
    ),
    status="derived",
    published=tuple(
        near(
            _name(key),
            f"opposition at rest, sequence {key}",
            OUTCOMES[key],
            within=0,
            where="ten-person sequences, recalled from p. 20-22",
            status="derived",
            certainty="recalled",
        )
        for key in SEQUENCES
    ),
    variants=(Variant("ten-people", "The four sequences of ten people, as recalled."),),
    measure=measure,
    draw=draw,
    cites=("kuran-1991",),
    description=Description(
        purpose="To show why a revolution surprises even those who make it.",
        entities="A person has a threshold: the public opposition at which it stops pretending.",
        scheduling="All look at public opposition of the step before; nobody goes back.",
        start="Nobody opposes openly.",
        rules="Person i joins once opposition in per cent reaches the threshold.",
        departures=(
            "The sequences are recalled and must be checked against the paper before they are "
            "cited; the outcomes follow from them.",
        ),
    ),
    theories=("kuran-a", "kuran-a-shifted", "kuran-b", "kuran-b-shifted"),
)
