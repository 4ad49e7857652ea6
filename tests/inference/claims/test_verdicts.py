"""When a number becomes a verdict, for every claim about a coefficient that ships."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import contention as ct
from contention.engine import bind
from contention.engine.model import Model
from contention.inference.claims import load_claims
from contention.inference.claims.facts import Finding
from contention.inference.claims.mechanisms import Mechanisms, estimand_of, parameters_of
from contention.inference.claims.signals import dated_cases, lone_products, obstacles
from contention.inference.claims.specification import Stated
from contention.inference.claims.verdicts import Evidence, decide
from contention.inference.fitting import Fit
from contention.inference.placebo import Placebo
from contention.inference.planted import Planted
from contention.inference.rechecks import Refit
from contention.theory.model import Act, Claim, Term

CASE = "eastern-bloc-1953"
GOOD = Evidence(
    claimed=1, side=1, rows=100, waves=3, on_prior=False, power=0.95, false_positive=0.05,
    placebo=Placebo(4.0, 1.0), rechecks={"without 1953-06": 1, "without 1956-10": 1},
    noises={"plain": 1},
)  # fmt: skip


def test_a_number_that_passes_every_test_decides() -> None:
    assert decide(GOOD) == ("supported", ())
    assert decide(replace(GOOD, claimed=-1)) == ("contradicted", ())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"side": 0}, "interval holds zero"),
        ({"rows": 14}, "informative rows"),
        ({"waves": 1}, "waves"),
        ({"on_prior": True}, "prior"),
        ({"power": 0.79}, "power 0.79"),
        ({"power": None}, "no planted worlds"),
        ({"false_positive": 0.11}, "false positives"),
        ({"placebo": Placebo(4.0, 4.0)}, "future"),
        ({"rechecks": {"without 1953-06": 1, "without 1956-10": 0}}, "not without 1956-10"),
        ({"rechecks": {"without 1953-06": -1}}, "not without 1953-06"),
        ({"noises": {"plain": 1, "shock": -1}}, "not under shock noise"),
        ({"presupposes": True, "given": False}, "presupposes fails"),
        ({"presupposes": True, "given": None}, "presupposes is open"),
    ],
)
def test_one_failed_test_leaves_it_undecided(change: dict[str, object], says: str) -> None:
    verdict, failed = decide(replace(GOOD, **change))  # type: ignore[arg-type]
    assert verdict == "undecided"
    assert len(failed) == 1
    assert says in failed[0]


def test_every_failed_test_is_named() -> None:
    bad = replace(GOOD, rows=1, waves=0, power=0.1, false_positive=0.5, placebo=Placebo(1.0, 2.0))
    assert len(decide(bad)[1]) == 5


def test_what_is_presupposed_and_holds_is_no_obstacle() -> None:
    assert decide(replace(GOOD, presupposes=True, given=True))[0] == "supported"


# Every claim about a coefficient that ships, turned over by a fit with the other sign.


@cache
def model() -> Model:
    return bind(ct.load_theory("political-revolution"), ct.load_scenario(CASE))


def coefficients() -> list[Stated]:
    claims = load_claims(CASE).stated
    return [one for one in claims if one.test.kind in ("sign", "contrast", "restricted")]


def whole(of: Model) -> Model:
    """Return a model in which every product has its parts beside it and no obstacle is left."""
    missing = lone_products(of.theory, of.names)

    def beside(act: Act) -> Act:
        return replace(
            act,
            rate=(*act.rate, *(Term((0.0,), name) for name in missing)),
            place=(*act.place, *(Term((0.0,), name) for name in missing)),
        )

    return replace(of, theory=replace(of.theory, acts=tuple(beside(act) for act in of.acts)))


def measured(of: Model, claim: Claim, at: float, *, within: bool = False) -> Mechanisms:
    """Return what every other test passes, with the claim's number at a value."""
    estimand = estimand_of(claim, of)
    free = estimand.rows.sum(axis=0) * at
    size = free.size
    fit = Fit(
        model=of, theory=of.theory.name, names=of.names, mode=free, se=np.full(size, 0.5),
        low=free, high=free, free=free, covariance=0.25 * np.eye(size), log_likelihood=0.0,
        log_posterior=0.0, starts=(0.0,), on_prior=np.zeros(size, dtype=bool),
        rows=np.full(size, 99),
    )  # fmt: skip
    side = 1 if at > 0 or estimand.family else -1
    far = frozenset((k, k % 3, k) for k in range(60))
    part = Refit(of, free, fit.covariance)
    return Mechanisms(
        model=of,
        fit=fit,
        estimands={estimand.name: estimand},
        planted=Planted(
            (estimand,), np.full((20, 1), side), np.zeros((20, 1), dtype=int),
            np.ones((20, 1), dtype=bool), (900,),
        ),
        placebos={estimand.name: Placebo(9.0, 1.0)},
        everywhere={"without 1953-06": part},
        besides={claim.name: {"in days until 1956-02-24": part}} if within else {},
        noises={"plain": fit},
        informing=dict.fromkeys(of.names, far),
    )  # fmt: skip


