"""A correct scenario is resolved as the reference page says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from math import acos, cos, radians, sin
from pathlib import Path

import numpy as np
import pytest

from contention.foundation.errors import ContentionError
from contention.scenario import Scenario, describe, from_json, load, to_json


@pytest.fixture
def scenario(write: Callable[..., Path]) -> Scenario:
    return load(write())


def test_places_follow_the_order_of_the_countries(scenario: Scenario):
    assert scenario.countries == ("Upland", "Lowland")
    assert scenario.places.name == ("Alpha", "Beta", "rest of North", "Delta")
    assert scenario.places.country.tolist() == [0, 0, 0, 1]
    assert scenario.places.communes.tolist() == [1, 1, 10, 1]


def test_place_covariates_are_reordered_with_their_places(scenario: Scenario):
    mills = next(item for item in scenario.covariates if item.name == "mills")
    assert mills.values.tolist() == [1, 0, 0, 2]


def test_the_share_recorded_holds_from_a_day_on(scenario: Scenario):
    assert scenario.recorded is not None
    upland, lowland = scenario.recorded.values
    assert upland.tolist() == [1.0] * 10 + [0.5] * 10 + [1.0] * 11
    assert np.all(lowland == 1.0)
    assert "recorded" in describe(scenario)


def test_shares_are_of_each_place_and_persons_are_spread_by_population(scenario: Scenario):
    assert scenario.strata["workers"].tolist() == [500, 1500, 0, 1000]
    assert scenario.strata["soldiers"].tolist() == [100, 300, 600, 0]


def test_a_symmetric_link_holds_in_both_directions(scenario: Scenario):
    border = scenario.links[0]
    assert border.source.tolist() == [0, 1]
    assert border.target.tolist() == [1, 0]
    assert border.weight.tolist() == [2, 2]


def test_near_links_towns_only_with_weights_by_great_circle(scenario: Scenario):
    near = scenario.links[1]
    lat, lon = radians(47.0), radians(0.3)
    km = 6371.0088 * acos(sin(lat) ** 2 + cos(lat) ** 2 * cos(lon))
    # Beta and Delta are 53 km apart, Alpha and Delta 76 km: out of range.
    pairs = set(zip(near.source.tolist(), near.target.tolist(), strict=True))
    assert pairs == {(0, 1), (1, 0), (1, 3), (3, 1)}
    assert near.weight[0] == pytest.approx(2 ** (-km / 20), rel=1e-6)


def test_steps_hold_from_their_date_and_a_country_beats_the_star(scenario: Scenario):
    bread = scenario.covariates[0].values
    assert bread.shape == (2, 31)
    assert bread[0, 9] == 1
    assert bread[0, 10] == 5
    assert (bread[1] == 1).all()


def test_a_shock_for_all_reaches_every_country(scenario: Scenario):
    (shock,) = scenario.shocks
    assert shock.day.tolist() == [1, 1]
    assert shock.country.tolist() == [0, 1]


def test_the_machine_form_comes_back_exactly(scenario: Scenario):
    again = from_json(to_json(scenario))
    assert to_json(again) == to_json(scenario)
    assert again.start == date(1848, 1, 1)
    for field in fields(scenario.places):
        one, other = getattr(scenario.places, field.name), getattr(again.places, field.name)
        assert type(one) is type(other)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype


def test_the_digest_follows_every_number(scenario: Scenario, write: Callable[..., Path]):
    path = write({"borders.csv": "source,target,weight\nUpland,Lowland,2.0000001\n"})
    assert load(path).digest != scenario.digest


def test_an_edited_machine_form_is_refused(scenario: Scenario):
    text = to_json(scenario).replace('"population":[1000.0', '"population":[1001.0')
    for wrong in (text, "[]", "{", '{"schema":"contention/scenario/1"}'):
        with pytest.raises(ContentionError) as caught:
            from_json(wrong)
        assert caught.value.codes == ("S060",)


def test_the_order_of_rows_across_countries_does_not_matter(write: Callable[..., Path]):
    text = write().with_name("places.csv").read_text(encoding="utf-8").splitlines()
    digest = load(write()).digest
    moved = "\n".join([text[0], *text[2:], text[1]]) + "\n"
    assert load(write({"places.csv": moved})).digest == digest


def test_the_summary_fits_a_terminal_and_counts_people(scenario: Scenario):
    text = describe(scenario)
    assert max(map(len, text.splitlines())) <= 80
    assert "14,000" in text
    assert scenario._repr_html_().startswith("<pre>")


def test_a_byte_order_mark_is_tolerated(write: Callable[..., Path]):
    path = write()
    digest = load(path).digest
    for file in (path, path.with_name("places.csv")):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load(path).digest == digest


def test_pairs_of_places_are_written_with_their_country(write: Callable[..., Path]):
    text = write().read_text(encoding="utf-8")
    link = "near: {level: place, pairs: roads.csv, symmetric: false}"
    text = text.replace("near: {level: place, distance: {range_km: 60, half_km: 20}}", link)
    roads = "source,target\nUpland/Alpha,Lowland/Delta\n"
    near = load(write({"scenario.yaml": text, "roads.csv": roads})).links[1]
    assert (near.source.tolist(), near.target.tolist(), near.weight.tolist()) == ([0], [3], [1])
