"""Levers and claims as people write them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from contention.theory.fields import Finite, NotNegative, one_or_list, parse_date
from contention.theory.parts import Part, exactly_one
from contention.theory.wording import problem

SIGN = Literal["positive", "negative"]


class MultiplyPart(Part):
    """Multiplies the rate of an act."""

    act: str
    by: NotNegative


class ForbidPart(Part):
    """Keeps an act from happening."""

    act: str


class SetPart(Part):
    """Gives a parameter a value."""

    parameter: str
    to: Finite


_AS_DATE = (
    BeforeValidator(parse_date),
    WithJsonSchema({"type": "string", "format": "date"}),
)
Day = Annotated[date | None, *_AS_DATE]


class AddPart(Part):
    """Makes an act happen in a country on a day."""

    act: str
    country: str
    date: Annotated[date, *_AS_DATE]


class ShockStepPart(Part):
    """Multiplies a dated shock of the scenario; by 0 it does not take place."""

    name: str
    by: NotNegative


class StepPart(Part):
    """One change of a lever: exactly one of multiply, forbid, set, add, shock."""

    multiply: MultiplyPart | None = None
    forbid: ForbidPart | None = None
    set_: SetPart | None = Field(None, alias="set")
    add: AddPart | None = None
    shock: ShockStepPart | None = None
    start: Day = Field(None, alias="from")
    stop: Day = Field(None, alias="until")
    country: str = ""

    @model_validator(mode="after")
    def _checks(self) -> StepPart:
        exactly_one(self, "multiply", "forbid", "set_", "add", "shock")
        if self.start is not None and self.stop is not None and self.stop < self.start:
            expected = f"a date not before from ({self.start.isoformat()})"
            raise problem("T070", f"until {self.stop.isoformat()}", expected, "", ("until",))
        return self


class LeverPart(Part):
    """A named change to a theory."""

    steps: Annotated[list[StepPart], BeforeValidator(one_or_list)]
    says: str = ""
    grounds: str = ""
    cites: list[str] = Field(default_factory=list[str])


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


class PatternClaim(Part):
    """A quantity of the worlds lies between bounds."""

    quantity: str
    at_least: Finite | None = None
    at_most: Finite | None = None

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
    """A lever raises or lowers a quantity of the worlds."""

    lever: str
    quantity: str
    is_: SIGN = Field(alias="is")


class ClaimPart(Part):
    """A sentence with exactly one of sign, contrast, pattern, effect."""

    says: str
    sign: SignClaim | None = None
    contrast: ContrastClaim | None = None
    pattern: PatternClaim | None = None
    effect: EffectClaim | None = None

    @model_validator(mode="after")
    def _one(self) -> ClaimPart:
        exactly_one(self, "sign", "contrast", "pattern", "effect")
        return self
