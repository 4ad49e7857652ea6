"""Documents checked one by one and against each other: what ``contention check`` runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from contention.foundation.errors import ContentionError, Problem

if TYPE_CHECKING:
    from contention.scenario import Scenario
    from contention.theory import Theory


@dataclass(frozen=True)
class Item:
    """A sound document: what it is, how much it holds, and a summary of it."""

    kind: Literal["scenario", "theory"]
    name: str
    digest: str
    counts: dict[str, int]
    text: str


@dataclass(frozen=True)
class Checked:
    """Sound documents, and (theory, scenario, number of parameters) of those that bind."""

    items: tuple[Item, ...]
    bound: tuple[tuple[str, str, int], ...]


def check_documents(sources: Sequence[str]) -> Checked:
    """Check scenarios and theories, and bind each theory to each scenario.

    Parameters
    ----------
    sources
        Names in the catalogue or paths of documents.

    Raises
    ------
    ContentionError
        Every problem of every document; U014: a document that is neither.
    """
    problems: list[Problem] = []
    scenarios: list[Scenario] = []
    theories: list[Theory] = []
    for source in sources:
        try:
            _load(source, scenarios, theories)
        except ContentionError as mistake:
            problems += mistake.problems
    if problems:
        raise ContentionError(problems)
    bound: list[tuple[str, str, int]] = []
    for theory in theories:
        for scenario in scenarios:
            try:
                bound.append((theory.name, scenario.name, _bind(theory, scenario)))
            except ContentionError as mistake:
                problems += mistake.problems
    if problems:
        raise ContentionError(problems)
    items = [*map(_scenario_item, scenarios), *map(_theory_item, theories)]
    return Checked(tuple(items), tuple(bound))


def _load(source: str, scenarios: list[Scenario], theories: list[Theory]) -> None:
    from contention.catalogue.loaders import load_scenario, load_theory

    if _kind(source) == "theory":
        theories.append(load_theory(source))
    else:
        scenarios.append(load_scenario(source))


def _kind(source: str) -> Literal["scenario", "theory"]:
    """Say what a source is: by the catalogue for a name, by its first keys for a document."""
    from contention.catalogue import items
    from contention.foundation.documents import read_yaml
    from contention.study.settings import suggest

    path = Path(source)
    named = {item.name: item.kind for item in items() if item.kind in ("scenario", "theory")}
    if len(path.parts) == 1 and not path.suffix:
        if source in named:
            return "scenario" if named[source] == "scenario" else "theory"
        if not path.exists():
            hint = suggest(source, sorted(named))
            raise ContentionError(
                Problem(
                    "U014",
                    f"the name {source!r}",
                    "a scenario or theory of the catalogue, or the path of a document",
                    hint=hint,
                )
            )
    keys = read_yaml(path).data.keys()
    if "scenario" in keys:
        return "scenario"
    if "theory" in keys:
        return "theory"
    raise ContentionError(
        Problem(
            "U014",
            "a document that names neither a scenario nor a theory",
            "a line such as scenario: NAME or theory: NAME",
            str(path),
            "check the document that includes it, if this is a block that theories share",
        )
    )


def _bind(theory: Theory, scenario: Scenario) -> int:
    from contention.engine import bind

    return len(bind(theory, scenario).parameters)


def _scenario_item(scenario: Scenario) -> Item:
    from contention.scenario import describe

    counts = {
        "days": scenario.days,
        "countries": len(scenario.countries),
        "places": len(scenario.places.name),
        "strata": len(scenario.strata),
    }
    return Item("scenario", scenario.name, scenario.digest, counts, describe(scenario))


def _theory_item(theory: Theory) -> Item:
    counts = {
        part: len(getattr(theory, part))
        for part in ("parameters", "signals", "stocks", "acts", "flows", "levers", "claims")
    }
    held = ", ".join(f"{count} {part}" for part, count in counts.items() if count)
    text = f"{theory.title} ({theory.name})\n{held}\n"
    return Item("theory", theory.name, theory.digest, counts, text)
