"""The words a record uses for forms, actors and demands, each with a class and a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["form", "actor", "demand"]
"""Which column a word belongs to."""

WordClass = Literal["popular", "institution", "other"]
"""``popular``: people act together in the open, or are those who do. ``institution``: a
government, a party, an army or police, or what these do. ``other``: the rest."""


@dataclass(frozen=True)
class Word:
    """One word of a vocabulary.

    Parameters
    ----------
    name
        As it stands in the record.
    kind
        ``form``, ``actor`` or ``demand``.
    word_class
        ``popular``, ``institution`` or ``other``; demands have no class and say ``other``.
    says
        One sentence on what it means.
    """

    name: str
    kind: Kind
    word_class: WordClass
    says: str


@dataclass(frozen=True)
class Vocabulary:
    """The words that a record may use.

    Parameters
    ----------
    words
        Every word, in the order in which it is documented.
    """

    words: tuple[Word, ...]

    def names(self, kind: Kind, *, word_class: WordClass | None = None) -> tuple[str, ...]:
        """Return the names of one kind, of one class where it is given."""
        return tuple(
            word.name
            for word in self.words
            if word.kind == kind and (word_class is None or word.word_class == word_class)
        )

    def extended(self, words: Iterable[Word]) -> Vocabulary:
        """Return a vocabulary with more words; a word given again replaces the old one.

        Examples
        --------
        >>> sit_in = Word("sit_in", "form", "popular", "People sit down and stay.")
        >>> "sit_in" in VOCABULARY.extended([sit_in]).names("form", word_class="popular")
        True
        """
        known = {(word.kind, word.name): word for word in self.words}
        known |= {(word.kind, word.name): word for word in words}
        return Vocabulary(tuple(known.values()))


_FORMS: dict[WordClass, dict[str, str]] = {
    "popular": {
        "strike": "Work stops at one or several workplaces.",
        "general_strike": "Work stops across a town, a region or a country.",
        "demonstration": "A crowd marches or stands in a public place to be seen.",
        "meeting": "People assemble to debate or resolve, in a hall or at a workplace.",
        "riot": "A crowd uses force: it storms buildings, frees prisoners or fights police.",
        "armed_uprising": "People take up arms against the state.",
        "demand_statement": "A body of people puts its demands in writing or has them read out.",
        "council_formed": "A council of workers, soldiers or a town is elected or proclaimed.",
        "petition": "People sign a request to those in power.",
        "boycott": "People refuse to buy, to use or to take part.",
        "occupation": "People take and hold a building, a workplace or a square.",
        "blockade": "People close a road, a railway or a gate.",
        "hunger_strike": "People refuse food.",
        "mutiny": "Soldiers or sailors together refuse orders and act against their command.",
    },
    "institution": {
        "concession_economic": "Those in power lower norms or prices, or raise wages.",
        "concession_political": "Those in power give way on offices, laws, releases or freedoms.",
        "promise": "Those in power announce a concession for later.",
        "amnesty": "Prisoners are released or sentences lifted by decision from above.",
        "personnel_change": "A leading person of party or state comes or goes.",
        "official_speech": "A leader or organ of party or state speaks to the public.",
        "counter_rally": "Those in power bring out their own supporters.",
        "arrest": "People are taken into custody.",
        "trial": "A court sits or passes sentence.",
        "execution": "A death sentence is carried out.",
        "police_fire": "Police or troops shoot at people.",
        "army_deployed": "Troops move in, are posted or occupy.",
        "foreign_intervention": "Another state presses, threatens or invades.",
        "council_dissolved": "A council is banned, dissolved or its members are seized.",
        "withdrawal": "Troops leave a town or a country.",
        "negotiation": "Those in power talk with those who protest.",
        "curfew": "People are ordered off the streets for some hours.",
        "emergency": "Martial law or a state of emergency is declared.",
        "ban": "An organisation, a paper or an assembly is forbidden.",
    },
    "other": {
        "news": "News that people hear of and that is none of the other forms.",
        "return_to_work": "Strikers go back to work.",
        "fraternisation": "Soldiers and crowd make common cause, or soldiers refuse to act.",
        "defection": "Someone in the service of the state leaves it or changes sides.",
        "flight": "People leave the country.",
        "attack": "A group or a person attacks people or property, without a crowd.",
        "arson": "Somebody sets fire to a building, a vehicle or goods.",
        "assault": "Somebody attacks persons and hurts or threatens them.",
        "clash": "Two crowds or armed groups fight each other.",
    },
}

_ACTORS: dict[WordClass, dict[str, str]] = {
    "popular": {
        "workers": "Wage earners in industry, transport, building and trade.",
        "students": "Pupils and students.",
        "peasants": "People who farm, alone or in a collective.",
        "writers": "Writers, journalists, artists and their unions.",
        "intelligentsia": "Engineers, teachers, doctors and other educated employees.",
        "soldiers": "Soldiers who act on their own, not on orders.",
        "prisoners": "People held in prisons and camps.",
        "civilians": "People of several or unstated groups.",
        "unemployed": "People without work.",
        "believers": "Members of a church or religious community, and its clergy.",
        "minority": "Members of a national or ethnic minority.",
    },
    "institution": {
        "party": "The ruling party, its organs and leaders.",
        "government": "Ministers, parliament, courts, local authorities.",
        "security_police": "State security and police.",
        "army": "The state's own army, acting on orders.",
        "soviet_army": "Troops of the Soviet Union, acting on orders.",
        "foreign_army": "Troops of another state, acting on orders.",
        "foreign_government": "The government of another state.",
        "employers": "Owners and managers of enterprises.",
    },
    "other": {
        "opposition": "Parties and organisations out of power.",
        "trade_unions": "Trade unions as organisations.",
        "armed_group": "An armed group outside the state.",
    },
}

_DEMANDS = {
    "economic": "Wages, norms, prices, supplies, work and land.",
    "political": "Freedoms, elections, releases, persons and laws.",
    "national": "Independence, foreign troops, symbols and language.",
    "council_power": "Councils are to run the workplace, the town or the state.",
}


def _words(kind: Kind, classes: dict[WordClass, dict[str, str]]) -> list[Word]:
    return [
        Word(name, kind, word_class, says)
        for word_class, sentences in classes.items()
        for name, says in sentences.items()
    ]


VOCABULARY = Vocabulary(
    (
        *_words("form", _FORMS),
        *_words("actor", _ACTORS),
        *_words("demand", {"other": _DEMANDS}),
    )
)
"""The words that every record may use; a record's own come on top (`Vocabulary.extended`)."""
