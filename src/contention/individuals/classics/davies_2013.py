"""Davies and others 2013: a mathematical model of the London riots and their policing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from contention.individuals.classic import Classic, Description, Published, Result, between
from contention.individuals.figure import Axis, Lines
from contention.individuals.model import Variant
from contention.individuals.site_choice import (
    STEP,
    City,
    Policing,
    Riot,
    invented_city,
    riot,
    share_of_most_deprived,
)

OFFICERS = (500.0, 1_000.0, 2_000.0, 4_000.0)
DELAYS = (1.0, 4.0, 8.0, 16.0)


def _city(seed: int) -> City:
    return invented_city(zones=120, sites=15, seed=seed)


@cache
def after(officers: float, delay: float, seed: int) -> Riot:
    """Return a riot in the invented city."""
    return riot(_city(seed), Policing(officers, delay))


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values."""
    by_officers = [float(after(n, 4.0, seed).offenders_by_zone.sum()) for n in OFFICERS]
    by_delay = [float(after(2_000.0, d, seed).offenders_by_zone.sum()) for d in DELAYS]
    city, found = _city(seed), after(2_000.0, 8.0, seed)
    top = found.offenders_by_zone.argsort()[::-1][:12]
    return {
        "deprived_share": share_of_most_deprived(city, found),
        "police": "falls"
        if (np.diff(by_officers) <= 0).all() and by_officers[0] > by_officers[-1]
        else "does not",
        "delay": "rises"
        if (np.diff(by_delay) >= 0).all() and by_delay[0] < by_delay[-1]
        else "does not",
        "origin": "more deprived"
        if city.deprivation[top].mean() > city.deprivation.mean()
        else "not more",
    }


def draw(variant: str, seed: int) -> Lines:
    """Return rioters by hour for police that come sooner and later."""
    lines: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for delay in DELAYS:
        found = after(2_000.0, delay, seed).rioters[::20]
        lines[f"police after {delay:g} hours"] = (20 * STEP * np.arange(found.size), found)
    return Lines(
        title="Police who come late",
        says="The later 2,000 officers follow the rioters, the larger the riot grows.",
        x=Axis("hours"),
        y=Axis("rioters"),
        lines=lines,
    )


CLASSIC = Classic(
    name="davies-2013",
    title="A mathematical model of the London riots and their policing",
    says=(
        "People join by contagion and deprivation, choose sites like shoppers, and are arrested "
        "where they are few. More police and earlier police make smaller riots."
    ),
    status="pattern",
    published=(
        between(
            "deprived_share",
            "offenders from the most deprived fifth",
            0.3,
            0.7,
            where="abstract: about half of the offences; ours follows from a square that we chose",
            status="pattern",
        ),
        Published(
            "police",
            "offenders as police grow from 500 to 4,000",
            "falls",
            "abstract: police numbers are studied",
            "read",
            "pattern",
        ),
        Published(
            "delay",
            "offenders as the delay grows from 1 to 16 hours",
            "rises",
            "abstract: delays are studied",
            "read",
            "pattern",
        ),
        Published(
            "origin",
            "zones that most offenders come from",
            "more deprived",
            "abstract: origins are deprived",
            "read",
            "pattern",
        ),
    ),
    variants=(Variant("invented-city", "120 zones and 15 sites of an invented city."),),
    measure=measure,
    draw=draw,
    cites=("davies-2013",),
    description=Description(
        purpose="To ask how many police are needed, and how soon.",
        entities="A zone has residents and a deprivation; a site has floor space, rioters, police.",
        scheduling="Steps of three minutes; joining, choice, arrest and going home at once.",
        inputs="An invented city; London's census, retail and police records are not in it.",
        start="60 people of one zone riot at the largest site.",
        rules="Pull W = Z^a exp(-b distance) exp(-floor(Q / D)); arrests at tau (1 - exp(-floor(Q "
        "/ D))); police follow the rioters that they knew of some hours ago.",
        departures=(
            "The equations are recalled and unverified; constants, the square of deprivation and "
            "the saturation of the pull are ours. So the share of the most deprived fifth is by "
            "construction and no evidence.",
        ),
    ),
)
