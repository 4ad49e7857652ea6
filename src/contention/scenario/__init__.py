"""Where and when: places in countries, people, links, covariates, calendar."""

from contention.scenario.document import schema
from contention.scenario.machine import digest, from_json, to_json
from contention.scenario.model import (
    Covariate,
    DatedShock,
    Link,
    Places,
    Provenance,
    Scenario,
)
from contention.scenario.resolve import load
from contention.scenario.summary import describe

__all__ = [
    "Covariate",
    "DatedShock",
    "Link",
    "Places",
    "Provenance",
    "Scenario",
    "describe",
    "digest",
    "from_json",
    "load",
    "schema",
    "to_json",
]
