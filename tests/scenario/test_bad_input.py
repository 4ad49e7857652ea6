"""Every mistake has its code, its place and a hint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contention.foundation.errors import ContentionError, Problem
from contention.scenario import load

Spoil = Callable[[str, str, str], Path]

YAML, PLACES, STRATA = "scenario.yaml", "places.csv", "strata.csv"
BORDERS, BREAD, SHOCKS = "borders.csv", "bread.csv", "shocks.csv"
RECORDED = "recorded.csv"

MISTAKES = [
    ("S001", YAML, "format: 1", "format: 2", ":1:9"),
    ("S002", YAML, "bloc: Highlands\n", "", ":1:1"),
    ("S003", YAML, "bloc: Highlands", "bloc: Highlands\nshock: a.csv", ":5:1"),
    ("S003", YAML, "half_km: 20}", "half_km: 20, unit: km}", ":11:62"),
    ("S003", YAML, "pairs: borders.csv}", "pairs: borders.csv, symetric: true}", ":10:48"),
    ("S004", YAML, "start: 1848-01-01", "start: 1848-13-01", ":5:19"),
    ("S004", YAML, "start: 1848-01-01", "start: 18480101", ":5:19"),
    ("S004", YAML, "half_km: 20", "half_km: -1", ":11:58"),
    ("S004", YAML, "half_km: 20", "half_km: .inf", ":11:58"),
    ("S004", YAML, "level: country, pairs", "level: village, pairs", ":10:"),
    ("S004", YAML, "  border:", "  Border:", ":10:3"),
    ("S005", YAML, "end: 1848-01-31", "end: 1847-01-31", ":5:36"),
    ("S006", YAML, "[Upland, Lowland]", "[Upland, Lowland, Upland]", ":6:30"),
    ("S010", PLACES, ",population,", ",people,", "row 1"),
    ("S011", PLACES, ",mills\n", ",mills2\n", "row 1"),
    ("S012", PLACES, "Delta,Lowland", "Delta,x,Lowland", "places.csv"),
    ("S013", PLACES, ",4000,", ",NaN,", "row 2, column population"),
    ("S013", PLACES, ",4000,", ",inf,", "row 2, column population"),
    ("S013", PLACES, ",4000,", ",4 000,", "row 2, column population"),
    ("S013", PLACES, "Delta,", ",", "row 2, column name"),
    ("S013", PLACES, "census,high,2", "census,high,", "row 2, column mills"),
    ("S013", PLACES, "19.0,census", "19.0,", "row 2, column source"),
    ("S013", BREAD, "1848-01-11", "11.1.1848", "row 3, column from"),
    ("S013", BREAD, ",5,", ",five,", "row 3, column value"),
    ("S013", STRATA, ",workers,0.5", ",Workers!,0.5", "row 2, column stratum"),
    ("S014", BORDERS, "Upland,Lowland,2\n", "", "borders.csv"),
    ("S015", YAML, "places: places.csv", "places: plaices.csv", ":7:9"),
    ("S020", PLACES, "Delta,Lowland", "Delta,Lowlands", "row 2, column country"),
    ("S020", STRATA, "Lowland,South", "Lawland,South", "row 4, column country"),
    ("S020", BREAD, "Upland,1848", "Utopia,1848", "row 3, column country"),
    ("S020", SHOCKS, "*,1", "Utopia,1", "row 2, column country"),
    ("S021", PLACES, "Beta,", "Alpha,", "row 4, column name"),
    ("S022", PLACES, ",4000,", ",-4000,", "row 2, column population"),
    ("S022", PLACES, ",4000,", ",0,", "row 2, column population"),
    ("S023", PLACES, "47.0,19.0", "190,47", "row 2, column lat"),
    ("S023", PLACES, "47.0,19.0", "47,-181", "row 2, column lon"),
    ("S024", PLACES, "South,town", "South,city", "row 2, column kind"),
    ("S024", STRATA, "Upland,,town", "Upland,,city", "row 2, column kind"),
    ("S025", PLACES, "remainder,10,", "remainder,0,", "row 5, column communes"),
    ("S025", PLACES, "remainder,10,", "remainder,,", "row 5, column communes"),
    ("S025", PLACES, "remainder,10,", "remainder,1.5,", "row 5, column communes"),
    ("S026", YAML, "[Upland, Lowland]", "[Upland, Lowland, Utopia]", ":6:12"),
    ("S027", PLACES, "census,high", "census,sure", "row 2, column confidence"),
    ("S027", BORDERS, "weight\nUpland,Lowland,2", "confidence\nUpland,Lowland,sure", "row 2"),
    ("S030", STRATA, "workers,0.5,,", "workers,0.5,10,", "row 2"),
    ("S030", STRATA, "workers,0.5,,", "workers,,,", "row 2"),
    ("S031", STRATA, "workers,0.5,,", "workers,50,,", "row 2, column share_of_population"),
    ("S031", STRATA, ",1000,", ",-1,", "row 3, column persons"),
    ("S032", STRATA, "Lowland,South", "Lowland,North", "row 4"),
    ("S033", STRATA, "workers,0.5,,", "workers,0.95,,", "strata.csv"),
    ("S034", STRATA, "Lowland,South,,workers", "Upland,North,town,workers", "row 4"),
    ("S035", STRATA, "soldiers,,1000", "soldiers,,0", "strata.csv"),
    ("S040", BORDERS, "Lowland", "Utopia", "row 2, column target"),
    ("S041", BORDERS, ",2\n", ",-2\n", "row 2, column weight"),
    ("S013", BORDERS, ",2\n", ",inf\n", "row 2, column weight"),
    ("S042", YAML, "distance: {range_km: 60, half_km: 20}", "symmetric: true", ":11:"),
    ("S043", YAML, "  near:", "  abroad:", ":11:3"),
    ("S044", BORDERS, "Upland,Lowland,2\n", "Upland,Lowland,2\nLowland,Upland,1\n", "row 3"),
    ("S044", BORDERS, "Lowland", "Upland", "row 2"),
    ("S052", BREAD, "Upland,1848-01-11", "*,1847-12-01", "row 3"),
    ("S053", BREAD, "1848-01-11", "1848-02-01", "row 3, column from"),
    ("S053", SHOCKS, "1848-01-02", "1847-12-31", "row 2, column date"),
    ("S054", RECORDED, "0.5", "1.5", "row 2, column value"),
    ("S054", RECORDED, "0.5", "0", "row 2, column value"),
    ("F107", YAML, "bloc: Highlands", "bloc: Highlands\nbloc: Lowlands", ":5:1"),
]


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ContentionError) as caught:
        load(path)
    return caught.value.problems


@pytest.mark.parametrize(("code", "name", "old", "new", "where"), MISTAKES)
def test_a_mistake(spoil: Spoil, code: str, name: str, old: str, new: str, where: str):
    found = [problem for problem in problems_of(spoil(name, old, new)) if problem.code == code]
    assert found
    assert where in found[0].where
    assert all(problem.hint and problem.found and problem.expected for problem in found)


# A wrong name spoils what builds on it: these mistakes rightly show at more than one place.
FOLLOWED = {"S010", "S011", "S020", "S024", "S026"}


@pytest.mark.parametrize(
    ("code", "name", "old", "new"),
    [mistake[:4] for mistake in MISTAKES if mistake[0] not in FOLLOWED],
)
def test_one_mistake_gives_one_problem(spoil: Spoil, code: str, name: str, old: str, new: str):
    assert {problem.code for problem in problems_of(spoil(name, old, new))} == {code}


def test_problems_of_the_document_and_of_every_table_come_together(write: Callable[..., Path]):
    path = write()
    changes: dict[str, tuple[str, str]] = {
        YAML: ("bloc: Highlands", "bloc: Highlands\nextra: 1"),
        PLACES: (",4000,", ",-4000,"),
        BORDERS: ("Lowland", "Utopia"),
        SHOCKS: ("1848-01-02", "1900-01-01"),
    }
    for name, (old, new) in changes.items():
        file = path.with_name(name)
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    codes = {problem.code for problem in problems_of(path)}
    assert {"S003", "S022", "S040", "S053"} <= codes


def test_a_near_name_is_offered(spoil: Spoil):
    (key,) = problems_of(spoil(YAML, "shocks: shocks.csv", "shoks: shocks.csv"))
    assert "did you mean shocks?" in key.hint
    found = problems_of(spoil(PLACES, "Delta,Lowland", "Delta,Lowlnd"))
    assert "did you mean Lowland?" in next(p for p in found if p.code == "S020").hint


def test_many_wrong_rows_are_counted_not_listed(write: Callable[..., Path]):
    head = "name,country,region,kind,communes,population,lat,lon,source,confidence,mills\n"
    rows = "".join(f"P{i},Upland,North,town,,-1,47,18,x,low,0\n" for i in range(200))
    delta = "Delta,Lowland,South,town,,4000,47.0,19.0,census,high,2\n"
    found = [p for p in problems_of(write({PLACES: head + rows + delta})) if p.code == "S022"]
    assert len(found) == 20
    assert "and 180 more" in found[-1].found


def test_files_that_are_no_text(write: Callable[..., Path]):
    path = write()
    table = path.with_name(PLACES)
    table.write_bytes(table.read_bytes().replace(b"census", "népszámlálás".encode("iso8859-2")))
    (problem,) = problems_of(path)
    assert problem.code == "F104"
    assert "places.csv:2:" in problem.where
    table.write_bytes(b"")
    assert problems_of(path)[0].code == "F105"
    path.write_bytes(b"")
    assert problems_of(path)[0].code == "F105"
    path.unlink()
    assert problems_of(path)[0].code == "F101"
