"""Levers as people write them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from contention.theory.claims import Day
from contention.theory.fields import Finite, NotNegative, one_or_list, parse_date
from contention.theory.parts import Part, exactly_one
from contention.theory.wording import problem


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


class AddPart(Part):
    """Makes an act happen in a country on a day."""

    act: str
    country: str
    date: Annotated[
        date, BeforeValidator(parse_date), WithJsonSchema({"type": "string", "format": "date"})
    ]


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
