"""Every source that a study rests on, besides those that its record names row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from contention.foundation.citations import cite

if TYPE_CHECKING:
    from contention.scenario import Scenario
    from contention.theory import Theory


def list_sources(scenario: Scenario, theories: Iterable[Theory]) -> dict[str, Any]:
    """Return the sources of a scenario and of theories, ready for JSON.

    Parameters
    ----------
    scenario
        Its places, covariates, shocks and other numbers each name a source.
    theories
        They cite sources by id, as a whole and for single parameters and levers.

    Returns
    -------
    dict
        ``scenario``: a list of ``what``, ``source`` and ``rows`` (how many numbers rest on it);
        ``theories``: name -> a list of ``key`` and ``text``.

    Raises
    ------
    ContentionError
        F003: a theory cites a source that is not known.
    """
    counts = Counter(_scenario_sources(scenario))
    return {
        "scenario": [
            {"what": what, "source": source, "rows": rows}
            for (what, source), rows in sorted(
                counts.items(), key=lambda item: (item[0][0], -item[1])
            )
        ],
        "theories": {
            theory.name: [{"key": key, "text": cite(key).text} for key in _cited(theory)]
            for theory in theories
        },
    }


def _scenario_sources(scenario: Scenario) -> Iterator[tuple[str, str]]:
    named = [("places", source) for source in scenario.places.source]
    named += [(f"covariate {item.name}", item.source) for item in scenario.covariates]
    named += [(f"shock {item.name}", item.source) for item in scenario.shocks]
    named += [(item.item, item.source) for item in scenario.provenance]
    yield from ((what, source) for what, source in named if source)


def _cited(theory: Theory) -> list[str]:
    """Return ids in the order in which the theory first names them."""
    parts = (*theory.parameters, *theory.levers)
    return list(dict.fromkeys([*theory.cites, *(key for part in parts for key in part.cites)]))
