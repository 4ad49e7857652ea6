"""The theory document as people write it, section by section.

These models check shape only: keys, kinds of value, ranges of fixed numbers. What names refer
to is checked afterwards, over the document and its includes as a whole.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from contention.theory.claims import ClaimPart
from contention.theory.fields import (
    AnyNumber,
    Coefficient,
    Finite,
    HalfLife,
    Names,
    Positive,
    PositiveNumber,
    PriorField,
    ShareNumber,
    Terms,
    alone,
    one_or_list,
)
from contention.theory.model import CalendarWord
from contention.theory.outcomes import LeverPart
from contention.theory.parts import Part, exactly_one
from contention.theory.wording import problem

LINKS = Literal["log", "identity"]
MEMORY_WORDS = ("today", "yesterday", "lasting")


class Varies(Part):
    """A parameter that may differ a little between the acts that use it."""

    by: Literal["act"]
    sd: Positive


class ParameterPart(Part):
    """A parameter: what it means and what is known before the record speaks."""

    prior: PriorField
    unit: str = "1"
    of: str = ""
    by: Literal["country"] | None = None
    block: Literal["mechanism", "shared"] = "mechanism"
    cites: list[str] = Field(default_factory=list[str])
    varies: Varies | None = None

    @model_validator(mode="after")
    def _one_way(self) -> ParameterPart:
        if self.by is not None and self.varies is not None:
            hint = "use two parameters in a list, one by country and one that varies"
            raise problem("T024", "by and varies", "one of the two", hint, ("varies",))
        return self


class MemoryPart(Part):
    """How a signal remembers."""

    half_life: HalfLife
    unit_mass: bool = False
    average: bool = False

    @model_validator(mode="after")
    def _mass(self) -> MemoryPart:
        for key in ("unit_mass", "average"):
            if getattr(self, key) and self.half_life in MEMORY_WORDS:
                expected = f"{key} with a half-life only"
                raise problem("T014", f"{key} with {self.half_life}", expected, "", (key,))
        if self.unit_mass and self.average:
            expected = "one of the two"
            raise problem("T014", "unit_mass and average", expected, "keep one", ("average",))
        return self


class FormPart(Part):
    """What a signal makes of its raw value: exactly one of the keys."""

    log1p: PositiveNumber | None = None
    saturating: PositiveNumber | None = None
    share: str | None = None
    gate: Finite | None = None

    @model_validator(mode="after")
    def _one(self) -> FormPart:
        exactly_one(self, "log1p", "saturating", "share", "gate")
        return self


def _form(value: Any) -> Any:
    if value == "identity":
        return None
    if isinstance(value, str):
        expected = "identity, or a mapping with log1p, saturating, share or gate"
        raise problem("T011", value, expected, "as in form: {saturating: 0.5}")
    return value


class SignalPart(Part):
    """What is perceived: exactly one of of, stock, covariate, shock, calendar, product."""

    of: Names | None = None
    stock: str | None = None
    covariate: str | None = None
    shock: str | None = None
    calendar: CalendarWord | None = None
    product: Names | None = None
    reach: str | None = None
    measure: Literal["count", "heads"] | None = None
    memory: Annotated[
        MemoryPart | None,
        BeforeValidator(alone("half_life"), json_schema_input_type=str | MemoryPart),
    ] = None
    form: Annotated[
        FormPart | None,
        BeforeValidator(_form, json_schema_input_type=Literal["identity"] | FormPart),
    ] = None
    says: str = ""

    @model_validator(mode="after")
    def _one(self) -> SignalPart:
        exactly_one(self, "of", "stock", "covariate", "shock", "calendar", "product")
        return self


class StockPart(Part):
    """Heads or units in a condition."""

    stratum: str = ""
    of: str = ""
    unit: str = "person"
    says: str = ""


class RecordPart(Part):
    """Which rows of a record are the act."""

    form: Names
    actor: Names = Field(default_factory=list[str])
    not_actor: Names = Field(default_factory=list[str])
    demands: Names = Field(default_factory=list[str])


class LawPart(Part):
    """How many onsets an ignition brings while the country is in the episode."""

    zeta: AnyNumber
    far: ShareNumber = 0.0


class ClusterPart(Part):
    """How many onsets an ignition brings; a further key names the episode, with its law."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, LawPart]  # pyright: ignore[reportIncompatibleVariableOverride]

    zeta: AnyNumber
    far: ShareNumber = 0.0
    at_most: Annotated[int, Field(ge=1)] | None = None

    @property
    def laws(self) -> dict[str, LawPart]:
        """The laws inside episodes, by the name of the episode."""
        return self.__pydantic_extra__


class LognormalPart(Part):
    """A lognormal law of sizes."""

    median: PositiveNumber
    spread: PositiveNumber


class SizePart(Part):
    """Heads an onset brings."""

    lognormal: LognormalPart
    missing: Positive
    at_most: str = ""


