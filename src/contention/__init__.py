"""Theories of protest and uprising as data: fit them to a record, simulate worlds from them.

Every name here is loaded when it is first used, so ``import contention`` itself reads only the
standard library.

Examples
--------
>>> import contention as ct
>>> theory = ct.load_theory("political-revolution")
>>> scenario = ct.load_scenario("eastern-bloc-1953")
>>> model = ct.bind(theory, scenario)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.version import __version__

if TYPE_CHECKING:
    from contention.catalogue.loaders import load_record, load_scenario, load_theory
    from contention.engine import Model, Worlds, bind, simulate
    from contention.individuals.reproduction import reproduce as classic
    from contention.inference import (
        Comparison,
        Evidence,
        Fit,
        Posterior,
        Ranking,
        Sweep,
        WhatIf,
        compare,
        fit,
        rank,
        stable_draws,
        sweep,
        what_if,
    )
    from contention.inference.claims import Answers, Claims, answer, load_claims
    from contention.inference.evidence import evidence
    from contention.inference.forecasting.forecast import Forecast, forecast
    from contention.inference.ranking.across import evidence_across
    from contention.inference.sampling import posterior
    from contention.inference.validity.validate import Validity, validate
    from contention.record import Record
    from contention.record.importers import Import, import_events
    from contention.report import write_report
    from contention.scenario import Scenario
    from contention.study import load as load_study
    from contention.study import make_case, run_study
    from contention.study.from_record import scenario_from_record
    from contention.study.scoring import Scores, score
    from contention.theory import Theory

__all__ = [
    "Answers",
    "Claims",
    "Comparison",
    "ContentionError",
    "Evidence",
    "Fit",
    "Forecast",
    "Import",
    "Model",
    "Posterior",
    "Problem",
    "Ranking",
    "Record",
    "Scenario",
    "Scores",
    "Sweep",
    "Theory",
    "Validity",
    "WhatIf",
    "Worlds",
    "__version__",
    "answer",
    "bind",
    "classic",
    "compare",
    "evidence",
    "evidence_across",
    "fit",
    "forecast",
    "import_events",
    "load_claims",
    "load_record",
    "load_scenario",
    "load_study",
    "load_theory",
    "make_case",
    "posterior",
    "rank",
    "run_study",
    "scenario_from_record",
    "score",
    "simulate",
    "stable_draws",
    "sweep",
    "validate",
    "what_if",
    "write_report",
]

# Names that are called otherwise at home.
_OTHERWISE = {"load_study": "load", "classic": "reproduce"}

_HOMES = {
    "Answers": "contention.inference.claims",
    "Claims": "contention.inference.claims",
    "Comparison": "contention.inference",
    "Evidence": "contention.inference",
    "Fit": "contention.inference",
    "Forecast": "contention.inference.forecasting.forecast",
    "Import": "contention.record.importers",
    "Model": "contention.engine",
    "Posterior": "contention.inference",
    "Ranking": "contention.inference",
    "Record": "contention.record",
    "Scenario": "contention.scenario",
    "Scores": "contention.study.scoring",
    "Sweep": "contention.inference",
    "Theory": "contention.theory",
    "Validity": "contention.inference.validity.validate",
    "WhatIf": "contention.inference",
    "Worlds": "contention.engine",
    "answer": "contention.inference.claims",
    "bind": "contention.engine",
    "classic": "contention.individuals.reproduction",
    "compare": "contention.inference",
    "evidence": "contention.inference.evidence",
    "evidence_across": "contention.inference.ranking.across",
    "fit": "contention.inference",
    "forecast": "contention.inference.forecasting.forecast",
    "import_events": "contention.record.importers",
    "load_claims": "contention.inference.claims",
    "load_record": "contention.catalogue.loaders",
    "load_scenario": "contention.catalogue.loaders",
    "load_study": "contention.study",
    "load_theory": "contention.catalogue.loaders",
    "make_case": "contention.study",
    "posterior": "contention.inference.sampling",
    "rank": "contention.inference",
    "run_study": "contention.study",
    "scenario_from_record": "contention.study.from_record",
    "score": "contention.study.scoring",
    "simulate": "contention.engine",
    "stable_draws": "contention.inference",
    "sweep": "contention.inference",
    "validate": "contention.inference.validity.validate",
    "what_if": "contention.inference",
    "write_report": "contention.report",
}


def __getattr__(name: str) -> object:
    """Load a name from its layer on first use (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'contention' has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(import_module(home), _OTHERWISE.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted(__all__)
