"""A scenario cut into ten times the places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from contention import Scenario
from contention.scenario.model import Covariate, Link, Places

Ints = NDArray[np.int64]

EAST = 0.01  # degrees of longitude between a town and its next copy: less than 1 km


def multiplied(scenario: Scenario, *, copies: int, linked: bool) -> Scenario:
    """Give every town copies beside it, which share its people; remainders stay as they are.

    Parameters
    ----------
    scenario
        A scenario in its resolved form.
    copies
        Copies of each town. They keep its covariates.
    linked
        A link between two towns becomes one between all their copies, so that every event is
        heard at ten times as many places. Otherwise the copies hear and send nothing.
    """
    places = scenario.places
    town = np.array(places.kind) == "town"
    times: Ints = np.where(town, copies + 1, 1).astype(np.int64)
    origin: Ints = np.repeat(np.arange(town.size), times)
    number = np.arange(origin.size) - np.repeat(np.cumsum(times) - times, times)
    return replace(
        scenario,
        name=f"{scenario.name}-crowded",
        places=_places(places, origin, number, times),
        strata={name: (heads / times)[origin] for name, heads in scenario.strata.items()},
        links=tuple(_link(link, times, linked=linked) for link in scenario.links),
        covariates=tuple(_covariate(covariate, origin) for covariate in scenario.covariates),
    )


def _places(places: Places, origin: Ints, number: Ints, times: Ints) -> Places:
    def taken(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(values[k] for k in origin)

    return replace(
        places,
        name=tuple(
            places.name[k] if n == 0 else f"{places.name[k]} quiet {n}"
            for k, n in zip(origin, number, strict=True)
        ),
        country=places.country[origin],
        region=taken(places.region),
        kind=tuple(places.kind[k] for k in origin),
        communes=places.communes[origin],
        population=(places.population / times)[origin],
        lat=places.lat[origin],
        lon=places.lon[origin] + EAST * number,
        source=taken(places.source),
        confidence=taken(places.confidence),
    )


def _link(link: Link, times: Ints, *, linked: bool) -> Link:
    if link.level == "country":
        return link
    first = np.cumsum(times) - times
    if not linked:
        return replace(link, source=first[link.source], target=first[link.target])
    pairs = times[link.source] * times[link.target]
    which = np.repeat(np.arange(link.source.size), pairs)
    step = np.arange(which.size) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    width = times[link.target][which]
    source = first[link.source][which] + step // width
    target = first[link.target][which] + step % width
    order = np.lexsort((target, source))
    return replace(
        link, source=source[order], target=target[order], weight=link.weight[which][order]
    )


def _covariate(covariate: Covariate, origin: Ints) -> Covariate:
    if covariate.level == "country":
        return covariate
    return replace(covariate, values=covariate.values[origin])
