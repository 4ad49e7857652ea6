"""What the report reads: the files of a study directory, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl

from contention.foundation.errors import ContentionError, Problem

Json = dict[str, Any]


@dataclass(frozen=True)
class TheoryFiles:
    """What a study holds of one theory.

    ``fit`` and ``patterns`` are the contents of ``fit-THEORY.json`` and
    ``patterns-THEORY.json``; ``events`` is the path of its simulated events, if they are there.
    ``posterior`` and ``episodes`` are those of ``posterior-THEORY.json`` and
    ``episodes-THEORY.json``, empty where there are none.
    """

    name: str
    fit: Json
    patterns: Json
    events: Path | None
    posterior: Json = field(default_factory=dict[str, Any])
    episodes: Json = field(default_factory=dict[str, Any])

    @property
    def title(self) -> str:
        """The title of the theory, or its name."""
        return str(self.fit.get("title") or self.name)

    @property
    def mechanisms(self) -> list[Json]:
        """Parameters that belong to the theory's mechanism."""
        return [p for p in self.parameters if p.get("block", "mechanism") == "mechanism"]

    @property
    def parameters(self) -> list[Json]:
        """All parameters."""
        return cast("list[Json]", self.fit.get("parameters", []))

    @property
    def worlds(self) -> int:
        """Number of worlds that were set against the record."""
        return int(self.patterns.get("worlds", 0))

    @property
    def ran_away(self) -> int:
        """Number of worlds in which a rate reached its cap; they ended there."""
        return len(self.patterns.get("ran_away", []))

    @property
    def drawn(self) -> int:
        """Number of worlds that were simulated. If all ran away, all were compared."""
        return int(self.patterns.get("drawn", self.worlds))

    @property
    def numbers(self) -> list[int]:
        """Numbers of the worlds that were set against the record."""
        gone: set[int] = set(self.patterns.get("ran_away", []))
        kept = [world for world in range(self.drawn) if world not in gone]
        return kept or list(range(self.drawn))

    def pattern(self, name: str) -> Json | None:
        """Return one pattern, or None."""
        return next((p for p in self.patterns["patterns"] if p["pattern"] == name), None)


@dataclass(frozen=True)
class StudyFiles:
    """The contents of a study directory. ``theories`` starts with the main one.

    ``claims``, ``ranking``, ``what_ifs`` and ``validity`` are empty where a step was left out.
    """

    name: str
    manifest: Json
    theories: tuple[TheoryFiles, ...]
    audit: Json
    sources: Json
    record: pl.DataFrame | None
    claims: Json = field(default_factory=dict[str, Any])
    ranking: Json = field(default_factory=dict[str, Any])
    what_ifs: Json = field(default_factory=dict[str, Any])
    validity: Json = field(default_factory=dict[str, Any])

    @property
    def main(self) -> TheoryFiles:
        """The theory that the report is about."""
        return self.theories[0]

    @property
    def weeks(self) -> list[date]:
        """Mondays of the weekly series of the main theory."""
        return [date.fromisoformat(week) for week in self.main.patterns["series"]["weeks"]]


def read_study(directory: Path) -> StudyFiles:
    """Read a study directory.

    Parameters
    ----------
    directory
        The directory that ``contention study`` wrote.

    Returns
    -------
    StudyFiles
        Its contents; simulated events stay on disk.

    Raises
    ------
    ContentionError
        U020: there is no manifest or no finished theory. U021: a file cannot be understood.
    """
    if not (directory / "manifest.json").is_file():
        raise ContentionError(_no_study(directory, "no manifest.json"))
    manifest = _read(directory / "manifest.json")
    finished = [
        path.name.removeprefix("patterns-").removesuffix(".json")
        for path in sorted(directory.glob("patterns-*.json"))
    ]
    theories = [_theory(directory, name) for name in finished]
    if not theories:
        raise ContentionError(_no_study(directory, "no patterns-THEORY.json"))
    listed = manifest.get("theories")
    order: list[str] = [str(name) for name in cast("list[str]", listed or [])]
    theories.sort(
        key=lambda theory: (
            order.index(theory.name) if theory.name in order else len(order),
            -len(theory.mechanisms),
            theory.name,
        )
    )
    stored = directory / "record.parquet"
    return StudyFiles(
        name=str(manifest.get("study") or manifest.get("case") or directory.resolve().name),
        manifest=manifest,
        theories=tuple(theories),
        audit=_read(directory / "audit.json", optional=True),
        sources=_read(directory / "sources.json", optional=True),
        record=_table(stored) if stored.is_file() else None,
        claims=_part(directory / "claims.json", "claims"),
        ranking=_part(directory / "ranking.json", "theories", "words"),
        what_ifs=_part(directory / f"whatif-{theories[0].name}.json", "what_ifs", "sweeps"),
        validity=_part(directory / "validity.json", "checks"),
    )


def read_events(theory: TheoryFiles) -> pl.DataFrame | None:
    """Read the events of the compared worlds of a theory; None if the study holds none."""
    if theory.events is None:
        return None
    events = _table(theory.events)
    if not theory.ran_away:
        return events
    return events.filter(pl.col("world").is_in(pl.Series(theory.numbers).implode()))


def _theory(directory: Path, name: str) -> TheoryFiles:
    events = directory / f"worlds-{name}" / "events.parquet"
    patterns = _read(directory / f"patterns-{name}.json")
    missing = {"patterns", "series", "waiting", "sizes"} - patterns.keys()
    if missing:
        found = f"no {', no '.join(sorted(missing))}"
        raise ContentionError(_broken(directory / f"patterns-{name}.json", found))
    return TheoryFiles(
        name=name,
        fit=_read(directory / f"fit-{name}.json", optional=True),
        patterns=patterns,
        events=events if events.is_file() else None,
        posterior=_part(directory / f"posterior-{name}.json", "theory"),
        episodes=_part(directory / f"episodes-{name}.json", "countries"),
    )


def _part(path: Path, *keys: str) -> Json:
    """Read a file that a study may lack; U021 if it is there without what it should hold."""
    found = _read(path, optional=True)
    missing = [key for key in keys if found and key not in found]
    if missing:
        raise ContentionError(_broken(path, f"no {', no '.join(missing)}"))
    return found


def _read(path: Path, **policy: bool) -> Json:
    if policy.get("optional") and not path.is_file():
        return {}
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ContentionError(_broken(path, str(error))) from error
    if not isinstance(found, dict):
        raise ContentionError(_broken(path, f"a {type(found).__name__}"))
    return cast("Json", found)


def _table(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ContentionError(_broken(path, str(error).splitlines()[0])) from error


def _no_study(directory: Path, found: str) -> Problem:
    return Problem(
        "U020",
        found,
        "a study directory with a manifest and at least one finished theory",
        str(directory),
        "run `contention study` first, or name the directory that it wrote",
    )


def _broken(path: Path, found: str) -> Problem:
    return Problem(
        "U021",
        found,
        "a file as `contention study` writes it",
        path.name,
        "remove the file and run the study again; the rest is not computed twice",
    )
