"""A made-up study directory for tests of the report: FAKE worlds and a FAKE fit.

The record is a small subset of rows in canonical columns; worlds shuffle the record's
country-weeks over the calendar; fitted numbers are drawn at random. Nothing here is a result.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from contention.inference.patterns import compare
from contention.record import Record, write_record
from tests.report.fake_parts import (
    fake_claims,
    fake_episodes,
    fake_ranking,
    fake_validity,
    fake_what_ifs,
)


@dataclass(frozen=True)
class FakeWorlds:
    """Made-up worlds with the properties that a comparison reads."""

    events: pl.DataFrame
    worlds: int
    ended: tuple[int, ...] = ()


def fake_worlds(record: pl.DataFrame, *, number: int, seed: int) -> pl.DataFrame:
    """Shuffle the record's country-weeks over the calendar, with random repeats and sizes."""
    random = np.random.default_rng(seed)
    start, end = date(1953, 3, 2), date(1957, 12, 30)
    last = (end - start).days // 7
    keyed = record.filter(pl.col("date") <= end, pl.col("date_precision") == "day").with_columns(
        week=(pl.col("date") - start).dt.total_days() // 7
    )
    names = ["country", "week"]
    blocks = keyed.partition_by(names, maintain_order=True, as_dict=False)
    worlds: list[pl.DataFrame] = []
    for world in range(number):
        scale = random.lognormal(0, 0.35)
        picks = random.choice(len(blocks), size=int(len(blocks) * scale))
        for pick in picks:
            block = blocks[pick]
            move = int(random.integers(0, last)) - int(block["week"][0])
            size = np.exp(random.normal(6.5, 1.8, block.height)).astype(int) + 1
            worlds.append(
                block.with_columns(
                    world=pl.lit(world, pl.Int64),
                    date=pl.col("date") + timedelta(days=7 * move),
                    date_low=pl.col("date") + timedelta(days=7 * move),
                    date_high=pl.col("date") + timedelta(days=7 * move),
                    participants_low=pl.Series(size),
                    participants_high=pl.Series(size),
                    region=pl.lit("region"),
                    commune=pl.lit(None, pl.Int64),
                    act=pl.col("form"),
                )
            )
    return pl.concat(worlds).drop("week", "source", "description")


MECHANISMS = (
    ("spread", "response to unrest at home yesterday", "Unrest at home spreads"),
    ("spread_abroad", "response to unrest abroad in the last days", "Unrest abroad spreads"),
    ("local", "pull of places that stirred before", "Unrest stays where it was"),
    ("embolden", "response to concessions of the last weeks", "Concessions embolden"),
    (
        "deter",
        "response to fresh police fire, today and yesterday",
        "Fire on a crowd deters the next day",
    ),
    ("harden", "response to police fire of the last two months", "Fire on a crowd hardens later"),
    ("coerced", "response to the army on the streets", "Troops hold people down"),
    (
        "patron_pressure",
        "response to an intervention by the patron",
        "An intervention by the patron",
    ),
    ("split", "response to a change of persons at the top", "A change of persons at the top"),
    ("councils_hold", "response to councils standing in the country", "Councils bring councils"),
    ("defect_soldiers", "soldiers' response to fraternisation", "Unrest wins soldiers over"),
    ("wages", "response to a fall of real wages by ten per cent", "Falling wages anger"),
)


def fake_fit(theory: str, title: str, *, seed: int) -> dict[str, Any]:
    """Draw a fit at random."""
    random = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    count = {"silence": 0, "contagion": 3}.get(theory, len(MECHANISMS))
    for name, says, label in MECHANISMS[:count]:
        rests = name in ("defect_soldiers", "patron_pressure")
        se = 0.97 if rests else float(random.uniform(0.1, 0.6))
        mode = 0.02 if rests else float(random.normal(0.3, 0.9))
        prior = {"family": "normal", "a": 0.0, "b": 1.0}
        rows.append(_parameter(name, mode, se, says, "mechanism", prior, rests=rests, group=label))
    prior = {"family": "lognormal", "a": 2.0, "b": 0.5}
    if count:
        halflife = _parameter(
            "news_halflife", 4.2, 1.1, "how long news from abroad stays fresh", "mechanism", prior
        )
        rows.append({**halflife, "unit": "day", "low": 2.5, "high": 7.1})
    for act in ("strike", "march", "riot"):
        prior = {"family": "normal", "a": 0.0, "b": 0.3}
        if count:
            says = "response to unrest at home yesterday"
            rows.append(_parameter(f"spread@{act}", 0.1, 0.2, says, "mechanism", prior))
    for country in ("Hungary", "Poland", "East Germany"):
        prior = {"family": "normal", "a": -6.0, "b": 2.0}
        says = "baseline of strikes"
        rows.append(_parameter(f"readiness[{country}]", -6.5, 0.4, says, "shared", prior))
    return {
        "theory": theory,
        "title": title,
        "log_likelihood": -5210.4 + 9 * count,
        "log_posterior": -5260.8 + 7 * count,
        "parameters": rows,
    }