@pytest.mark.parametrize("one", coefficients(), ids=lambda one: one.id)
def test_a_fit_can_turn_every_claim_about_a_coefficient(one: Stated) -> None:
    claim = one.of_theory
    assert claim is not None
    of = model()
    barred = obstacles(of, estimand_of(claim, of).parameters)
    within = one.test.within is not None
    found: dict[float, str] = {}
    for at in (5.0, 0.1, -5.0):
        found[at] = measured(of, claim, at, within=within).answer(claim, one.kind).verdict
    if barred:
        # A covariate, or a shock on one date: no record could decide, and the answer says so.
        assert set(found.values()) == {"not testable"}
        return
    negative = claim.kind == "sign" and claim.text("is") == "negative"
    assert found[5.0] == ("contradicted" if negative else "supported")
    if claim.kind == "restricted":
        assert found[0.1] in ("contradicted", "undecided")  # nothing gained by the family
    else:
        assert found[0.1] == "undecided"
        assert found[-5.0] == ("supported" if negative else "contradicted")


def test_what_fails_in_a_part_fails() -> None:
    of = model()
    claim = Claim("S009", "", "sign", (("parameter", "yield_to"), ("is", "positive")))
    shared = measured(of, claim, 5.0)
    assert shared.answer(claim, "mechanism").verdict == "supported"
    weak = Refit(of, shared.fit.free * 0.01, shared.fit.covariance)
    for name, part in (("without 1953-06", weak), ("without 1953-06", "I002")):
        broken = replace(shared, everywhere={**shared.everywhere, name: part})
        answer = broken.answer(claim, "mechanism")
        assert answer.verdict == "undecided"
        assert "not without 1953-06" in answer.reason
    weak_there = {"in days until 1956-02-24": weak}
    within = replace(shared, besides={"S004": weak_there})
    assert within.answer(claim, "mechanism").verdict == "supported"
    late = replace(shared, besides={"S009": weak_there}).answer(claim, "mechanism")
    assert late.verdict == "undecided"


def test_what_a_claim_presupposes_must_hold() -> None:
    claim = load_claims(CASE)["S011"].of_theory
    assert claim is not None
    shared = measured(model(), claim, 5.0)
    yes, no = (Finding(holds, None, (), "the camps struck") for holds in (True, False))
    assert shared.answer(claim, "mechanism", given=yes).verdict == "supported"
    answer = shared.answer(claim, "mechanism", given=no)
    assert answer.verdict == "undecided"
    assert "the camps struck" in answer.reason


def test_a_family_counts_the_rows_of_all_its_members() -> None:
    of = model()
    claim = Claim("X", "", "restricted", (("without", "news"), ("without", "local")))
    shared = measured(of, claim, 5.0)
    rows = {name: frozenset({(k, 0, k)}) for k, name in enumerate(of.names)}
    answer = replace(shared, informing=rows).answer(claim, "mechanism")
    assert answer.rows == 2
    assert parameters_of(claim) == ("news", "local")


# What no record could decide.


def test_products_without_their_parts_are_found() -> None:
    theory = model().theory
    assert lone_products(theory, ["local_gain"]) == ("rose_here",)
    assert set(lone_products(theory, ["betray"])) == {"promised", "refused"}
    assert lone_products(theory, ["spread"]) == ()
    assert lone_products(whole(model()).theory, ["local_gain", "betray", "example"]) == ()


def test_one_date_is_one_case() -> None:
    assert dated_cases(model(), ["thaw"]) == 1
    assert dated_cases(model(), ["spread"]) is None
    more = model().scenario.shocks
    twice = [replace(s, day=np.append(s.day, s.day + 30)) for s in more]
    later = replace(model(), scenario=replace(model().scenario, shocks=tuple(twice)))
    assert dated_cases(later, ["thaw"]) == 2
    assert obstacles(later, ["thaw"]) == ()


def test_obstacles_say_what_they_are() -> None:
    assert obstacles(model(), ["local_gain"]) == ()  # a product: its parts are let in instead
    assert "one case" in obstacles(model(), ["thaw"])[0]
    assert "no past" in obstacles(model(), ["yoke"])[0]
    assert obstacles(model(), ["yield_to"]) == ()
