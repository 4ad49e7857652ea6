"""Terms of rates, odds, flows, placings and episodes: the signals they name exist and fit."""

from __future__ import annotations

from collections.abc import Sequence

from contention.theory.checks.perception import today_sources, too_early, varies_by_place
from contention.theory.draft import Draft, TermEntry
from contention.theory.wording import closest


def check_terms(draft: Draft) -> None:
    """Check the signal of every term: T032, T041 to T043, T053, T059 and T064."""
    for name, terms in draft.rates.items():
        _check_country(draft, [t for t in terms if not _is_episode(draft, t)], (name,))
    for name, terms in draft.odds.items():
        _check_country(draft, terms, draft.traits[name].part.of)
    for terms in draft.outflows.values():
        _check_country(draft, terms, ())
    for table in (draft.entering, draft.leaving):
        for name, terms in table.items():
            _check_country(draft, terms, (), place="")
            _check_no_today(draft, terms, name)
    for name, terms in draft.places.items():
        if terms and draft.acts[name].part.level == "country":
            hint = "remove the terms, or set level: place"
            found = f"place terms of {name}, at country level"
            where = terms[0].at(of="key")
            draft.add("T053", found, "place terms of acts at level place", where, hint)
        else:
            _check_place(draft, terms, name)


def _check_country(
    draft: Draft,
    terms: list[TermEntry],
    acts: Sequence[str],
    *,
    place: str = "move it to place:, or ",
) -> None:
    for term in terms:
        if not term.signal:
            continue
        if _is_episode(draft, term):
            _refuse_episode(draft, term)
        elif term.signal not in draft.names["signals"]:
            hint = closest(term.signal, draft.names["signals"], "add it to signals")
            if term.signal == "population":
                hint = "population stands under place:"
            _add(draft, "T032", f"the unknown signal {term.signal}", "base or a signal", term, hint)
        elif varies_by_place(draft, term.signal):
            found = f"{term.signal}, which differs from place to place"
            hint = f"{place}give the signal another reach"
            _add(draft, "T042", found, "a signal that is the same over a country", term, hint)
        _check_today(draft, term, acts)


def _check_place(draft: Draft, terms: list[TermEntry], act: str) -> None:
    for term in terms:
        if not term.signal:
            hint = "put base into rate: or ignite:"
            _add(draft, "T059", "base", "signals that vary by place, or population", term, hint)
        elif _is_episode(draft, term):
            _refuse_episode(draft, term)
        elif varies_by_place(draft, term.signal) is False:
            found = f"{term.signal}, which is the same over a country"
            hint = "move it to rate: or ignite:, or give the signal reach: here"
            _add(draft, "T043", found, "a signal that varies by place", term, hint)
        _check_today(draft, term, (act,))


def _check_today(draft: Draft, term: TermEntry, acts: Sequence[str]) -> None:
    for act in acts:
        source = too_early(draft, term.signal, act)
        if source is not None:
            found = f"{term.signal}, which counts {source} of today, in the phase of {act} or later"
            hint = f"give {act} a later phase, or the signal memory: yesterday"
            _add(draft, "T041", found, "sources in an earlier phase of the day", term, hint)
            return


def _check_no_today(draft: Draft, terms: list[TermEntry], episode: str) -> None:
    for term in terms:
        sources = sorted(today_sources(draft, term.signal))
        if sources:
            found = f"{term.signal}, which counts {sources[0]} of today, in {episode}"
            expected = "signals of the start of the day, when episodes begin and end"
            _add(draft, "T041", found, expected, term, "give the signal memory: yesterday")


def _is_episode(draft: Draft, term: TermEntry) -> bool:
    return term.signal in draft.names["episodes"]


def _refuse_episode(draft: Draft, term: TermEntry) -> None:
    hint = "name it in rate: or ignite: of an act"
    _add(draft, "T064", f"the episode {term.signal}", "a signal", term, hint)


def _add(draft: Draft, code: str, found: str, expected: str, term: TermEntry, hint: str) -> None:
    draft.add(code, found, expected, term.at(of="key"), hint)
