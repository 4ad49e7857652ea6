"""Claims: the parameters, acts, traits and levers they name exist and can answer."""

from __future__ import annotations

from collections.abc import Sequence

from contention.theory.checks.levers import family_of
from contention.theory.claims import ClaimPart
from contention.theory.draft import Draft, Entry
from contention.theory.wording import closest


def check_claims(draft: Draft) -> None:
    """Check every claim: T030, T031, T037 and T091."""
    for claim in draft.claims.values():
        _check_claim(draft, claim)


def _check_claim(draft: Draft, claim: Entry[ClaimPart]) -> None:
    part = claim.part
    if part.sign is not None:
        where = claim.at("sign", "parameter")
        family = family_of(draft, part.sign.parameter, where)
        if family not in (None, "normal"):
            expected = "a parameter that can have either sign"
            found = f"the sign of {part.sign.parameter}, whose prior is {family}"
            draft.add("T091", found, expected, where, "compare it with another parameter")
    if part.contrast is not None:
        family_of(draft, part.contrast.greater, claim.at("contrast", "greater"))
        family_of(draft, part.contrast.lesser, claim.at("contrast", "lesser"))
    if part.effect is not None:
        _check_lever(draft, claim, part.effect.lever)
    if part.pattern is not None:
        _check_sources(draft, claim, "pattern", part.pattern.of)
        _check_without(draft, claim, "pattern", part.pattern.without)
    if part.restricted is not None:
        _check_without(draft, claim, "restricted", part.restricted.without)
    if part.forecast is not None:
        _check_without(draft, claim, "forecast", part.forecast.without)


def _check_lever(draft: Draft, claim: Entry[ClaimPart], name: str) -> None:
    known = draft.names["levers"]
    if name not in known:
        where = claim.at("effect", "lever")
        expected = "a lever of this theory"
        draft.add("T037", f"the unknown lever {name}", expected, where, closest(name, known))


def _check_sources(draft: Draft, claim: Entry[ClaimPart], test: str, names: Sequence[str]) -> None:
    known = draft.names["acts"] | draft.names["traits"]
    for index, name in enumerate(names):
        if name not in known:
            where = claim.at(test, "of", index)
            found = f"the unknown act {name}"
            expected = "an act or trait of this theory"
            draft.add("T031", found, expected, where, closest(name, known))


def _check_without(draft: Draft, claim: Entry[ClaimPart], test: str, names: Sequence[str]) -> None:
    for index, name in enumerate(names):
        where = claim.at(test, "without", index)
        family = family_of(draft, name, where)
        if family not in (None, "normal"):
            found = f"the theory without {name}, whose prior is {family}"
            expected = "a coefficient, which is gone at 0"
            draft.add("T091", found, expected, where, "name coefficients with normal priors")
