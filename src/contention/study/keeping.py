"""Results on disk: what is there and was made from the same things is not made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contention.foundation.version import __version__
from contention.store import write_json


def stamp(inputs: dict[str, str], **settings: Any) -> dict[str, Any]:
    """Return what a result is made from: hashes of inputs, settings and the version."""
    return {"inputs": dict(sorted(inputs.items())), **settings, "version": __version__}


def keep(
    path: Path, made_from: dict[str, Any], make: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Return the result of a file, made now unless it was made from the same things before.

    Parameters
    ----------
    path
        The file.
    made_from
        See `stamp`; it is kept under ``made_from``.
    make
        Makes the result.
    """
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        # Lists come back for tuples, so both are compared as JSON has them.
        if found["made_from"] == json.loads(json.dumps(made_from)):
            return found
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        pass  # not there, or not ours: made anew
    document = {**make(), "made_from": made_from}
    write_json(path, document)
    return document
