"""What makes two runs the same run: inputs, seed, settings and the version of the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast

from contention.foundation.errors import ContentionError, Problem

MANIFEST = "manifest.json"


def read_manifest(directory: Path) -> dict[str, Any] | None:
    """Return the manifest of a directory, or None where there is none.

    Raises
    ------
    ContentionError
        U008: the file is there and is no manifest of this package.
    """
    path = directory / MANIFEST
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        found = None
    if not isinstance(found, dict) or "schema" not in found:
        raise ContentionError(
            Problem(
                "U008",
                "a file that is no manifest",
                "a manifest of this package",
                str(path),
                "choose another directory with -o",
            )
        )
    return cast("dict[str, Any]", found)


def refuse_kind(
    directory: Path,
    manifest: dict[str, Any] | None,
    *,
    wanted: Literal["study", "worlds", "forecast"],
) -> None:
    """Refuse to put a study where the worlds of one theory are, or the other way round.

    Raises
    ------
    ContentionError
        U008: the directory holds the other kind of results.
    """
    held = None if manifest is None else manifest.get("kind")
    if held not in (None, wanted):
        raise ContentionError(
            Problem(
                "U008",
                f"a directory with a {held}"
                if held in ("study", "forecast")
                else "a directory with the worlds of one theory",
                f"a directory for {wanted}",
                str(directory),
                "choose another directory with -o",
            )
        )


def refuse_other(directory: Path, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Refuse to mix results: the old ones must come from the same run, with as many worlds or less.

    Raises
    ------
    ContentionError
        U008: an input, the seed, a setting or the version differs. U009: fewer worlds are asked
        for than are there.
    """
    hint = "choose another directory with -o, or repeat the old settings"
    problems = [
        Problem("U008", f"results with {name} {before}", f"{name} {after}", str(directory), hint)
        for name, before, after in _differences(old, new)
    ]
    held, asked = int(old.get("worlds") or 0), int(new.get("worlds") or 0)
    if not problems and asked < held:
        problems = [
            Problem(
                "U009",
                f"a directory for {held} worlds",
                f"at least {held} worlds",
                str(directory),
                f"ask for {held} worlds or more, or choose another directory",
            )
        ]
    if problems:
        raise ContentionError(problems)


def _differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    before, after = _identity(old), _identity(new)
    for name in sorted(before.keys() | after.keys()):
        # An input that only one of the two has is a theory that was added to a study.
        if name in before and name in after and before[name] != after[name]:
            yield name, _short(before[name]), _short(after[name])


def _identity(manifest: dict[str, Any]) -> dict[str, Any]:
    settings = cast("dict[str, Any]", manifest.get("settings") or {})
    inputs = cast("dict[str, str]", manifest.get("inputs") or {})
    versions = cast("dict[str, str]", manifest.get("versions") or {})
    return {
        "seed": manifest.get("seed"),
        "version": versions.get("contention"),
        **settings,
        **inputs,
    }


def _short(value: Any) -> str:
    """Return a value for a message; hashes are cut, for nobody compares 64 letters."""
    text = "none" if value in (None, [], "") else str(value)
    return f"of hash {text[:8]}" if len(text) == 64 and text.isalnum() else text