def _parameter(
    name: str,
    mode: float,
    se: float,
    says: str,
    block: str,
    prior: dict[str, Any],
    *,
    rests: bool = False,
    group: str = "",
) -> dict[str, Any]:
    return {
        "name": name,
        "mode": mode,
        "se": se,
        "low": mode - 1.96 * se,
        "high": mode + 1.96 * se,
        "of": says,
        "block": block,
        "unit": "1",
        "prior": prior,
        "informative_rows": 3 if rests else 120,
        "rests_on_prior": rests,
        "group": group,
    }


THEORIES = {
    "political-revolution": "Political revolution against a bureaucratic caste",
    "contagion": "Unrest breeds unrest",
    "silence": "Constant rates",
}


def write_fake_study(directory: Path, record: Record, *, number: int = 40) -> Path:
    """Write a study directory with the files that the contract names."""
    directory.mkdir(parents=True, exist_ok=True)
    events = record.events
    write_record(record, directory / "record.parquet")
    holder = replace(record, name="eastern-bloc-1953")
    for seed, (theory, title) in enumerate(THEORIES.items()):
        _write(directory / f"fit-{theory}.json", fake_fit(theory, title, seed=seed))
        simulated = fake_worlds(events, number=number, seed=seed)
        (directory / f"worlds-{theory}").mkdir(exist_ok=True)
        simulated.write_parquet(directory / f"worlds-{theory}" / "events.parquet")
        worlds = FakeWorlds(simulated, number)
        comparison = compare(worlds, holder, towns=330)
        _write(directory / f"patterns-{theory}.json", comparison.to_json())
    main = next(iter(THEORIES))
    again = compare(FakeWorlds(fake_worlds(events, number=12, seed=9), 12), holder, towns=330)
    drawn = {"theory": main, "worlds": 12, "stable_share": 0.9, **again.to_json()}
    _write(directory / f"posterior-{main}.json", drawn)
    failed = {"theory": "contagion", "failed": "2 stable draws among 200"}
    _write(directory / "posterior-contagion.json", failed)
    _write(directory / f"episodes-{main}.json", fake_episodes(main))
    _write(directory / "claims.json", fake_claims())
    _write(directory / "ranking.json", fake_ranking())
    _write(directory / f"whatif-{main}.json", fake_what_ifs())
    _write(directory / "validity.json", fake_validity())
    _write(directory / "audit.json", record.audit().as_dict())
    _write(directory / "sources.json", FAKE_SOURCES)
    _write(directory / "manifest.json", fake_manifest(number))
    return directory


FAKE_SOURCES: dict[str, Any] = {
    "scenario": [
        {"what": "places", "source": "1960 census, Demographic data p.138", "rows": 40},
        {"what": "strata", "source": "Statistical yearbook 1956", "rows": 12},
    ],
    "theories": {
        "political-revolution": [
            {"key": "swp-1957", "text": "Socialist Workers Party, The Hungarian Revolution, 1957"}
        ]
    },
}


def fake_manifest(number: int) -> dict[str, Any]:
    """Return a manifest in the form of `contention.foundation.provenance`."""
    return {
        "schema": "contention/manifest/1",
        "status": "complete",
        "command": ["contention", "study", "eastern-bloc-1953"],
        "seed": 1,
        "study": "eastern-bloc-1953",
        "worlds": number,
        "theories": list(THEORIES),
        "inputs": {"record": "a" * 64, "scenario": "b" * 64, "theory": "c" * 64},
        "versions": {"contention": "0.1.0", "python": "3.11.7", "polars": "2.1.0"},
    }


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
