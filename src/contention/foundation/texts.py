"""Text files, read whole and within limits, with errors a user can act on."""

from __future__ import annotations

from pathlib import Path

from contention.foundation.errors import ContentionError, Problem

MAX_BYTES = 4_000_000
"""Largest document read; the largest shipped one is about 60 kB."""


def read_text(path: str | Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Read a UTF-8 text file, without its byte order mark.

    Parameters
    ----------
    path
        The file.
    max_bytes
        Larger files are refused.

    Raises
    ------
    ContentionError
        F101 to F105: missing, unreadable, too large, not UTF-8, empty.
    """
    file = Path(path)
    raw = _read_bytes(file, max_bytes)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ContentionError(_encoding(file, "a UTF-16 byte order mark", str(file)))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        byte = f"byte 0x{raw[error.start]:02x}"
        raise ContentionError(_encoding(file, byte, f"{file}:{line}:{column}")) from None
    if not text.strip():
        raise ContentionError(empty_file(file))
    return text


def _read_bytes(file: Path, max_bytes: int) -> bytes:
    try:
        if file.is_file() and (size := file.stat().st_size) > max_bytes:
            raise ContentionError(
                Problem(
                    "F103",
                    f"{size:,} bytes",
                    f"at most {max_bytes:,} bytes",
                    str(file),
                    "check that this is the file you meant; split large tables off into CSV",
                )
            )
        return file.read_bytes()
    except FileNotFoundError:
        problem = Problem(
            "F101",
            "no such file",
            "a file that exists",
            str(file),
            "check the path and its spelling",
        )
        raise ContentionError(problem) from None
    except OSError as error:
        problem = Problem(
            "F102",
            (error.strerror or "an error of the file system").lower(),
            "a file that can be read",
            str(file),
            "check that it is a file, not a folder, and that you may read it",
        )
        raise ContentionError(problem) from None


def _encoding(file: Path, found: str, where: str) -> Problem:
    return Problem(
        "F104", found, "UTF-8 text", where, f"save {file.name} as UTF-8, for instance with iconv"
    )


def empty_file(file: Path) -> Problem:
    """Return the problem of a file without content."""
    return Problem(
        "F105",
        "an empty file",
        "a document with at least one line",
        str(file),
        "check that the file was written completely",
    )
