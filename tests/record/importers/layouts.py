"""Synthetic rows in the exact layouts of the sources. Barania does not exist."""

from __future__ import annotations

import csv
import io
from pathlib import Path


def _names(text: str) -> list[str]:
    return text.split(",")


ACLED = _names(
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,"
    "actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,"
    "iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,"
    "source_scale,notes,fatalities,tags,timestamp"
)
UCDP = _names(
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
    "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
    "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,"
    "country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,"
    "deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
MASS = _names(
    "id,country,ccode,year,region,protest,protestnumber,startday,startmonth,startyear,endday,"
    "endmonth,endyear,protesterviolence,location,participants_category,participants,"
    "protesteridentity,protesterdemand1,protesterdemand2,protesterdemand3,protesterdemand4,"
    "stateresponse1,stateresponse2,stateresponse3,stateresponse4,stateresponse5,"
    "stateresponse6,stateresponse7,sources,notes"
)
CCC = _names(
    "date,locality,state,location_detail,online,type,actors,claims,size_low,size_high,"
    "size_text,lat,lon,source_1"
)

_ACLED_ROW = {
    "event_id_cnty": "BAR1",
    "event_date": "2021-01-31",
    "year": "2021",
    "time_precision": "1",
    "disorder_type": "Demonstrations",
    "event_type": "Protests",
    "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Barania)",
    "inter1": "Protesters",
    "iso": "999",
    "region": "Europe",
    "country": "Barania",
    "admin1": "North",
    "admin2": "Upper Vale",
    "location": "Alphaville",
    "latitude": "51.1",
    "longitude": "13.2",
    "geo_precision": "1",
    "source": "Daily",
    "notes": "People marched.",
    "fatalities": "0",
    "timestamp": "1612137600",
}
_UCDP_ROW = {
    "id": "1",
    "type_of_violence": "1",
    "side_a": "Government of Barania",
    "side_b": "Front",
    "where_prec": "1",
    "where_coordinates": "Alphaville town",
    "where_description": "near the bridge",
    "adm_1": "North province",
    "latitude": "51.1",
    "longitude": "13.2",
    "country": "Barania",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2021-01-31 00:00:00.000",
    "date_end": "2021-01-31 00:00:00.000",
    "best": "3",
    "high": "5",
    "low": "2",
}
_MASS_ROW = {
    "id": "9",
    "country": "Barania",
    "protest": "1",
    "startday": "31",
    "startmonth": "1",
    "startyear": "2021",
    "endday": "2",
    "endmonth": "2",
    "endyear": "2021",
    "protesterviolence": "0",
    "location": "Alphaville",
    "participants_category": "50-99",
    "participants": ">50",
    "protesteridentity": "students",
    "protesterdemand1": "labor wage dispute",
    "stateresponse1": "ignore",
    "stateresponse2": ".",
    "sources": "Daily",
}
_CCC_ROW = {
    "date": "2020-06-01",
    "locality": "Springfield",
    "state": "IL",
    "type": "protest; march",
    "size_low": "200",
    "size_high": "200",
    "size_text": "hundreds",
    "lat": "39.8",
    "lon": "-89.6",
}


def acled(**values: str) -> dict[str, str]:
    return _ACLED_ROW | values


def ucdp(**values: str) -> dict[str, str]:
    return _UCDP_ROW | values


def mass(**values: str) -> dict[str, str]:
    return _MASS_ROW | values


def ccc(**values: str) -> dict[str, str]:
    return _CCC_ROW | values


def gdelt(**values: str) -> str:
    """Return a row of the 61 columns; names are those that matter here."""
    fields = [""] * 61
    row = {
        "id": "1001",
        "date": "20210131",
        "actor": "STUDENT",
        "kind": "EDU",
        "code": "141",
        "base": "141",
        "root": "14",
        "geo": "4",
        "place": "Alphaville, North, Barania",
        "lat": "51.1",
        "lon": "13.2",
        "added": "20210201000000",
        "url": "https://example.org/a",
    } | values
    places = {
        "id": 0, "date": 1, "actor": 6, "kind": 12, "code": 26, "base": 27, "root": 28,
        "geo": 51, "place": 52, "lat": 56, "lon": 57, "added": 59, "url": 60,
    }  # fmt: skip
    for name, value in row.items():
        fields[places[name]] = value
    return "\t".join(fields)


def as_csv(columns: list[str], rows: list[dict[str, str]], *, upper: bool = False) -> str:
    """Return the text of a CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([name.upper() if upper else name for name in columns])
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return stream.getvalue()


def write(path: Path, columns: list[str], *rows: dict[str, str]) -> Path:
    """Write a CSV and return its path."""
    path.write_text(as_csv(columns, list(rows)), encoding="utf-8")
    return path
