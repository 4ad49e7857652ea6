"""Hashes that stand for names in random addresses."""

from __future__ import annotations

from collections.abc import Iterable

from contention.chance.names import name_hash
from contention.foundation.errors import ContentionError, Problem

__all__ = ["check_collisions", "name_hash"]


def check_collisions(names: Iterable[str]) -> None:
    """Refuse two names with one hash: they would share their randomness.

    Raises
    ------
    ContentionError
        With code E001.
    """
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(name_hash(name), name)
        if other != name:
            raise ContentionError(
                Problem(
                    "E001",
                    f"names {other!r} and {name!r} with one hash",
                    "names with different hashes",
                    hint="rename one of them",
                )
            )
