"""Several sources that see different parts of what happened: what all of them missed."""

from __future__ import annotations

from .captures import Captures, read_captures
from .loglinear import Unseen, chapman, unseen_events
from .shares import SourceShares, source_shares

__all__ = [
    "Captures",
    "SourceShares",
    "Unseen",
    "chapman",
    "read_captures",
    "source_shares",
    "unseen_events",
]
