"""The smallest parts of a theory document: numbers, names, coefficients, memories, priors.

Each part is a pydantic type whose validator says what it found, what it expected and how to
mend it, under the code of its error page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, cast

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from contention.theory.model import Number, Prior, Sum
from contention.theory.wording import closest, problem, show

NAME = re.compile(r"[a-z][a-z0-9_]*")
NAME_PATTERN = "^[a-z][a-z0-9_]*$"
_DAYS = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\.?inf|\.?nan)\s*days?")

PRIORS: dict[str, tuple[str, ...]] = {
    "normal": ("mean", "sd"),
    "lognormal": ("mean of the logarithm", "sd of the logarithm"),
    "beta": ("first shape", "second shape"),
    "halfnormal": ("sd",),
    "exponential": ("rate",),
}
"""The numbers of each prior family."""

_FREE = {("normal", 0), ("lognormal", 0)}


def finite(value: Any, what: str, at: Sequence[str | int] = ()) -> float:
    """Return a finite number, or raise T003 or T012."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        hint = "remove the quotes" if isinstance(value, str) and _looks_numeric(value) else ""
        raise problem("T003", show(value), what, hint, at)
    number = _as_float(value)
    if not math.isfinite(number):
        raise problem("T012", show(value), f"{what}, finite", "write a finite number", at)
    return number


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _looks_numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def inside(
    value: float, low: float, high: float, *, closed: bool, at: Sequence[str | int] = ()
) -> float:
    """Return a number inside its range, or raise T013."""
    if value < low or value > high or (value == low and not closed):
        if math.isinf(high):
            expected = f"a number {'of at least' if closed else 'above'} {low:g}"
        else:
            expected = f"a number from {low:g} to {high:g}"
        raise problem("T013", f"{value:g}", expected, "", at)
    return value


@dataclass(frozen=True)
class Range:
    """The range of a number, as pydantic metadata.

    Parameters
    ----------
    low, high
        Its bounds; ``closed`` says whether ``low`` itself is allowed.
    named
        Whether the name of a parameter may stand for the number.
    """

    low: float = -math.inf
    high: float = math.inf
    closed: bool = True
    named: bool = False

    def check(self, value: Any) -> Number:
        """Return the number or name, or raise a coded error."""
        if self.named and isinstance(value, str) and not _looks_numeric(value):
            return value
        what = "a number or the name of a parameter" if self.named else "a number"
        return inside(finite(value, what), self.low, self.high, closed=self.closed)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema that calls `check`."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        bounds: dict[str, Any] = {"type": "number"}
        if not math.isinf(self.low):
            bounds["minimum" if self.closed else "exclusiveMinimum"] = self.low
        if not math.isinf(self.high):
            bounds["maximum"] = self.high
        name = {"type": "string", "pattern": NAME_PATTERN}
        return {"anyOf": [bounds, name]} if self.named else bounds


Positive = Annotated[float, Range(0.0, closed=False)]
NotNegative = Annotated[float, Range(0.0)]
Finite = Annotated[float, Range()]
AnyNumber = Annotated[float | str, Range(named=True)]
PositiveNumber = Annotated[float | str, Range(0.0, closed=False, named=True)]
ShareNumber = Annotated[float | str, Range(0.0, 1.0, named=True)]


def _coefficient(value: Any) -> Sum:
    items = cast(list[Any], value) if isinstance(value, list) else [value]
    if not items:
        raise problem("T010", "an empty list", "numbers or names of parameters")
    what = "a number, the name of a parameter, or a list of these"
    found: list[Number] = []
    for index, item in enumerate(items):
        at = (index,) if isinstance(value, list) else ()
        if isinstance(item, str) and not _looks_numeric(item):
            if item in found:
                raise problem("T010", f"{item} twice", "each name once", "", at)
            found.append(item)
        else:
            found.append(finite(item, what, at))
    return tuple(found)


_ONE = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": NAME_PATTERN}]}
Coefficient = Annotated[
    tuple[float | str, ...],
    PlainValidator(_coefficient),
    WithJsonSchema(
        {"anyOf": [*_ONE["anyOf"], {"type": "array", "minItems": 1, "items": _ONE}]},
    ),
]
"""A number, a parameter, or a list of these that are added up."""


def _terms(value: Any) -> Any:
    if value == {}:
        raise problem("T010", "no terms", "at least one term", "add base: and a parameter")
    return value


