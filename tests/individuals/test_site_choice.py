"""Who riots and where: what is kept, and what police change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from contention.individuals.site_choice import (
    Policing,
    invented_city,
    riot,
    share_of_most_deprived,
)
from tests.individuals.refusals import codes

CITY = invented_city(zones=60, sites=8, seed=3)
NOBODY = Policing(officers=0.0, delay=0.0)


def test_nobody_is_arrested_without_police() -> None:
    found = riot(CITY, NOBODY)
    assert found.arrested == 0.0
    assert found.offenders_by_zone.sum() > 500
    assert (found.offenders_by_zone <= CITY.residents).all()


def test_without_joining_the_riot_fades_at_the_rate_of_leaving() -> None:
    found = riot(CITY, NOBODY, join_rate=0.0, hours=10.0)
    assert found.rioters[-1] == pytest.approx(60.0 * np.exp(-0.15 * 10.0), rel=1e-9)
    assert found.offenders_by_zone.sum() == pytest.approx(60.0)


def test_overwhelming_police_arrest_at_their_rate() -> None:
    everywhere = Policing(officers=1e9, delay=0.0)
    found = riot(CITY, everywhere, leave_rate=0.0, hours=2.0)
    assert found.rioters[-1] == pytest.approx(60.0 * np.exp(-0.5 * 2.0), rel=1e-6)
    assert found.arrested == pytest.approx(60.0 * (1.0 - np.exp(-1.0)), rel=1e-6)


def test_people_are_kept() -> None:
    """Who joined is still rioting, went home or was arrested."""
    found = riot(CITY, Policing(500.0, 3.0), leave_rate=0.0)
    assert found.offenders_by_zone.sum() == pytest.approx(found.rioters[-1] + found.arrested)


def test_more_and_earlier_police_make_smaller_riots() -> None:
    size = [riot(CITY, Policing(n, 4.0)).offenders_by_zone.sum() for n in (0, 300, 1000, 5000)]
    assert size == sorted(size, reverse=True)
    assert size[0] > 2 * size[-1]
    late = [riot(CITY, Policing(1000.0, d)).offenders_by_zone.sum() for d in (1, 6, 12, 60)]
    assert late == sorted(late)
    assert late[-1] == size[0]  # police that come after the end are no police


def test_deprivation_makes_offenders() -> None:
    found = riot(CITY, NOBODY)
    assert share_of_most_deprived(CITY, found) > 0.25
    equal = replace(CITY, deprivation=np.full(60, 0.5))
    # Among equals the fifth that stands first has about a fifth of the offenders.
    assert share_of_most_deprived(equal, riot(equal, NOBODY)) == pytest.approx(0.2, abs=0.06)


def test_a_city_has_its_seed() -> None:
    again = invented_city(zones=60, sites=8, seed=3)
    assert (again.distances == CITY.distances).all()
    assert (invented_city(zones=60, sites=8, seed=4).distances != CITY.distances).any()


def test_refusals() -> None:
    assert codes(lambda: invented_city(zones=0, sites=3, seed=1)) == ("P050",)
    assert codes(lambda: invented_city(zones=3, sites=0, seed=1)) == ("P050",)
    assert codes(lambda: riot(CITY, Policing(-1.0, 0.0))) == ("P051",)
    assert codes(lambda: riot(CITY, Policing(1.0, -1.0))) == ("P051",)
    assert codes(lambda: riot(CITY, NOBODY, hours=0.0)) == ("P051",)
    assert codes(lambda: riot(CITY, NOBODY, join_rate=-0.1)) == ("P051",)
