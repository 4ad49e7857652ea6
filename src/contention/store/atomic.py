"""Files and trees that appear whole under their name, or not at all.

Everything is written beside its place under a name that starts with a dot and ends in ``.part``,
brought to the disk, and renamed. A reader sees the old file or the new one. A failure removes the
part; a killed run leaves it, and the next run in the directory sweeps it away.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from contention.store.failures import explain_failures

_PART = ".part"


def write_bytes(path: str | Path, data: bytes) -> Path:
    """Write bytes to a file, whole or not at all.

    Parameters
    ----------
    path
        The file; its directory must exist.
    data
        What to write.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ContentionError
        F010 to F013: no room, no permission, something in the way, another failure.
    """
    return write_with(path, lambda part: _fill(part, data))


def write_text(path: str | Path, text: str) -> Path:
    """Write text as UTF-8, whole or not at all; raises as `write_bytes`."""
    return write_bytes(path, text.encode("utf-8"))


def write_json(path: str | Path, value: Any) -> Path:
    """Write a value as JSON, whole or not at all; raises as `write_bytes`.

    Dates become ISO text and NumPy scalars plain numbers. NaN and infinities have no place in
    JSON and raise `ValueError`: write ``None`` for what is not known.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=_plain)
    return write_text(path, text + "\n")


def write_with(path: str | Path, writer: Callable[[Path], object]) -> Path:
    """Let a function write a file, and give it its name once it is whole.

    Parameters
    ----------
    path
        The file; its directory must exist.
    writer
        Called with the path to write to, such as ``table.write_parquet``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ContentionError
        F010 to F013: no room, no permission, something in the way, another failure.
    """
    target = Path(path)
    part = _part(target)
    with explain_failures(target):
        try:
            writer(part)
            _sync(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        _sync(target.parent)
    return target


def write_tree(path: str | Path, writer: Callable[[Path], object]) -> Path:
    """Let a function write a directory, and give it its name once it is whole.

    Parameters
    ----------
    path
        The directory; what is there is replaced.
    writer
        Called with the path of an empty directory to fill, such as a zarr store.

    Returns
    -------
    Path
        The directory.

    Raises
    ------
    ContentionError
        F010 to F013: no room, no permission, something in the way, another failure.
    """
    target = Path(path)
    part, old = _part(target), _part(target)
    with explain_failures(target):
        try:
            part.mkdir()
            writer(part)
            for inside in sorted(part.rglob("*")):
                _sync(inside)
            _sync(part)
            if target.is_dir():
                # A kill between these two lines leaves no tree under the name: it is made again.
                target.rename(old)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)
        _sync(target.parent)
    return target


def is_part(path: Path) -> bool:
    """Say whether a path is a part that a killed run left behind."""
    return path.name.startswith(".") and path.name.endswith(_PART)


def sweep_parts(directory: Path) -> None:
    """Remove the parts that a killed run left in a directory and below it.

    Only the run that holds the lock of the directory may do this.
    """
    for part in [path for path in directory.rglob(f".*{_PART}") if is_part(path)]:
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


def _part(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PART}")


def _fill(part: Path, data: bytes) -> None:
    with part.open("xb") as stream:
        stream.write(data)


def _sync(path: Path) -> None:
    """Bring a file or the names in a directory to the disk, where a full one shows at last."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        return value.item()
    message = f"{type(value).__name__} has no form in JSON"
    raise TypeError(message)
