"""What a result was made from: hashes of inputs, versions of libraries, the command.

Nothing here says on which machine or in which folder a result was made, so that two people who
run the same command get the same manifest.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import Any

from contention.foundation.version import __version__

LIBRARIES = ("numba", "numpy", "polars", "pydantic", "scipy", "xarray", "zarr")
"""Libraries whose version can change a number."""

_BLOCK = 1 << 20


def hash_bytes(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hash_file(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def hash_files(paths: Mapping[str, str | Path]) -> dict[str, str]:
    """Return the SHA-256 of several files.

    Parameters
    ----------
    paths
        Name in the manifest -> file. Names, not paths, go into the manifest.
    """
    return {name: hash_file(paths[name]) for name in sorted(paths)}


def library_versions() -> dict[str, str]:
    """Return the versions of Python, of this package and of `LIBRARIES`."""
    versions = {"contention": __version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def make_manifest(
    command: Sequence[str],
    *,
    inputs: Mapping[str, str],
    seed: int | None = None,
    status: str = "complete",
    **more: Any,
) -> dict[str, Any]:
    """Return the manifest of a result, ready for JSON.

    Parameters
    ----------
    command
        The words of the command. Absolute paths are cut to their last part, and the first word
        to the name of the program.
    inputs
        Name -> SHA-256, as from `hash_files`.
    seed
        Seed of the random numbers, where there are any.
    status
        ``running`` or ``complete``.
    more
        Further entries, such as ``worlds=500``.
    """
    return {
        "schema": "contention/manifest/1",
        "status": status,
        "command": [_without_folder(word) for word in command],
        "seed": seed,
        **more,
        "inputs": dict(sorted(inputs.items())),
        "versions": library_versions(),
    }


def _without_folder(word: str) -> str:
    option, equals, value = word.partition("=")
    if equals and option.startswith("-"):
        return f"{option}={_without_folder(value)}"
    return PurePath(word).name if PurePath(word).is_absolute() else word
