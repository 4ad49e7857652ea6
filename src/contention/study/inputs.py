"""Everything a run reads, loaded and hashed before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from contention.foundation.errors import ContentionError, Problem
from contention.study.case import Case

if TYPE_CHECKING:
    from contention.engine import Model
    from contention.record import Record
    from contention.scenario import Scenario
    from contention.theory import Theory


_Source = TypeVar("_Source")
_Loaded = TypeVar("_Loaded")


@dataclass(frozen=True)
class Inputs:
    """A case with its theories, bound.

    Parameters
    ----------
    case
        What was asked for.
    scenario
        Where and when.
    record
        What happened; events outside the calendar of the scenario are set aside.
    models
        One a theory, in the order asked for.
    """

    case: Case
    scenario: Scenario
    record: Record
    models: tuple[Model, ...]

    def hashes(self, *theories: str) -> dict[str, str]:
        """Return name -> SHA-256 of the scenario, the record and the named theories."""
        wanted = {model.theory.name: model.theory.digest for model in self.models}
        return {
            "scenario": self.scenario.digest,
            "record": self.record.digest,
            **{f"theory {name}": wanted[name] for name in theories or wanted},
        }


def load_inputs(case: Case, theories: Sequence[str]) -> Inputs:
    """Load a case and bind its theories; nothing is written.

    Raises
    ------
    ContentionError
        Problems of all inputs at once; U011: two theories of one name, or none at all.
    """
    from contention.catalogue.loaders import load_record, load_scenario, load_theory

    if not theories:
        raise ContentionError(_no_theory("no theory"))
    gathered = _Gathered()
    scenario = gathered.get(load_scenario, case.scenario)
    record = gathered.get(load_record, case.record)
    loaded = [gathered.get(load_theory, theory) for theory in theories]
    gathered.refuse()
    assert scenario is not None
    assert record is not None
    known = [theory for theory in loaded if theory is not None]
    names = [theory.name for theory in known]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ContentionError(_no_theory(f"the theory {twice[0]} twice"))
    models = [gathered.get(partial(_bind, scenario), theory) for theory in known]
    gathered.refuse()
    return Inputs(
        case=case,
        scenario=scenario,
        record=record.within(scenario.start, scenario.end),
        models=tuple(model for model in models if model is not None),
    )


def _bind(scenario: Scenario, theory: Theory) -> Model:
    from contention.engine import bind

    return bind(theory, scenario)


class _Gathered:
    """Problems of several inputs, so that a user mends them all in one go."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def get(self, load: Callable[[_Source], _Loaded], source: _Source) -> _Loaded | None:
        """Return what a loader makes of a source, or keep its problems."""
        try:
            return load(source)
        except ContentionError as mistake:
            self.problems += mistake.problems
            return None

    def refuse(self) -> None:
        """Raise what was kept, if anything was."""
        if self.problems:
            raise ContentionError(self.problems)


def _no_theory(found: str) -> Problem:
    return Problem(
        "U011",
        found,
        "one or more theories, each once",
        "--theories",
        "name theories with commas between, such as contagion,silence",
    )
