"""The specification of a table of claims as people write it: one test a claim."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from contention.theory.claims import (
    ContrastClaim,
    EffectClaim,
    ForecastClaim,
    PatternClaim,
    RestrictedClaim,
    SignClaim,
)
from contention.theory.fields import Finite, Names, NotNegative, one_or_list, parse_date
from contention.theory.outcomes import LeverPart
from contention.theory.parts import Part, exactly_one

Day = Annotated[date | None, BeforeValidator(parse_date)]


class RowsPart(Part):
    """Which rows of a record: all stated conditions hold.

    ``mentions`` are pieces of text of which the description holds at least one. Without ``role``
    only rows of role event are taken.
    """

    like: str = ""
    popular: bool = False
    form: Names = Field(default_factory=list[str])
    actor: Names = Field(default_factory=list[str])
    not_actor: Names = Field(default_factory=list[str])
    demands: Names = Field(default_factory=list[str])
    country: Names = Field(default_factory=list[str])
    not_country: Names = Field(default_factory=list[str])
    town: Names = Field(default_factory=list[str])
    mentions: Names = Field(default_factory=list[str])
    role: Names = Field(default_factory=list[str])
    participants: NotNegative | None = None
    deaths: NotNegative | None = None
    start: Day = Field(None, alias="from")
    stop: Day = Field(None, alias="until")


def _named(value: Any) -> Any:
    return {"like": value} if isinstance(value, str) else value


Rows = Annotated[RowsPart, BeforeValidator(_named)]


class CountFact(Part):
    """So many rows."""

    of: Rows
    at_least: Finite | None = None
    at_most: Finite | None = None


class DistinctFact(Part):
    """So many different countries or towns."""

    of: Rows
    column: Literal["country", "town"]
    at_least: Finite


class FirstFact(Part):
    """The first row is dated so."""

    of: Rows
    on: Day
    within_days: NotNegative = 0.0


class OrderFact(Part):
    """The first row of each comes no earlier than that of the one before."""

    of: Annotated[list[Rows], Field(min_length=2)]


class BetweenFact(Part):
    """So many days lie between the first rows of two kinds."""

    first: Rows
    then: Rows
    at_least: Finite | None = None
    at_most: Finite | None = None


class ShareFact(Part):
    """So large a share of rows is also of another kind."""

    of: Rows
    that: Rows
    at_least: Finite | None = None
    at_most: Finite | None = None
    above_stratum: str = ""


class SumFact(Part):
    """Participants or deaths add up to so many (lower bounds of the sources)."""

    of: Rows
    column: Literal["participants", "deaths"]
    at_least: Finite | None = None
    at_most: Finite | None = None


class RateFact(Part):
    """Days with such rows come so many times as often in one time as in another."""

    of: Rows
    during: Annotated[list[Day], Field(min_length=2, max_length=2)]
    against: Annotated[list[Day], Field(min_length=2, max_length=2)]
    at_least: NotNegative = 1.0


class PeakFact(Part):
    """The day with rows in most towns is this one."""

    of: Rows
    on: Day
    within_days: NotNegative = 0.0


class IncreasingFact(Part):
    """Each kind of row is larger than the one before."""

    of: Annotated[list[Rows], Field(min_length=2)]
    by: Literal["rows", "towns", "participants"]


FACTS = (
    *("count", "distinct", "first", "order", "between", "share"),
    *("sum", "rate", "peak", "increasing", "unrecorded"),
)
"""Comparisons that a dated fact can be."""


class FactPart(Part):
    """One comparison of rows, or what of a claim no row could show."""

    count: CountFact | None = None
    distinct: DistinctFact | None = None
    first: FirstFact | None = None
    order: OrderFact | None = None
    between: BetweenFact | None = None
    share: ShareFact | None = None
    sum: SumFact | None = None
    rate: RateFact | None = None
    peak: PeakFact | None = None
    increasing: IncreasingFact | None = None
    unrecorded: str | None = None

    @model_validator(mode="after")
    def _one(self) -> FactPart:
        exactly_one(self, *FACTS)
        return self


class WithinPart(Part):
    """Days in which a verdict on a mechanism must hold on their own."""

    start: Day = Field(None, alias="from")
    stop: Day = Field(None, alias="until")


class RivalPart(Part):
    """One theory explains the record better than another."""

    theory: str
    against: str


Facts = Annotated[list[FactPart], BeforeValidator(one_or_list)]

TESTS = (
    *("sign", "contrast", "restricted", "pattern", "effect", "forecast"),
    *("fact", "rival", "not_testable"),
)


class TestPart(Part):
    """The test of one claim, or the reason why there is none.

    ``given`` are facts without which a mechanism is not even in question; ``within`` are days in
    which it must hold also on their own, ``on`` acts for which a coefficient must hold also where
    other acts have one of their own. ``open_ended`` marks a forecast without a date: that it
    has not come true by the end of the record says nothing.
    """

    sign: SignClaim | None = None
    contrast: ContrastClaim | None = None
    restricted: RestrictedClaim | None = None
    pattern: PatternClaim | None = None
    effect: EffectClaim | None = None
    forecast: ForecastClaim | None = None
    fact: Facts | None = None
    rival: RivalPart | None = None
    not_testable: Annotated[str, Field(min_length=20)] | None = None
    given: Facts = Field(default_factory=list[FactPart])
    within: WithinPart | None = None
    on: Annotated[list[str], BeforeValidator(one_or_list)] = Field(default_factory=list[str])
    open_ended: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _one(self) -> TestPart:
        exactly_one(self, *TESTS)
        return self

    @property
    def kind(self) -> str:
        """Which of the tests it is."""
        return next(kind for kind in TESTS if getattr(self, kind) is not None)


def _format(value: Any) -> Any:
    if isinstance(value, bool) or value != 1:
        message = "format: 1 is the only one"
        raise ValueError(message)
    return 1


class ClaimsDocument(Part):
    """A table of claims and their tests.

    ``table`` is a CSV file beside the document (id, paragraph, kind, claim, testable_as).
    ``own_source`` begins the source of rows that come from the claims' own text: those that have
    no other are left out of facts. A verdict on a mechanism must survive leaving out each month
    of ``leave_out``. ``rows`` names kinds of rows that tests share; ``levers`` are those that no
    theory has to have.
    """

    format: Annotated[int, BeforeValidator(_format)]
    claims: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    table: Annotated[str, Field(min_length=1)]
    cites: list[str] = Field(default_factory=list[str])
    own_source: str = ""
    leave_out: list[str] = Field(default_factory=list[str])
    rows: dict[str, RowsPart] = Field(default_factory=dict[str, RowsPart])
    levers: dict[str, LeverPart] = Field(default_factory=dict[str, LeverPart])
    tests: dict[str, TestPart]
