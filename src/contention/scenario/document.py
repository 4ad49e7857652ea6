"""The human document of a scenario: what may be written in the YAML file."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import ValidationError as _ValidationError
from pydantic.json_schema import WithJsonSchema

from contention.foundation.documents import Document
from contention.foundation.errors import ContentionError, Problem

FORMAT = 1
RESERVED_REACHES = ("here", "country", "abroad", "everywhere")


def _iso_date(value: object) -> object:
    # pydantic would read 19530301 as seconds since 1970; only dates and ISO text are dates here.
    if isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, date):
        return value
    message = "expected a date such as 1953-03-01"
    raise ValueError(message)


Day = Annotated[
    date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Confidence = Literal["high", "medium", "low"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, title=None)


class Calendar(_Part):
    """First and last day, both included."""

    start: Day
    end: Day


class Distance(_Part):
    """A kernel that halves every ``half_km`` and ends at ``range_km`` (great circle)."""

    range_km: Positive
    half_km: Positive


class CountryLink(_Part):
    """Pairs of countries: a CSV table ``source,target[,weight,citation,confidence]``."""

    level: Literal["country"]
    pairs: Text
    symmetric: bool = True


class PlaceLink(_Part):
    """Pairs of towns, by distance or from a CSV table with names ``Country/Place``."""

    level: Literal["place"]
    distance: Distance | None = None
    pairs: Text | None = None
    symmetric: bool = True


class CountryCovariate(_Part):
    """Steps by country: a CSV table ``country,from,value,source,confidence``."""

    level: Literal["country"]
    table: Text
    unit: Text


class PlaceCovariate(_Part):
    """A column of the places table."""

    level: Literal["place"]
    column: Text
    unit: Text
    source: Text = "as the row of the places table"
    confidence: Confidence = "low"


LinkPart = Annotated[CountryLink | PlaceLink, Field(discriminator="level")]
CovariatePart = Annotated[CountryCovariate | PlaceCovariate, Field(discriminator="level")]


class ScenarioDocument(_Part):
    """A scenario: places in countries, people, links, covariates, calendar.

    Paths are relative to the folder of the document.
    """

    format: Literal[1]
    scenario: Slug
    title: Text
    bloc: Text
    calendar: Calendar
    places: Text
    countries: Annotated[list[Text], Field(min_length=1)]
    strata: Text
    links: dict[Name, LinkPart] = {}
    covariates: dict[Name, CovariatePart] = {}
    shocks: Text | None = None
    recorded: Text | None = None


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario document, for editors.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12.
    """
    body = ScenarioDocument.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body}


def parse(document: Document) -> tuple[ScenarioDocument, list[Problem]]:
    """Validate the document.

    Keys that are not known are reported and set aside, so that the tables can be checked too.

    Parameters
    ----------
    document
        What `contention.foundation.documents.read_yaml` returned.

    Returns
    -------
    ScenarioDocument
        The document.
    list of Problem
        Unknown keys.

    Raises
    ------
    ContentionError
        Where the document cannot be understood even without its unknown keys.
    """
    try:
        return ScenarioDocument.model_validate(document.data), []
    except _ValidationError as error:
        problems = [_problem(document, item) for item in error.errors()]
        extra = [item["loc"] for item in error.errors() if item["type"] == "extra_forbidden"]
    if len(extra) < len(problems):
        raise ContentionError(problems)
    pruned = cast("dict[str, Any]", _without(document.data, extra))
    return ScenarioDocument.model_validate(pruned), problems


def _without(data: Any, unknown: list[tuple[int | str, ...]], at: tuple[Any, ...] = ()) -> Any:
    if not isinstance(data, dict):
        return data
    mapping = cast("dict[str, Any]", data)
    drop = {_steps(mapping, loc, at) for loc in unknown}
    return {
        key: _without(value, unknown, (*at, key))
        for key, value in mapping.items()
        if (*at, key) not in drop
    }


def _steps(mapping: dict[str, Any], loc: tuple[int | str, ...], at: tuple[Any, ...]) -> Any:
    # The loc of a discriminated union carries its tag ("country"), which is no key here.
    if not loc or loc[-1] not in mapping:
        return None
    plain = tuple(step for step in loc[:-1] if step in at)
    return (*at, loc[-1]) if plain == at else None


def _problem(document: Document, item: Any) -> Problem:
    loc: tuple[int | str, ...] = item["loc"]
    kind: str = item["type"]
    key = str(loc[-1]) if loc else "the document"
    if kind == "extra_forbidden":
        known = _known_keys(loc)
        close = get_close_matches(key, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known keys: {', '.join(known)}"
        where = document.where(loc, of="key")
        return Problem("S003", f"the unknown key {key!r}", "a key of the format", where, hint)
    if kind == "missing":
        return Problem(
            "S002",
            f"no {key}",
            f"the key {key}",
            document.where(loc[:-1], of="key"),
            f"add a line {key}: ... (docs/reference/scenario.md shows each key)",
        )
    found = _show(item["input"])
    if key == "[key]":
        where = document.where(loc, of="key")
        pattern = "lower-case letters, digits and _, a letter first"
        return Problem("S004", f"the name {found}", pattern, where, "rename it")
    where = document.where(loc)
    if loc == ("format",):
        return Problem("S001", f"format {found}", "format: 1", where, "write format: 1")
    expected = str(item["msg"]).removeprefix("Value error, ")
    expected = expected.removeprefix("Input should be ").removeprefix("Input should have ")
    return Problem("S004", f"{key}: {found}", expected, where, _HINTS.get(kind, _HINT))


_HINT = "docs/reference/scenario.md shows what each key takes"
_HINTS = {
    "string_pattern_mismatch": "use lower-case letters, digits and _ (a scenario's name: and -)",
    "value_error": "write dates as 1953-03-01",
    "union_tag_not_found": "add level: country or level: place",
    "union_tag_invalid": "write level: country or level: place",
    "finite_number": "infinite and NaN values are refused everywhere",
}


def _known_keys(loc: tuple[int | str, ...]) -> list[str]:
    section = loc[0]
    parts: dict[str, list[type[BaseModel]]] = {
        "calendar": [Calendar],
        "links": [CountryLink, PlaceLink],
        "covariates": [CountryCovariate, PlaceCovariate],
    }
    models: list[type[BaseModel]] = [ScenarioDocument]
    if len(loc) > 1 and "distance" in loc[:-1]:
        models = [Distance]
    elif len(loc) > 1 and section in parts:
        models = parts[str(section)]
    return sorted({name for model in models for name in model.model_fields})


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
