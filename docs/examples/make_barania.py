"""Write barania-acled.csv: invented events of an invented country, in the columns of ACLED.

Run it as ``python docs/examples/make_barania.py``. No row is from ACLED.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

COLUMNS = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]

TOWNS = {  # region, latitude, longitude, events a day
    "Alphaville": ("North", 47.1, 8.2, 0.6),
    "Betaburg": ("North", 47.3, 8.6, 0.2),
    "Gammadorf": ("South", 46.4, 8.1, 0.3),
    "Deltastadt": ("South", 46.2, 8.9, 0.1),
    "Epsilon": ("East", 46.9, 9.6, 0.2),
    "Zetafeld": ("West", 46.8, 7.3, 0.1),
}
KINDS = (
    ("Demonstrations", "Protests", "Peaceful protest", "Protesters (Barania)", 0.75),
    ("Demonstrations", "Riots", "Mob violence", "Rioters (Barania)", 0.1),
    ("Political violence", "Violence against civilians", "Attack", "Unidentified group", 0.1),
    ("Strategic developments", "Strategic developments", "Arrests", "Police Forces", 0.05),
)
SIZES = ("", "crowd size=about 300", "crowd size=dozens", "crowd size=hundreds")


def main() -> None:
    """Write the file."""
    rng = np.random.default_rng(1)
    start, rows = date(2021, 1, 1), []
    wave = 1.0
    for t in range(240):
        day = start + timedelta(days=t)
        wave = 0.9 * wave + 0.1 * rng.gamma(1.0)
        weekend = 1.6 if day.weekday() == 5 else 1.0
        for town, (region, lat, lon, rate) in TOWNS.items():
            for _ in range(rng.poisson(rate * wave * weekend)):
                kind = KINDS[int(rng.choice(4, p=[k[4] for k in KINDS]))]
                size = SIZES[int(rng.integers(4))] if kind[1] == "Protests" else ""
                rows.append(
                    dict.fromkeys(COLUMNS, "")
                    | {
                        "event_id_cnty": f"BAR{len(rows) + 1}", "event_date": day.isoformat(),
                        "year": day.year, "time_precision": 1, "disorder_type": kind[0],
                        "event_type": kind[1], "sub_event_type": kind[2], "actor1": kind[3],
                        "iso": 999, "region": "Europe", "country": "Barania", "admin1": region,
                        "location": town, "latitude": lat, "longitude": lon,
                        "geo_precision": 1, "source": "Invented", "source_scale": "National",
                        "notes": f"Invented event {len(rows) + 1}.", "fatalities": 0,
                        "tags": size, "timestamp": 1640000000,
                    }
                )  # fmt: skip
    path = Path(__file__).with_name("barania-acled.csv")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
