"""A theory in its resolved form: every default filled in, every name checked.

The engine sees only this. `contention.theory.load` makes it from a YAML document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Number = float | str
"""A fixed number, or the name of a parameter."""

Sum = tuple[Number, ...]
"""Numbers and parameters that are added up."""


CalendarWord = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "year_sine", "year_cosine", "holiday",
]  # fmt: skip
"""What a signal can be of the calendar: 1 on a day of the week and else 0; sine and cosine of the
part of the year that has gone by (0 on 1 January); 1 on a holiday of the country, as the covariate
``holiday`` of the scenario says, and always 0 where a scenario has none."""


@dataclass(frozen=True)
class Prior:
    """A prior distribution.

    Families and their numbers ``(a, b)``: ``normal`` mean and sd; ``lognormal`` mean and sd of
    the logarithm; ``beta`` its two shapes; ``halfnormal`` sd (b unused, 0); ``exponential``
    rate (b unused, 0).
    """

    family: Literal["normal", "lognormal", "beta", "halfnormal", "exponential"]
    a: float
    b: float = 0.0


@dataclass(frozen=True)
class Parameter:
    """A parameter with its prior.

    ``by="country"`` stands for one parameter a country of the scenario, written
    ``name[Hungary]``. ``block`` says whether it belongs to the mechanism of the theory or to
    the block that rival theories share. ``group`` is the plain-language label of its family in
    the forest plot.
    """

    name: str
    prior: Prior
    unit: str = "1"
    of: str = ""
    by: Literal["", "country"] = ""
    block: Literal["mechanism", "shared"] = "mechanism"
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Memory:
    """How a signal remembers.

    ``today``: earlier phases of the same day. ``yesterday``: the day before. ``half_life``:
    fades with a half-life in days, the day before counting in full. ``lasting``: never fades.
    ``unit_mass`` scales the kernel so that one unit adds one in all (Hawkes). ``average``
    scales it to a mean a day over the days of the calendar so far.
    """

    kind: Literal["today", "yesterday", "half_life", "lasting"]
    half_life: Number = 0.0
    unit_mass: bool = False
    average: bool = False


@dataclass(frozen=True)
class Form:
    """What a signal makes of its raw value x.

    ``identity`` x; ``log1p`` log(1 + x/scale); ``saturating`` x/(x + scale); ``share`` x over
    the heads of stratum ``of``, between 0 and 1; ``gate`` 1 where x >= at_least, else 0
    (``at_least`` is a fixed number, never fitted).
    """

    kind: Literal["identity", "log1p", "saturating", "share", "gate"] = "identity"
    scale: Number = 1.0
    of: str = ""
    at_least: float = 0.0


@dataclass(frozen=True)
class Signal:
    """What is perceived at a place or in a country.

    ``kind="acts"``: ``sources`` are acts or traits, counted (``count``) or by heads
    (``heads``), remembered by ``memory``. ``stock``: the level of one stock. ``covariate``: a
    covariate of the scenario. ``shock``: dated shocks of the scenario, remembered. ``calendar``:
    a `CalendarWord`, the same in every country. ``product``: the product of two other
    signals, named in ``sources``.
    ``reach``: ``here``, ``country``, ``abroad``, ``everywhere`` or the name of a link kernel of
    the scenario.
    """

    name: str
    kind: Literal["acts", "stock", "covariate", "shock", "calendar", "product"]
    sources: tuple[str, ...]
    reach: str = "country"
    measure: Literal["count", "heads"] = "count"
    memory: Memory = Memory("yesterday")
    form: Form = Form()
    says: str = ""


@dataclass(frozen=True)
class Term:
    """One term of a rate: a sum of numbers, times a signal (``""`` for the constant)."""

    coefficient: Sum
    signal: str = ""


@dataclass(frozen=True)
class ClusterLaw:
    """How many onsets an ignition brings: (1 - far_share) zeta(exponent) + far_share uniform."""

    exponent: Number
    far_share: Number = 0.0


@dataclass(frozen=True)
class Cluster:
    """The cluster law of an act, and another one while its country is in the episode.

    Both parts of a law are truncated to 1..at_most; ``at_most=0`` means the number of places of
    the country. ``inside=None``: the same law in and out of the episode.
    """

    exponent: Number
    far_share: Number = 0.0
    at_most: int = 0
    inside: ClusterLaw | None = None


@dataclass(frozen=True)
class Size:
    """Heads an onset brings: lognormal with this median and spread (sd of the logarithm).

    ``missing`` is the size given in replay to a row that states none. ``at_most`` names the
    stratum or stock whose heads at the place (country for acts at country level) are the cap.
    """

    median: Number
    spread: Number
    missing: float
    at_most: str = ""


@dataclass(frozen=True)
class Move:
    """Heads or units an onset moves between stocks.

    ``source=""`` creates units, ``target=""`` removes them. ``per="head"`` moves the size of
    the onset times ``share``, ``per="act"`` moves ``share`` units.
    """

    source: str
    target: str
    per: Literal["head", "act"] = "head"
    share: float = 1.0


@dataclass(frozen=True)
class Selector:
    """Which rows of a record are this act: all stated conditions hold.

    Empty tuples mean no condition. ``actor`` and ``demands`` match if any listed value is among
    the row's values; ``not_actor`` if none is.
    """

    form: tuple[str, ...]
    actor: tuple[str, ...] = ()
    not_actor: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """Something an actor does on a day, which a record can note.

    ``process="plain"``: a Poisson number of onsets, with rate ``rate`` (for acts at place level
    times the sum of the placing weights). ``process="cluster"``: at most one ignition a country
    and day with probability 1 - exp(-rate), which brings a cluster of onsets. ``per="country"``
    takes the rate of a plain act at place level as the country's, without that sum.

    A term of ``rate`` may name the episode: it counts while the country is in it. Onsets of acts at
    place level fall on the places of the country in proportion to
    ``exp(sum of place terms)``; ``place`` terms name signals that vary by place, place
    covariates, or ``population`` (the log of persons; for a remainder, of persons a commune,
    times its communes).

    With ``bunching`` b the onsets of a country-day come together (Polya's urn): onset i + 1
    goes where one of the i before it is with probability i / (b + i), else as above.
    """

    name: str
    by: str
    record: Selector
    phase: str
    level: Literal["place", "country"]
    process: Literal["plain", "cluster"]
    rate: tuple[Term, ...]
    link: Literal["log", "identity"] = "log"
    cluster: Cluster | None = None
    place: tuple[Term, ...] = ()
    size: Size | None = None
    moves: tuple[Move, ...] = ()
    says: str = ""
    per: Literal["place", "country"] = "place"
    bunching: Number | None = None


@dataclass(frozen=True)
class Episode:
    """A hidden state of a country: calm or in it, calm on the eve of the calendar.

    Each day a calm country enters with probability 1 - exp(-exp(enter)), and one inside leaves
    with probability 1 - exp(-exp(leave)). Terms name signals at country level. Acts name the
    episode in their rates and cluster laws.
    """

    name: str
    enter: tuple[Term, ...]
    leave: tuple[Term, ...]
    says: str = ""


@dataclass(frozen=True)
class Trait:
    """Something an onset of some acts may carry, such as a demand or a participant.

    Each onset of the acts ``of`` carries it with log-odds ``odds``, independently. In a record
    it is ``value`` among the values of ``column`` (``demands`` or ``actor``).
    """

    name: str
    of: tuple[str, ...]
    column: Literal["demands", "actor"]
    value: str
    odds: tuple[Term, ...]
    says: str = ""


@dataclass(frozen=True)
class Stock:
    """Heads (``unit="person"``) or units in a condition.

    ``stratum`` names the stratum of the scenario that fills it at the start; ``""`` starts
    empty. ``of`` names the stratum whose people it holds (for caps and shares).
    """

    name: str
    unit: str = "person"
    stratum: str = ""
    of: str = ""
    says: str = ""


@dataclass(frozen=True)
class Flow:
    """Unrecorded movement between stocks, at a rate per head and day.

    The share leaving in a day is 1 - exp(-sum of rates out of the stock), split in proportion.
    Rates name signals at country level. ``random`` draws binomial heads in simulations.
    """

    name: str
    source: str
    target: str
    rate: tuple[Term, ...]
    link: Literal["log", "identity"] = "log"
    random: bool = False
    says: str = ""


@dataclass(frozen=True)
class Shock:
    """A gamma shock with mean one and shape ``shape``, shared by acts on a country-day."""

    of: tuple[str, ...]
    shape: Number


@dataclass(frozen=True)
class LeverStep:
    """One change a lever makes, between two dates (ISO, ``""`` for no bound).

    ``multiply`` multiplies the rate of act ``target`` by ``value``; ``forbid`` keeps act
    ``target`` from happening; ``set`` gives parameter ``target`` the value; ``add`` makes act
    ``target`` happen in ``country`` on the day ``start`` = ``stop``; ``shock`` multiplies dated
    shock ``target`` by ``value``.
    """

    do: Literal["multiply", "forbid", "set", "add", "shock"]
    target: str
    value: float = 0.0
    start: str = ""
    stop: str = ""
    country: str = ""


@dataclass(frozen=True)
class Lever:
    """A named change to a theory; ``grounds`` says where its numbers come from."""

    name: str
    steps: tuple[LeverStep, ...]
    says: str = ""
    cites: tuple[str, ...] = ()
    grounds: str = ""


@dataclass(frozen=True)
class Claim:
    """A sentence about the theory that can come out true or false.

    ``kind`` and ``details`` follow the document: ``sign`` (parameter, is), ``contrast``
    (greater, lesser), ``restricted`` (without), ``pattern`` (quantity, bounds, without),
    ``effect`` (lever, quantity, is), ``forecast`` (from, until, without). A key with several
    values has one pair for each.
    """

    name: str
    says: str
    kind: Literal["sign", "contrast", "restricted", "pattern", "effect", "forecast"]
    details: tuple[tuple[str, str | float], ...] = ()

    def text(self, key: str) -> str:
        """Return the value of a key as text; ``""`` where it is not written."""
        return next((str(value) for name, value in self.details if name == key), "")

    def number(self, key: str) -> float | None:
        """Return the number of a key; None where it is not written."""
        return next((float(value) for name, value in self.details if name == key), None)

    def several(self, key: str) -> tuple[str, ...]:
        """Return every value of a key, in order."""
        return tuple(str(value) for name, value in self.details if name == key)


@dataclass(frozen=True)
class Theory:
    """A theory in its resolved form."""

    name: str
    title: str
    says: str
    cites: tuple[str, ...]
    phases: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    signals: tuple[Signal, ...]
    stocks: tuple[Stock, ...]
    acts: tuple[Act, ...]
    traits: tuple[Trait, ...] = ()
    flows: tuple[Flow, ...] = ()
    shocks: tuple[Shock, ...] = ()
    levers: tuple[Lever, ...] = ()
    claims: tuple[Claim, ...] = ()
    digest: str = ""
    labels: dict[str, str] = field(default_factory=dict[str, str])
    episodes: tuple[Episode, ...] = ()

    def _repr_html_(self) -> str:
        """Return the description a notebook shows."""
        from contention.theory.description import describe_html

        return describe_html(self)
