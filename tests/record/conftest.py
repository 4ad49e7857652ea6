"""Small records, written where a test asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = {
    "id": "A1",
    "date": "1953-06-17",
    "date_precision": "day",
    "date_low": "1953-06-17",
    "date_high": "1953-06-17",
    "hour": "9",
    "end_date": "",
    "country": "East Germany",
    "place": "Halle, Leuna gate",
    "town": "Halle",
    "lat": "51.48",
    "lon": "11.97",
    "actor": "workers;students",
    "form": "strike",
    "participants_low": "1000",
    "participants_high": "2000",
    "deaths_low": "",
    "deaths_high": "",
    "demands": "economic;political",
    "role": "event",
    "description": "Work stops",
    "source": "a book, p. 3",
    "confidence": "high",
}

Rows = list[dict[str, str]]
Maker = Callable[..., Path]


@pytest.fixture
def make_csv(tmp_path: Path) -> Maker:
    """Write rows that differ from a good one by what is given, and return the path."""

    def make(*changes: dict[str, str], name: str = "events.csv", separator: str = ",") -> Path:
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, GOOD, delimiter=separator, lineterminator="\n")
        writer.writeheader()
        for number, change in enumerate(changes, start=1):
            writer.writerow({**GOOD, "id": f"A{number}", **change})
        path = tmp_path / name
        path.write_text(stream.getvalue(), encoding="utf-8")
        return path

    return make
