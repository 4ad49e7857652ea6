"""The engine: bind a theory to a scenario, replay a record, simulate and continue worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .binding import bind
    from .likelihood import Likelihood
    from .model import Model
    from .observation import observe
    from .recording import recorded
    from .simulation import simulate
    from .worlds import Worlds

__all__ = ["Likelihood", "Model", "Worlds", "bind", "observe", "recorded", "simulate"]

_HOMES = {
    "bind": "binding",
    "Likelihood": "likelihood",
    "Model": "model",
    "observe": "observation",
    "recorded": "recording",
    "simulate": "simulation",
    "Worlds": "worlds",
}


def __getattr__(name: str) -> object:
    """Import the engine's names when they are first used."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