Terms = Annotated[dict[str, Coefficient], BeforeValidator(_terms)]
"""Coefficients by signal."""


def _names(value: Any) -> list[str]:
    items = cast(list[Any], value) if isinstance(value, list) else [value]
    if not items:
        raise problem("T010", "an empty list", "at least one name", "name one or remove the key")
    for index, item in enumerate(items):
        at = (index,) if isinstance(value, list) else ()
        if not isinstance(item, str):
            raise problem("T003", show(item), "a name", "", at)
        if item in items[:index]:
            raise problem("T010", f"{item} twice", "each name once", "remove one", at)
    return cast(list[str], items)


Names = Annotated[
    list[str],
    PlainValidator(_names),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
            ]
        }
    ),
]
"""One name or a list of names."""


def _half_life(value: Any) -> Number:
    expected = "a memory such as 20 days, or the name of a parameter, today, yesterday or lasting"
    if not isinstance(value, str):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        hint = f'write "{show(value)} days"' if is_number else ""
        raise problem("T014", show(value), expected, hint)
    days = _DAYS.fullmatch(value.strip())
    if days is not None:
        found = finite(_days(days[1]), "a number of days")
        return inside(found, 0.0, math.inf, closed=False)
    if NAME.fullmatch(value) is None:
        hint = "write a number of days, as in 2 days" if value[:1].isdigit() else ""
        raise problem("T014", show(value), expected, hint)
    return value


def _days(text: str) -> float:
    return float(text.lstrip(".") if text.lstrip(".").isalpha() else text)


HalfLife = Annotated[
    float | str,
    PlainValidator(_half_life),
    WithJsonSchema({"type": "string", "examples": ["1 day", "20 days", "news_halflife"]}),
]
"""A half-life: days as a float, or a word."""


def _prior(value: Any) -> Prior:
    if not isinstance(value, dict) or not value:
        expected = "a mapping such as {normal: [0, 1]}"
        raise problem("T003", show(value) if value != {} else "an empty mapping", expected)
    mapping = cast(dict[str, Any], value)
    family = next(iter(mapping))
    for name in mapping:
        if name not in PRIORS:
            raise problem(
                "T020", name, "a family: " + ", ".join(PRIORS), closest(name, PRIORS), (name,)
            )
    if len(mapping) > 1:
        raise problem("T009", " and ".join(mapping), "one family", "keep one", tuple(mapping)[1:2])
    numbers = mapping[family]
    wanted = PRIORS[family]
    expected = f"{len(wanted)} number{'s' * (len(wanted) > 1)}: [{', '.join(wanted)}]"
    items = cast(list[Any], numbers) if isinstance(numbers, list) else [numbers]
    if len(items) != len(wanted):
        raise problem("T021", f"{len(items)} for {family}", expected, "", (family,))
    found: list[float] = []
    for index, (item, what) in enumerate(zip(items, wanted, strict=True)):
        at = (family, index)
        number_ = finite(item, f"a number ({what})", at)
        if (family, index) not in _FREE and number_ <= 0:
            raise problem("T022", f"{what} {number_:g}", f"{what} above 0", "", at)
        found.append(number_)
    return Prior(cast(Any, family), *found)


PriorField = Annotated[
    Prior,
    PlainValidator(_prior),
    WithJsonSchema(
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {
                family: {
                    "type": "array",
                    "description": "[" + ", ".join(numbers) + "]",
                    "minItems": len(numbers),
                    "maxItems": len(numbers),
                    "items": {"type": "number"},
                }
                for family, numbers in PRIORS.items()
            },
        }
    ),
]
"""A prior, as a mapping from its family to its numbers."""


def one_or_list(value: Any) -> Any:
    """Return a list of mappings for one mapping or a list."""
    if value == []:
        raise problem("T010", "an empty list", "at least one mapping", "remove the key")
    return [value] if isinstance(value, dict) else value


def alone(word: str) -> Callable[[Any], Any]:
    """Return a validator that reads text as ``{word: text}`` and leaves mappings alone."""

    def wrap(value: Any) -> Any:
        if isinstance(value, dict):
            return cast(dict[str, Any], value)
        return {word: value}

    return wrap


def parse_date(value: Any) -> Any:
    """Return a date for a date or ISO text, or raise T015."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        expected = "a date of the calendar such as 1956-10-23"
        raise problem("T015", show(value), expected) from None
