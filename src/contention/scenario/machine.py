"""The complete machine form of a scenario: JSON without defaults, and its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, cast

import numpy as np

from contention.foundation.errors import ContentionError, Problem
from contention.scenario.model import (
    Covariate,
    DatedShock,
    Link,
    Places,
    Provenance,
    Scenario,
)

SCHEMA = "contention/scenario/1"


def to_json(scenario: Scenario) -> str:
    """Return the machine form: every number and name, keys sorted, one line.

    Parameters
    ----------
    scenario
        A resolved scenario.

    Returns
    -------
    str
        JSON text. Equal scenarios give equal texts, and `from_json` reads it back exactly.
    """
    body = cast("dict[str, Any]", _plain(scenario))
    body["schema"] = SCHEMA
    body["digest"] = digest(scenario)
    return _dump(body)


def digest(scenario: Scenario) -> str:
    """Return the SHA-256 of the machine form without its own digest, in hexadecimal.

    Parameters
    ----------
    scenario
        A resolved scenario.
    """
    body = cast("dict[str, Any]", _plain(scenario))
    body.pop("digest")
    return hashlib.sha256(_dump(body).encode()).hexdigest()


def from_json(text: str) -> Scenario:
    """Read a machine form back.

    Parameters
    ----------
    text
        What `to_json` returned.

    Raises
    ------
    ContentionError
        S060, where the text is no machine form or was changed since it was written.
    """
    try:
        body = json.loads(text)
        scenario = _scenario(body)
        right = body["schema"] == SCHEMA and body["digest"] == digest(scenario)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContentionError(_no_machine_form(type(error).__name__)) from None
    if not right:
        raise ContentionError(_no_machine_form("another schema or digest"))
    return scenario


def _no_machine_form(found: str) -> Problem:
    return Problem(
        "S060",
        found,
        f"the machine form of a scenario, schema {SCHEMA}, unchanged since it was written",
        "",
        "write it again from the document; edit the document, not the machine form",
    )


def _dump(body: dict[str, Any]) -> str:
    return json.dumps(
        body, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray):
        return cast("Any", value).tolist()
    if isinstance(value, dict):
        # A list of pairs keeps the order of the strata, which sorted keys would lose.
        pairs = cast("dict[str, Any]", value).items()
        return [[key, _plain(inside)] for key, inside in pairs]
    if isinstance(value, tuple):
        return [_plain(inside) for inside in cast("tuple[Any, ...]", value)]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _scenario(body: dict[str, Any]) -> Scenario:
    return Scenario(
        name=body["name"],
        title=body["title"],
        bloc=body["bloc"],
        start=date.fromisoformat(body["start"]),
        end=date.fromisoformat(body["end"]),
        countries=tuple(body["countries"]),
        places=Places(**_columns(body["places"])),
        strata={name: np.array(heads, dtype=np.float64) for name, heads in body["strata"]},
        links=tuple(Link(**_columns(part)) for part in body["links"]),
        covariates=tuple(Covariate(**_columns(part)) for part in body["covariates"]),
        shocks=tuple(DatedShock(**_columns(part)) for part in body["shocks"]),
        digest=body["digest"],
        provenance=tuple(Provenance(**part) for part in body["provenance"]),
        recorded=Covariate(**_columns(body["recorded"])) if body["recorded"] else None,
    )


_WHOLE = {"country", "communes", "day"}
_REAL = {"population", "lat", "lon", "weight", "value", "values"}


def _columns(part: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, values in part.items():
        # `source` is a list of texts in places and of indices in links.
        whole = name in _WHOLE or (name in {"source", "target"} and "weight" in part)
        if whole:
            columns[name] = np.array(values, dtype=np.int64)
        elif name in _REAL:
            columns[name] = np.array(values, dtype=np.float64)
        else:
            columns[name] = tuple(cast("list[Any]", values)) if isinstance(values, list) else values
    return columns
