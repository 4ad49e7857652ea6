"""A small, correct scenario that tests copy and spoil."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "scenario.yaml": """\
format: 1
scenario: two-valleys
title: Two valleys
bloc: Highlands
calendar: {start: 1848-01-01, end: 1848-01-31}
countries: [Upland, Lowland]
places: places.csv
strata: strata.csv
links:
  border: {level: country, pairs: borders.csv}
  near: {level: place, distance: {range_km: 60, half_km: 20}}
covariates:
  bread: {level: country, table: bread.csv, unit: per cent}
  mills: {level: place, column: mills, unit: number}
shocks: shocks.csv
recorded: recorded.csv
""",
    "places.csv": """\
name,country,region,kind,communes,population,lat,lon,source,confidence,mills
Delta,Lowland,South,town,,4000,47.0,19.0,census,high,2
Alpha,Upland,North,town,,1000,47.0,18.0,census,high,1
Beta,Upland,North,town,,3000,47.0,18.3,census,medium,0
rest of North,Upland,North,remainder,10,6000,47.1,18.1,census,low,0
""",
    "strata.csv": """\
country,region,kind,stratum,share_of_population,persons,source,confidence
Upland,,town,workers,0.5,,guess,low
Upland,,,soldiers,,1000,guess,low
Lowland,South,,workers,0.25,,guess,low
""",
    "borders.csv": "source,target,weight\nUpland,Lowland,2\n",
    "bread.csv": """\
country,from,value,source,confidence
*,1847-12-01,1,prices,high
Upland,1848-01-11,5,prices,high
""",
    "recorded.csv": """\
country,from,value,source,confidence
Upland,1848-01-11,0.5,police,low
Upland,1848-01-21,1,police,low
""",
    "shocks.csv": "name,date,country,value,source\ndeath,1848-01-02,*,1,news\n",
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the small scenario, with some files replaced or (``None``) left out."""

    def files(changes: dict[str, str | None] | None = None) -> Path:
        for name, text in {**FILES, **(changes or {})}.items():
            if text is not None:
                (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / "scenario.yaml"

    return files


@pytest.fixture
def spoil(write: Callable[..., Path]) -> Callable[[str, str, str], Path]:
    """Write the small scenario with one piece of one file replaced."""

    def change(name: str, old: str, new: str) -> Path:
        assert old in FILES[name]
        return write({name: FILES[name].replace(old, new, 1)})

    return change
