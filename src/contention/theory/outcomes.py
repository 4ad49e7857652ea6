"""Levers as people write them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from contention.theory.claims import Day
from contention.theory.fields import Finite, NotNegative, one_or_list
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


class StepPart(Part):
    """One change of a lever: exactly one of multiply, forbid, set."""

    multiply: MultiplyPart | None = None
    forbid: ForbidPart | None = None
    set_: SetPart | None = Field(None, alias="set")
    start: Day = Field(None, alias="from")
    stop: Day = Field(None, alias="until")
    country: str = ""

    @model_validator(mode="after")
    def _checks(self) -> StepPart:
        exactly_one(self, "multiply", "forbid", "set_")
        if self.start is not None and self.stop is not None and self.stop < self.start:
            expected = f"a date not before from ({self.start.isoformat()})"
            raise problem("T070", f"until {self.stop.isoformat()}", expected, "", ("until",))
        return self


class LeverPart(Part):
    """A named change to a theory."""

    steps: Annotated[list[StepPart], BeforeValidator(one_or_list)]
    says: str = ""
    cites: list[str] = Field(default_factory=list[str])
