"""What bind refuses before it makes arrays: unknown strata, shared hashes, signals out of place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from contention.foundation.errors import ContentionError, Problem
from contention.scenario.model import Scenario
from contention.theory.model import Stock, Theory

from .bind_signals import Signals
from .names import check_collisions


def with_strata(theory: Theory, scenario: Scenario) -> Theory:
    """Give a stock to every stratum that moves, caps or flows name directly.

    Raises
    ------
    ContentionError
        With code E008.
    """
    known = {s.name for s in theory.stocks}
    used: list[str] = []
    for a in theory.acts:
        used += [x for m in a.moves for x in (m.source, m.target)]
        used += [a.size.at_most] if a.size else []
    used += [x for f in theory.flows for x in (f.source, f.target)]
    extra = sorted({x for x in used if x and x not in known})
    missing = [x for x in extra if x not in scenario.strata]
    missing += [s.stratum for s in theory.stocks if s.stratum and s.stratum not in scenario.strata]
    if missing:
        raise ContentionError(
            [
                Problem(
                    "E008",
                    f"stratum {name!r}",
                    f"one that the scenario has: {', '.join(sorted(scenario.strata))}",
                    where=f"theory {theory.name}",
                    hint="theory and scenario must use the same names",
                )
                for name in sorted(set(missing))
            ]
        )
    stocks = theory.stocks + tuple(Stock(name=x, stratum=x, of=x) for x in extra)
    return replace(theory, stocks=stocks)


def check_names(theory: Theory, scenario: Scenario) -> None:
    """Refuse names that share a hash, places out of order, and too many traits or episodes.

    Raises
    ------
    ContentionError
        With code E001, E009, E010 or E023.
    """
    check_collisions(
        [
            *[a.name for a in theory.acts],
            *[f"flow:{f.name}" for f in theory.flows],
            *[f"shock:{s.of[0]}" for s in theory.shocks],
            *[f"episode:{e.name}" for e in theory.episodes],
        ]
    )
    check_collisions(scenario.countries)
    check_collisions([t.name for t in theory.traits])
    if any(f.random for f in theory.flows):
        check_collisions(place_addresses(scenario))
    if np.any(np.diff(scenario.places.country) < 0):
        raise ContentionError(
            Problem(
                "E009",
                "places out of order",
                "places of a country side by side",
                hint="sort the places by country",
            )
        )
    if len(theory.traits) > 60:
        raise ContentionError(
            Problem("E010", f"{len(theory.traits)} traits", "at most 60", hint="leave some out")
        )
    if len(theory.episodes) > 1:
        names = ", ".join(e.name for e in theory.episodes)
        raise ContentionError(
            Problem("E023", f"the episodes {names}", "at most one", hint="leave all but one out")
        )


def place_addresses(scenario: Scenario) -> list[str]:
    """Return what stands for each place in the addresses of random flows."""
    places, countries = scenario.places, scenario.countries
    return [f"{countries[c]}/{name}" for c, name in zip(places.country, places.name, strict=True)]


def check_levels(theory: Theory, signals: Signals) -> None:
    """Refuse signals that vary by place where a country has one rate.

    Raises
    ------
    ContentionError
        With code E011.
    """
    problems: list[Problem] = []
    rated = [(a.name, a.rate) for a in theory.acts]
    rated += [(t.name, t.odds) for t in theory.traits] + [(f.name, f.rate) for f in theory.flows]
    rated += [(e.name, terms) for e in theory.episodes for terms in (e.enter, e.leave)]
    for name, terms in rated:
        problems += [
            Problem(
                "E011",
                f"signal {term.signal!r}, which varies by place, in the rate of {name!r}",
                "a signal that is the same over a country",
                hint="move it to `place`, or give it reach: country",
            )
            for term in terms
            if term.signal and signals.varies(term.signal)
        ]
    if problems:
        raise ContentionError(problems)
