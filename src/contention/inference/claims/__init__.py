"""Claims: sentences that can come out true or false, and what the record makes of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answering import answer
    from .answers import Answer, Answers
    from .specification import Claims, load_claims

__all__ = ["Answer", "Answers", "Claims", "answer", "load_claims"]

_HOMES = {
    "Answer": "answers",
    "Answers": "answers",
    "Claims": "specification",
    "answer": "answering",
    "load_claims": "specification",
}


def __getattr__(name: str) -> object:
    """Import the names of this package when they are first used."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
