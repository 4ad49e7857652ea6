"""Link kernels: who hears of whom, with which weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from contention.foundation.errors import Problem
from contention.scenario.document import Distance
from contention.scenario.model import Floats, Ints, Link, Places, Provenance
from contention.scenario.tables import CONFIDENCES, Table

NEEDED = ("source", "target")
ALLOWED = ("weight", "citation", "confidence")
EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""


def link_by_table(
    name: str, level: str, table: Table, known: Sequence[str], *, symmetric: bool
) -> tuple[Link, list[Provenance]]:
    """Read a kernel from a table of pairs.

    Parameters
    ----------
    name
        Name of the kernel.
    level
        ``country`` or ``place``.
    table
        Columns as in `NEEDED` and `ALLOWED`; an empty weight is 1.
    known
        What the pairs may name: countries, or towns written ``Country/Place``.
    symmetric
        Each pair holds in both directions.
    """
    code = "S040"
    source = table.choices("source", known, code)
    target = table.choices("target", known, code)
    weight = table.numbers("weight", default=1.0)
    table.report(
        "S041",
        "weight",
        [row for row, value in enumerate(weight) if value < 0],
        lambda row: f"a weight of {weight[row]:g}",
        "a weight of 0 or more",
        "a kernel says how much is heard; the sign belongs to the theory",
    )
    index = {key: position for position, key in enumerate(known)}
    pairs: dict[tuple[int, int], float] = {}
    wrong: list[int] = []
    for row, (one, other) in enumerate(zip(source, target, strict=True)):
        if one not in index or other not in index:
            continue
        directions = [(index[one], index[other])]
        if symmetric:
            directions.append((index[other], index[one]))
        if one == other or any(pair in pairs for pair in directions):
            wrong.append(row)
            continue
        for pair in directions:
            pairs[pair] = weight[row]
    table.report(
        "S044",
        "target",
        wrong,
        lambda row: (
            f"{source[row]} linked to itself"
            if source[row] == target[row]
            else f"{source[row]} and {target[row]} a second time"
        ),
        "each pair once, and nobody with themselves",
        "remove the row; symmetric kernels need each pair in one direction only",
    )
    link = _link(name, level, sorted((one, other, w) for (one, other), w in pairs.items()))
    return link, _provenance(name, table, source, target)


def link_by_distance(name: str, distance: Distance, places: Places) -> Link:
    """Link the towns within a range: weight ``2**(-d / half_km)``, across borders too.

    Remainders are not points and have no distance.

    Parameters
    ----------
    name
        Name of the kernel.
    distance
        Range and halving distance in km.
    places
        The resolved places.
    """
    towns = np.flatnonzero(np.array(places.kind) == "town")
    points = _unit_vectors(places.lat[towns], places.lon[towns])
    chord = 2 * np.sin(min(distance.range_km / EARTH_KM, np.pi) / 2)
    # A hair more than the chord, so that rounding drops nobody; the arc decides below.
    one, other = _neighbours(points, float(chord) * (1 + 1e-9))
    gap = np.linalg.norm(points[one] - points[other], axis=1)
    km = 2 * EARTH_KM * np.arcsin(np.minimum(gap / 2, 1.0))
    near = km <= distance.range_km
    source, target = towns[one[near]], towns[other[near]]
    weight = 2.0 ** (-km[near] / distance.half_km)
    order = np.lexsort((target, source))
    return Link(
        name=name,
        level="place",
        source=source[order].astype(np.int64),
        target=target[order].astype(np.int64),
        weight=weight[order],
    )


def _unit_vectors(lat: Floats, lon: Floats) -> Floats:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def _neighbours(points: Floats, reach: float) -> tuple[Ints, Ints]:
    """Return ordered pairs of points at most ``reach`` apart (a chord, not an arc)."""
    from scipy.spatial import KDTree  # heavy to import, and few scenarios need it twice

    tree: Any = KDTree(points)
    pairs: Ints = tree.query_pairs(reach, output_type="ndarray").astype(np.int64)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    return both[:, 0], both[:, 1]


def _link(name: str, level: str, rows: Sequence[tuple[int, int, float]]) -> Link:
    return Link(
        name=name,
        level="country" if level == "country" else "place",
        source=np.array([row[0] for row in rows], dtype=np.int64),
        target=np.array([row[1] for row in rows], dtype=np.int64),
        weight=np.array([row[2] for row in rows], dtype=np.float64),
    )


def _provenance(
    name: str, table: Table, source: Sequence[str], target: Sequence[str]
) -> list[Provenance]:
    cited = table.texts("citation")
    confidence = table.texts("confidence")
    odd = [row for row, value in enumerate(confidence) if value not in (None, *CONFIDENCES)]
    table.report(
        "S027",
        "confidence",
        odd,
        lambda row: repr(confidence[row]),
        "high, medium or low",
        "say how sure the source makes you",
    )
    return [
        Provenance(
            f"link {name}, {source[row]} - {target[row]}", cited[row] or "", confidence[row] or ""
        )
        for row in range(len(source))
    ]


def reserved_name_problem(name: str, reserved: Sequence[str], where: str) -> Problem:
    """Return the problem of a kernel that takes the name of a built-in reach."""
    return Problem(
        "S043",
        f"a link named {name}",
        f"a name other than {', '.join(reserved)}",
        where,
        "those names are the reaches that every scenario has",
    )
