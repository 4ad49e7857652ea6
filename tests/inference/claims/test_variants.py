"""Theories with terms more, and with one coefficient cut in two."""

from __future__ import annotations

import contention as ct
from contention.engine import bind
from contention.inference.claims.signals import lone_products
from contention.inference.claims.variants import with_parts, with_two
from contention.theory.model import Theory

CASE = "eastern-bloc-1953"


def theory() -> Theory:
    return ct.load_theory("political-revolution")


def terms_of(of: Theory, parameter: str) -> set[tuple[str, str]]:
    """Return where a coefficient enters: the name of the act or trait, and the signal."""
    items = [(act.name, (*act.rate, *act.place)) for act in of.acts]
    items += [(trait.name, trait.odds) for trait in of.traits]
    items += [(e.name, (*e.enter, *e.leave)) for e in of.episodes]
    return {
        (name, term.signal) for name, terms in items for term in terms
        if parameter in term.coefficient
    }  # fmt: skip


def test_parts_of_a_product_enter_where_it_does() -> None:
    before = theory()
    after = with_parts(before, ["betray"])
    products = {name for name, _ in terms_of(before, "betray")}
    assert products == {"strike", "march", "meeting", "riot", "demand"}
    for part in ("promised", "refused"):
        assert terms_of(after, f"{part}_alone") == {(name, part) for name in products}
    assert lone_products(after, ["betray"]) == ()
    assert terms_of(after, "betray") == terms_of(before, "betray")


def test_in_placing_only_what_differs_between_places_enters() -> None:
    after = with_parts(theory(), ["local_gain"])
    new = {one.name for one in after.parameters} - {one.name for one in theory().parameters}
    assert new == {"rose_here_alone"}  # the concession is the same all over a country
    prior = {one.name: one.prior for one in after.parameters}
    assert prior["rose_here_alone"] == prior["local_gain"]


def test_nothing_is_added_where_all_parts_are_there() -> None:
    assert with_parts(theory(), ["spread"]) == theory()


def test_a_coefficient_is_cut_in_two() -> None:
    before = theory()
    after = with_two(before, "yield_to", ["concede", "promise"])
    mine, others = terms_of(after, "yield_to"), terms_of(after, "yield_to_elsewhere")
    assert {name for name, _ in mine} == {"concede", "promise"}
    assert mine | others == terms_of(before, "yield_to")
    assert {name for name, _ in others} == {"withdraw", "speak", "change_persons"}


def test_both_can_be_bound() -> None:
    scenario = ct.load_scenario(CASE)
    names = set(bind(theory(), scenario).names)
    parts = bind(with_parts(theory(), ["betray", "example"]), scenario)
    assert set(parts.names) - names == {
        "promised_alone", "refused_alone", "yielded_abroad_alone",
    }  # fmt: skip
    two = bind(with_two(theory(), "yield_to", ["concede"]), scenario)
    assert set(two.names) - names == {"yield_to_elsewhere"}
