"""From a theory and a record to a table of answers, on a toy."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.engine import bind
from contention.foundation.errors import ContentionError
from contention.inference.claims import Answers, answer, load_claims
from contention.inference.claims.answers import VERDICTS
from contention.inference.claims.illustrations import Paired, begins, illustrate, scaled
from contention.inference.claims.specification import Stated
from contention.inference.posterior import LogPosterior
from contention.inference.waves import waves
from contention.theory.model import Lever, LeverStep
from tests.inference.claims.toy import toy_fit

KEYS = (
    *("id", "kind", "verdict", "value", "low", "high", "method"),
    *("rows", "episodes", "power", "false_positive", "reason"),
)


@pytest.fixture(scope="module")
def answers() -> Answers:
    model, fit, record = toy_fit()
    return answer(model, fit, record, replicates=8, worlds=30, seed=2, threads=2)


def test_a_theory_has_a_table_of_its_own_claims(answers: Answers) -> None:
    model, _, _ = toy_fit()
    assert [a.id for a in answers.answers] == [claim.name for claim in model.theory.claims]
    assert answers.name == answers.theory == "effects"
    assert sum(answers.counts.values()) == 8
    kinds = [a.kind for a in answers.answers]
    assert kinds == [*["mechanism"] * 6, "counterfactual", "prediction"]


def test_what_was_planted_is_found_and_its_contrary_denied(answers: Answers) -> None:
    assert answers["C1"].verdict == "supported"
    assert answers["C2"].verdict == "contradicted"
    assert answers["C3"].verdict == "undecided"
    assert "interval holds zero" in answers["C3"].reason
    assert answers["C5"].verdict == "supported"
    assert answers["C6"].verdict == "undecided"


def test_verdicts_carry_their_numbers(answers: Answers) -> None:
    model, fit, _ = toy_fit()
    found = answers["C1"]
    k = model.names.index("spread")
    assert found.value == pytest.approx(fit.mode[k])
    assert found.rows == fit.rows[k]
    assert found.power is not None
    assert found.false_positive is not None
    assert 0 <= found.false_positive <= 1
    assert found.episodes is not None
    assert found.episodes >= 2
    assert answers["C4"].rows == min(fit.rows[model.names.index(n)] for n in ("provoke", "fear"))


def test_levers_are_illustrations_and_never_verdicts(answers: Answers) -> None:
    found = answers["C7"]
    assert found.verdict == "conditional illustration"
    assert found.value is not None
    assert found.value < 0
    assert "as the claim says" in found.reason
    assert "strength 2" in found.reason


def test_the_json_has_every_key_and_no_nan(answers: Answers) -> None:
    document = answers.to_json()
    text = json.dumps(document, allow_nan=False)
    assert [tuple(row)[: len(KEYS)] for row in json.loads(text)["claims"]] == [KEYS] * 8
    assert {row["verdict"] for row in document["claims"]} <= set(VERDICTS)
    assert answers.table().height == 8
    assert "C1" in answers._repr_html_()


def test_the_same_seed_gives_the_same_answers() -> None:
    model, fit, record = toy_fit()
    options = {"replicates": 3, "worlds": 10, "seed": 7}
    one = answer(model, fit, record, threads=1, **options)
    two = answer(model, fit, record, threads=2, **options)
    assert one.to_json() == two.to_json()


def test_a_claim_asked_alone_fares_the_same(answers: Answers) -> None:
    model, fit, record = toy_fit()
    alone = answer(model, fit, record, only=["C1"], replicates=8, worlds=30, seed=2)
    assert [a.id for a in alone.answers] == ["C1"]
    assert alone["C1"] == answers["C1"]


def test_an_unknown_claim_is_refused() -> None:
    model, fit, record = toy_fit()
    with pytest.raises(ContentionError) as caught:
        answer(model, fit, record, only=["C1", "C99", "D1"])
    assert caught.value.codes == ("I044", "I044")


def test_without_planted_worlds_nothing_is_decided() -> None:
    model, fit, record = toy_fit()
    found = answer(model, fit, record, only=["C1"], replicates=0, worlds=5)
    assert found["C1"].verdict == "undecided"
    assert "no planted worlds" in found["C1"].reason


def test_a_mechanism_must_survive_other_noise() -> None:
    model, fit, record = toy_fit()
    k = model.names.index("spread")
    free = fit.free.copy()
    free[k] = 0.0
    found = answer(
        model, fit, record, only=["C1"], replicates=8, worlds=5, seed=2,
        noises={"plain": fit, "shock": replace(fit, free=free)},
    )  # fmt: skip
    assert found["C1"].verdict == "undecided"
    assert "not under shock noise" in found["C1"].reason


def test_a_table_asks_a_theory_what_it_has(tmp_path: Path) -> None:
    model, fit, record = toy_fit()
    (tmp_path / "said.csv").write_text(
        "id,paragraph,kind,claim,testable_as\n"
        "A1,1,mechanism,Unrest spreads,a sign\n"
        "A2,2,mechanism,Hunger spreads,a sign\n"
        "A3,3,dated_fact,Strikes came,rows\n"
        "A4,4,prediction,It rains,no rows\n"
        "A5,5,counterfactual,A lever nobody has,a lever\n"
        "A6,6,mechanism,Unrest spreads early on,a sign\n",
        encoding="utf-8",
    )
    path = tmp_path / "said.yaml"
    path.write_text(
        "format: 1\nclaims: said\ntitle: Said\ntable: said.csv\ntests:\n"
        "  A1: {sign: {parameter: spread, is: positive}, note: Said in passing.}\n"
        "  A2: {sign: {parameter: hunger, is: positive}}\n"
        "  A3: {fact: {count: {of: {form: strike}, at_least: 5}}}\n"
        "  A4: {not_testable: the weather is not in the record}\n"
        "  A5: {effect: {lever: bread, quantity: town_days, is: positive}}\n"
        "  A6: {sign: {parameter: spread, is: positive}, within: {until: 1953-03-20}}\n",
        encoding="utf-8",
    )
    found = answer(
        model, fit, record, claims=load_claims(path), replicates=8, worlds=5, seed=2, threads=2
    )
    verdicts = {a.id: a.verdict for a in found.answers}
    assert verdicts == {
        "A1": "supported",
        "A2": "not testable",
        "A3": "fact agrees",
        "A4": "not testable",
        "A5": "not testable",
        "A6": "undecided",
    }
    assert found["A1"].reason.endswith("Said in passing.")
    assert found["A2"].reason == "the theory effects has no parameter hunger."
    assert "lever bread" in found["A5"].reason
    assert "not in days until 1953-03-20" in found["A6"].reason


# Levers and forecasts against what they are made of.


def paired() -> Paired:
    model, fit, record = toy_fit()
    return Paired(
        model, fit.mode, record.events, levers=(), worlds=10, seed=1, threads=1,
        vocabulary=record.vocabulary,
    )  # fmt: skip


def test_a_lever_that_changes_nothing_has_no_effect_and_its_contrary_the_other() -> None:
    pairs = paired()
    effects = {
        name: pairs.effect(name, "onsets[march]")["effect"] for name in ("calm", "storm", "idle")
    }
    assert effects["idle"] == 0.0
    assert effects["calm"] < 0 < effects["storm"]
    assert pairs.effect("storm", "onsets[march]", strength=0.0)["effect"] == 0.0
    assert pairs.effect("storm", "onsets[march]", strength=2.0)["effect"] > effects["storm"]


EFFECTS = [one for one in load_claims("eastern-bloc-1953").stated if one.test.kind == "effect"]


@pytest.mark.slow
@pytest.mark.parametrize("one", EFFECTS, ids=lambda one: one.id)
def test_every_lever_that_ships_acts_only_by_its_factors(one: Stated) -> None:
    """With every factor at one the effect is nothing, and the claim is not borne out."""
    theory, scenario = ct.load_theory("political-revolution"), ct.load_scenario("eastern-bloc-1953")
    model = bind(theory, scenario)
    claims = load_claims("eastern-bloc-1953")
    claim = one.of_theory
    assert claim is not None
    record = ct.load_record("eastern-bloc-1953")
    known = {lever.name: lever for lever in (*claims.levers, *theory.levers)}
    idle = scaled(known[claim.text("lever")], 0.0)
    bare = replace(model, theory=replace(theory, levers=()))
    pairs = Paired(
        bare, model.start(), record.events, levers=(idle,), worlds=2, seed=1, threads=1,
        vocabulary=record.vocabulary,
    )  # fmt: skip
    answer = illustrate(claim, one.kind, pairs)
    assert answer.value == 0.0
    assert "not as the claim says" in answer.reason


def test_a_lever_is_scaled_in_logarithms_and_forbidden_acts_stay_forbidden() -> None:
    steps = (LeverStep("multiply", "strike", 4.0), LeverStep("forbid", "march"))
    lever = Lever("x", steps)
    assert [step.value for step in scaled(lever, 0.5).steps] == [2.0, 0.0]
    assert scaled(lever, 2.0).steps[1] == steps[1]


def test_a_lever_begins_with_its_first_step() -> None:
    model, _, _ = toy_fit()
    first = model.scenario.start
    dated = Lever("x", (LeverStep("forbid", "strike", start="1953-07-01"),
                        LeverStep("forbid", "march", start="1953-06-01")))  # fmt: skip
    assert str(begins(dated, first)) == "1953-06-01"
    assert begins(Lever("x", (LeverStep("forbid", "strike"),)), first) == first


def test_months_foretold_add_up_to_the_days_after_the_date(answers: Answers) -> None:
    model, _, record = toy_fit()
    found = answers["C8"]
    assert "months" in found.reason
    start = (pl.Series(["1954-06-01"]).str.to_date()[0] - model.scenario.start).days
    watched = np.zeros((3, model.scenario.days), dtype=bool)
    watched[:, :start] = True
    from contention.inference.estimands import family
    from contention.inference.local import cholesky, restricted_mode, settle

    before = LogPosterior(model, record.events, watched=watched)
    fit = toy_fit()[1]
    with_, _ = settle(before, fit.free, cholesky(fit.covariance))
    without, _ = restricted_mode(before, fit, family(model, ("spread",)).rows)
    everything = LogPosterior(model, record.events)
    scores = []
    for free in (with_, without):
        natural = model.coordinates.natural(free)
        after = everything.likelihood.value_and_gradient(natural)[0]
        scores.append(after - before.likelihood.value_and_gradient(natural)[0])
    assert found.value == pytest.approx(scores[0] - scores[1], abs=1e-6)


def test_waves_part_after_sixty_quiet_days() -> None:
    assert waves([(0, d) for d in range(5)]) == 1
    assert waves([(0, d) for d in (0, 60, 120, 180, 240)]) == 1
    assert waves([(0, d) for d in (0, 61, 122, 183, 244)]) == 0
    assert waves([(c, d) for c in range(3) for d in range(5)]) == 3
    two = [(0, d) for d in (*range(5), *range(100, 105))]
    assert waves(two) == 2
    assert waves(reversed(two)) == 2
    assert waves([]) == 0
