"""Orders, what they hang on, and what is said about them, on scores made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from contention.inference.ranking.blocks import Block
from contention.inference.ranking.errors import block_error, half_width, reach
from contention.inference.ranking.order import Ranking, rank_scores
from contention.inference.ranking.scores import Ablated, Effort, NoiseScores, Scores
from contention.theory.noise import NOISES, Noise

DAY = date(1953, 3, 1)
BLOCKS = tuple(
    Block(f"block {k}", "Alda" if k < 2 else "", DAY, DAY, 5, np.ones((1, 1), dtype=bool))
    for k in range(5)
)
FLAT = [-100.0, -50.0, -20.0, -10.0, -10.0]
LEAD = [4, 5, 6, 5, 5]
JITTER = [0.3, -0.2, 0.1, 0.2, -0.1]


def scores(
    name: str,
    by_block: list[float],
    *,
    evidence: float | None = None,
    moved: dict[tuple[Noise, int], float] | None = None,
    ablation: list[Ablated] | None = None,
    effort: Effort = "quick",
) -> Scores:
    """Return scores with the same evidence in every setting but those that are moved."""
    held = {"quick": {"episodes"}, "full": set(NOISES)}[effort]
    base = sum(by_block) if evidence is None else evidence
    shift = moved or {}
    noises = [
        NoiseScores(
            noise,
            [base + shift.get((noise, k), 0.0) for k in range(3)],
            [by_block] * 3 if noise in held else [],
            by_block if noise in held else [],
        )
        for noise in NOISES
    ]
    return Scores(name, name.title(), effort, noises, ablation or [], 1.0)


def ahead(by: list[float]) -> list[float]:
    return [a + b for a, b in zip(FLAT, by, strict=True)]


def ranked(*rivals: Scores) -> Ranking:
    return rank_scores(rivals, BLOCKS)


def said(ranking: Ranking) -> str:
    return " ".join(ranking.words)


def test_the_better_score_comes_first_with_its_errors() -> None:
    found = ranked(scores("worse", FLAT), scores("better", ahead(LEAD)))
    assert found.theories["name"].to_list() == ["better", "worse"]
    better, worse = found.theories.rows(named=True)
    assert better["heldout"] == pytest.approx(-165.0)
    assert worse["behind"] == pytest.approx(25.0)
    # root of B times the standard deviation: 5^(1/2) * 0.7071
    assert worse["behind_se"] == pytest.approx(np.sqrt(5) * np.sqrt(0.5))
    assert worse["heldout_se"] == pytest.approx(np.sqrt(5) * np.std(FLAT, ddof=1))
    assert better["behind"] == 0.0
    assert found.pairs["separated"].to_list() == [True]


def test_equal_scores_are_ordered_by_evidence() -> None:
    found = ranked(scores("one", FLAT, evidence=-200), scores("two", FLAT, evidence=-190))
    assert found.theories["name"].to_list() == ["two", "one"]


def test_two_that_differ_by_noise_are_not_separated() -> None:
    found = ranked(scores("one", FLAT), scores("two", ahead(JITTER)))
    (pair,) = found.pairs.rows(named=True)
    assert pair["difference"] == pytest.approx(0.3)
    assert pair["difference"] < 2 * pair["se"]
    assert not pair["separated"]
    assert "not separated from any other theory" in said(found)


def test_a_lead_that_one_block_carries_is_named() -> None:
    found = ranked(scores("one", FLAT), scores("two", ahead([40, -1, -1, -1, -1])))
    assert found.pairs["rests_on"].to_list() == ["block 0"]
    assert "two over one (block 0)" in said(found)
    steady = ranked(scores("one", FLAT), scores("two", ahead(LEAD)))
    assert steady.pairs["rests_on"].to_list() == [""]


def test_five_blocks_need_more_than_two_errors() -> None:
    # Student's t with four degrees of freedom ends at 2.776 (any table)
    assert reach(5) == pytest.approx(2.776, abs=5e-4)
    by_block = [3.0, 0.5, 0.5, 0.5, 0.5]  # sum 5, error 2.5: two errors, and no more
    found = ranked(scores("one", FLAT), scores("two", ahead(by_block)))
    (pair,) = found.pairs.rows(named=True)
    assert pair["se"] == pytest.approx(2.5)
    assert half_width(np.array(by_block)) == pytest.approx(2.776 * 2.5, rel=1e-3)
    assert not pair["separated"]
    assert found.theories["apart"].to_list() == [False, False]


def test_a_lead_is_shown_without_the_blocks_that_add_most() -> None:
    found = ranked(scores("one", FLAT), scores("two", ahead([2, 30, 1, 20, 3])))
    (pair,) = found.pairs.rows(named=True)
    assert pair["most"] == ["block 1", "block 3"]
    assert pair["without_most"] == pytest.approx(6.0)
    assert pair["without_most_se"] == pytest.approx(np.sqrt(3) * 1.0)
    assert "(block 1 and block 3) it is 6.0 ± 1.7" in said(found)


def test_a_rank_is_stable_if_nothing_turns_it() -> None:
    found = ranked(
        scores("worse", FLAT, evidence=-200.0), scores("better", ahead(LEAD), evidence=-199.0)
    )
    assert found.theories["stable_rank"].to_list() == [True, True]
    # held-out scores under other noises are not known
    assert found.theories["probability"].is_null().all()
    assert "no probabilities" in said(found)


def test_an_order_that_is_stable_in_every_setting_has_probabilities() -> None:
    found = ranked(
        scores("worse", FLAT, evidence=-200.0, effort="full"),
        scores("better", ahead(LEAD), evidence=-199.0, effort="full"),
    )
    assert found.theories["stable_rank"].to_list() == [True, True]
    better = 1 / (1 + np.exp(-1))
    assert found.theories["probability"].to_list() == pytest.approx([better, 1 - better])
    assert "better 0.73 and worse 0.27" in said(found)


@pytest.mark.parametrize("noise", ["plain", "shock", "clusters", "episodes"])
@pytest.mark.parametrize("width", [0, 1, 2])
def test_one_setting_that_turns_a_pair_unsettles_both(noise: Noise, width: int) -> None:
    found = ranked(
        scores("worse", FLAT, moved={(noise, width): 60.0}),
        scores("better", ahead(LEAD)),
        scores("last", ahead([-200, -200, -200, -200, -200])),
    )
    stable = dict(found.theories.select("name", "stable_rank").rows())
    assert stable == {"better": False, "worse": False, "last": True}
    assert found.theories["probability"].is_null().all()
    (turned,) = found.pairs.filter(turns=1).rows(named=True)
    assert (turned["better"], turned["worse"]) == ("better", "worse")
    assert turned["turns_under"].startswith(f"evidence, noise {noise}")
    assert ("half as wide" in turned["turns_under"]) == (width == 0)
    assert "no probabilities" in said(found)
    assert "Only last keeps its place" in said(found)


def test_a_tie_turns_nothing() -> None:
    better = scores("better", ahead(LEAD), evidence=-165.0)
    tied = ranked(scores("worse", FLAT, evidence=-164.95), better)
    turned = ranked(scores("worse", FLAT, evidence=-164.85), better)
    assert tied.theories["stable_rank"].all()
    assert not turned.theories["stable_rank"].any()


def test_heldout_scores_of_other_noises_count_too() -> None:
    steady = scores("better", ahead(LEAD))
    turning = scores("worse", FLAT)

    def shaken(one: Scores, by: float) -> Scores:
        shocked = [
            NoiseScores(n.noise, n.log_evidence, [[x + by for x in FLAT]] * 3, FLAT)
            if n.noise == "shock"
            else n
            for n in one.noises
        ]
        return Scores(one.theory, one.title, "full", shocked, [], 1.0)

    found = ranked(shaken(steady, 0.0), shaken(turning, 1.0))
    assert not found.theories["stable_rank"].any()
    assert found.pairs["turns_under"][0].startswith("held-out score, noise shock")
    # where only one of them has the score there is nothing to compare
    assert ranked(steady, shaken(turning, 1.0)).theories["stable_rank"].all()


def test_baselines_that_are_not_beaten_are_named() -> None:
    found = ranked(
        scores("seasonal", FLAT), scores("idle", ahead(JITTER)), scores("good", ahead(LEAD))
    )
    assert "idle does not beat seasonal" in said(found)
    better = ranked(scores("seasonal", FLAT), scores("good", ahead(LEAD)))
    assert "Every theory beats seasonal" in said(better)


def omitted(family: str, change: list[float], *, drives: str = "strike") -> Ablated:
    return Ablated(family, f"Says {family}", [family], [drives], sum(change), change)


def test_families_are_sorted_by_what_they_carry() -> None:
    own = [
        omitted("strong", [-4, -5, -6, -5, -5]),
        omitted("weak", [-9, 1, 1, 1, 1]),
        omitted("idle", [1, 0, 1, 0, 1]),
        omitted("apart", [-2, -2, -2, -2, -2], drives="demand"),
    ]
    found = ranked(
        scores("better", ahead(LEAD), ablation=own),
        scores("worse", FLAT, ablation=[omitted("other", [0, 0, 0, 0, 1])]),
    )
    table = {row["family"]: row for row in found.ablation.rows(named=True)}
    assert table["strong"]["heldout_change"] == pytest.approx(-25)
    assert table["strong"]["heldout_change_se"] == pytest.approx(np.sqrt(5) * np.sqrt(0.5))
    text = said(found)
    assert "clearly, says strong (-25) and says apart (-10)" in text
    assert "less clearly, says weak (-5)" in text
    assert "not at all, says idle" in text
    # the rival says nothing about demands, so what is gained there was not contested
    assert "where worse has no mechanism at all (demand)" in text
    assert "costs 10 in sum, of a lead of 25" in text


def test_errors_of_drawn_evidence_are_shown_and_said() -> None:
    one, two = scores("one", FLAT), scores("two", ahead(LEAD))
    drawn = replace(two, noises=[*two.noises[:-1], replace(two.main, log_evidence_se=0.25)])
    found = ranked(one, drawn)
    assert found.theories["log_evidence_se"].to_list() == [0.25, None]
    assert "1 of 2 theories is by importance draws" in said(found)
    assert "importance" not in said(ranked(one, two))


def test_settings_keep_every_number() -> None:
    found = ranked(scores("one", FLAT, moved={("plain", 0): -7.0}), scores("two", ahead(JITTER)))
    table = found.settings
    assert table.height == 2 * 4 * 3
    moved = table.filter(name="one", noise="plain", prior_width=0.5)
    assert moved["log_evidence"].to_list() == [-197.0]
    assert table.filter(noise="plain")["heldout"].is_null().all()
    assert found.blocks.height == 2 * len(BLOCKS)


def test_one_block_has_no_error() -> None:
    assert block_error(np.array([3.0])) == float("inf")
    assert half_width(np.array([3.0])) == float("inf")


def test_a_notebook_shows_the_words() -> None:
    assert "log score" in ranked(scores("one", FLAT), scores("two", ahead(JITTER)))._repr_html_()
