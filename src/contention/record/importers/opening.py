"""Open a file as it came from a portal: zipped, gzipped, in an old encoding, or not a table."""

from __future__ import annotations

import codecs
import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from contention.foundation.errors import ContentionError, Problem

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_OTHER = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"SQLite": "an SQLite database",
    b"RDX": "an R data file",
    b"<stata": "a Stata file",
}
_MARKUP = ("<!doctype", "<html", "<head", "<body", "<?xml", "<svg", "<script")
_TABLES = (".csv", ".tsv", ".txt", ".tab")
_PEEK = 65536


@dataclass
class Opened:
    """One table of a file, to be read once.

    Parameters
    ----------
    name
        The file, and the member of an archive after a colon.
    stream
        Its bytes, without compression.
    head
        The first bytes, at most 65,536; they are still in the stream.
    encoding
        ``utf-8`` or the UTF-16 that a byte order mark names.
    notes
        What a reader should know, such as bytes that were not UTF-8.
    """

    name: str
    stream: IO[bytes]
    head: bytes
    encoding: str = "utf-8"
    notes: list[str] = field(default_factory=list[str])

    def text(self) -> io.TextIOWrapper:
        """Return the stream as text; bytes that are not UTF-8 are read as Windows-1252."""
        return io.TextIOWrapper(
            self.stream,  # pyright: ignore[reportArgumentType]
            encoding=self.encoding,
            errors=OLD_BYTES if self.encoding == "utf-8" else "replace",
            newline="",
        )


OLD_BYTES = "windows-1252-where-not-utf-8"
"""Name of the rule by which single bytes that are not UTF-8 are read."""


def _read_old(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error(OLD_BYTES, _read_old)


def open_tables(path: str | Path) -> Iterator[Opened]:
    """Yield the tables of a file: itself, or those of a zip archive.

    Parameters
    ----------
    path
        A CSV or tab-separated file, as it is, gzipped or in a zip archive.

    Raises
    ------
    ContentionError
        F101, F102, F105: missing, unreadable, empty. R101: a web page, a spreadsheet or
        another file that is no table. R402: an archive that is cut short or broken. R403: an
        archive without a table.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            start = stream.read(8)
            stream.seek(0)
            if start.startswith(_ZIP):
                yield from _open_zip(file, stream)
            elif start.startswith(_GZIP):
                with gzip.open(stream, "rb") as inside:
                    yield _open_one(str(file), inside)  # pyright: ignore[reportArgumentType]
            else:
                yield _open_one(str(file), stream)
    except FileNotFoundError:
        raise ContentionError(_file("F101", "no such file", "a file that exists", file)) from None
    except (EOFError, zipfile.BadZipFile, zlib.error, gzip.BadGzipFile) as error:
        raise ContentionError(_cut_short(file, str(error))) from None
    except OSError as error:
        found = (error.strerror or "an error of the file system").lower()
        raise ContentionError(_file("F102", found, "a file that can be read", file)) from None


def _open_zip(file: Path, stream: IO[bytes]) -> Iterator[Opened]:
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            raise ContentionError(_no_table(str(file), "an Excel workbook or another office file"))
        tables = [
            name
            for name in names
            if name.lower().endswith(_TABLES) and not Path(name).name.startswith((".", "_"))
        ]
        if not tables:
            inside = ", ".join(names[:4]) or "nothing"
            raise ContentionError(
                Problem(
                    "R403",
                    f"an archive with {inside}",
                    "a file that ends in .csv, .tsv, .tab or .txt inside",
                    str(file),
                    "unpack it and give the table itself",
                )
            )
        for name in tables:
            with archive.open(name) as inside:
                yield _open_one(f"{file}:{name}", inside)


def _open_one(name: str, raw: IO[bytes]) -> Opened:
    stream = raw if hasattr(raw, "peek") else io.BufferedReader(raw)  # pyright: ignore
    buffered = io.BufferedReader(_Whole(stream), _PEEK)
    head = buffered.peek(_PEEK)[:_PEEK]
    _refuse(name, head)
    opened = Opened(name, buffered, head)
    if head.startswith(codecs.BOM_UTF8):
        buffered.read(len(codecs.BOM_UTF8))
        opened.head = head[len(codecs.BOM_UTF8) :]
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        opened.encoding = "utf-16"
    else:
        # The last bytes may be half a letter.
        try:
            codecs.getincrementaldecoder("utf-8")().decode(head)
        except UnicodeDecodeError:
            opened.notes.append(f"{name} is not UTF-8; its other bytes were read as Windows-1252")
    return opened


class _Whole(io.RawIOBase):
    """A stream whose reads are filled, so that a peek sees more than one packet."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # pyright: ignore[reportArgumentType]
        filled = 0
        while filled < len(view):
            part = self._inner.read(len(view) - filled)
            if not part:
                break
            view[filled : filled + len(part)] = part
            filled += len(part)
        return filled


def _refuse(name: str, head: bytes) -> None:
    if not head.strip():
        raise ContentionError(
            Problem("F105", "an empty file", "a table", name, "download or export it again")
        )
    for magic, what in _OTHER.items():
        if head.startswith(magic):
            raise ContentionError(_no_table(name, what))
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    if text[:200].lower().startswith(_MARKUP):
        raise ContentionError(_no_table(name, _page(text)))
    if text.startswith(("{", "[")):
        raise ContentionError(_no_table(name, _json(text)))


def _page(text: str) -> str:
    found = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    title = f" with the title {html.unescape(' '.join(found[1].split()))!r}" if found else ""
    login = re.search(r"type=[\"']?password|log ?in|sign ?in", text, re.IGNORECASE)
    kind = "a login page" if login else "a web page"
    return f"{kind}{title}"


def _json(text: str) -> str:
    return f"JSON that begins with {' '.join(text[:60].split())!r}"


def _no_table(name: str, what: str) -> Problem:
    hint = "download the table itself, as CSV; a page instead of a table often means that you"
    if "page" in what:
        return Problem("R101", what, "a CSV table", name, f"{hint} must log in first")
    return Problem("R101", what, "a CSV table", name, "export it as CSV in UTF-8")


def _cut_short(file: Path, why: str) -> Problem:
    return Problem(
        "R402",
        f"an archive that cannot be unpacked to its end ({why.strip('.').lower()})",
        "a complete archive",
        str(file),
        "download it again and compare the sizes; nothing of it was imported",
    )


def _file(code: str, found: str, expected: str, file: Path) -> Problem:
    return Problem(code, found, expected, str(file), "check the path and that you may read it")
