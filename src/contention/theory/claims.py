"""Claims as people write them: sentences that can come out true or false."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from contention.theory.fields import Finite, Names, parse_date
from contention.theory.model import Claim
from contention.theory.parts import Part, exactly_one
from contention.theory.wording import problem

SIGN = Literal["positive", "negative"]

Quantity = Literal["peak", "spread", "share", "order", "waiting", "growth"]
"""Numbers of one history; `contention.inference.claims.histories` says how each is computed."""

_ACTS_NEEDED = {"share": 1, "order": 2}
_ACTS_ALLOWED = {*_ACTS_NEEDED, "spread"}

Day = Annotated[
    date | None,
    BeforeValidator(parse_date),
    WithJsonSchema({"type": "string", "format": "date"}),
]


class SignClaim(Part):
    """A parameter is positive or negative."""

    parameter: str
    is_: SIGN = Field(alias="is")


class ContrastClaim(Part):
    """One parameter is greater than another."""

    greater: str
    lesser: str

    @model_validator(mode="after")
    def _differ(self) -> ContrastClaim:
        if self.greater == self.lesser:
            raise problem("T073", f"{self.lesser} twice", "two parameters", "", ("lesser",))
        return self


class RestrictedClaim(Part):
    """The theory without some parameters (at 0) explains the record worse."""

    without: Names


class PatternClaim(Part):
    """A quantity lies between bounds, in the record and in worlds; not so ``without`` some."""

    quantity: Quantity
    of: Names = Field(default_factory=list[str])
    country: str = ""
    start: Day = Field(None, alias="from")
    stop: Day = Field(None, alias="until")
    without: Names = Field(default_factory=list[str])
    at_least: Finite | None = None
    at_most: Finite | None = None

    @model_validator(mode="after")
    def _names(self) -> PatternClaim:
        needed = _ACTS_NEEDED.get(self.quantity, 0)
        if len(self.of) < needed:
            expected = f"acts or traits in of, {needed} or more"
            raise problem("T090", f"{self.quantity} of {len(self.of)}", expected)
        if self.of and self.quantity not in _ACTS_ALLOWED:
            expected = f"{self.quantity} without of: it counts all popular contention"
            raise problem("T090", f"{self.quantity} of {self.of[0]}", expected, "", ("of",))
        if self.start is not None and self.stop is not None and self.stop < self.start:
            expected = f"a date not before from ({self.start.isoformat()})"
            raise problem("T070", f"until {self.stop.isoformat()}", expected, "", ("until",))
        return self

    @model_validator(mode="after")
    def _bounds(self) -> PatternClaim:
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            raise problem("T072", "no bound", "at_least, at_most or both")
        if low is not None and high is not None and high < low:
            expected = f"a number of at least at_least ({low:g})"
            raise problem("T072", f"at_most {high:g}", expected, "", ("at_most",))
        return self


class EffectClaim(Part):
    """A lever raises or lowers a quantity of the worlds, one of those of what-ifs."""

    lever: str
    quantity: str
    is_: SIGN = Field(alias="is")


class ForecastClaim(Part):
    """Days from a date on are foretold better than by the theory ``without`` some parameters."""

    start: Annotated[
        date, BeforeValidator(parse_date), WithJsonSchema({"type": "string", "format": "date"})
    ] = Field(alias="from")
    stop: Day = Field(None, alias="until")
    without: Names

    @model_validator(mode="after")
    def _dates(self) -> ForecastClaim:
        if self.stop is not None and self.stop < self.start:
            expected = f"a date not before from ({self.start.isoformat()})"
            raise problem("T070", f"until {self.stop.isoformat()}", expected, "", ("until",))
        return self


KINDS = ("sign", "contrast", "restricted", "pattern", "effect", "forecast")
"""Kinds of test that the theory language has, each a key of a claim."""


class ClaimPart(Part):
    """A sentence with exactly one test."""

    says: str
    sign: SignClaim | None = None
    contrast: ContrastClaim | None = None
    restricted: RestrictedClaim | None = None
    pattern: PatternClaim | None = None
    effect: EffectClaim | None = None
    forecast: ForecastClaim | None = None

    @model_validator(mode="after")
    def _one(self) -> ClaimPart:
        exactly_one(self, *KINDS)
        return self


def resolve_claim(name: str, part: ClaimPart) -> Claim:
    """Return the resolved form of a claim."""
    kind = next(kind for kind in KINDS if getattr(part, kind) is not None)
    return claim_of(name, part.says, kind, getattr(part, kind))


def claim_of(name: str, says: str, kind: str, test: Part) -> Claim:
    """Return a claim from its test.

    Its details are the keys of the test with their values, in the order of the format and
    without what is left at its default; a list becomes one pair an item.
    """
    details: list[tuple[str, str | float]] = []
    for field, info in type(test).model_fields.items():
        value = getattr(test, field)
        if value is None or value in ("", []):
            continue
        key = info.alias or field
        for item in value if isinstance(value, list) else [value]:  # pyright: ignore[reportUnknownVariableType]
            details.append((key, item.isoformat() if isinstance(item, date) else item))  # pyright: ignore[reportUnknownArgumentType]
    return Claim(name, says, kind, tuple(details))  # pyright: ignore[reportArgumentType]
