"""What is known at an origin: nothing dated to it or later, nor what may fall there."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from contention.foundation.errors import ContentionError
from contention.inference.forecasting.calendars import scenario_until
from contention.inference.scoring.counting import check_forms, count_cells, counted_forms
from contention.inference.scoring.past import make_past

from .world import FORMS, START, event, scenario, table

ORIGIN = START + timedelta(20)


def test_counts_by_place_and_day() -> None:
    events = table(
        event(2, "Aa"),
        event(2, "Aa"),
        event(3, "Cc", actor=["police", "army"]),  # of institutions alone: does not count
        event(3, "Cc", actor=["army", "workers"]),
        event(3, "Cc", form="arrest"),
        event(4, "Nowhere"),
        event(5, None),
        event(6, "Bb", actor=None),
        event(12, "Bb"),  # outside the days asked for
    )
    events = events.filter(~pl.col("actor").list.contains("police").fill_null(value=False))
    found = count_cells(events, scenario(), FORMS, first=START, days=10)
    assert found.sum() == 4
    assert (found[0, 2], found[2, 3], found[1, 6]) == (2, 1, 1)


def test_acts_of_institutions_do_not_count() -> None:
    events = table(event(1, "Aa", actor=["army"]), event(1, "Aa", actor=["army", "workers"]))
    assert count_cells(events, scenario(), FORMS, first=START, days=5).sum() == 1


def test_worlds_count_in_remainders() -> None:
    events = table(event(1, None, place="rest of North"), event(1, "Aa"))
    events = events.with_columns(commune=pl.Series([3, None]))
    found = count_cells(events, scenario(), FORMS, first=START, days=5)
    assert found[:, 1].tolist() == [1, 0, 0, 1]


def test_nothing_of_the_origin_or_later_is_known() -> None:
    day = timedelta(1)
    events = table(
        event(19, "Aa"),
        event(20, "Aa"),
        event(21, "Bb"),
        event(18, "Cc", date_low=ORIGIN - 4 * day, date_high=ORIGIN),  # may fall on the origin
        event(18, "Cc", date_low=ORIGIN - 4 * day, date_high=ORIGIN - day),
        event(17, "Bb", end_date=ORIGIN + day),  # still going on
    )
    past = make_past(events, scenario(), ORIGIN, forms=FORMS)
    assert past.counts.shape == (4, 20)
    assert past.counts.sum() == 2
    assert past.record["date"].to_list() == [START + timedelta(19), START + timedelta(18)]
    later = make_past(events, scenario(), ORIGIN + 2 * day, forms=FORMS)
    assert later.counts.sum() == 6


def test_tables_of_the_scenario_end_at_the_origin() -> None:
    past = make_past(table(), scenario(), ORIGIN, forms=FORMS)
    wages = past.scenario.covariates[0].values[0]
    assert wages[:20].tolist() == list(range(20))
    assert set(wages[20:]) == {19.0}
    assert past.scenario.recorded is not None
    assert np.ptp(past.scenario.recorded.values[0, 19:]) == 0.0
    assert past.scenario.shocks[0].day.tolist() == [3]
    assert scenario().covariates[0].values[0, 30] == 30.0  # the scenario itself is as it was


def test_a_cut_calendar_has_tables_of_its_length() -> None:
    cut = scenario_until(scenario(), ORIGIN + timedelta(1), 0)
    assert cut.days == 21
    assert cut.covariates[0].values.shape == (1, 21)


def test_forms_are_words_of_the_vocabulary() -> None:
    assert {"demonstration", "arson", "strike"} <= set(counted_forms())
    assert "arrest" not in counted_forms()
    for wrong in (["ballet"], []):
        with pytest.raises(ContentionError) as caught:
            check_forms(wrong)
        assert caught.value.codes == ("I075",)
