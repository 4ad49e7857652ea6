"""The benchmarks run in their small settings, and measure what they say."""

from __future__ import annotations

import json
import math

import numpy as np
import polars as pl
import pytest

import contention as ct
from benchmarks import __main__ as program
from benchmarks.child import call_in_child
from benchmarks.crowding import multiplied
from benchmarks.facts import LIBRARIES
from benchmarks.many_places import COPIES, bounded, remembering
from benchmarks.row import Row
from benchmarks.synthetic import Extent, made_events, made_scenario
from benchmarks.table import table
from contention.scenario.model import Scenario

TARGETS = 15  # of the rows in full settings


@pytest.fixture(scope="module")
def bloc() -> Scenario:
    return ct.load_scenario("eastern-bloc-1953")


@pytest.mark.slow
def test_every_benchmark_runs_in_its_small_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--quick", "--json"]) == 0
    out = capsys.readouterr().out
    found = json.loads(out)
    assert next(iter(found)) == "schema"
    assert found["schema"] == "contention/benchmarks/1"
    rows = found["rows"]
    assert sum(row["target"] is not None for row in rows) == TARGETS - 2  # no compiling
    assert all(math.isfinite(row["value"]) for row in rows)
    # The import is a difference of two times, and may drown in noise.
    assert all(row["value"] > 0 for row in rows if "over bare" not in row["name"])
    assert set(found["machine"]) == {"processor", "cores", "load", "system", "python", *LIBRARIES}
    lines = table([Row(*list(row.values())[:6]) for row in rows], found["machine"]).splitlines()
    assert max(map(len, lines[: len(rows) + 2])) <= 80


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        program.main(["wrolds"])
    assert "no benchmark wrolds" in capsys.readouterr().err


def test_a_child_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="unexpected keyword"):
        call_in_child("benchmarks.worlds", "simulate", {"nothing": 1})


def test_targets_bound_from_the_right_side() -> None:
    assert Row("seconds", 1.0, "s", 2.0).met is True
    assert Row("seconds", 3.0, "s", 2.0).met is False
    assert Row("rate", 1.0, "1/s", 2.0, "least").met is False
    assert Row("rate", 2.0, "1/s", 2.0, "least").met is True
    assert Row("rate", 2.0, "1/s").met is None


def test_the_table_marks_what_is_missed_and_fits_80_columns() -> None:
    rows = [
        Row("fast", 1.0, "s", 2.0, note="how"),
        Row("slow", 3.0, "s", 2.0),
        Row("size", 4, "GB"),
    ]
    lines = table(rows, {"cores": "2"}).splitlines()
    assert lines[2].endswith("yes")
    assert lines[3].endswith("NO")
    assert "[1] how" in lines
    assert lines[-1] == "cores: 2"
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("linked", [False, True])
def test_copies_share_the_people_of_their_town(bloc: Scenario, linked: bool) -> None:
    many = multiplied(bloc, copies=COPIES, linked=linked)
    towns = sum(kind == "town" for kind in bloc.places.kind)
    assert len(many.places.name) == len(bloc.places.name) + COPIES * towns
    assert len(set(zip(many.places.country, many.places.name, strict=True))) == len(
        many.places.name
    )
    for one, other in [
        (bloc.places.population, many.places.population),
        *zip(bloc.strata.values(), many.strata.values(), strict=True),
    ]:
        np.testing.assert_allclose(
            np.bincount(many.places.country, other), np.bincount(bloc.places.country, one)
        )


def test_links_of_copies(bloc: Scenario) -> None:
    (near,) = (link for link in bloc.links if link.level == "place")
    name = np.array(bloc.places.name)
    pairs = {(name[s], name[t]) for s, t in zip(near.source, near.target, strict=True)}
    for linked, times in ((False, 1), (True, (COPIES + 1) ** 2)):
        many = multiplied(bloc, copies=COPIES, linked=linked)
        (link,) = (link for link in many.links if link.level == "place")
        assert link.source.size == times * near.source.size
        town = np.array([n.partition(" quiet ")[0] for n in many.places.name])
        assert {(town[s], town[t]) for s, t in zip(link.source, link.target, strict=True)} == pairs


def test_the_changed_theory_remembers_longer_and_keeps_its_events() -> None:
    theory = ct.load_theory("contagion")
    changed = bounded(remembering(theory))
    memories = {s.name: s.memory for s in changed.signals}
    assert memories.pop("unrest_here").half_life == 60.0
    assert memories == {s.name: s.memory for s in theory.signals if s.name != "unrest_here"}
    assert {a.cluster.at_most for a in changed.acts if a.cluster} == {100}


def test_made_events_breed_events() -> None:
    extent = Extent(countries=3, side=20, days=1000, events=3000)
    scenario = made_scenario(extent, seed=1)
    events = made_events(scenario, extent, seed=2)
    assert abs(events.height - extent.events) < 0.1 * extent.events
    assert set(events["form"]) == {"strike", "demonstration", "meeting", "riot"}
    assert events["date"].is_between(scenario.start, scenario.end).all()
    gap = events.sort("date").select(pl.col("date").diff().over("town").dt.total_days())["date"]
    near = (gap.drop_nulls() <= 7).mean()
    # Without breeding 3,000 events at 1,200 towns over 1,000 days are months apart.
    assert isinstance(near, float)
    assert near > 0.3
