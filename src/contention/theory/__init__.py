"""Why: theories as documents, their checks, and their equations as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contention.theory.description import describe, describe_html
    from contention.theory.loading import load
    from contention.theory.machine import from_json, schema, to_json
    from contention.theory.model import Theory

_HOMES = {
    "Theory": "model",
    "describe": "description",
    "describe_html": "description",
    "from_json": "machine",
    "load": "loading",
    "schema": "machine",
    "to_json": "machine",
}

__all__ = ["Theory", "describe", "describe_html", "from_json", "load", "schema", "to_json"]


def __getattr__(name: str) -> Any:
    """Load a verb of this layer when it is first used."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
