"""Who riots, where, and who is arrested: after Davies and others 2013.

Three stages. Residents of zone i join by contagion: the rate grows with deprivation and with the
pull of sites where rioting goes on. They choose site j by its retail floor space and distance and
by how the rioters there outnumber police. Police arrest where they are not outnumbered:
``W_ij = Z_j^a exp(-b c_ij) exp(-floor(Q_j / D_j))``, arrests at rate
``tau (1 - exp(-floor(Q_j / D_j)))``. The equations are recalled; the constants are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.individuals.inputs import check_people, check_seed, in_range, positive

Floats = NDArray[np.float64]

STEP = 0.05  # hours
MOST_CALM = 700.0  # floor(Q / D) above which nobody comes


@dataclass(frozen=True)
class City:
    """Zones that people live in and sites that they may riot at.

    Attributes
    ----------
    residents
        People by zone.
    deprivation
        0 (least) to 1 (most) by zone.
    floor_space
        Z by site, in any unit.
    distances
        km, zones by sites.
    """

    residents: Floats
    deprivation: Floats
    floor_space: Floats
    distances: Floats


@dataclass(frozen=True)
class Policing:
    """How many police there are, and how long they take to follow the rioters, in hours."""

    officers: float
    delay: float


@dataclass(frozen=True)
class Riot:
    """What came of it.

    Attributes
    ----------
    rioters
        At each step, all sites together.
    offenders_by_zone
        How many of each zone joined at any time.
    arrested
        How many were arrested.
    """

    rioters: Floats
    offenders_by_zone: Floats
    arrested: float


def invented_city(*, zones: int, sites: int, seed: int) -> City:
    """Return a city of invented zones and sites on a square of 20 by 20 km."""
    check_people(zones)
    check_people(sites)
    check_seed(seed)
    stream = np.random.Generator(np.random.Philox(key=[seed, name_hash("site choice:city")]))
    homes = stream.uniform(0.0, 20.0, size=(zones, 2))
    shops = stream.uniform(2.0, 18.0, size=(sites, 2))
    gap = homes[:, None, :] - shops[None, :, :]
    return City(
        residents=stream.uniform(800.0, 2_000.0, size=zones),
        deprivation=stream.uniform(0.0, 1.0, size=zones),
        floor_space=np.exp(stream.normal(0.0, 0.8, size=sites)),
        distances=np.hypot(gap[..., 0], gap[..., 1]),
    )


def riot(
    city: City,
    policing: Policing,
    *,
    hours: float = 60.0,
    join_rate: float = 0.06,
    leave_rate: float = 0.15,
    arrest_rate: float = 0.5,
    retail: float = 1.0,
    per_km: float = 0.5,
    spark: float = 60.0,
) -> Riot:
    """Follow a riot that starts at the largest site.

    Parameters
    ----------
    city, policing
        Where, and against how many police.
    hours
        Length.
    join_rate, leave_rate, arrest_rate
        1/hour.
    retail, per_km
        a and b.
    spark
        Rioters at the start, from the nearest zone.

    Raises
    ------
    ContentionError
        P051.
    """
    for name, value in {
        "officers": policing.officers,
        "delay": policing.delay,
        "join_rate": join_rate,
        "leave_rate": leave_rate,
        "arrest_rate": arrest_rate,
    }.items():
        in_range(name, value, low=0.0)
    positive("hours", hours)
    pull = city.floor_space**retail * np.exp(-per_km * city.distances)
    steps = round(hours / STEP)
    late = round(policing.delay / STEP)
    sites = city.floor_space.size
    largest = int(np.argmax(city.floor_space))
    nearest = int(np.argmin(city.distances[:, largest]))
    out = np.zeros((city.residents.size, sites))  # rioters by home and site
    out[nearest, largest] = spark
    quiet = city.residents.copy()
    quiet[nearest] -= spark
    joined = np.zeros(city.residents.size)
    joined[nearest] = spark
    at_sites = np.zeros((steps + 1, sites))
    at_sites[0] = out.sum(axis=0)
    arrested = 0.0
    for step in range(steps):
        police = _police(policing.officers, at_sites[max(step - late, 0)], begun=step >= late)
        there = at_sites[step]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.floor(np.where(there > 0.5, police / there, MOST_CALM))
        safe = np.exp(-np.minimum(ratio, MOST_CALM)) * (there > 0.5)
        drawn = pull * safe
        total = drawn.sum(axis=1)
        rate = join_rate * city.deprivation**2 * total / (1.0 + total)
        joining = quiet * -np.expm1(-rate * STEP)
        share = np.divide(drawn, total[:, None], out=np.zeros_like(drawn), where=total[:, None] > 0)
        taken = out * -np.expm1(-arrest_rate * (1.0 - safe) * STEP)
        leaving = (out - taken) * -np.expm1(-leave_rate * STEP)
        out = out - taken - leaving + joining[:, None] * share
        quiet = quiet - joining
        joined += joining
        arrested += float(taken.sum())
        at_sites[step + 1] = out.sum(axis=0)
    return Riot(at_sites.sum(axis=1), joined, arrested)


def share_of_most_deprived(city: City, found: Riot, *, top: float = 0.2) -> float:
    """Return the share of offenders who live in the most deprived zones."""
    order = np.argsort(-city.deprivation)
    count = max(1, round(top * order.size))
    return float(found.offenders_by_zone[order[:count]].sum() / found.offenders_by_zone.sum())


def _police(officers: float, seen: Floats, *, begun: bool) -> Floats:
    """Return police by site, in proportion to the rioters that they know of."""
    if not begun or seen.sum() <= 0.0:
        return np.zeros(seen.size)
    return officers * seen / seen.sum()
