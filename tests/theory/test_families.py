"""Families of mechanisms, and theories without one of them."""

from __future__ import annotations

from pathlib import Path

import contention as ct
from contention.theory import load
from contention.theory.families import families
from contention.theory.model import Term
from contention.theory.pruning import without_coefficients

SMALL = Path(__file__).parents[1] / "inference" / "theories" / "small.yaml"


def test_deviations_belong_to_their_coefficient() -> None:
    found = {family.name: family for family in families(ct.load_theory("political-revolution"))}
    assert found["spread"].parameters == ("spread", "spread_arms", "spread_councils")
    assert found["spread"].says == "Unrest at home spreads"
    assert "spread_arms" not in found
    assert found["outgrow"].drives == ("economic_demand",)
    assert set(found["rescue"].drives) == {"intervene"}


def test_every_mechanism_that_is_a_coefficient_is_in_one_family() -> None:
    theory = ct.load_theory("political-revolution")
    members = [name for family in families(theory) for name in family.parameters]
    shapes = {"news_halflife", "unrest_scale", "concession_halflife", "fire_halflife"}
    mechanisms = {p.name for p in theory.parameters if p.block == "mechanism"}
    assert len(members) == len(set(members))
    assert set(members) == mechanisms - shapes


def test_mechanisms_of_episodes_are_families_too() -> None:
    found = {family.name: family.drives for family in families(ct.load_theory("hidden-crisis"))}
    assert found["opening"] == ("crisis",)


def test_a_theory_without_mechanisms_has_no_family() -> None:
    assert families(ct.load_theory("silence")) == ()


def test_leaving_a_coefficient_out_prunes_what_only_it_used() -> None:
    theory = load(SMALL)
    less = without_coefficients(theory, ["spread"])
    gone = {p.name for p in theory.parameters} - {p.name for p in less.parameters}
    assert gone == {"spread", "halflife"}  # the half-life shaped a signal nobody hears now
    assert "unrest" not in {signal.name for signal in less.signals}
    assert less.acts[0].rate == (Term(("strike_base",), ""),)
    assert less.digest != theory.digest


def test_a_sum_loses_one_part_and_a_constant_becomes_zero() -> None:
    theory = ct.load_theory("political-revolution")
    less = without_coefficients(theory, ["spread", "strike_base", "readiness"])
    terms = {act.name: {t.signal: t.coefficient for t in act.rate} for act in less.acts}
    assert terms["rise"]["unrest_home"] == ("spread_arms",)
    assert terms["strike"][""] == (0.0,)
    assert "unrest_home" not in terms["strike"]
    assert not any(claim.name == "S096a" for claim in less.claims)  # the claim that spread is > 0
