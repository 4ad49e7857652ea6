"""A case: one scenario and one record, from the catalogue or from files of the user."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from contention.foundation.errors import ContentionError, Problem


@dataclass(frozen=True)
class Case:
    """The names or paths of a scenario and a record, and the name that stands for both.

    Parameters
    ----------
    name
        Used in folders and headings.
    scenario
        A name of the catalogue or the path of a scenario document.
    record
        A name of the catalogue or the path of an event table.
    """

    name: str
    scenario: str
    record: str


def make_case(
    name: str | None = None, *, scenario: str | None = None, record: str | None = None
) -> Case:
    """Return the case that a catalogue name, two files or a mixture of them means.

    Parameters
    ----------
    name
        A case of the catalogue: a scenario and a record of this name.
    scenario
        In place of the scenario of the case.
    record
        In place of the record of the case.

    Raises
    ------
    ContentionError
        U001: neither a case nor both a scenario and a record are given.
    """
    chosen_scenario = scenario or name
    chosen_record = record or name
    if not chosen_scenario or not chosen_record:
        missing = "a scenario" if not chosen_scenario else "a record"
        raise ContentionError(
            Problem(
                "U001",
                f"no case and not {missing} either",
                "a case, or --scenario together with --record",
                hint="name a case such as eastern-bloc-1953; contention list shows them all",
            )
        )
    return Case(name or Path(chosen_scenario).stem, chosen_scenario, chosen_record)