class MovePart(Part):
    """Heads or units an onset moves between stocks."""

    source: str = Field("", alias="from")
    target: str = Field("", alias="to")
    per: Literal["head", "act"] = "head"
    share: Positive = 1.0


class ActPart(Part):
    """Something an actor does on a day, which a record can note."""

    by: str
    record: RecordPart
    says: str = ""
    phase: str | None = None
    level: Literal["place", "country"] = "place"
    per: Literal["place", "country"] | None = None
    rate: Terms | None = None
    ignite: Terms | None = None
    link: LINKS = "log"
    cluster: ClusterPart | None = None
    place: Terms | None = None
    bunching: PositiveNumber | None = None
    size: SizePart | None = None
    moves: Annotated[
        list[MovePart],
        BeforeValidator(one_or_list, json_schema_input_type=MovePart | list[MovePart]),
    ] = Field(default_factory=list[MovePart])

    @model_validator(mode="after")
    def _process(self) -> ActPart:
        if (self.rate is None) == (self.ignite is None):
            found = "neither rate nor ignite" if self.rate is None else "both rate and ignite"
            hint = "rate for a plain intensity, ignite with cluster for outbreaks"
            raise problem("T050", found, "exactly one of the two", hint)
        if self.ignite is not None and self.cluster is None:
            hint = "add cluster: {zeta: 2.5}, or write rate instead of ignite"
            raise problem("T051", "ignite without cluster", "a cluster law", hint, ("ignite",))
        if self.rate is not None and self.cluster is not None:
            hint = "write ignite instead of rate, or remove cluster"
            raise problem(
                "T052", "cluster with rate", "cluster with ignite only", hint, ("cluster",)
            )
        if self.bunching is not None and self.level == "country":
            hint = "remove bunching, or write level: place"
            raise problem(
                "T100", "bunching at level country", "bunching of places", hint, ("bunching",)
            )
        return self


class EpisodePart(Part):
    """A hidden state of a country: how it is entered and left."""

    enter: Terms
    leave: Terms
    says: str = ""


class FlowPart(Part):
    """Unrecorded movement between stocks."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    rate: Terms
    link: LINKS = "log"
    random: bool = False
    says: str = ""


class TraitPart(Part):
    """Something an onset of some acts may carry."""

    of: Names
    column: Literal["demands", "actor"]
    value: str
    odds: Terms
    says: str = ""


class ShockPart(Part):
    """A gamma shock shared by acts."""

    of: Names
    shape: PositiveNumber


class MovesPart(Part):
    """Terms added to how an episode is entered and left."""

    enter: dict[str, Coefficient] = Field(default_factory=dict[str, Coefficient])
    leave: dict[str, Coefficient] = Field(default_factory=dict[str, Coefficient])


class AddsPart(Part):
    """Terms added to acts, traits, flows and episodes that are written elsewhere."""

    acts: dict[str, Terms] = Field(default_factory=dict[str, Terms])
    place: dict[str, Terms] = Field(default_factory=dict[str, Terms])
    traits: dict[str, Terms] = Field(default_factory=dict[str, Terms])
    flows: dict[str, Terms] = Field(default_factory=dict[str, Terms])
    episodes: dict[str, MovesPart] = Field(default_factory=dict[str, MovesPart])


def _format(value: Any) -> Any:
    if isinstance(value, bool) or value != 1:
        raise problem("T004", f"format {value!r}", "format: 1", "this version reads format 1")
    return 1


class IncludedDocument(Part):
    """A block that several theories share: any sections, no name of its own."""

    format: Annotated[int, BeforeValidator(_format), WithJsonSchema({"const": 1})]
    says: str = ""
    cites: list[str] = Field(default_factory=list[str])
    include: Names = Field(default_factory=list[str])
    phases: Names = Field(default_factory=list[str])
    groups: dict[str, str] = Field(default_factory=dict[str, str])
    parameters: dict[str, ParameterPart] = Field(default_factory=dict[str, ParameterPart])
    signals: dict[str, SignalPart] = Field(default_factory=dict[str, SignalPart])
    stocks: dict[str, StockPart] = Field(default_factory=dict[str, StockPart])
    episodes: dict[str, EpisodePart] = Field(default_factory=dict[str, EpisodePart])
    acts: dict[str, ActPart] = Field(default_factory=dict[str, ActPart])
    flows: dict[str, FlowPart] = Field(default_factory=dict[str, FlowPart])
    traits: dict[str, TraitPart] = Field(default_factory=dict[str, TraitPart])
    shocks: list[ShockPart] = Field(default_factory=list[ShockPart])
    levers: dict[str, LeverPart] = Field(default_factory=dict[str, LeverPart])
    claims: dict[str, ClaimPart] = Field(default_factory=dict[str, ClaimPart])
    act_groups: dict[str, Names] = Field(default_factory=dict[str, Names])
    adds: AddsPart = AddsPart()


class TheoryDocument(IncludedDocument):
    """A whole theory."""

    theory: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: Annotated[str, Field(min_length=1)]
